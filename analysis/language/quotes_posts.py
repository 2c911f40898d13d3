"""Posts of social networks that an article embeds: the text of one, then "— Name (@handle) July 19, 2018"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.records import Span

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SIGNED = re.compile(
    rf"[ \t]*[-–—]{{1,2}} ?(?P<name>[^\n@()—–]{{2,60}}?) ?\((?P<handle>@\w{{1,30}})\) ?[·,]? ?"
    rf"(?:(?:{_MONTHS}) \d{{1,2}}, \d{{4}}|\d{{1,2}} (?:{_MONTHS}) \d{{4}})"
)
_LINKS = re.compile(r"(?:\s*(?:https?://\S+|pic\.twitter\.com/\S+))+\s*$")


@dataclass(frozen=True, slots=True)
class Post:
    """An embedded post. content: its words without the links at their end; author: the name that signs it; end: behind the date."""

    content: Span
    author: Span
    end: int


def find(text: str) -> Iterator[Post]:
    """The posts of an article's text in order; the words stand on the signature's line or on the line before it."""
    behind = 0
    for signed in _SIGNED.finditer(text):
        start = max(behind, text.rfind("\n", 0, signed.start()) + 1)
        words = text[start : signed.start()]
        if not words.strip():
            stop = len(text[:start].rstrip())
            start = max(behind, text.rfind("\n", 0, stop) + 1)
            words = text[start:stop]
        behind = signed.end()
        content = _LINKS.sub("", words)
        bare = content.strip()
        if bare:
            first = start + content.index(bare)
            yield Post((first, first + len(bare)), signed.span("name"), behind)
