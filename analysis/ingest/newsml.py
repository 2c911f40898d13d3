"""Reads NewsML-G2 items and packages, NITF, and NewsML-like XML of agencies (IPTC standards)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element

import defusedxml.ElementTree
from defusedxml import DefusedXmlException

from analysis.errors import InputError, UnsafeInput
from analysis.ingest import prose
from analysis.ingest.draft import Context, Draft, Quarantined, Read
from analysis.ingest.streams import document

_ITEMS = ("newsItem", "packageItem", "NewsItem", "nitf")
_DATES = ("contentCreated", "firstCreated", "versionCreated", "contentModified", "FirstCreated", "ThisRevisionCreated")
_BLOCKS = ("p", "hl2", "li", "td")


def read(stream: IO[bytes], context: Context) -> Iterator[Read]:
    """The items of a document; of a package, the items that it refers to. Raises InputError, UnsafeInput."""
    try:
        root = defusedxml.ElementTree.fromstring(document(stream))
    except DefusedXmlException as error:
        raise UnsafeInput("an XML entity bomb: it declares entities of its own, or asks for other files") from error
    except (defusedxml.ElementTree.ParseError, ValueError, LookupError) as error:
        raise InputError(f"not well-formed XML: {error}") from error
    items = list(_outermost(root)) or [root]
    whole = {item.get("guid") for item in items}
    for number, item in enumerate(items, 1):
        if _name(item) == "packageItem":
            yield from _package(item, context, f"item {number}", whole)
        else:
            yield _draft(item, f"item {number}")


def _outermost(element: Element) -> Iterator[Element]:
    """The items under an element, but not those within another one: an article marked up in NITF is its item's text."""
    if _name(element) in _ITEMS:
        yield element
        return
    for child in element:
        yield from _outermost(child)


def _package(package: Element, context: Context, position: str, whole: set[str | None]) -> Iterator[Read]:
    """The articles that a package refers to, as far as it tells of them; not those that the same document holds whole.

    Its own headline names the collection, not an article.
    """
    references = _all(package, "itemRef")
    if not references:
        yield Quarantined(context.source, position, "a package that refers to no item")
    met = whole - {None}
    for number, reference in enumerate(references, 1):
        target = reference.get("residref")
        if target in met:
            continue
        if target:
            met.add(target)
        draft = _draft(reference, f"{position}, reference {number}")
        draft.outlet = draft.outlet or _outlet(package)
        draft.published = draft.published or _when(package)
        draft.url = draft.url or reference.get("href")
        yield draft


def _name(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _all(item: Element, *names: str) -> list[Element]:
    return [e for name in names for e in item.iter() if _name(e) == name]


def _text(element: Element) -> str:
    return prose.line(" ".join(element.itertext()))


def _first(item: Element, *names: str) -> str:
    return next((t for e in _all(item, *names) for t in [_text(e)] if t), "")


def _named(item: Element, *names: str) -> list[str]:
    """Names of parties: the <name> within, else the literal code, else the text."""
    found = []
    for element in _all(item, *names):
        inner = [_text(n) for n in _all(element, "name") if _text(n)]
        code = element.get("literal") or element.get("qcode", "").rpartition(":")[2]
        found.append(inner[0] if inner else _text(element) or code)
    return [f for f in dict.fromkeys(found) if f]


def _draft(item: Element, position: str) -> Draft:
    title = _first(item, "hl1", "headline", "HeadLine")
    body = _all(item, "body.content", "inlineXML", "inlineData", "DataContent")[:1]
    blocks = [_text(p) for b in body for p in b.iter() if _name(p) in _BLOCKS]
    data = next((_text(b) for b in _all(item, "inlineData")), "")
    described = _all(item, "description", "media-caption")
    captions = [_text(e) for e in described if "caption" in str(e.attrib) + _name(e)]
    summaries = [_text(e) for e in described if "summary" in e.get("role", "")] or [_first(item, "abstract")]
    language = next((e.get("tag", "") for e in _all(item, "language")), "") or _lang(item)
    return Draft(
        title=title or _first(item, "title", "slugline"),
        paragraphs=[b for b in blocks if b] or prose.paragraphs(data) or [t for t in summaries if t],
        captions=captions,
        outlet=_outlet(item),
        url=next((e.get("href") for e in _all(item, "link", "remoteContent") if "canonical" in str(e.attrib)), None),
        authors=_named(item, "creator") or [b for b in [_first(item, "byline", "ByLine")] if b],
        published=_when(item),
        language=language or None,
        position=position,
    )


def _outlet(item: Element) -> str | None:
    return next(iter(_named(item, "infoSource", "provider", "copyrightHolder", "Provider")), None)


def _when(item: Element) -> str | None:
    return next((t for name in _DATES for t in [_first(item, name)] if t), None) or next(
        (e.get("norm") for e in _all(item, "date.issue", "date.release", "story.date")), None
    )


def _lang(item: Element) -> str:
    return item.get("{http://www.w3.org/XML/1998/namespace}lang", "")
