#!/usr/bin/env python3
"""The cost of the whole analysis against that of spaCy alone, on the same text in one process.

usage: python bench/cost.py PATH [--articles N] [--rules] [--json]

PATH: anything that `ingest` reads. Prints processor and wall time of plain `nlp.pipe` with the same model and of the analysis (articles
alternate in blocks, so that a busy machine slows both), their ratio, the time that each part takes, as a share of spaCy's, and the
peak of memory. The parts are timed from outside by wrapping their functions; parsing is what is left.
The plain pipeline is the installed one as spaCy loads it, without what load_spacy changes in it.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import spacy

from analysis.article import Article
from analysis.ingest import read
from analysis.language import accusations, dates, names, quotes, sources, stances, taxonomy, tone
from analysis.language.pipeline import BATCH, Analyser
from analysis.settings import Settings

BLOCK = 16
PARTS: dict[str, tuple[Any, str]] = {
    "names": (names, "resolve"),
    "quotes": (quotes, "find"),
    "tone": (tone, "compound"),
    "rules": (accusations, "by_rule"),
    "rules and reader joined": (accusations, "find"),
    "taxonomy": (taxonomy, "classify"),
    "dates": (dates, "said_and_acted"),
    "medium": (sources, "medium_of"),
    "stances": (stances, "find"),
    "sources": (sources, "find"),
}


class Clock:
    """Processor seconds by part."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)

    def watch(self, name: str, module: Any, function: str) -> None:
        """Time every call of module.function."""
        inner: Callable[..., Any] = getattr(module, function)

        def timed(*given: Any, **named: Any) -> Any:
            began = time.process_time()
            try:
                return inner(*given, **named)
            finally:
                self.spent[name] += time.process_time() - began

        setattr(module, function, timed)


def blocks(articles: Iterator[Article]) -> Iterator[list[Article]]:
    """Articles in lists of BLOCK."""
    while block := list(islice(articles, BLOCK)):
        yield block


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Processor and wall seconds of `work`."""
    began, wall = time.process_time(), time.perf_counter()
    work()
    return time.process_time() - began, time.perf_counter() - wall


def measure(articles: list[Article], analyser: Analyser) -> dict[str, Any]:
    """Seconds of both, their ratios, seconds by part and the peak of memory in MB."""
    plain = spacy.load(analyser.settings.spacy_model)
    clock = Clock()
    for name, (module, function) in PARTS.items():
        clock.watch(name, module, function)
    if analyser.reader is not None:
        clock.watch("reader", analyser.reader, "read")
    timed(lambda: list(analyser.stream(articles[:2])))
    timed(lambda: list(plain.pipe(a.text for a in articles[:2])))
    clock.spent.clear()
    bare, whole = [0.0, 0.0], [0.0, 0.0]
    for block in blocks(iter(articles)):
        texts = [a.text for a in block]
        for total, work in (
            (bare, lambda texts=texts: list(plain.pipe(texts, batch_size=BATCH))),
            (whole, lambda block=block: list(analyser.stream(block))),
        ):
            cpu, wall = timed(work)
            total[0] += cpu
            total[1] += wall
    words = sum(len(a.text.split()) for a in articles)
    return {
        "articles": len(articles),
        "words": words,
        "model": analyser.version,
        "spaCy seconds": round(bare[0], 2),
        "analysis seconds": round(whole[0], 2),
        "ratio (processor)": round(whole[0] / bare[0], 3),
        "ratio (wall)": round(whole[1] / bare[1], 3),
        "words a second": round(words / whole[0]),
        "peak MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "share of spaCy": {name: round(s / bare[0], 3) for name, s in sorted(clock.spent.items(), key=lambda x: -x[1])},
    }


def main() -> None:
    """Measure and print."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("path", type=Path)
    ap.add_argument("--articles", type=int, default=200)
    ap.add_argument("--rules", action="store_true")
    ap.add_argument("--json", action="store_true")
    given = ap.parse_args()
    found = (a for a in read(given.path) if isinstance(a, Article) and a.text)
    made = measure(list(islice(found, given.articles)), Analyser(Settings(learned=not given.rules)))
    if given.json:
        print(json.dumps(made))
        return
    for name, value in made.items():
        if isinstance(value, dict):
            print(f"{name}:")
            for part, share in value.items():
                print(f"  {part:28}{share:.3f}")
        else:
            print(f"{name:20}{value}")


if __name__ == "__main__":
    main()
