"""The accuracy on the method page is what the training wrote, each share with what it is of."""

from __future__ import annotations

import json
from pathlib import Path

from analysis import measured, settings

LEVEL = {"precision": 0.5, "recall": 0.25, "f1": 0.333, "right": 10, "predicted": 20, "gold": 40}


def test_records_are_given_with_their_denominators(tmp_path: Path) -> None:
    report = {"title": "dev.jsonl: whole articles, 7 texts, reader-1", "figures": {"records": {"found": LEVEL, "tuple": LEVEL}}}
    sentences = {"title": "sentences", "figures": {"all tiers": {"detection": LEVEL}}}
    content = {"measured": {"note": "labelled by hand", "reports": [report, sentences]}}
    (tmp_path / "reader.json").write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "tokens.json").write_text("[1, 2]", encoding="utf-8")
    rows, notes = measured.records(tmp_path)
    assert list(rows["Precision"]) == ["50% (10 of 20 found)"] * 2
    assert list(rows["Recall"]) == ["25% (10 of 40 labelled)"] * 2
    assert set(rows["Measured on"]) == {"whole articles, 7 texts"} and notes == ["labelled by hand"]


def test_no_model_no_rows(tmp_path: Path) -> None:
    assert measured.records(tmp_path)[0].empty


def test_the_shipped_models_say_how_good_they_are() -> None:
    assert len(measured.records(settings.load().models)[0]) >= 3
