"""Precision and recall of copies against labelled sets, and time and memory on many made-up articles.

    python bench/duplicates.py [--labelled FOLDER] [--articles N]

FOLDER holds articles_<n>.train ("id text" a line) and articles_<n>.truth (two ids a line).
"""

from __future__ import annotations

import random
import resource
import sys
import time
from itertools import combinations
from pathlib import Path

import click
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.article import Article
from analysis.ingest import duplicates


def _frame(texts: dict[str, str]) -> pd.DataFrame:
    made = pd.DataFrame({"article_id": list(texts), "text": list(texts.values())})
    made["title"], made["url"] = "", None
    made["published"] = made["ingested"] = pd.Timestamp("2025-01-01", tz="UTC")
    made["content_hash"] = [Article("", "", t).content_hash for t in made["text"]]
    return made


def pairs(copies: duplicates.Copies) -> set[frozenset[str]]:
    """All pairs of articles that are copies of one another."""
    groups: dict[str, list[str]] = {}
    for copy, original in copies.duplicate_of.items():
        groups.setdefault(original, [original]).append(copy)
    return {frozenset(pair) for group in groups.values() for pair in combinations(group, 2)}


def score(found: set[frozenset[str]], true: set[frozenset[str]]) -> tuple[float, float]:
    """(precision, recall) of pairs."""
    right = len(found & true)
    return right / len(found) if found else 1.0, right / len(true) if true else 1.0


def made_up(count: int, seed: int = 1) -> tuple[dict[str, str], set[frozenset[str]]]:
    """Texts, and the pairs of copies among them.

    300 words from a Zipf-like vocabulary; every tenth text is a copy of the one before with a twentieth of its words
    changed, every fortieth a copy without its last third.
    """
    rng = random.Random(seed)
    words = [f"w{i}" for i in range(30_000)]
    weights = [1 / (i + 10) for i in range(len(words))]
    texts: dict[str, str] = {}
    true: set[frozenset[str]] = set()
    before: list[str] = []
    for i in range(count):
        if i % 10 == 9:
            text = before[:200] if i % 40 == 39 else [rng.choice(words) if rng.random() < 0.05 else w for w in before]
            true.add(frozenset((f"a{i - 1}", f"a{i}")))
        else:
            text = rng.choices(words, weights, k=300)
        texts[f"a{i}"] = " ".join(text)
        before = text
    return texts, true


@click.command(help=__doc__)
@click.option("--labelled", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--articles", default=10_000, show_default=True, help="made-up articles to time")
def main(labelled: Path | None, articles: int) -> None:
    """Print the figures."""
    for truth in sorted(labelled.glob("*.truth")) if labelled else []:
        source = truth.with_suffix(".train")
        if not source.exists():
            continue
        lines = source.read_text(encoding="utf-8").splitlines()
        texts = dict(line.split(" ", 1) for line in lines if " " in line)
        true = {frozenset(line.split()) for line in truth.read_text(encoding="utf-8").splitlines() if line.strip()}
        precision, recall = score(pairs(duplicates.find(_frame(texts))), true)
        click.echo(f"{source.name}: {len(texts)} texts, precision {precision:.4f}, recall {recall:.4f}")
    texts, true = made_up(articles)
    frame = _frame(texts)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = time.process_time()
    precision, recall = score(pairs(duplicates.find(frame)), true)
    taken = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    click.echo(
        f"made up: {articles} texts, precision {precision:.4f}, recall {recall:.4f}, {taken:.1f} CPU s, "
        f"peak {memory:.0f} MiB ({memory - before:.0f} MiB for the search)"
    )


if __name__ == "__main__":
    main()
