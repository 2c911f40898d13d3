"""Who wrote a page: from JSON-LD and meta tags, else from the byline in its markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from lxml.html import HtmlElement

from analysis.ingest import columns, outlets, prose

_META = (
    "article:author",
    "og:article:author",
    "article:author_name",
    "author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "citation_author",
    "byl",
    "byline",
    "cxenseparse:author",
    "creator",
)
_BYLINE = re.compile(
    r"by-?line|author(?!i[sz]|ity|ed)|\bautor(?:es)?\b|\bauteurs?\b|written-?by|(?:^|[\s_-])(?:writer|contributor|reporter)",
    re.I,
)
_ELSEWHERE = re.compile(
    r"comment|related|sidebar|footer|recirc|promo|(?<!hasnt-)(?<!no-)(?<!0-)\bbio(?:$|[\s_-])|avatar|image|photo|caption|\bnav|reply|teaser",
    re.I,
)
_PROFILE = re.compile(
    r"/(?:authors?|editors?|by|people|profiles?|staff|contributors?|journalists?|reporters?|writers?|team|redaktion|autor)/",
    re.I,
)
_BY = re.compile(
    r"^(?:\s*(?:(?:posted|published|written|reported|story|words|text|analysis|opinion|review|commentary|interview)\s+)?"
    r"(?:by|von|par|por|di)\b[:\s]+)+",
    re.I,
)
_MONTHS = r"january|february|march|april|may|june|july|august|september|october|november|december"
_MONTHS_SHORT = r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
_AFTER = re.compile(
    r"\s*(?:[|·•—–]|\([^()]*\)?$|\b(?:last\s+)?updated\b|\bpublished\b|\bposted\b|\bfollow\b|\bphotograph"
    rf"|\b(?:{_MONTHS}|{_MONTHS_SHORT})\.?\s+\d|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\d).*$",
    re.I | re.S,
)
_ROLE = re.compile(
    r"^(?:[\w’' -]*\b(?:editor|reporter|correspondent|writer|columnist|producer|staff|contributor|analyst|desk"
    r"|bureau|chief|journalist|special to .*|for .*|in [A-Z].*|digital|intern|fellow|m\.?d\.?|ph\.?d\.?|author)\b.*)$",
    re.I,
)
_NOT_A_NAME = re.compile(
    r"https?:|www\.|\bsign (?:in|up)|\bsubscribe|\bshare\b|\bcomments?\b|\babout\b|\ball posts\b|\bread more\b"
    r"|\bview\b|\barchive|\bcontact\b|\bemail\b|\boptions\b|\bwatch\b|\bclick\b|\bfollow\b|\bposts? by\b|^more\b"
    r"|[<>{}@=\"“”]|\badmin\b|\bnull\b|\bundefined\b|\bmy (?:profile|account)\b|\be-?mail alerts?\b"
    r"|^(?:facebook|twitter|linkedin|print|reddit|whatsapp|bio|profile)$",
    re.I,
)
_NICKNAME = re.compile(r"(?<=\w) +[\"“][\w .'’-]{1,30}[\"”](?= +\w)")
"""A name in quotation marks inside a name: Ann "Bo" Lund."""
_LABEL = re.compile(r"^(?:作者|記者|记者|著者|文|编辑|責任編集|取材・文|Текст|Автор|Autore?|Auteur)\s*[:：]\s*")
_ONLY_BY = re.compile(r"^(?:written |posted |story )?by:?$|^authors?:?$", re.I)
_SIGNED = re.compile(r"(?:[-–—]+\s*)?(?:By|BY)\s+[A-Z]")
"""How a line begins that only says who wrote, at the head or, after a dash, at the foot."""
_REPEATED = ("article:author", "dc.creator", "dcterms.creator", "dc.contributor", "citation_author", "author")
"""Meta tags of which a page may have one an author."""
_PROFILE_NAME = re.compile(_PROFILE.pattern + r"([a-z]{2,}(?:-[a-z]+){1,3})/?$", re.I)
BEFORE, AFTER = 40, 90
"""Elements before and after the headline among which the byline is looked for first."""
AGENCIES = ("Associated Press", "The Associated Press", "Reuters", "AFP", "AP", "Agence France-Presse", "USA TODAY", "Bloomberg")
"""Agencies and networks that are set after the names of those who write for them."""
_AGENCY_KEYS = {outlets.key(a) for a in AGENCIES}
_DEGREE = r"CEO|CTO|M\.?D\.?|Ph\.?D\.?|RN|Esq\.?"
MAX_BYLINE = 200
"""Letters of a byline at most."""
MAX_WORDS = 7
NEAR = 4


_PARTICLE = re.compile(r"d[aeiou]|d[aeo]s|del|della|de[nr]|v[ao][nm]|zu[mr]?|a[fvl]|l[ae]|el|bint?|ibn|ben|[yei]|te[nr]", re.I)
_UNCASED = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_COMPANY = re.compile(r"\b(?:inc|ltd|llc|gmbh|corp|co|staff|newsroom|editors|team)\b\.?$", re.I)
_ELSEWHERE_LINK = re.compile(r"(?:^|\s)(?:in|on|at|for|from|under|filed)\s*:?\s*$", re.I)


def find(
    tree: HtmlElement,
    meta: Mapping[str, str],
    linked: Mapping[str, Any],
    outlet: str | None,
    headline: HtmlElement | None = None,
) -> list[str]:
    """Names of the authors, in the order of the page; empty if it names none.

    The first place that names a person counts; an organisation or a user name only if no place names a person.
    headline: the heading that prints the title, by which the byline stands.
    """
    bodies = {outlets.key(b) for b in (outlet or "", columns.one(linked.get("publisher"))) if b}
    rights = outlets.key(meta.get("copyright", ""))
    affiliation = re.compile(rf"(?<=\w)[\s,]+(?:{'|'.join(map(re.escape, [*filter(None, [outlet]), *AGENCIES]))}|{_DEGREE})$", re.I)
    weak: list[str] = []
    near = _around(tree, headline)
    places: tuple[Callable[[], list[str]], ...] = (
        lambda: _from_linked(linked),
        lambda: _from_markup(tree, near) if near else [],
        lambda: _from_meta(tree, meta),
        lambda: _from_linked(linked, bodies_too=True),
        lambda: _from_markup(tree, None),
        lambda: _from_addresses(meta),
    )
    for place in places:
        names = [n for name in place() for n in [_without_body(name, affiliation)] if is_name(n)]
        people = [n for n in names if _is_person(n) and outlets.key(n) not in bodies and outlets.key(n) not in rights]
        if 2 * len(people) >= len(names) > 0:
            alone = all(outlets.key(n) in _AGENCY_KEYS for n in people)
            agencies = set() if alone else _AGENCY_KEYS
            return list(dict.fromkeys(n for n in names if outlets.key(n) not in bodies | agencies))
        weak = weak or names
    return list(dict.fromkeys(weak))


def _without_body(name: str, affiliation: re.Pattern[str]) -> str:
    """A name without the outlet, agency or title set after it: "Ann Bo Associated Press"."""
    cut = affiliation.sub("", name)
    return cut if len(cut.split()) > 1 else name


def _is_person(name: str) -> bool:
    """Whether it looks like a full name: two capitalised words or more, or a script without capitals."""
    words = name.split()
    if _COMPANY.search(name):
        return False
    if _UNCASED.search(name):
        return True
    if len(words) == 2 and len(words[0]) == 1:
        return False
    names = [w for w in words if not _PARTICLE.fullmatch(w)]
    return len(words) > 1 and bool(names) and all(w.strip("'’\"“(").strip()[:1].isupper() for w in names)


def is_name(text: str) -> bool:
    """Whether a text can be the name of a person or a desk."""
    text = _NICKNAME.sub("", text, count=1)
    words = text.split()
    return 0 < len(words) <= MAX_WORDS and not _NOT_A_NAME.search(text) and any(c.isalpha() for c in text)


def split(byline: str) -> list[str]:
    """The names in a byline, without "By", roles, dates and what follows them."""
    section, dot, rest = byline.partition(" · ")
    if dot and len(section.split()) == 1 and _is_person(rest.split(",")[0].strip()):
        byline = rest
    text = _AFTER.sub("", _BY.sub("", _LABEL.sub("", prose.line(byline))))
    parts = re.split(r"\s*(?:;|/|\s&\s|,?\s+(?:and|und|et|y)\s+|,?\s+with\s+)\s*", text)
    names: list[str] = []
    for part in parts:
        first, *more = [p.strip(" .:-") for p in part.split(",")]
        names.append(first)
        names += [m for m in more if m and not _ROLE.match(m) and len(m.split()) in (2, 3, 4) and m[:1].isupper()]
    return [n for n in names if n]


def _around(tree: HtmlElement, headline: HtmlElement | None) -> dict[HtmlElement, int]:
    """Elements by the headline → their rank, those after it first."""
    if headline is None:
        return {}
    every = [e for e in tree.iter() if isinstance(e.tag, str)]
    at = every.index(headline)
    ranked = every[at + 1 : at + 1 + AFTER] + every[max(0, at - BEFORE) : at][::-1]
    return {element: rank for rank, element in enumerate(ranked)}


def _from_linked(linked: Mapping[str, Any], bodies_too: bool = False) -> list[str]:
    value = linked.get("author") or linked.get("creator") or []
    every = value if isinstance(value, list) else [value]
    people = [a for a in every if bodies_too or not isinstance(a, Mapping) or "Organization" not in str(a.get("@type"))]
    names = [columns.one(a, ("name", "@value")) for a in people]
    return [n for name in names for n in split(prose.plain(name))]


def _from_meta(tree: HtmlElement, meta: Mapping[str, str]) -> list[str]:
    for key in _META:
        if key not in meta:
            continue
        values = _values(tree, key) if key in _REPEATED else [meta[key]]
        names = [n for value in values if "://" not in value for n in split(value)]
        if any(map(is_name, names)):
            return names
    return []


def _values(tree: HtmlElement, key: str) -> list[str]:
    """The contents of every meta tag of one name: one tag an author."""
    found = []
    for element in tree.iter("meta"):
        name = (element.get("name") or element.get("property") or "").lower()
        if name.replace(":", ".") == key.replace(":", "."):
            found.append(prose.line(prose.plain(element.get("content") or element.get("value") or "")))
    return [v for v in dict.fromkeys(found) if v]


def _from_addresses(meta: Mapping[str, str]) -> list[str]:
    """The name in the address of an author's page: /people/ann-bo → Ann Bo."""
    for key in _META:
        found = _PROFILE_NAME.search(meta.get(key, ""))
        if found:
            return [" ".join(w.capitalize() for w in found[1].split("-"))]
    return []


def _from_markup(tree: HtmlElement, near: Mapping[HtmlElement, int] | None) -> list[str]:
    """Names from the byline; near: only elements among these count, the first ones first."""
    for elements, certain in (
        (tree.xpath("//*[@itemprop='author']"), True),
        (tree.xpath("//a[@rel='author' or starts-with(@rel, 'author ')]"), True),
        (tree.xpath("//address"), True),
        (_classed(tree), False),
        (_profiles(tree), False),
    ):
        if near is not None:
            elements = sorted((e for e in elements if e in near), key=near.__getitem__)
        names = _names((e for e in elements if not _away(e, certain)), certain)
        if names:
            return names
    return _printed(tree) if near is None else []


def _classed(tree: HtmlElement) -> list[HtmlElement]:
    marked = tree.xpath("//*[@class or @id or @data-testid]")
    found = [e for e in marked if _BYLINE.search(" ".join(e.get(k) or "" for k in ("class", "id", "data-testid")))]
    return [e for e in found if len(spaced(e)) <= MAX_BYLINE]


def _profiles(tree: HtmlElement) -> list[HtmlElement]:
    """Links to the pages of authors, from just above the headline on."""
    order = list(tree.iter("h1", "a"))
    first = next((at for at, e in enumerate(order) if e.tag == "h1"), 0)
    return [a for a in order[max(0, first - 4) :] if a.tag == "a" and _PROFILE.search(a.get("href") or "") and _stands_alone(a)][:12]


def _stands_alone(link: HtmlElement) -> bool:
    """Whether a link is not part of running text."""
    return len(spaced(link.getparent())) <= MAX_BYLINE


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


def _names(elements: Iterable[HtmlElement], certain: bool) -> list[str]:
    """Names in the first element that has any, and in those beside it; a desk only where it is marked as the author."""
    found: list[str] = []
    parent = None
    for element in elements:
        holder = element.getparent()
        if found and holder is not None and holder is not parent and holder.getparent() is not parent:
            break
        named = element.xpath(".//*[@itemprop='name']") or [a for a in element.xpath(".//a") if _is_author_link(a)]
        texts = [spaced(e) or e.get("content") or e.get("value") or "" for e in named] or _lines(element)
        every = [n for t in texts for n in split(t) if is_name(n)]
        names = [n for n in every if not _ROLE.match(n) and (certain or _is_person(n) or len(every) == 1)]
        names = names or every * certain
        if names and not found:
            parent = holder
        found += [n for n in names if n not in found]
    return found


def _is_author_link(link: HtmlElement) -> bool:
    """Whether a link in a byline is a name, not the section or the place that the byline goes on with."""
    before = link.getprevious()
    lead = (before.tail if before is not None else link.getparent().text) or ""
    return is_name(spaced(link)) and not _ELSEWHERE_LINK.search(lead)


def _lines(element: HtmlElement) -> list[str]:
    """The first line of a byline as it is set, "By" with what follows it."""
    pieces = [""]
    for inner in element.iter():
        if inner is not element and inner.tag in ("div", "p", "li", "ul", "time", "br", "h2", "h3", "h4", "section"):
            pieces.append("")
        if isinstance(inner.tag, str):
            pieces[-1] += f" {inner.text or ''}"
        if inner is not element:
            pieces[-1] += f" {inner.tail or ''}"
    lines = [p for p in map(prose.line, pieces) if p and not _ONLY_BY.match(p)]
    return lines[:1]


def _printed(tree: HtmlElement) -> list[str]:
    """The names of the first short "By Ann Bo" or "-- By Ann Bo" line of the page."""
    for element in tree.iter("p", "div", "span", "h2", "h3", "h4", "h5", "li", "strong", "em", "b", "i"):
        text = spaced(element) if len(element) <= 4 else ""
        if 6 <= len(text) <= 120 and _SIGNED.match(text) and not text.endswith("."):
            names = [n for n in split(text.lstrip("-–— ")) if is_name(n)]
            if names and len(names[0].split()) >= 2 and not _away(element):
                return names
    return []
