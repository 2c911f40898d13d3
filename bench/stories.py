"""How well stories are told apart on ECB+ (Cybulska and Vossen 2014): each sub-topic is one event.

    python bench/stories.py CORPUS.txt...

CORPUS: token a line (document, sentence, number, token, mark), as in ECB_Dev_corpus.txt. The documents bear no date, so
words alone decide; pairs of documents of one sub-topic ("12ecb", "12ecbplus") are right.
"""

from __future__ import annotations

import re
import sys
import time
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import click
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis import stories


def read(path: Path) -> dict[str, str]:
    """Document → text."""
    tokens: dict[str, list[str]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        parts = line.split("\t")
        if len(parts) >= 4:
            tokens[parts[0]].append(parts[3])
    return {name: " ".join(some) for name, some in tokens.items()}


def topic(document: str) -> str:
    """The sub-topic of "12_3ecbplus": "12ecbplus"."""
    return re.sub(r"^(\d+)_\d+(ecb(?:plus)?)$", r"\1\2", document)


@click.command(help=__doc__)
@click.argument("corpora", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def main(corpora: tuple[Path, ...]) -> None:
    """Print the figures."""
    nobody = pd.DataFrame({"article_id": [], "entity_id": []})
    for path in corpora:
        texts = read(path)
        frame = pd.DataFrame({"article_id": list(texts), "text": list(texts.values())})
        frame["title"], frame["published"] = "", pd.NaT
        start = time.process_time()
        story_of = stories.group(frame, nobody)
        taken = time.process_time() - start
        pairs = list(combinations(texts, 2))
        true = {p for p in pairs if topic(p[0]) == topic(p[1])}
        found = {p for p in pairs if p[0] in story_of and story_of[p[0]] == story_of.get(p[1])}
        precision, recall = len(found & true) / max(len(found), 1), len(found & true) / len(true)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        click.echo(
            f"{path.name}: {len(texts)} documents, {len(set(map(topic, texts)))} events, {len(set(story_of.values()))} "
            f"stories; pairs: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}; {taken:.1f} CPU s"
        )


if __name__ == "__main__":
    main()
