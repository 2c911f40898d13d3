"""Who wrote a page: from JSON-LD and meta tags, else from the byline in its markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from lxml.html import HtmlElement

from analysis.ingest import columns, outlets, prose

_META = (
    "article:author",
    "article:author_name",
    "author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "byl",
    "byline",
    "cxenseparse:author",
    "creator",
)
_BYLINE = re.compile(r"by-?line|author(?!i[sz]|ity|ed)|written-?by|(?:^|[\s_-])(?:writer|contributor|reporter)", re.I)
_ELSEWHERE = re.compile(r"comment|related|sidebar|footer|recirc|promo|bio(?:$|[\s_-])|avatar|\bnav|reply|teaser", re.I)
_PROFILE = re.compile(
    r"/(?:authors?|by|people|profiles?|staff|contributors?|journalists?|reporters?|writers?|team|redaktion|autor)/",
    re.I,
)
_BY = re.compile(
    r"^\s*(?:(?:posted|published|written|reported|story|words|text)\s+)?(?:by|von|par|por|di)\b[:\s]+", re.I
)
_MONTHS = r"january|february|march|april|may|june|july|august|september|october|november|december"
_AFTER = re.compile(
    r"\s*(?:[|·•—–]|\([^()]*\)?$|\b(?:last\s+)?updated\b|\bpublished\b|\bposted\b|\bfollow\b|\bphotograph"
    rf"|\b(?:{_MONTHS})\s+\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\d).*$",
    re.I | re.S,
)
_ROLE = re.compile(
    r"^(?:[\w’' -]*\b(?:editor|reporter|correspondent|writer|columnist|producer|staff|contributor|analyst|desk"
    r"|bureau|chief|journalist|special to .*|for .*|in [A-Z].*|digital|intern|fellow|m\.?d\.?|ph\.?d\.?|author)\b.*)$",
    re.I,
)
_NOT_A_NAME = re.compile(
    r"https?:|www\.|\bsign (?:in|up)|\bsubscribe|\bshare\b|\bcomments?\b|\babout\b|\ball posts\b|\bread more\b|\bview\b"
    r"|\barchive|\bcontact\b|\bemail\b|\bfollow\b|[<>{}@=]|\badmin\b|\bnull\b|\bundefined\b|\bposts? by\b"
    r"|^(?:facebook|twitter|linkedin|print|reddit|whatsapp)$",
    re.I,
)
MAX_WORDS = 7
NEAR = 4


def find(tree: HtmlElement, meta: Mapping[str, str], linked: Mapping[str, Any], outlet: str | None) -> list[str]:
    """Names of the authors, in the order of the page; empty if it names none.

    The first place that names a person counts; an organisation or a user name only if no place names a person.
    """
    bodies = {outlets.key(b) for b in (outlet or "", columns.one(linked.get("publisher"))) if b}
    rights = outlets.key(meta.get("copyright", ""))
    weak: list[str] = []
    for place in (_from_linked(linked), _from_meta(meta), _from_markup(tree)):
        names = [n for n in place if is_name(n)]
        people = [n for n in names if _is_person(n) and outlets.key(n) not in bodies and outlets.key(n) not in rights]
        if people:
            return list(dict.fromkeys(n for n in names if outlets.key(n) not in bodies))
        weak = weak or names
    return list(dict.fromkeys(weak))


def _is_person(name: str) -> bool:
    """Whether it looks like a full name: two words or more, or a script without capital letters."""
    return (len(name.split()) > 1 and name != name.lower()) or not name.isascii()


def is_name(text: str) -> bool:
    """Whether a text can be the name of a person or a desk."""
    words = text.split()
    return 0 < len(words) <= MAX_WORDS and not _NOT_A_NAME.search(text) and any(c.isalpha() for c in text)


def split(byline: str) -> list[str]:
    """The names in a byline, without "By", roles, dates and what follows them."""
    text = _AFTER.sub("", _BY.sub("", prose.line(byline)))
    parts = re.split(r"\s*(?:;|/|\s&\s|,?\s+(?:and|und|et|y)\s+|,?\s+with\s+)\s*", text)
    names: list[str] = []
    for part in parts:
        first, *more = [p.strip(" .:-") for p in part.split(",")]
        names.append(first)
        names += [m for m in more if m and not _ROLE.match(m) and len(m.split()) in (2, 3, 4) and m[:1].isupper()]
    return [n for n in names if n]


def _from_linked(linked: Mapping[str, Any]) -> list[str]:
    value = linked.get("author") or linked.get("creator") or []
    every = value if isinstance(value, list) else [value]
    people = [a for a in every if not isinstance(a, Mapping) or "Organization" not in str(a.get("@type"))]
    names = [columns.one(a, ("name", "@value")) for a in people]
    return [n for name in names for n in split(prose.plain(name))]


def _from_meta(meta: Mapping[str, str]) -> list[str]:
    for key in _META:
        value = meta.get(key, "")
        names = split(value) if "://" not in value else []
        if any(map(is_name, names)):
            return names
    return []


def _from_markup(tree: HtmlElement) -> list[str]:
    for elements, certain in (
        (tree.xpath("//*[@itemprop='author']"), True),
        (tree.xpath("//*[@rel='author']"), True),
        (tree.xpath("//address"), True),
        (_classed(tree), False),
        (_profiles(tree), False),
    ):
        names = _names(e for e in elements if not _away(e, certain))
        if names:
            return names
    return _printed(tree)


def _classed(tree: HtmlElement) -> list[HtmlElement]:
    marked = tree.xpath("//*[@class or @id or @data-testid]")
    found = [e for e in marked if _BYLINE.search(" ".join(e.get(k) or "" for k in ("class", "id", "data-testid")))]
    return [e for e in found if len(spaced(e)) <= 200]


def _profiles(tree: HtmlElement) -> list[HtmlElement]:
    """Links to the pages of authors, from just above the headline on."""
    order = list(tree.iter("h1", "a"))
    first = next((at for at, e in enumerate(order) if e.tag == "h1"), 0)
    return [a for a in order[max(0, first - 4) :] if a.tag == "a" and _PROFILE.search(a.get("href") or "")][:12]


def spaced(element: HtmlElement) -> str:
    """The text of an element, a space between its parts: bylines are set in boxes, not in words."""
    return prose.line(" ".join(map(str, element.itertext())))


def _away(element: HtmlElement, certain: bool = False) -> bool:
    """Whether the element stands in comments, a side bar, other stories. certain: it is marked as the author's."""
    chain = [element, *element.iterancestors()]
    # Wrappers of the whole page are named for all there is on it ("with-sidebar"): only near ones tell.
    near = [e for e in chain[:NEAR] if e.tag not in ("body", "html", "article", "main")]
    marks = (f"{e.get('class') or ''} {e.get('id') or ''}" for e in near)
    boxed = not certain and any(e.tag in ("aside", "footer", "nav") for e in chain)
    return boxed or any(_ELSEWHERE.search(m) for m in marks)


def _names(elements: Iterable[HtmlElement]) -> list[str]:
    """Names in the first element that has any, and in those beside it."""
    found: list[str] = []
    parent = None
    for element in elements:
        holder = element.getparent()
        if found and holder is not None and holder is not parent and holder.getparent() is not parent:
            break
        named = element.xpath(".//*[@itemprop='name']") or [a for a in element.xpath(".//a") if is_name(spaced(a))]
        texts = [spaced(e) for e in named] or [spaced(element)]
        names = [n for t in texts for n in split(t) if is_name(n) and not _ROLE.match(n)]
        if names and not found:
            parent = holder
        found += [n for n in names if n not in found]
    return found


def _printed(tree: HtmlElement) -> list[str]:
    """The names of a short "By Ann Bo" line near the top of the page."""
    for element in tree.iter("p", "div", "span", "h2", "h3", "h4", "h5", "li", "strong", "em", "b", "i"):
        text = spaced(element) if len(element) <= 4 else ""
        if 6 <= len(text) <= 120 and re.match(r"(?:By|BY)\s+[A-Z]", text) and not text.endswith("."):
            names = [n for n in split(text) if is_name(n)]
            if names and len(names[0].split()) >= 2 and not _away(element):
                return names
    return []
