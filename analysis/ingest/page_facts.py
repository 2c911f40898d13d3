"""What a page says of itself: title, date, outlet, address, language, from JSON-LD, meta tags and its markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml.html import HtmlElement

from analysis.ingest import columns, outlets, page_authors, page_dates, page_titles, prose
from analysis.ingest.draft import DateLike

_DUBLIN = re.compile(r"^(dc|dcterms?):")
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
    body: list[str] = field(default_factory=list)
    """Paragraphs of the body as JSON-LD has it: often none, or the first lines."""


def find(tree: HtmlElement, url: str | None = None) -> Facts:
    """The facts of a parsed page. url: where it was fetched, if known."""
    linked = article_object(tree)
    meta = meta_tags(tree)
    address = _address(tree, meta, linked) or url
    outlet = _outlet(meta, linked)
    headline = page_titles.find(tree, meta, linked, [n for n in (outlet, outlets.host(address)) if n], address)
    return Facts(
        title=headline.text,
        authors=page_authors.find(tree, meta, linked, outlet, headline.element),
        published=page_dates.find(tree, meta, linked, address, headline.element),
        outlet=outlet,
        url=address,
        language=tree.get("lang") or meta.get("og:locale") or _text(linked.get("inLanguage")) or None,
        body=columns.passages(linked.get("articleBody")),
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
    """The JSON-LD object of the page's article, references to others of the page resolved; empty if there is none."""
    every = list(objects(tree))
    found = [o for o in every if any(_ARTICLE_TYPES.search(str(t)) for t in listed(o.get("@type")))]
    headed = [o for o in found if o.get("headline") or o.get("articleBody") or o.get("datePublished")]
    if not headed:
        return {}
    by_id = {o["@id"]: o for o in every if isinstance(o.get("@id"), str) and len(o) > 1}
    return {key: _resolved(value, by_id) for key, value in headed[0].items()}


def _resolved(value: Any, by_id: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_resolved(v, by_id) for v in value]
    if isinstance(value, Mapping) and "name" not in value:
        return by_id.get(str(value.get("@id")), value)
    return value


def listed(value: Any) -> list[Any]:
    """`value` as a list."""
    return value if isinstance(value, list) else [value] if value else []


def meta_tags(tree: HtmlElement) -> dict[str, str]:
    """Name or property → content of the page's meta tags, the first of each;
    some scrapers write `value` for content.
    """
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        raw = element.get("content") or element.get("value") or ""
        value = prose.line(prose.plain(raw))
        names = " ".join(element.get(k) or "" for k in ("property", "name", "itemprop")).lower().split()
        names = [_DUBLIN.sub(r"\1.", name) for name in names]
        for name in names if value else []:
            found.setdefault(name, value)
    return found


def _text(value: Any) -> str:
    return prose.line(prose.plain(prose.untagged(columns.one(value))))


def _outlet(meta: Mapping[str, str], linked: Mapping[str, Any]) -> str | None:
    return meta.get("og:site_name") or _text(linked.get("publisher")) or meta.get("application-name") or None


def _address(tree: HtmlElement, meta: Mapping[str, str], linked: Mapping[str, Any]) -> str | None:
    options = [
        *tree.xpath("//link[@rel='canonical']/@href"),
        meta.get("og:url"),
        columns.one(linked.get("url")),
        columns.one(linked.get("mainEntityOfPage"), ("@id", "url")),
    ]
    return next((str(o) for o in options if o and str(o).startswith(("http://", "https://"))), None)
