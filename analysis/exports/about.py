"""What an export is of: its file name, and the companion text that says how it was made."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

from analysis.filters import Filters

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class About:
    """The facts of an export.

    subject: a key of SUBJECTS. sentence: the filters in words. made: aware UTC. store: version of the published
    store. models: versions of the extractor that found the records. notes: what a reader of this file should know.
    title, columns: of the table of a chart or a page, its heading, and each column with what it counts.
    """

    subject: str
    filters: Filters
    sentence: str
    made: datetime
    store: str
    rows: int = 0
    models: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())
    title: str = ""
    columns: tuple[tuple[str, str], ...] = ()

    @property
    def query(self) -> str:
        """The filters as the query of a dashboard address; the same text works with `export --filter`."""
        return urlencode(self.filters.to_query(), doseq=True)

    def lines(self) -> list[tuple[str, str]]:
        """Label and value of each fact."""
        return [
            ("What", self.sentence),
            *([("Table", self.title)] if self.title else []),
            ("Rows", f"{self.rows:,}"),
            ("Filters", self.query or "none"),
            ("Made", f"{self.made:%Y-%m-%d %H:%M} UTC by Blamewire"),
            ("Store", self.store),
            *([] if self.title else [("Found by", ", ".join(self.models) or "no records")]),
            ("Times", "UTC, ISO 8601"),
            (
                "Reading",
                f"Each {'number counts' if self.title else 'row is'} what articles report, never a finding of fact. Mentions repeat claims;"
                " copies of one text repeat mentions.",
            ),
            *((f"Column {name}", meaning) for name, meaning in self.columns),
            *(("Note", note) for note in self.notes),
        ]

    def text(self) -> str:
        """The companion file: one fact a line."""
        return "".join(f"{label}: {value}\n" for label, value in self.lines())


def file_name(subject: str, filters: Filters, day: datetime, extension: str) -> str:
    """blamewire-<subject>-<filters>-<date>.<extension>: ASCII letters, digits and hyphens, at most 120 characters."""
    words = [f"{name}-{value}" for name, values in filters.to_query().items() for value in values]
    head, tail = f"blamewire-{subject}", f"-{day:%Y-%m-%d}.{extension}"
    middle = _slug(" ".join(words))[: LONGEST_NAME - len(head) - len(tail) - 1].strip("-")
    return f"{head}{'-' if middle else ''}{middle}{tail}"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
