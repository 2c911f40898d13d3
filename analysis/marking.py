"""Cuts a text into marked segments, so that a page can show spans without ever building markup from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from analysis import search


@dataclass(frozen=True, slots=True)
class Mark:
    """A span to mark: offsets, what it is (a style of the page), and which record it belongs to."""

    start: int
    end: int
    kind: str
    record: str = ""


@dataclass(slots=True)
class Segment:
    """A run of text with the kinds and records of every mark over it."""

    text: str
    kinds: list[str] = field(default_factory=list)
    records: list[str] = field(default_factory=list)

    def data(self) -> dict[str, object]:
        """As JSON for the page's component."""
        return {"text": self.text, "kinds": self.kinds, "records": self.records}


def segments(text: str, marks: Iterable[Mark], start: int = 0, end: int | None = None) -> list[Segment]:
    """`text[start:end]` as consecutive segments; marks may nest and overlap, and offsets count from text's beginning.

    The segments joined are the slice, whatever the marks; marks or parts of them outside it are cut off.
    """
    end = len(text) if end is None else min(end, len(text))
    start = max(0, min(start, end))
    kept = [m for m in marks if m.start < m.end and m.end > start and m.start < end]
    cuts = sorted({start, end, *(max(start, m.start) for m in kept), *(min(end, m.end) for m in kept)})
    made = []
    for a, b in pairwise(cuts):
        over = [m for m in kept if m.start <= a and m.end >= b]
        kinds = list(dict.fromkeys(m.kind for m in over))
        made.append(Segment(text[a:b], kinds, list(dict.fromkeys(m.record for m in over if m.record))))
    return made


def excerpt(text: str, query: str, width: int = 260) -> list[Segment]:
    """The passage around the first found search word, that word and its like marked; the beginning when none is."""
    found = sorted(
        (at for group in search.parse(query) for term in group if not term.absent for at in term.places(text)),
    )
    first = found[0][0] if found else 0
    start = max(0, first - width // 3)
    if start:
        space = text.find(" ", start, first)
        start = space + 1 if space >= 0 else start
    end = min(len(text), start + width)
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > first else end
    made = segments(text, [Mark(a, b, "found") for a, b in found], start, end)
    if start:
        made.insert(0, Segment("… "))
    if end < len(text):
        made.append(Segment(" …"))
    return made
