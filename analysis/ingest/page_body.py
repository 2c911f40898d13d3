"""The body of a page: paragraphs, with captions and related headlines kept apart; navigation, notices,
comments left out.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
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
MIN_PROSE = 120
"""Letters of a paragraph that is no notice's."""
MAX_NOTICE = 2500
NOTICE_SHARE = 0.3
"""Share of the page's text beyond which an element is no notice, whatever its class says."""
MAX_TOOLTIP_WORD = 4
"""Words of a link that is shown, whatever its class says, and is no card that opens over it."""
STATED = 0.8
"""Share of the words of the body that a page states for programs below which a reading has lost part of it."""
ALL_LINK = 0.9
"""Share of links from which an element is nothing else."""
CONTAINED = 0.8
"""Share of the wider reading's words below which a narrower one inside it has lost part of the article."""
FRAGMENT = 0.4
"""Share of the words of trafilatura's bare rules below which the reading that lies inside theirs is a fragment."""
SHARED = (0.2, 0.8)
"""Share of their words in common between which two readings have each lost a part of the article."""

_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:caption|wp-caption-text|cutline)s?(?:$|[\s_-])|caption-?text|(?:image|photo|media)-?caption", re.I
)
_NOTICE = re.compile(
    r"newsletter|subscri(?:be|ption)-|paywall|sign-?up"
    r"|(?:^|[\s_-])(?:promo|advert|ads?|share|sharing|social|skip-link|breadcrumbs?|tags|toolbar|print-only|sr-only"
    r"|visually-?hidden|screen-reader-text)(?:$|[\s_-])",
    re.I,
)
_BYLINE = re.compile(r"by-?line(?:$|[\s_-])|(?:^|[\s_-])(?:autor|author-?(?:line|name))(?:$|[\s_-])", re.I)
MAX_BYLINE = 120
"""Letters of an element that is the byline it is named for."""
_PRIVACY = re.compile(r"cookie|consent|gdpr", re.I)
_GATED = re.compile(r"paywall", re.I)
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\s*(?:!important\s*)?(?:;|$)", re.I)
_COMMENTS = re.compile(
    r"(?:^|[\s_-])(?:comments?|disqus\w*|respond|replies)(?:$|[\s_-])|comment-?(?:list|thread|section|area)", re.I
)
_RELATED_CLASS = re.compile(
    r"related|read-?more|more-?stories|more-?on|recirc|also-?(?:read|like)|see-?also|recommended|most-?(?:read|popular)|trending",
    re.I,
)
_LISTED = re.compile(
    r"(?:tags?|topics?|keywords?|filed (?:under|in)|posted in|categor(?:y|ies)|more(?: (?:on|about|from))?"
    r"|see also|(?:also )?read(?: also| more)?|related(?: (?:stories|articles|coverage))?)\s*:",
    re.I,
)
_TOOLTIP = re.compile(r"pop-?over|tool-?tip|hover-?card|rollover", re.I)
_LEFTOVER = re.compile(
    r"^(?:advertisement|story continues below(?: advertisement)?|article continues below|continue reading.{0,40}"
    r"|read more:?.{0,160}|related:.{0,160}|see also:.{0,160}|also read:.{0,160}|also on \S+\.[a-z]{2,3}\b.{0,160}"
    r"|(?:like this story\? )?share (?:this|on|it with).{0,60}|click to (?:share|print|e-?mail).{0,60}"
    r"|sign up (?:for|to).{0,160}|subscribe (?:now|here|today|to our)\b.{0,120}|you may also like\W*|tell us what you think\W*"
    r"|order reprints|print (?:this )?article|an error (?:has )?occurred.{0,60}|by|to view this video please enable javascript.{0,160}"
    r"|(?:™ *& *)?(?:©|\(c\)|copyright\b).{0,160}\b(?:rights reserved|inc\b|ltd\b|llc\b)"
    r"(?:.{0,80}|\. (?:this|no) (?:material|part|content)\b.{0,240})"
    r"|(?:©|copyright ©).{0,80}|\W+30\W+|\W*ends?\W*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?:ap|afp|epa|reuters|getty) (?:photo|images?)\b[^.?!]{0,60}"
    r"|click here to.{0,120}|follow .{1,60} on (?:twitter|facebook|x|instagram).{0,60}|photo:.{0,80}|image:.{0,80}"
    r"|image (?:copyright|caption).{0,120}|media caption.{0,160}|getty images|loading\.*|comments?|print|e-?mail|\W*)$",
    re.I,
)
_BOXES = ("address", "article", "aside", "center", "details", "footer", "form", "header", "iframe", "main", "nav", "section", "video")
_PARTS = ("dd", "dl", "dt", "fieldset", "hr", "noscript", "pre", "tbody", "td", "tfoot", "th", "thead")
BLOCKS = frozenset(prose.BLOCKS) - {"br"} | {*_BOXES, *_PARTS}
"""Elements that end a paragraph."""
_CELL_END = re.compile(r"(?<!\\)\|")
MAX_CELL = 80
"""Letters of a cell that stands in a row with others; a longer one is a paragraph."""
BREAK = "⸿"
"""Stands for the end of a paragraph in a cell while a page is read, which folds white space there and drops what does not print."""


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


def find(page: HtmlElement, title: str, stated: Sequence[str] = ()) -> Body:
    """The body of a parsed page, which is left as it is. stated: paragraphs of the body as it tells programs."""
    page = deepcopy(page)
    for program in page.xpath("//script|//style"):
        program.drop_tree()
    _strip_hidden(page)
    body = Body(related=_related(page), captions=_captions(page))
    _strip(page)
    _set_paragraphs(page)
    drop = {_folded(t) for t in [title, *body.captions, *body.related]}
    paragraphs = [p for p in map(prose.line, read(page, stated)) if p and _folded(p) not in drop]
    body.paragraphs = [p for p in paragraphs if not _LEFTOVER.match(p)]
    return body


def read(page: HtmlElement, stated: Sequence[str] = ()) -> list[str]:
    """Paragraphs by the reading that the others agree with most.

    Three are made: trafilatura set for precision, trafilatura's own rules alone, and readability. Where the one
    chosen lies inside readability's and misses a good part of it, a section was lost, and readability's is taken;
    where each has a good part that the other lacks, the two are joined in the order of the page. What the page states
    for programs is often a part of it, but all of it is of the body: a reading that lacks it is not taken.
    """
    readings = [_trafilatura(page, favor_precision=True), _readability(page), _trafilatura(page, fast=True)]
    best = _agreed(page, readings)
    told = _bag(list(stated))
    if not told or _covers(best, told):
        return best
    whole = [r for r in readings if _covers(r, told)]
    return max(whole, key=lambda r: _agreement(_bag(r), told)) if whole else list(stated)


def _covers(reading: list[str], told: Counter[str]) -> bool:
    return (_bag(reading) & told).total() >= STATED * told.total()


def _agreed(page: HtmlElement, readings: list[list[str]]) -> list[str]:
    wide = readings[1]
    bags = [_bag(r) for r in readings]
    best = max(range(3), key=lambda at: sum(_agreement(bags[at], other) for other in bags))
    common, chosen, widest = (bags[best] & bags[1]).total(), bags[best].total(), bags[1].total()
    if (bags[best] & bags[2]).total() >= 0.95 * chosen and chosen < FRAGMENT * bags[2].total():
        return readings[2]
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
    text = (found.text or "") if isinstance(found, Extracted) else ""
    return prose.paragraphs("\n".join(piece for row in text.split("\n") for piece in _pieces(row)))


def _pieces(row: str) -> list[str]:
    """What a line of trafilatura's output holds, without the marks it sets for tables and lists."""
    if row.startswith("|"):
        cells = [c.replace("\\|", "|").strip() for c in _CELL_END.split(row.strip().strip("|"))]
        cells = [c for c in cells if c.strip("-: ")]
        wide = any(BREAK in c or len(c) > MAX_CELL for c in cells)
        return [p for c in cells for p in _pieces(c.lstrip("|"))] if wide else [" · ".join(cells)]
    parts = row.removeprefix("- ").split(BREAK)
    return [*parts[:1], *(x for p in parts[1:] for x in ("", p))]


def _readability(page: HtmlElement) -> list[str]:
    try:
        summary = Document(lxml.html.tostring(page, encoding="unicode")).summary(html_partial=True)
    except (Unparseable, lxml.etree.LxmlError, ValueError, TypeError, AttributeError, RecursionError):
        return []
    return [x for p in prose.from_markup(summary) for x in p.split(BREAK)] if summary.strip() else []


def _bag(paragraphs: list[str]) -> Counter[str]:
    return Counter(w for p in paragraphs for w in re.findall(r"\w+", p.casefold()))


def _set_paragraphs(page: HtmlElement) -> None:
    """Put text that stands bare beside blocks, or is parted by two line breaks, into paragraphs of its own.

    Readers otherwise take the text and the links in it for separate paragraphs, or lose it.
    """
    for box in list(page.iter("div", "td", "section", "article", "main", "blockquote", "center", "body")):
        children = list(box)
        if any(_is_block(c) for c in children) or any(map(_parts, children)):
            _wrap(box, children)
    for element in page.xpath("//td//p|//td//li|//td//h2|//td//h3"):
        if len(element):
            element[-1].tail = f"{element[-1].tail or ''} {BREAK}"
        else:
            element.text = f"{element.text or ''} {BREAK}"


def _wrap(box: HtmlElement, children: list[HtmlElement]) -> None:
    """Gather each run of text and inline elements of a box in a paragraph, if it has text of its own."""
    runs: list[tuple[str, list[HtmlElement]]] = []
    run: list[HtmlElement] = []
    lead = box.text or ""
    for child in children:
        if _is_block(child) or _parts(child):
            runs.append((lead, run))
            lead, run = child.tail or "", []
        else:
            run.append(child)
    runs.append((lead, run))
    starts = [None, *(c for c in children if _is_block(c) or _parts(c))]
    for before, (text, inline) in zip(starts, runs, strict=True):
        if not (text.strip() or any((c.tail or "").strip() for c in inline)):
            continue
        paragraph = lxml.html.Element("p")
        paragraph.text = text
        paragraph.extend(inline)
        if before is None:
            box.text = None
            box.insert(0, paragraph)
        else:
            before.tail = None
            before.addnext(paragraph)


def _parts(element: HtmlElement) -> bool:
    """Whether an element is a line break right before another one, which part two paragraphs."""
    following = element.getnext()
    previous = element.getprevious()
    if element.tag != "br":
        return False
    ahead = following is not None and following.tag == "br" and not (element.tail or "").strip()
    return ahead or (previous is not None and previous.tag == "br" and not (previous.tail or "").strip())


def _is_block(element: HtmlElement) -> bool:
    return not isinstance(element.tag, str) or element.tag in BLOCKS or any(e.tag in BLOCKS for e in element.iterdescendants())


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
            boxes += _linked_after(heading)
            heading.drop_tree()
    found = _listed(page)
    for box in boxes:
        links = [prose.line(str(a.text_content())) for a in box.iter("a")]
        linked = sum(map(len, links))
        if box.getparent() is None or not links or linked < 0.5 * len(prose.line(str(box.text_content()))):
            continue
        found += [t for t in links if len(t.split()) >= 3 and len(t) <= 250]
        box.drop_tree()
    return list(dict.fromkeys(found))


def _listed(page: HtmlElement) -> list[str]:
    """Headlines in lines that name what they list and hold links besides, taken off the page with those that list tags."""
    found: list[str] = []
    for line in page.xpath("//p|//li|//h2|//h3|//h4|//h5|//div[not(*[not(self::a or self::b or self::em or self::strong or self::span)])]"):
        text = prose.line(str(line.text_content()))
        label = _LISTED.match(text)
        links = [prose.line(str(a.text_content())) for a in line.iter("a")]
        if label is None or not links or line.getparent() is None:
            continue
        # A link may begin with the label; what stands between two links is a comma.
        if sum(len(re.findall(r"\w", t)) for t in links) < ALL_LINK * len(re.findall(r"\w", text[label.end() :])):
            continue
        found += [t for t in (_LISTED.sub("", x, count=1).strip() for x in links) if len(t.split()) >= 3 and len(t) <= 250]
        line.drop_tree()
    return found


def _linked_after(heading: HtmlElement) -> list[HtmlElement]:
    """What follows a heading: the next element, and those after it that are links alone."""
    following = list(heading.itersiblings())
    more = itertools.takewhile(lambda e: any(True for _ in e.iter("a")) and _linked(e) >= ALL_LINK, following[1:])
    return [*following[:1], *more]


def _linked(element: HtmlElement) -> float:
    """The share of the text of an element that is links."""
    whole = len(prose.line(str(element.text_content())))
    return sum(len(prose.line(str(a.text_content()))) for a in element.iter("a")) / whole if whole else 0.0


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
    """Take notices, bylines, comment threads and controls off the page."""
    whole = max(1, len(str(page.text_content())))
    for element in page.xpath("//body//*[@class or @id or @role]"):
        if element.tag in ("body", "article", "main", "html") or element.getparent() is None:
            continue
        if len(str(element.text_content())) < min(MAX_NOTICE, NOTICE_SHARE * whole) and _is_notice(element):
            element.drop_tree()


def _is_notice(element: HtmlElement) -> bool:
    marks = _marks(element)
    if _PRIVACY.search(marks) or _COMMENTS.search(marks) or element.get("role") in ("dialog", "alertdialog"):
        return True
    if _BYLINE.search(marks) and len(prose.line(str(element.text_content()))) <= MAX_BYLINE:
        return True
    if _NOTICE.search(marks):
        # Sites name what subscribers alone may read after the wall before it.
        return not _GATED.search(marks) or sum(_is_prose(p) for p in element.iter("p")) < 2
    return bool(_TOOLTIP.search(marks)) and len(str(element.text_content()).split()) > MAX_TOOLTIP_WORD


def _is_prose(paragraph: HtmlElement) -> bool:
    return len(prose.line(str(paragraph.text_content()))) >= MIN_PROSE and _linked(paragraph) < 1 - ALL_LINK
