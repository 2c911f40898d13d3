"""What a page says of itself: title, date, outlet, address, language, from JSON-LD, meta tags and its markup."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import htmldate
from lxml.html import HtmlElement

from analysis.ingest import columns, dates, outlets, page_authors, prose
from analysis.ingest.draft import DateLike

_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Report|Posting|Review)$")
_CDATA = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*$")
_SEPARATOR = re.compile(r"\s+(?:[|–—•·»«]|::|-{1,2}|/{1,2})\s+|\s*[|»]\s*|(?<=\w):\s+(?=[A-Z][\w.]*$)")
_DATE_META = (
    "article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "date.published",
    "parsely-pub-date",
    "sailthru.date",
    "publish-date",
    "publishdate",
    "publish_date",
    "published_at",
    "pubdate",
    "pdate",
    "cxenseparse:recs:publishtime",
    "dc.date.issued",
    "dc.date.created",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "datecreated",
    "originalpublicationdate",
    "date",
)
MIN_HEADLINE = 3
"""Words from which an <h1> is taken for a headline rather than a masthead or a section name."""


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
    """The facts of a parsed page. url: where it was fetched, if known."""
    linked = article_object(tree)
    meta = meta_tags(tree)
    address = _address(tree, meta, linked) or url
    outlet = _outlet(meta, linked)
    title = _title(tree, meta, linked, [n for n in (outlet, outlets.host(address)) if n])
    return Facts(
        title=title,
        authors=page_authors.find(tree, meta, linked, outlet),
        published=_published(tree, meta, linked, address),
        outlet=outlet,
        url=address,
        language=tree.get("lang") or meta.get("og:locale") or _text(linked.get("inLanguage")) or None,
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
        for name in names if value else []:
            found.setdefault(name, value)
    return found


def _text(value: Any) -> str:
    return prose.line(prose.plain(prose.untagged(columns.one(value))))


def _title(tree: HtmlElement, meta: Mapping[str, str], linked: Mapping[str, Any], sites: list[str]) -> str:
    """The headline as printed; where no heading of the page is one, what the page states, without the site's name."""
    keys = ("og:title", "dc.title", "dcterms.title", "twitter:title", "parsely-title", "sailthru.title", "title")
    stated = [_text(linked.get("headline")), *(meta.get(k, "") for k in keys), _document_title(tree)]
    stated = [t for s in stated for t in [without_site(s, sites)] if t]
    heads = [(h, text) for h in tree.iter("h1") for text in [prose.line(h.text_content())] if text]
    heads = [(h, text) for h, text in heads if not any(_is_site(text, s) for s in sites)]
    best = max(heads, key=lambda h: max((alike(h[1], s) for s in stated), default=0.0), default=None)
    if best and (not stated or max(alike(best[1], s) for s in stated) >= 0.5):
        return best[1]
    alone = [text for _, text in heads if len(text.split()) > MIN_HEADLINE]
    if len(heads) == 1 and alone:
        return alone[0]
    return stated[0] if stated else next((text for _, text in heads), "")


def alike(a: str, b: str) -> float:
    """Share of words that two titles have in common (Dice), 0 to 1."""
    left, right = set(re.findall(r"\w+", a.casefold())), set(re.findall(r"\w+", b.casefold()))
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0


def _is_site(text: str, site: str) -> bool:
    a, b = outlets.key(text), outlets.key(site)
    domain = outlets.host(site)
    core = outlets.key(domain.split(".")[-2]) if domain else ""
    return bool(a) and a in (b, core, outlets.key(domain or ""))


def without_site(title: str, sites: list[str]) -> str:
    """A title without the name of the site, or a section and it, at either end: "Vote delayed | World | The Post"."""
    parts = list(_SEPARATOR.finditer(title))
    if not parts:
        return title
    for cut in parts:
        tail = title[cut.end() :]
        last = _SEPARATOR.split(tail)[-1]
        if any(_is_site(last, s) or _is_site(tail, s) for s in sites) and len(tail.split()) <= 8:
            return title[: cut.start()]
    first = title[: parts[0].start()]
    if any(_is_site(first, s) for s in sites):
        return title[parts[0].end() :]
    return title


def _document_title(tree: HtmlElement) -> str:
    """The <title>, without a short last segment set off by a bar,
    which is the site's name even if nothing else says so.
    """
    title = prose.line(str(tree.xpath("string(//head/title)")))
    front, bar, tail = title.rpartition(" | ")
    return front if bar and len(tail.split()) <= 4 < len(front.split()) else title


def _published(tree: HtmlElement, meta: Mapping[str, str], linked: Mapping[str, Any], url: str | None) -> DateLike:
    stated = [columns.one(linked.get("datePublished")), *(meta[k] for k in _DATE_META if k in meta)]
    stated += tree.xpath("//*[@itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content")
    stated += tree.xpath("(//article//time/@datetime | //header//time/@datetime | //time[@pubdate]/@datetime)[1]")
    stated += tree.xpath("//time/@datetime")[:1]
    for value in stated:
        if dates.parse(value)[0]:
            return str(value)
    try:
        # Its extensive search loads the rules of 200 languages, half a minute at the first page without a date.
        return htmldate.find_date(tree, extensive_search=False, original_date=True, url=url)
    except Exception:
        # htmldate fails in many ways on odd trees; a page without a date is still a page.
        return None


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
