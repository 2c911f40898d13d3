"""Counts behind the figures: precision and recall of what is found, shares of what is right."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


@dataclass(slots=True)
class Tally:
    """What is right, what was predicted and what should have been; the figures are 0 where nothing was counted."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def add(self, right: int = 0, predicted: int = 0, gold: int = 0) -> None:
        """Count more."""
        self.right += right
        self.predicted += predicted
        self.gold += gold

    @property
    def precision(self) -> float:
        """Of the predicted, the share that is right."""
        return _ratio(self.right, self.predicted)

    @property
    def recall(self) -> float:
        """Of what should have been predicted, the share that was."""
        return _ratio(self.right, self.gold)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0

    def figures(self) -> dict[str, Any]:
        """As JSON, to three places."""
        return {
            "precision": round(self.precision, 3),
            "recall": round(self.recall, 3),
            "f1": round(self.f1, 3),
            "right": self.right,
            "predicted": self.predicted,
            "gold": self.gold,
        }


@dataclass(slots=True)
class Share:
    """How many of how many."""

    part: int = 0
    whole: int = 0

    def add(self, part: bool | int, whole: int = 1) -> None:
        """Count more."""
        self.part += int(part)
        self.whole += whole

    @property
    def value(self) -> float:
        """The share, 0 to 1; 0 of nothing is 0."""
        return _ratio(self.part, self.whole)

    def figures(self) -> dict[str, Any]:
        """As JSON, to three places."""
        return {"share": round(self.value, 3), "part": self.part, "whole": self.whole}


Figure = Tally | Share
Section = dict[str, Figure]


@dataclass(slots=True)
class Report:
    """Figures of one file, in sections by heading; errors: lines that name what was missed and what is wrong."""

    title: str
    sections: dict[str, Section] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Title and figures; the errors only if there are any."""
        made: dict[str, Any] = {
            "title": self.title,
            "figures": {h: {n: f.figures() for n, f in s.items()} for h, s in self.sections.items()},
        }
        return made | ({"errors": self.errors} if self.errors else {})


def show(report: Report) -> str:
    """The report as plain text: a table a section, then the errors."""
    lines = [report.title]
    for heading, section in report.sections.items():
        if not section:
            continue
        wide = max(28, *(len(name) for name in section))
        tallies = any(isinstance(f, Tally) for f in section.values())
        columns = "      P      R     F1  right/predicted/gold" if tallies else "  share  of"
        lines += ["", f"  {heading:{wide}}{columns}"]
        lines += [f"  {name:{wide}} {_row(figure)}" for name, figure in section.items()]
    return "\n".join([*lines, *(["", *report.errors] if report.errors else [])])


def _row(figure: Figure) -> str:
    if isinstance(figure, Tally):
        counts = f"{figure.right}/{figure.predicted}/{figure.gold}"
        return f"{figure.precision:6.3f} {figure.recall:6.3f} {figure.f1:6.3f}  {counts}"
    return f"{figure.value:6.3f}  {figure.part}/{figure.whole}"
