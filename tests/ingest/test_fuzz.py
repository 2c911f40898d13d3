"""Thousands of damaged copies of every format, the same in every run: articles or a reason come out, soon, in bounded memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from ingest_damage import damaged
from test_formats import FORMATS, MEDIA_CLOUD, PACKINGS, PLAIN, URL, bytes_of, gdelt_event, read_bytes

from analysis.ingest import Quarantined

COPIES = 100
"""Damaged copies of each format."""
SLOWEST = 10.0
"""Seconds that one of them may take, on a busy machine."""
GROWTH = 300
"""Megabytes by which the memory of a process may grow over one that has read a sound copy of everything."""

ROWS = b"\n".join(json.dumps({**PLAIN, "title": f"Story {n}"}).encode() for n in range(40))
OUTLINE = f"<opml version='2.0'><body><outline type='rss' xmlUrl='{URL}/rss'/></body></opml>".encode()
SITEMAP = f"<urlset><url><loc>{URL}</loc><lastmod>2025-03-11</lastmod></url></urlset>".encode()


def kinds() -> dict[str, Callable[[], bytes]]:
    """Everything that is read, by name."""
    packed = {f"lines in {p}": lambda pack=pack: pack(ROWS) for p, pack in PACKINGS.items()}
    lists = {"opml": lambda: OUTLINE, "sitemap": lambda: SITEMAP}
    tables = {
        "media cloud": lambda: bytes_of([MEDIA_CLOUD] * 5, "to_csv"),
        "gdelt": lambda: "\n".join(gdelt_event(f"{URL}/{n}") for n in range(5)).encode(),
    }
    return {**FORMATS, **tables, **lists, **packed}


KINDS = kinds()


@pytest.mark.parametrize("name", KINDS)
def test_damaged_copies_come_out_as_articles_or_with_a_reason(name: str) -> None:
    data = KINDS[name]()
    for seed in range(COPIES):
        started = time.monotonic()
        found = read_bytes(damaged(data, seed))
        assert found, f"seed {seed}: nothing came out"
        assert all(f.reason if isinstance(f, Quarantined) else f.text or f.url for f in found), f"seed {seed}"
        assert time.monotonic() - started < SLOWEST, f"seed {seed}"


@pytest.mark.parametrize("seed", range(100))
def test_lines_in_are_articles_or_quarantined_lines_out(seed: int) -> None:
    rows = [json.dumps({**PLAIN, "title": f"Story {n}"}) for n in range(50)]
    data = damaged("\n".join(rows).encode(), seed)
    lines = [x for x in data.split(b"\n") if x.strip(b" \t\r\0\x1e\xef\xbb\xbf")]
    assert len(read_bytes(data, format="jsonl")) == max(1, len(lines))


def peak() -> int:
    """Most memory that this process has held, in megabytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) >> 10


def grown(copies: int) -> int:
    """Megabytes of memory that the damage costs beyond sound copies."""
    for make in KINDS.values():
        read_bytes(make())
    sound = peak()
    for make in KINDS.values():
        data = make()
        for seed in range(copies):
            read_bytes(damaged(data, seed))
    return peak() - sound


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from /proc")
def test_damage_costs_no_memory_beyond_the_bound() -> None:
    """In a process of its own, whose peak no other test has set; a hang ends it."""
    paths = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[2])])
    child = subprocess.run(
        [sys.executable, "-c", "import test_fuzz; print(test_fuzz.grown(10))"],
        env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert child.returncode == 0, child.stderr[-2000:]
    assert int(child.stdout.split()[-1]) < GROWTH
