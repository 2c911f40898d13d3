"""The body of a page: paragraphs, with captions and related headlines kept apart; navigation, notices,
comments left out.
"""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field

import lxml.etree
import lxml.html
import trafilatura
from lxml.html import HtmlElement
from readability import Document
from readability.readability import Unparseable
from trafilatura.settings import Document as Extracted

from analysis.errors import InputError
from analysis.ingest import prose
from analysis.ingest.saved_text import RELATED

MAX_CAPTION = 700
MAX_NOTICE = 2500
NOTICE_SHARE = 0.3
"""Share of the page's text beyond which an element is no notice, whatever its class says."""
CONTAINED = 0.8
"""Share of the wider reading's words below which a narrower one inside it has lost part of the article."""
SHARED = (0.2, 0.8)
"""Share of their words in common between which two readings have each lost a part of the article."""

_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:caption|wp-caption-text|cutline)s?(?:$|[\s_-])|caption-?text|(?:image|photo|media)-?caption", re.I
)
_NOTICE = re.compile(
    r"cookie|consent|gdpr|newsletter|subscri(?:be|ption)-|paywall|sign-?up"
    r"|(?:^|[\s_-])(?:promo|advert|ads?|share|sharing|social|skip-link|breadcrumbs?|tags|toolbar|print-only|sr-only"
    r"|visually-?hidden|screen-reader-text)(?:$|[\s_-])",
    re.I,
)
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\s*(?:!important\s*)?(?:;|$)", re.I)
_COMMENTS = re.compile(
    r"(?:^|[\s_-])(?:comments?|disqus\w*|respond|replies)(?:$|[\s_-])|comment-?(?:list|thread|section|area)", re.I
)
_RELATED_CLASS = re.compile(
    r"related|read-?more|more-?stories|more-?on|recirc|also-?(?:read|like)|see-?also|recommended|most-?(?:read|popular)|trending",
    re.I,
)
_LEFTOVER = re.compile(
    r"^(?:advertisement|story continues below(?: advertisement)?|article continues below|continue reading.{0,40}"
    r"|read more:?.{0,160}|related:.{0,160}|see also:.{0,160}|also read:.{0,160}|share (?:this|on).{0,60}"
    r"|sign up (?:for|to).{0,160}"
    r"|click here to.{0,120}|follow .{1,60} on (?:twitter|facebook|x|instagram).{0,60}|photo:.{0,80}|image:.{0,80}"
    r"|image (?:copyright|caption).{0,120}|media caption.{0,160}|getty images|loading\.*|comments?|print|e-?mail|\W*)$",
    re.I,
)


@dataclass(slots=True)
class Body:
    """What there is to read on a page."""

    paragraphs: list[str] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    related: list[str] = field(default_factory=list)


def tree(html: str) -> HtmlElement:
    """The parsed page. Raises InputError if there is no markup in it."""
    try:
        parsed = trafilatura.load_html(html)
    except (lxml.etree.LxmlError, ValueError, AssertionError) as error:
        raise InputError(f"not an HTML page: {error}") from error
    if parsed is None:
        raise InputError("not an HTML page")
    return parsed


def find(page: HtmlElement, title: str) -> Body:
    """The body of a parsed page, which is left as it is."""
    page = deepcopy(page)
    for program in page.xpath("//script|//style"):
        program.drop_tree()
    _strip_hidden(page)
    body = Body(related=_related(page), captions=_captions(page))
    _strip(page)
    drop = {_folded(t) for t in [title, *body.captions, *body.related]}
    paragraphs = [p for p in map(prose.line, read(page)) if p and _folded(p) not in drop]
    body.paragraphs = [p for p in paragraphs if not _LEFTOVER.match(p)]
    return body


def read(page: HtmlElement) -> list[str]:
    """Paragraphs by the reading that the others agree with most.

    Three are made: trafilatura set for precision, trafilatura's own rules alone, and readability. Where the one
    chosen lies inside readability's and misses a good part of it, a section was lost, and readability's is taken;
    where each has a good part that the other lacks, the two are joined in the order of the page.
    """
    wide = _readability(page)
    readings = [_trafilatura(page, favor_precision=True), wide, _trafilatura(page, fast=True)]
    bags = [_bag(r) for r in readings]
    best = max(range(3), key=lambda at: sum(_agreement(bags[at], other) for other in bags))
    common, chosen, widest = (bags[best] & bags[1]).total(), bags[best].total(), bags[1].total()
    if common >= 0.95 * chosen and common < CONTAINED * widest:
        return wide
    least, most = SHARED
    if best != 1 and least * chosen <= common <= most * min(chosen, widest):
        return _joined(page, readings[best], wide)
    return readings[best]


def _joined(page: HtmlElement, first: list[str], second: list[str]) -> list[str]:
    """The paragraphs of two readings, once each, in the order in which they stand on the page."""
    whole = _folded(str(page.text_content()))
    every = {_folded(p): p for p in [*second, *first]}
    places = {key: whole.find(key[:80]) for key in every}
    return [every[key] for key in sorted(every, key=lambda key: (places[key] < 0, places[key]))]


def _trafilatura(page: HtmlElement, **options: bool) -> list[str]:
    try:
        found = trafilatura.bare_extraction(deepcopy(page), include_comments=False, **options)  # type: ignore[arg-type]
    except (lxml.etree.LxmlError, ValueError, TypeError, AttributeError, RecursionError):
        return []
    return prose.paragraphs(found.text or "") if isinstance(found, Extracted) else []


def _readability(page: HtmlElement) -> list[str]:
    try:
        summary = Document(lxml.html.tostring(page, encoding="unicode")).summary(html_partial=True)
    except (Unparseable, lxml.etree.LxmlError, ValueError, TypeError, AttributeError, RecursionError):
        return []
    return prose.from_markup(summary) if summary.strip() else []


def _bag(paragraphs: list[str]) -> Counter[str]:
    return Counter(w for p in paragraphs for w in re.findall(r"\w+", p.casefold()))


def _agreement(a: Counter[str], b: Counter[str]) -> float:
    """F1 of two bags of words."""
    both = a.total() + b.total()
    return 2 * (a & b).total() / both if both else 1.0


def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _marks(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _captions(page: HtmlElement) -> list[str]:
    """Captions of photos, taken off the page."""
    found = page.xpath("//figcaption") + [
        e
        for e in page.xpath("//*[@class]")
        if e.tag not in ("body", "figure", "html") and _CAPTION.search(e.get("class"))
    ]
    captions: list[str] = []
    for element in found:
        text = prose.line(str(element.text_content()))
        if element.getparent() is None or len(text) > MAX_CAPTION or _unreadable(element):
            continue
        captions.append(text)
        element.drop_tree()
    return [c for c in dict.fromkeys(captions) if len(c.split()) > 2]


def _unreadable(element: HtmlElement) -> bool:
    """Whether the element holds markup for programs, or is already off the page."""
    return any(e.tag in ("script", "style", "p", "nav", "form") for e in element.iter()) and len(element) > 6


def _related(page: HtmlElement) -> list[str]:
    """Headlines of other articles that the page lists under a heading or in a box of their own, taken off the page."""
    boxes = [e for e in page.xpath("//aside|//section|//div|//ul|//nav") if _RELATED_CLASS.search(_marks(e))]
    for heading in page.xpath("//h2|//h3|//h4|//h5|//strong|//p"):
        if RELATED.match(prose.line(str(heading.text_content()))[:80]) and heading.getnext() is not None:
            boxes.append(heading.getnext())
            heading.drop_tree()
    found: list[str] = []
    for box in boxes:
        links = [prose.line(str(a.text_content())) for a in box.iter("a")]
        linked = sum(map(len, links))
        if box.getparent() is None or not links or linked < 0.5 * len(prose.line(str(box.text_content()))):
            continue
        found += [t for t in links if len(t.split()) >= 3 and len(t) <= 250]
        box.drop_tree()
    return list(dict.fromkeys(found))


def _strip_hidden(page: HtmlElement) -> None:
    """Take off the page what its own markup hides; not the body of a page that a script would show."""
    whole = max(1, len(str(page.text_content())))
    for element in page.xpath("//body//*[@hidden or @style]"):
        hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
        if not hidden or element.getparent() is None or element.tag in ("article", "main"):
            continue
        if len(str(element.text_content())) < NOTICE_SHARE * whole:
            element.drop_tree()


def _strip(page: HtmlElement) -> None:
    """Take notices, comment threads and controls off the page."""
    whole = max(1, len(str(page.text_content())))
    for element in page.xpath("//body//*[@class or @id or @role]"):
        if element.tag in ("body", "article", "main", "html") or element.getparent() is None:
            continue
        marks = _marks(element)
        unwanted = _NOTICE.search(marks) or _COMMENTS.search(marks) or element.get("role") in ("dialog", "alertdialog")
        if unwanted and len(str(element.text_content())) < min(MAX_NOTICE, NOTICE_SHARE * whole):
            element.drop_tree()
