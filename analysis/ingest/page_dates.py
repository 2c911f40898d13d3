"""When a page says it was published: from JSON-LD and meta tags, else from the date printed by its headline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import htmldate
from lxml.html import HtmlElement

from analysis.ingest import columns, dates, prose
from analysis.ingest.draft import DateLike

_META = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "date.published",
    "parsely-pub-date",
    "publish-date",
    "publishdate",
    "publish_date",
    "published_at",
    "pubdate",
    "pdate",
    "cxenseparse:recs:publishtime",
    "sailthru.date",
    "dc.date.issued",
    "dc.date.created",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "datecreated",
    "originalpublicationdate",
    "date",
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_CLOCK = (
    r"(?:[\s,|·•–—-]*(?:at\s+)?\d{1,2}[:.]\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?"
    r"(?:\s*\(?(?:UTC|GMT|BST|IST|CES?T|[ECMP][SD]?T|[+-]\d\d:?\d\d)\b\)?)?)?"
)
_EAST_ASIAN = re.compile(r"((?:19|20)\d\d)\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_PRINTED = re.compile(
    rf"\b(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d{_CLOCK}"
    rf"|(?:\d{{1,2}}[:.]\d\d(?:\s?[ap]\.?m\.?)?(?:\s*[A-Z]{{2,4}})?[\s,–—-]+)?\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?[\s-]+{_MONTH},?[\s-]+(?:19|20)\d\d{_CLOCK}"
    rf"|(?:19|20)\d\d([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])(?!\d){_CLOCK}"
    rf"|(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.(?:19|20)\d\d(?!\d){_CLOCK})",
    re.I,
)
_CHANGED = re.compile(r"updat|modif|revis|last|更新|aktualisiert|mis à jour", re.I)
_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_ELSEWHERE = re.compile(r"comment|related|sidebar|footer|recirc|promo|recommend|trending|most-?(?:read|popular)", re.I)
BEFORE, AFTER = 30, 60
"""Elements before and after the headline among which the page's own date is looked for."""
FIRST = 400
"""Elements of a page without a headline among which it is looked for."""
MAX_LABEL = 60
"""Letters that may stand with a date in its element; more is running text."""


def find(
    tree: HtmlElement,
    meta: Mapping[str, str],
    linked: Mapping[str, Any],
    url: str | None,
    headline: HtmlElement | None,
) -> DateLike:
    """The publication date as the page writes it; None if it has none. headline: the heading that prints it."""
    stated = [columns.one(linked.get("datePublished")), *(meta[k] for k in _META if k in meta)]
    stated += tree.xpath("//*[@itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content")
    stated += tree.xpath("(//article//time/@datetime | //header//time/@datetime | //time[@pubdate]/@datetime)[1]")
    stated += tree.xpath("//time/@datetime")[:1]
    printed = list(_printed(tree, headline))
    stated += [value for value, changed in printed if not changed]
    stated += ["-".join(found.groups()) for found in [_ADDRESS.search(url or "")] if found]
    stated += [value for value, _ in printed]
    for value in stated:
        if dates.parse(value)[0]:
            return str(value)
    try:
        # Its extensive search loads the rules of 200 languages, half a minute at the first page without a date.
        return htmldate.find_date(tree, extensive_search=False, original_date=True, url=url)
    except Exception:
        # htmldate fails in many ways on odd trees; a page without a date is still a page.
        return None


def _printed(tree: HtmlElement, headline: HtmlElement | None) -> Iterator[tuple[str, bool]]:
    """Dates printed in short elements by the headline, those after it first, and whether they are of a change."""
    most = MAX_LABEL if headline is not None else MAX_LABEL // 4
    for element in _around(tree, headline):
        text = prose.line(" ".join(map(str, element.itertext())))
        if not 6 <= len(text) <= 3 * MAX_LABEL or _is_elsewhere(element):
            continue
        found = _PRINTED.search(_EAST_ASIAN.sub(r"\1-\2-\3", text))
        if found and len(text) - len(found.group()) <= most:
            yield found.group(), _CHANGED.search(text[: found.start()]) is not None


def _around(tree: HtmlElement, headline: HtmlElement | None) -> list[HtmlElement]:
    every = [e for e in tree.iter() if isinstance(e.tag, str) and e.tag not in ("script", "style", "option", "svg")]
    if headline is None or headline not in every:
        return every[:FIRST]
    at = every.index(headline)
    return every[at + 1 : at + 1 + AFTER] + every[max(0, at - BEFORE) : at][::-1]


def _is_elsewhere(element: HtmlElement) -> bool:
    near = [element, *element.iterancestors()][:3]
    return any(_ELSEWHERE.search(f"{e.get('class') or ''} {e.get('id') or ''}") for e in near)
