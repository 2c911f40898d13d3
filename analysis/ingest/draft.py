"""What a reader makes of a source before it is an Article: drafts, quarantined pieces,
and the step from one to the other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from analysis.article import MEMBER, Article, compose, make_id
from analysis.ingest import dates, languages, prose
from analysis.ingest.outlets import Outlets

MAX_RELATED = 50
DateLike = str | int | float | date | datetime | None


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A piece of input that could not be read. position: line, row, byte, member or entry;
    None for the whole source.
    """

    source: str
    position: str | None
    reason: str


@dataclass(slots=True)
class Draft:
    """An article as a reader found it, uncleaned. position says where in the source it stands."""

    title: str = ""
    paragraphs: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)
    outlet: str | None = None
    url: str | None = None
    authors: list[str] = field(default_factory=list)
    published: DateLike = None
    language: str | None = None
    position: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader may know besides the bytes: the name of the source, the user's column mapping, the outlet rules,
    and whether it is a member of an archive.
    """

    source: str
    outlets: Outlets
    columns: Mapping[str, str] = field(default_factory=dict)
    packed: bool = False

    def within(self, member: str) -> Context:
        """The context of a member of this source."""
        return replace(self, source=f"{self.source}{MEMBER}{member}", packed=True)


Read = Draft | Quarantined

_URL = re.compile(r"https?://[^\s<>\"]+", re.I)
_BY = re.compile(r"^\s*(?:written\s+by|by|von|par|por)\b[:\s]\s*", re.I)
_AND = re.compile(r"\s*(?:;|\||\s·\s|\s&\s|\s+and\s+|,?\s+with\s+(?:reporting\s+by\s+)?)\s*", re.I)
_HANDLE = re.compile(r"(?:^|\s)@\w+|https?://\S+|\S+@\S+\.\w+")


def authors(value: str) -> list[str]:
    """Names in a byline: "By Ann Bo and Cy Dee, Staff" → Ann Bo, Cy Dee, Staff. Addresses and handles are dropped."""
    text = _BY.sub("", prose.line(_HANDLE.sub(" ", value)))
    names: list[str] = []
    for part in _AND.split(text):
        pieces = [p.strip(" ,.") if p.count(".") < 2 else p.strip(" ,") for p in part.split(",")]
        # "Bo, Ann" is one name turned round, "Ann Bo, Cy Dee" are two.
        whole = all(" " in p for p in pieces if p)
        names.extend(pieces if whole else [part.strip(" ,")])
    return [n for n in dict.fromkeys(names) if n and len(n) <= 120]


def finish(draft: Draft, context: Context) -> Article | Quarantined:
    """The Article of a draft: text composed, date in UTC, outlet joined, language told;
    quarantined if nothing is in it.
    """
    title = prose.line(draft.title)
    paragraphs = [p for p in map(prose.line, draft.paragraphs) if p]
    while title and paragraphs and prose.same(paragraphs[0], title):
        paragraphs.pop(0)
    seen = set(paragraphs)
    captions = [c for c in dict.fromkeys(map(prose.line, draft.captions)) if c and c not in seen]
    url = _address(draft.url)
    text, spans = compose(title, paragraphs, captions)
    if not text and not url:
        return Quarantined(context.source, draft.position, "no title and no text")
    published, precision = dates.parse(draft.published)
    outlet = context.outlets.join(draft.outlet, url, context.source)
    related = [r for r in dict.fromkeys(map(prose.line, draft.related)) if r and r != title]
    return Article(
        article_id=make_id(url, outlet, title, text, published),
        title=title,
        text=text,
        outlet=outlet,
        url=url,
        authors=tuple(dict.fromkeys(n for a in draft.authors for n in authors(a))),
        published=published,
        published_precision=precision,
        language=languages.tell(text, draft.language),
        caption_spans=spans,
        related=tuple(related[:MAX_RELATED]),
        source=context.source,
    )


def _address(value: str | None) -> str | None:
    found = _URL.match((value or "").strip())
    return found.group()[:2000] if found else None
