"""The headline of a page: which of its headings is one, and what its metadata state without the site's name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from analysis.ingest import columns, outlets, prose

_SEPARATOR = re.compile(r"\s+(?:[|–—•·»«]|::|-{1,2}|/{1,2})\s+|\s*[|»｜_](?=\s*[^\W_a-z])\s*|\s*：\s*|(?<=\w):\s+(?=[A-Z][\w.]*$)")
_MASTHEAD = re.compile(r"(?:^|[\s_-])(?:logo|masthead|brand|site-?(?:title|name|header|id)|navbar|topbar|nav)(?:$|[\s_-])", re.I)
_KICKER = re.compile(r"kicker|eyebrow|overline|rubric|topline|headline__?pre|pretitle|flag-?label", re.I)
_META = (
    ("dc.title", 1.0),
    ("og:title", 1.0),
    ("dcterms.title", 1.0),
    ("twitter:title", 0.95),
    ("sailthru.title", 0.95),
    ("parsely-title", 0.95),
    ("title", 0.9),
)
"""Where pages state their title, and how much an agreement with each counts for a heading."""
DOCUMENT = 0.85
"""The same for the <title> of the document, which sites word for search engines."""
BEGINS = 0.96
"""Agreement of a heading with which a stated title begins, the site's name following."""
LEVELS = {"h1": 0.1, "h2": 0.0, "h3": -0.05}
"""What the level of a heading adds to its agreement with the stated titles."""
ALIKE = {"h1": 0.5, "h2": 0.9, "h3": 0.95}
"""Agreement from which a heading of a level is the headline."""
MIN_WORDS = 3
"""Words above which the only <h1> is taken for a headline that the metadata word otherwise."""
MAX_SITE = 4
"""Words that the name of a site has at most, where nothing but its place in the <title> tells it."""


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline and the heading that prints it; none where no heading does."""

    text: str = ""
    element: HtmlElement | None = None


def find(tree: HtmlElement, meta: Mapping[str, str], linked: Mapping[str, Any], sites: Sequence[str], address: str | None) -> Headline:
    """The headline as printed; where no heading of the page is one, what the page states, without the site's name.

    sites: names and hosts of the site. address: the page's own, if known.
    """
    whole_titles = [(_document(tree), DOCUMENT), *((meta.get(key, ""), weight) for key, weight in _META)]
    sites = [s for s in sites if all(s != title for title, _ in whole_titles)]
    stated = _stated(tree, meta, linked, sites)
    best: tuple[float, Headline] | None = None
    first: list[Headline] = []
    for element, whole in _headings(tree, sites, address):
        tag = str(element.tag) if element.tag in LEVELS else "h1"
        text = _without_kicker(element, whole)
        agreement = max((weight * alike(whole, title) for title, weight in stated), default=0.0)
        begun = (BEGINS * weight for title, weight in whole_titles if _begins(text, title))
        agreement = max(agreement, max(begun, default=0.0))
        if tag == "h1":
            first.append(Headline(text, element))
        if agreement >= ALIKE[tag] * (DOCUMENT if _only_document(stated) else 1.0):
            score = agreement + LEVELS[tag]
            if best is None or score > best[0]:
                best = score, Headline(text, element)
    if best:
        return best[1]
    if first and (not stated or (len(first) == 1 and _is_telling(first[0]))):
        return first[0]
    return Headline(stated[0][0]) if stated else Headline()


def _is_telling(only: Headline) -> bool:
    """Whether the one heading is a headline whatever is stated: it is marked as one, or has more words than a section."""
    marked = only.element is not None and only.element.tag not in LEVELS
    return marked or len(only.text.split()) > MIN_WORDS


def _only_document(stated: Sequence[tuple[str, float]]) -> bool:
    return all(weight == DOCUMENT for _, weight in stated)


def _stated(tree: HtmlElement, meta: Mapping[str, str], linked: Mapping[str, Any], sites: Sequence[str]) -> list[tuple[str, float]]:
    headline = prose.line(prose.plain(prose.untagged(columns.one(linked.get("headline")))))
    every = [(headline, 1.0), *((meta.get(key, ""), weight) for key, weight in _META)]
    cut = [(without_site(title, sites), weight) for title, weight in every if title]
    whole = _document(tree)
    bare = without_site(whole, sites)
    cut.append((bare if bare != whole else _shortened(whole), DOCUMENT))
    return [(title, weight) for title, weight in cut if title and not any(is_site(title, s) for s in sites)]


def _headings(tree: HtmlElement, sites: Sequence[str], address: str | None) -> Iterator[tuple[HtmlElement, str]]:
    for element in [*tree.iter("h1", "h2", "h3"), *_marked(tree)]:
        text = prose.line(str(element.text_content()))
        if text and not any(is_site(text, s) for s in sites) and not _is_masthead(element, address):
            yield element, text


def _marked(tree: HtmlElement) -> list[HtmlElement]:
    """The element that is no heading but marked as the one headline of the page, as hAtom and schema.org do it."""
    is_headline = "contains(concat(' ', normalize-space(@class), ' '), ' entry-title ') or @itemprop='headline'"
    every: list[HtmlElement] = tree.xpath(f"//body//*[{is_headline}]")
    return [e for e in every if len(every) == 1 and e.tag in ("span", "p", "div", "strong", "b")]


def _without_kicker(element: HtmlElement, whole: str) -> str:
    """The words of a heading, without the kicker set in it."""
    for inner in element.iter("span", "small", "em"):
        if _KICKER.search(inner.get("class") or ""):
            kicker = prose.line(str(inner.text_content()))
            whole = whole.removeprefix(kicker).lstrip(" :–—-") or whole
    return whole


def _is_masthead(element: HtmlElement, address: str | None) -> bool:
    """Whether a heading is the site's own: named so, or a link to the front page."""
    own = f"{element.get('class') or ''} {element.get('id') or ''}"
    if _MASTHEAD.search(own):
        return True
    links = [a for a in (*element.iter("a"), *element.iterancestors("a")) if a.get("href")]
    return bool(links) and all(_is_front(a.get("href"), address) for a in links)


def _is_front(href: str, address: str | None) -> bool:
    try:
        parts = urlsplit(href.strip())
        own = outlets.host(address)
    except ValueError:
        return False
    there = outlets.host(parts.netloc) if parts.netloc else own
    empty = parts.path in ("", "/", "/index.html", "/index.php") and not parts.query and not parts.fragment
    return empty and bool(parts.netloc or parts.path) and (own is None or there == own)


def _words(text: str) -> Counter[str]:
    """Words; for scripts that write none apart, letters."""
    folded = text.casefold()
    return Counter(re.findall(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+", folded))


def alike(a: str, b: str) -> float:
    """Share of words that two titles have in common (Dice), 0 to 1."""
    left, right = _words(a), _words(b)
    return 2 * (left & right).total() / (left.total() + right.total()) if left and right else 0.0


def _begins(heading: str, document: str) -> bool:
    """Whether a title is the heading and then, set off by a mark, something about the site."""
    rest = document[len(heading) :]
    whole = len(heading) >= max(6, len(rest)) and document.casefold().startswith(heading.casefold())
    return whole and (not rest or re.match(r"\s*[^\w\s,.!?'’\"”]|\s*_", rest) is not None)


def is_site(text: str, site: str) -> bool:
    """Whether a text is the name or the host of the site."""
    a, b = outlets.key(text), outlets.key(site)
    domain = outlets.host(site)
    core = outlets.key(domain.split(".")[-2]) if domain else ""
    return bool(a) and a in (b, core, outlets.key(domain or ""))


def without_site(title: str, sites: Sequence[str]) -> str:
    """A title without the name of the site, or a section and it, at either end: "Vote delayed | World | The Post"."""
    cuts = list(_SEPARATOR.finditer(title))
    if not cuts:
        return title
    tail = title[cuts[-1].end() :]
    if any(is_site(tail, s) for s in sites):
        # Sections before the name are set off as the name is; other marks belong to the headline.
        mark = cuts[-1].group().strip()
        run = [c for c in cuts if c.group().strip() == mark and len(title[c.end() :].split()) <= 2 * MAX_SITE]
        return title[: run[0].start()]
    for cut in cuts:
        if any(is_site(title[cut.end() :], s) for s in sites):
            return title[: cut.start()]
    if any(is_site(title[: cuts[0].start()], s) for s in sites):
        return title[cuts[0].end() :]
    return title


def _document(tree: HtmlElement) -> str:
    return prose.line(str(tree.xpath("string(//head/title)")))


def _shortened(title: str) -> str:
    """A <title> without a short last segment set off by a mark,
    which is the site's name even if nothing else says so.
    """
    for mark in (" | ", " – ", " — ", " - "):
        front, bar, tail = title.rpartition(mark)
        if bar and len(tail.split()) <= MAX_SITE < len(front.split()):
            return front
    return title
