"""The Article: what every reader yields and the analysis takes."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

MEMBER = "!//"
"""Between an archive and its member in `source`; no path has it: people put a "!" in the names of pages, never a "//"."""
PRECISIONS = ("second", "minute", "hour", "day", "month", "year")


@dataclass(frozen=True, slots=True)
class Article:
    """One article as read.

    text: title, a blank line, then the paragraphs (captions among them) parted by blank lines; all offsets in all tables
    point into it. Without a title it is the paragraphs alone. published: aware UTC; published_precision: one of
    PRECISIONS, None with no date. caption_spans: (start, end) of captions in text. related: headlines of other
    articles that the page listed; never part of text. source: file or feed (path inside an archive after MEMBER).
    """

    article_id: str
    title: str
    text: str
    outlet: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    published_precision: str | None = None
    language: str | None = None
    caption_spans: tuple[tuple[int, int], ...] = ()
    related: tuple[str, ...] = ()
    source: str | None = None

    @property
    def body_start(self) -> int:
        """Offset at which the body begins, after the title line and the blank line."""
        if not self.title or not self.text.startswith(self.title):
            return 0
        end = len(self.title)
        while end < len(self.text) and self.text[end].isspace():
            end += 1
        return end

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) of the text under NFC with white space folded: equal for texts that read the same."""
        folded = " ".join(unicodedata.normalize("NFC", self.text).split())
        return hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()


def compose(
    title: str,
    paragraphs: list[str],
    captions: list[str] | None = None,
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Text and caption spans from a title, captions (placed before the body, as pages show them) and paragraphs."""
    parts = [p for p in [title, *(captions or []), *paragraphs] if p]
    spans: list[tuple[int, int]] = []
    at = 0
    first = 1 if title else 0
    for i, part in enumerate(parts):
        if first <= i < first + len([c for c in captions or [] if c]):
            spans.append((at, at + len(part)))
        at += len(part) + 2
    return "\n\n".join(parts), tuple(spans)


def make_id(url: str | None, outlet: str | None, title: str, text: str, published: datetime | None) -> str:
    """A stable id (16 hex digits): the same article read twice, in whatever order or format, gets the same one.

    The text is part of it, so an updated version of one address is an article of its own (a version of the first).
    """
    day = published.astimezone(UTC).date().isoformat() if published else ""
    folded = " ".join(unicodedata.normalize("NFC", text).split())
    key = "\x1f".join((url or "", outlet or "", title.strip(), day, folded))
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]
