"""Reads RSS, RDF, Atom and JSON feeds entry by entry, and the addresses in OPML lists and site maps."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

import feedparser
import lxml.etree

from analysis.errors import InputError, UnsafeInput
from analysis.ingest import prose
from analysis.ingest.draft import Context, Draft, Quarantined, Read
from analysis.ingest.streams import document

FEED_BYTES = 32 << 20
_END = re.compile(rb"</(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\s*>", re.I)


def read(stream: IO[bytes], context: Context) -> Iterator[Read]:
    """The entries of a feed; the outlet is the feed's title where an entry names no source."""
    yield from parse(document(stream, FEED_BYTES), context)


def parse(data: bytes, context: Context) -> Iterator[Read]:
    """The entries of a feed's bytes. Raises InputError if it is none, UnsafeInput if it declares entities in bulk."""
    _refuse_entities(data)
    found = feedparser.parse(io.BytesIO(data), sanitize_html=True, resolve_relative_uris=False)
    if not found.entries and not found.get("version") and not found.feed:
        raise InputError(f"not a readable feed: {found.get('bozo_exception', 'no entries')}")
    if not found.entries:
        yield Quarantined(context.source, None, "a feed without entries")
    site = _text(found.feed, "title") or None
    language = found.feed.get("language")
    for number, entry in enumerate(found.entries, 1):
        yield _draft(entry, site, language, f"entry {number}")
    if found.entries and found.bozo and not _END.search(data.replace(b"\0", b"")):
        yield Quarantined(context.source, f"after entry {len(found.entries)}", "broken off: the feed has no end")


def _refuse_entities(data: bytes) -> None:
    if data.count(b"<!ENTITY") > 8:
        raise UnsafeInput("an XML entity bomb: it declares entities in bulk")


def _draft(entry: Mapping[str, Any], site: str | None, language: str | None, position: str) -> Draft:
    contents = [c.get("value") or "" for c in entry.get("content", []) if isinstance(c, Mapping)]
    body = max([*contents, _text(entry, "summary")], key=len)
    names = [_text(a, "name") for a in entry.get("authors", []) if isinstance(a, Mapping)]
    source = entry.get("source")
    return Draft(
        title=prose.plain(prose.untagged(_text(entry, "title"))),
        paragraphs=prose.from_markup(body) if prose.is_markup(body) else prose.paragraphs(body),
        captions=[prose.line(_text(m, "content")) for m in entry.get("media_content", []) if isinstance(m, Mapping)],
        outlet=(_text(source, "title") if isinstance(source, Mapping) else "") or site,
        url=_text(entry, "link") or _text(entry, "id") or None,
        authors=[n for n in names if n] or [a for a in [_text(entry, "author")] if a],
        published=_text(entry, "published") or _text(entry, "created") or _text(entry, "updated") or None,
        language=_text(entry, "language") or language,
        position=position,
    )


def _text(value: Mapping[str, Any], key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""


def addresses(data: bytes) -> list[str]:
    """Addresses of the feeds in an OPML list or of the pages in a site map. Raises InputError, UnsafeInput."""
    _refuse_entities(data)
    # Lists are written by hand and seldom well-formed; entities stay unresolved.
    parser = lxml.etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        root = lxml.etree.fromstring(data, parser)
    except (lxml.etree.LxmlError, ValueError) as error:
        raise InputError(f"not readable XML: {error}") from error
    if root is None:
        raise InputError("not readable XML")
    found: list[str] = []
    for element in root.iter():
        name = str(element.tag).rsplit("}", 1)[-1].lower()
        if name == "outline":
            keys = {str(k).lower(): str(v) for k, v in element.attrib.items()}
            found.append(
                keys.get("xmlurl") or (keys.get("url", "") if keys.get("type") in ("rss", "atom", "link") else "")
            )
        elif name == "loc":
            found.append(element.text or "")
    return [a for a in dict.fromkeys(f.strip() for f in found) if a.startswith(("http://", "https://"))]


def links(stream: IO[bytes], context: Context) -> Iterator[Read]:
    """What an OPML list or site map points at, for lack of leave to fetch it."""
    found = addresses(document(stream, FEED_BYTES))
    if not found:
        raise InputError("a list without addresses")
    for number, address in enumerate(found, 1):
        yield Quarantined(context.source, f"entry {number}", f"not fetched: {address}")
