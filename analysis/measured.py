"""The accuracy that was measured of the shipped models, from the files that the training writes beside them."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

RIGHT = {
    "found": "the accusation is there, by its sentence and words",
    "tuple": "… and who accuses and who is accused are right",
    "full": "… and charge, act, certainty, voice and quotation are right too",
}
"""Level of agreement → what must be right, the later the harder."""
COLUMNS = ["Measured on", "A record counts as right if", "Precision", "Recall", "F1"]


def records(folder: Path) -> tuple[pd.DataFrame, list[str]]:
    """Precision, recall and F1 of the records, with what they are shares of, and the notes on the labelled data.

    No rows when no model with figures is installed.
    """
    rows: list[tuple[str, str, str, str, str]] = []
    notes: list[str] = []
    for file in sorted(folder.glob("*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        measured = content.get("measured") if isinstance(content, dict) else None
        if not isinstance(measured, dict):
            continue
        made = [row for report in measured.get("reports", []) for row in _of(report)]
        rows += made
        if made and measured.get("note"):
            notes.append(str(measured["note"]))
    return pd.DataFrame(rows, columns=COLUMNS), notes


def _of(report: dict[str, object]) -> list[tuple[str, str, str, str, str]]:
    """A report's rows, if it measured whole records."""
    figures = report.get("figures")
    levels = figures.get("records") if isinstance(figures, dict) else None
    if not isinstance(levels, dict):
        return []
    # The file's name says nothing to a reader, and the version stands above.
    title = ", ".join(str(report.get("title", "")).partition(": ")[2].split(", ")[:2]) or str(report.get("title", ""))
    return [
        (
            title,
            words,
            f"{of['precision']:.0%} ({of['right']:,} of {of['predicted']:,} found)",
            f"{of['recall']:.0%} ({of['right']:,} of {of['gold']:,} labelled)",
            f"{of['f1']:.2f}",
        )
        for level, words in RIGHT.items()
        if isinstance(of := levels.get(level), dict)
    ]
