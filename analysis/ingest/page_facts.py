"""What a page says of itself: title, date, authors, outlet, address, language, from JSON-LD,
meta tags and its markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import htmldate
from lxml.html import HtmlElement

from analysis.ingest import columns, dates, prose
from analysis.ingest.draft import DateLike

_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Report|Posting|Review)$")
_CDATA = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*$")


@dataclass(slots=True)
class Facts:
    """The facts of a page; what it does not tell is empty."""

    title: str = ""
    authors: list[str] = field(default_factory=list)
    published: DateLike = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None


def find(tree: HtmlElement, url: str | None = None) -> Facts:
    """The facts of a parsed page."""
    linked = article_object(tree)
    meta = _meta(tree)
    address = _address(tree, meta, linked) or url
    return Facts(
        title=_title(tree, meta, linked),
        authors=_authors(tree, meta, linked),
        published=_published(tree, meta, linked, address),
        outlet=_outlet(meta, linked),
        url=address,
        language=tree.get("lang") or meta.get("og:locale") or _text(linked.get("inLanguage")),
    )


def objects(tree: HtmlElement) -> Iterator[Mapping[str, Any]]:
    """Every object of the page's JSON-LD, nested graphs opened."""
    for script in tree.xpath("//script[contains(translate(@type,'LDJSON','ldjson'),'ld+json')]"):
        try:
            value = json.loads(_CDATA.sub("", script.text_content()), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _flat(value)


def _flat(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _flat(item)
    elif isinstance(value, Mapping):
        yield value
        for key in ("@graph", "mainEntity", "hasPart"):
            yield from _flat(value.get(key))


def article_object(tree: HtmlElement) -> Mapping[str, Any]:
    """The JSON-LD object of the page's article; empty if there is none or there are several (a list page)."""
    found = [o for o in objects(tree) if any(_ARTICLE_TYPES.search(str(t)) for t in _listed(o.get("@type")))]
    headed = [o for o in found if o.get("headline") or o.get("articleBody") or o.get("datePublished")]
    return headed[0] if headed else {}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _text(value: Any) -> str:
    found = columns.one(value)
    return prose.line(prose.plain(prose.untagged(found)))


def _meta(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.xpath("//meta[@content]"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        value = prose.line(prose.plain(element.get("content")))
        if name and value:
            found.setdefault(name.lower().strip(), value)
    return found


def _title(tree: HtmlElement, meta: Mapping[str, str], linked: Mapping[str, Any]) -> str:
    heads = [prose.line(h.text_content()) for h in tree.xpath("//h1")]
    stated = [
        s
        for s in (
            _text(linked.get("headline")),
            meta.get("og:title", ""),
            meta.get("twitter:title", ""),
            _document_title(tree),
        )
        if s
    ]
    for head in heads:
        if head and any(prose.same(head, s) or head in s for s in stated):
            return head
    return stated[0] if stated else next((h for h in heads if h), "")


def _document_title(tree: HtmlElement) -> str:
    return prose.line(" ".join(tree.xpath("string(//head/title)").split()))


def _authors(tree: HtmlElement, meta: Mapping[str, str], linked: Mapping[str, Any]) -> list[str]:
    named = [_text(a) for a in _listed(linked.get("author") or linked.get("creator"))]
    if not any(named):
        named = [
            meta[k]
            for k in ("author", "article:author", "parsely-author", "dc.creator", "sailthru.author", "byl")
            if k in meta
        ][:1]
    if not any(named):
        named = [
            prose.line(e.text_content())
            for e in tree.xpath(
                "//*[@rel='author' or @itemprop='author' or contains(concat(' ',@class,' '),' author ')]"
            )
        ][:1]
    return [n for n in named if n and not n.startswith(("http:", "https:"))]


def _published(tree: HtmlElement, meta: Mapping[str, str], linked: Mapping[str, Any], url: str | None) -> DateLike:
    stated = [columns.one(linked.get("datePublished"))]
    stated += [
        meta[k]
        for k in ("article:published_time", "og:published_time", "datepublished", "date", "pubdate", "dc.date")
        if k in meta
    ]
    stated += [e.get("datetime") for e in tree.xpath("//time[@datetime]")[:1]]
    for value in stated:
        if dates.parse(value)[0]:
            return value
    try:
        return htmldate.find_date(tree, original_date=True, url=url)
    except Exception:
        return None


def _outlet(meta: Mapping[str, str], linked: Mapping[str, Any]) -> str | None:
    return meta.get("og:site_name") or _text(linked.get("publisher")) or meta.get("application-name") or None


def _address(tree: HtmlElement, meta: Mapping[str, str], linked: Mapping[str, Any]) -> str | None:
    links = tree.xpath("//link[@rel='canonical']/@href")
    options = [
        *links,
        meta.get("og:url"),
        columns.one(linked.get("url")),
        columns.one(linked.get("mainEntityOfPage"), ("@id", "url")),
    ]
    return next((str(o) for o in options if o and str(o).startswith(("http://", "https://"))), None)
