#!/usr/bin/env python3
"""Raises tests/gold/floors.json to what the extraction scores now on the labelled sample; never lowers a floor.

usage: python tests/gold/raise_floors.py

Floors of other labels than the present ones (by digest) are dropped first: a score on other text is no floor.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from analysis import evaluate
from analysis.evaluation import complete
from analysis.language.pipeline import Analyser
from analysis.settings import Settings

HERE = Path(__file__).resolve().parent
FLOORS = HERE / "floors.json"
SAMPLE = sorted(HERE.glob("sample_*.jsonl"))
MEASURES = ("found", "tuple", "full")
SURE = 0.82
"""Confidence from which a record counts as sure; the rules' is 0.825."""
FIELDS = ("act", "certainty", "voice", "quote")


def ways() -> dict[str, Settings]:
    """How the extraction can run here: by rules alone and, if its models are present, with them."""
    made = {"rules": Settings(learned=False)}
    if (Settings().models / "reader.json").exists():
        made["models"] = Settings(learned=True)
    return made


def scores(analyser: Analyser) -> dict[str, float]:
    """F1 of all records; of the sure ones, the share right and the share of right fields among those found; to three places.

    Precision and fields hang on how many records are ventured, F1 does not: only the sure ones compare from model to model.
    """
    gold = [line for path in SAMPLE for line in evaluate.read(path)]
    made = evaluate.predict(analyser, gold, "sample")
    records = complete.score(gold, made, "sample").sections["records"]
    sure = {name: {"records": [r for r in one["records"] if r["confidence"] >= SURE]} for name, one in made.items()}
    report = complete.score(gold, sure, "sample")
    now = {f"{name} F1": records[name].figures()["f1"] for name in MEASURES}
    now["found precision"] = report.sections["records"]["found"].figures()["precision"]
    return now | {name: report.sections["of found, right"][name].figures()["share"] for name in FIELDS}


def kept() -> dict[str, dict[str, float]]:
    """The floors of the present labels by way; none if they are of others."""
    stored = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    return stored["floors"] if stored.get("digest") == evaluate.digest(SAMPLE) else {}


def main() -> None:
    """Measure, raise, write, and say what rose and what stands below its floor."""
    floors = kept()
    for way, settings in ways().items():
        before = floors.get(way, {})
        now = scores(Analyser(settings))
        floors[way] = {name: max(value, before.get(name, 0.0)) for name, value in now.items()}
        for name, value in now.items():
            print(f"{way:8}{name:18}{before.get(name, 0.0):.3f} → {value:.3f}{'  BELOW' if value < before.get(name, 0.0) else ''}")
    FLOORS.write_text(json.dumps({"digest": evaluate.digest(SAMPLE), "floors": floors}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
