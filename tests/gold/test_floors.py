"""The extraction does not fall below what it once scored on the project's own labelled sample."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from analysis import evaluate
from analysis.language.pipeline import Analyser

HERE = Path(__file__).resolve().parent
SPEC = importlib.util.spec_from_file_location("raise_floors", HERE / "raise_floors.py")
assert SPEC is not None and SPEC.loader is not None
raise_floors = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(raise_floors)
STORED: dict[str, Any] = json.loads(raise_floors.FLOORS.read_text(encoding="utf-8"))


def test_floors_are_of_these_labels() -> None:
    assert STORED["digest"] == evaluate.digest(raise_floors.SAMPLE), "labels changed: run tests/gold/raise_floors.py"


def test_the_sample_is_whole() -> None:
    gold = [line for path in raise_floors.SAMPLE for line in evaluate.read(path)]
    assert len(gold) == 73
    assert all(g["text"][r["start"] : r["end"]] == r["sentence"] for g in gold for r in g["records"])


@pytest.mark.parametrize("way", list(raise_floors.ways()))
def test_no_score_is_below_its_floor(way: str) -> None:
    assert way in STORED["floors"], "models without floors: run tests/gold/raise_floors.py"
    now = raise_floors.scores(Analyser(raise_floors.ways()[way]))
    fallen = {name: (now[name], floor) for name, floor in STORED["floors"][way].items() if now[name] < floor}
    assert not fallen, f"fell (now, floor): {fallen}"
