"""Writes the measured part of the reader's card: python -m training.card --gold DIR --extra FILE --models data/models.

The reader's scores are set against the labelled articles held back from the training ("held" in EXTRA): the share that is
right at each score becomes its calibration (isotonic regression, Barlow et al. 1972). The figures of `evaluate` on the
development files, on which nothing was trained or calibrated, are copied into data/models/reader.json.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from analysis import evaluate, settings
from analysis.evaluation.complete import pair
from analysis.language.pipeline import Analyser

BINS = 12
FILES = ("complete.dev.jsonl", "propbank_wsj.dev.jsonl", "framenet_exemplars.dev.jsonl")


def isotonic(scores: NDArray[np.float64], right: NDArray[np.float64]) -> list[tuple[float, float]]:
    """(mean score, share right) of BINS equal groups in order of score, pooled until the shares rise."""
    order = np.argsort(scores, kind="stable")
    blocks = [
        [float(scores[part].sum()), float(right[part].sum()), len(part)]
        for part in np.array_split(order, BINS)
        if len(part)
    ]
    pooled: list[list[float]] = []
    for block in blocks:
        pooled.append(block)
        while len(pooled) > 1 and pooled[-2][1] / pooled[-2][2] >= pooled[-1][1] / pooled[-1][2]:
            last = pooled.pop()
            pooled[-1] = [a + b for a, b in zip(pooled[-1], last, strict=True)]
    return [(round(s / n, 4), round(r / n, 4)) for s, r, n in pooled]


def main() -> None:
    """Command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--gold", type=Path, required=True)
    ap.add_argument("--extra", type=Path, required=True, help="articles of training.labels restore")
    ap.add_argument("--models", type=Path, required=True)
    args = ap.parse_args()
    path = args.models / "reader.json"
    card = json.loads(path.read_text(encoding="utf-8"))
    card.pop("calibration", None)
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    chosen = replace(settings.load(), models=args.models)
    gold = [a for a in evaluate.read(args.extra) if a.get("held")]
    made = evaluate.predict(Analyser(chosen), gold, args.extra.name)
    scores, right = [], []
    for article in gold:
        records = made[article["id"]]["records"]
        hit = {j for i, j in pair(article["records"], records)}
        scores += [r["confidence"] for r in records]
        right += [float(j in hit) for j in range(len(records))]
    card["calibration"] = isotonic(np.array(scores), np.array(right))
    card["calibrated_on"] = {"articles": len(gold), "records": len(scores)}
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    files = [args.gold / name for name in FILES]
    card["measured"] = {
        "on": {f.name: evaluate.digest([f]) for f in files},
        "note": "labels of complete.* were made by large language models reading by the codebook; no human checked them all",
        "reports": [r.as_json() | {"errors": []} for r in evaluate.reports(files, Analyser(chosen))],
    }
    path.write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print("calibration", card["calibration"])


if __name__ == "__main__":
    main()
