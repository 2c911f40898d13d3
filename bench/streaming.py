#!/usr/bin/env python3
"""Rate and memory of reading a stream of JSON lines that is made as it is read: no file, no end but the one asked for.

usage: python bench/streaming.py [--gigabytes N]

Prints, at each tenth of a gigabyte up to the first and at each whole one, the articles and megabytes read a second and the
resident memory of the process. Reading has no language analysis in it.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.article import Article
from analysis.ingest import Meter, read

MB, GB = 10**6, 10**9
WORDS = """
    the of harbour board council quay crane report minister inquiry charge said denied blamed after before on in with for a vessel
    owner Tuesday inspection year law court rail strike water price union port clerk town river bridge
"""


class Made(io.RawIOBase):
    """About `size` bytes of JSON lines, each an article of 200 to 800 words; titles, addresses, authors, outlets and days differ."""

    def __init__(self, size: int, seed: int = 1) -> None:
        self._left = size
        self._rng = random.Random(seed)
        words = WORDS.split()
        self._sentences = [" ".join(self._rng.choices(words, k=20)).capitalize() + "." for _ in range(4000)]
        self._number = 0
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` from the line in hand, or a new one; 0 at the end."""
        if not self._rest and self._left > 0:
            self._rest = memoryview(self._line())
            self._left -= len(self._rest)
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size

    def _line(self) -> bytes:
        self._number += 1
        n = self._number
        chosen = self._rng.choices(self._sentences, k=self._rng.randint(10, 40))
        made = {
            "title": f"{self._rng.choice(self._sentences)[:60]} {n}",
            "text": "\n\n".join(" ".join(chosen[at : at + 3]) for at in range(0, len(chosen), 3)),
            "date": f"{1990 + n % 35}-{1 + n % 12:02}-{1 + n % 28:02}T{n % 24:02}:{n % 60:02}:00Z",
            "outlet": f"Herald {n}",
            "url": f"https://herald-{n}.example/{n}",
            "author": f"Mette Brandal{n}",
        }
        return (json.dumps(made) + "\n").encode()


@dataclass(frozen=True, slots=True)
class Sample:
    """The state of a run: bytes of the stream and articles read, seconds spent, resident and peak bytes of the process."""

    done: int
    articles: int
    seconds: float
    resident: int
    peak: int


def memory() -> tuple[int, int]:
    """Resident and peak bytes of this process; the peak for both where the system does not tell (no /proc)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return peak, peak
    return pages * resource.getpagesize(), peak


def run(size: int, step: int) -> Iterator[Sample]:
    """Read `size` bytes of made lines through `ingest.read`, with a sample at each `step` and at the end.

    Raises RuntimeError if a line comes out as anything but an article.
    """
    meter, began, articles = Meter(), time.perf_counter(), 0
    due = step
    for found in read(io.BufferedReader(Made(size), 1 << 16), meter=meter):
        if not isinstance(found, Article):
            raise RuntimeError(f"{found.position}: {found.reason}")
        articles += 1
        if meter.done >= due:
            yield Sample(meter.done, articles, time.perf_counter() - began, *memory())
            due += step
    yield Sample(meter.done, articles, time.perf_counter() - began, *memory())


def main() -> None:
    """Run and print."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--gigabytes", type=float, default=1.0)
    size = int(ap.parse_args().gigabytes * GB)
    print(f"{'GB':>6} {'articles':>10} {'seconds':>8} {'MB/s':>6} {'articles/s':>10} {'RSS MB':>7} {'peak MB':>8}")
    for at, s in enumerate(run(size, GB // 10), 1):
        if at <= 10 or at % 10 == 0 or s.done >= size:
            rates = f"{s.done / MB / s.seconds:>6.1f} {s.articles / s.seconds:>10.0f}"
            print(
                f"{s.done / GB:>6.1f} {s.articles:>10} {s.seconds:>8.1f} {rates} {s.resident / MB:>7.0f} {s.peak / MB:>8.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
