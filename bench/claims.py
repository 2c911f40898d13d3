"""Precision and recall of the grouping of accusations into claims, on the labelled sample.

    python bench/claims.py [--errors]

The records are the labelled ones (tests/gold/sample_*.jsonl), so that the grouping alone is measured.
tests/gold/claims.jsonl holds every claim of two or more of them, by one reader (a language model that knew the
rules); all other records are claims of their own. A pair of records is right if both put it in one claim.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import click

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis import corpus
from analysis.article import Article
from analysis.language import taxonomy
from analysis.records import Accusation, Act, ArticleRecords, Certainty, Party, QuoteKind, Voice
from analysis.tables import Tables

GOLD = Path(__file__).resolve().parent.parent / "tests" / "gold"

Key = tuple[str, int, str | None, str | None, str]
"""article_id, start of the sentence, accused, charge, act: what tells a record in both files."""
Pairs = set[frozenset[Key]]


def labelled_tables() -> Tables:
    """The labelled sample, assembled."""
    read = datetime(2026, 1, 1, tzinfo=UTC)
    made = []
    for path in sorted(GOLD.glob("sample_*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            article = json.loads(line)
            records = ArticleRecords(article["id"], accusations=[_record(article["text"], r) for r in article["records"]])
            made.append(corpus.rows(_article(article), records, read))
    return corpus.assemble(corpus.local_tables(made))


def _article(d: dict[str, str]) -> Article:
    published = datetime.fromisoformat(d["date"][:10]).replace(tzinfo=UTC)
    return Article(d["id"], d["title"], d["text"], d["outlet"], d["url"], (), published, "day", "en")


def _record(text: str, r: dict[str, str]) -> Accusation:
    def span(words: str | None) -> tuple[int, int] | None:
        at = text.find(words, int(r["start"])) if words else -1
        return (at, at + len(words)) if words and at >= 0 else None

    act = Act(r["act"])
    code, mode, contexts = taxonomy.classify(r["charge"], r["sentence"], act)
    return Accusation(
        start=int(r["start"]),
        end=int(r["end"]),
        sentence=r["sentence"],
        accuser=Party(r["accuser"], span(r["accuser"]), r["accuser_name"]),
        accused=Party(r["accused"], span(r["accused"]), r["accused_name"]),
        charge=r["charge"],
        charge_span=span(r["charge"]),
        act=act,
        certainty=Certainty(r["certainty"]),
        voice=Voice(r["voice"]),
        quote=QuoteKind(r["quote"]),
        rule="labelled",
        confidence=1.0,
        cameo=code,
        mode=mode,
        contexts=contexts,
    )


def true_pairs() -> Pairs:
    """Pairs of records that the reader put in one claim."""
    made: Pairs = set()
    for line in (GOLD / "claims.jsonl").read_text(encoding="utf-8").splitlines():
        keys = [(m["id"], m["start"], m["accused"], m["charge"], m["act"]) for m in json.loads(line)["mentions"]]
        made |= {frozenset(pair) for pair in combinations(keys, 2)}
    return made


def found_pairs(tables: Tables) -> Pairs:
    """Pairs of records that the program put in one claim."""
    groups: dict[str, list[Key]] = defaultdict(list)
    columns = ["claim_id", "article_id", "start", "accused", "charge", "act"]
    rows = tables.accusations[columns].astype(object)
    for claim_id, *key in rows.where(rows.notna(), None).itertuples(index=False):
        groups[claim_id].append(tuple(key))
    return {frozenset(pair) for group in groups.values() for pair in combinations(group, 2)}


def score(found: Pairs, true: Pairs) -> tuple[float, float]:
    """(precision, recall)."""
    right = len(found & true)
    return right / len(found), right / len(true)


@click.command(help=__doc__)
@click.option("--errors", is_flag=True, help="print the pairs that differ")
def main(errors: bool) -> None:
    """Print the figures."""
    tables = labelled_tables()
    found, true = found_pairs(tables), true_pairs()
    precision, recall = score(found, true)
    click.echo(
        f"{len(tables.accusations)} records, {len(tables.claims)} claims; "
        f"{len(true)} pairs labelled, {len(found)} found: precision {precision:.3f}, recall {recall:.3f}"
    )
    if errors:
        for name, pairs in (("wrong", found - true), ("missed", true - found)):
            for pair in sorted(pairs, key=lambda p: sorted(map(str, p))):
                click.echo(f"{name}: " + " | ".join(f"{k[0][-30:]} {k[2]}: {k[3]} ({k[4]})" for k in sorted(pair, key=str)))


if __name__ == "__main__":
    main()
