"""Recognises under which names a table or an object keeps title, text, date, outlet, address and author."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from analysis.errors import InputError
from analysis.ingest import prose
from analysis.ingest.draft import Draft

ALIASES: dict[str, tuple[str, ...]] = {
    "title": (
        "title",
        "headline",
        "articletitle",
        "headlinetext",
        "headlines",
        "heading",
        "pagetitle",
        "storytitle",
        "hl1",
    ),
    "text": (
        "text",
        "body",
        "content",
        "maintext",
        "articletext",
        "fulltext",
        "articlebody",
        "articlecontent",
        "bodytext",
        "contenttext",
        "storytext",
        "storybody",
        "bodyxhtml",
        "bodyhtml",
        "contenthtml",
        "article",
        "story",
        "transcript",
        "paragraphs",
        "plaintext",
        "contents",
    ),
    "summary": (
        "summary",
        "description",
        "descriptiontext",
        "snippet",
        "abstract",
        "lead",
        "standfirst",
        "excerpt",
        "trailtext",
    ),
    "date": (
        "date",
        "published",
        "publishdate",
        "publisheddate",
        "publicationdate",
        "publicationdatetime",
        "pubdate",
        "datepublished",
        "datepublish",
        "publishedat",
        "publishedon",
        "webpublicationdate",
        "firstcreated",
        "datecreated",
        "datetime",
        "timestamp",
        "time",
        "createdat",
        "created",
        "dateadded",
        "mentiontimedate",
        "sqldate",
        "articledate",
        "day",
        "versioncreated",
        "contentcreated",
        "datemodified",
        "modified",
        "updated",
        "collectdate",
        "crawldate",
        "year",
    ),
    "outlet": (
        "outlet",
        "medianame",
        "publication",
        "publicationname",
        "publisher",
        "newspaper",
        "newssource",
        "sourcename",
        "sitename",
        "source",
        "site",
        "sourcedomain",
        "sourcecommonname",
        "mentionsourcename",
        "media",
        "website",
        "provider",
        "channel",
        "domain",
        "journal",
        "hostname",
    ),
    "url": (
        "url",
        "link",
        "weburl",
        "articleurl",
        "storyurl",
        "sourceurl",
        "canonicalurl",
        "permalink",
        "href",
        "uri",
        "contentlocation",
        "mainentityofpage",
        "guid",
        "externalurl",
        "mentionidentifier",
        "documentidentifier",
    ),
    "author": (
        "author",
        "authors",
        "byline",
        "bylines",
        "writer",
        "reporter",
        "creator",
        "writtenby",
        "journalist",
        "dccreator",
    ),
    "language": ("language", "lang", "inlanguage", "languagecode", "langcode"),
    "captions": ("captions", "caption", "imagecaption", "photocaption"),
    "related": ("related", "relatedheadlines", "relatedarticles", "seealso"),
}
"""Field → names under which it is known, best first, in the form that `fold` gives them."""


def fold(name: str) -> str:
    """A column name without letter case, punctuation and namespace."""
    return re.sub(r"[^a-z0-9]", "", name.lower().rsplit(":", 1)[-1])


def check(given: Mapping[str, str]) -> None:
    """Whether a mapping field → column is one. Raises InputError if it names an unknown field."""
    for field in given:
        if field not in ALIASES:
            raise InputError(f"--columns: there is no field {field!r}; the fields are {', '.join(ALIASES)}")


def choose(names: Iterable[str], given: Mapping[str, str] | None = None) -> dict[str, str]:
    """Field → column for the columns of a table; `given` (field → column) goes first, "" there means no column.

    Raises InputError if it names none.
    """
    present = [n for n in names if isinstance(n, str)]
    known = {fold(n): n for n in reversed(present)}
    chosen: dict[str, str] = {}
    check(given or {})
    for field, column in (given or {}).items():
        if column and column not in present:
            raise InputError(f"--columns: there is no column {column!r}; the columns are {', '.join(present)}")
        chosen[field] = column
    for field, aliases in ALIASES.items():
        free = (known[a] for a in aliases if a in known and known[a] not in chosen.values())
        found = next(free, None)
        if found and field not in chosen:
            chosen[field] = found
    return {field: column for field, column in chosen.items() if column}


def recognised(names: Iterable[str]) -> bool:
    """Whether the columns suffice for articles: something to read or follow, and one more field."""
    chosen = choose(names)
    return bool({"title", "text", "url"} & set(chosen)) and len(chosen) >= 2


def draft(record: Mapping[str, Any], given: Mapping[str, str] | None = None, position: str | None = None) -> Draft:
    """The draft of one row or object; values may be text, markup, lists, or objects with a name."""
    chosen = choose(record, given)

    def value(field: str) -> Any:
        return record.get(chosen[field]) if field in chosen else None

    paragraphs = passages(value("text"))
    return Draft(
        title=prose.plain(prose.untagged(one(value("title")))),
        paragraphs=paragraphs or passages(value("summary")),
        captions=[p for c in _many(value("captions")) for p in prose.paragraphs(c)],
        related=_many(value("related")),
        outlet=one(value("outlet")) or None,
        url=_first_address(record, chosen),
        authors=_many(value("author")),
        published=_date(record, chosen),
        language=one(value("language")) or None,
        position=position,
    )


def passages(value: Any) -> list[str]:
    """Paragraphs of a text field: plain, marked up, or a list of them."""
    if isinstance(value, list | tuple):
        return [p for part in value for p in passages(part)]
    text = one(value)
    if prose.is_markup(text):
        return prose.from_markup(text)
    return prose.paragraphs(text)


def _first_address(record: Mapping[str, Any], chosen: Mapping[str, str]) -> str | None:
    """The address column, unless it holds none and another one does:
    exports keep bare numbers under "guid" or "uri".
    """
    names = [chosen["url"]] if "url" in chosen else []
    known = {fold(n): n for n in record if isinstance(n, str)}
    names += [known[a] for a in ALIASES["url"] if a in known]
    values = [one(record.get(n), ("url", "@id", "href", "name")) for n in names]
    return next((v for v in values if v.startswith(("http://", "https://"))), None)


def _date(record: Mapping[str, Any], chosen: Mapping[str, str]) -> Any:
    value = record.get(chosen["date"]) if "date" in chosen else None
    if isinstance(value, Mapping):
        value = next(iter(value.values()), None)
    if isinstance(value, list):
        value = value[0] if value else None
    return value


def one(value: Any, keys: tuple[str, ...] = ("name", "title", "text", "value", "@value", "rendered", "#text", "@id")) -> str:
    """`value` as one text: of an object its name, of a list its first member,
    "" for what programs write for nothing.
    """
    if isinstance(value, Mapping):
        return next((one(value[k]) for k in keys if value.get(k)), "")
    if isinstance(value, list | tuple):
        return next((x for x in map(one, value) if x), "")
    if value is None or isinstance(value, bool) or value != value:
        return ""
    text = str(value)
    return "" if text.strip().lower() in ("none", "null", "nan", "n/a") else text


def _many(value: Any) -> list[str]:
    if isinstance(value, str):
        text = value.strip()
        if text.startswith("[") and text.endswith("]"):
            inner = re.findall(r"""'([^']*)'|"([^"]*)\"""", text)
            return [a or b for a, b in inner]
        return [x for x in [one(text)] if x]
    if isinstance(value, list | tuple):
        return [x for x in map(one, value) if x]
    return [x for x in [one(value)] if x]
