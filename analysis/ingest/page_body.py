"""The body of a page: paragraphs, with captions and related headlines kept apart; navigation,
notices and comments left out.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import lxml.etree
import lxml.html
import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Document

from analysis.errors import InputError
from analysis.ingest import prose


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


def find(page: HtmlElement, html: str, title: str) -> Body:
    """The body of a parsed page."""
    body = Body(captions=_captions(page), related=_related(page))
    document = trafilatura.bare_extraction(html, include_comments=False, include_tables=True)
    if isinstance(document, Document):
        body.paragraphs = [p for p in prose.paragraphs(document.text or "") if not prose.same(p, title)]
    return body


def _captions(page: HtmlElement) -> list[str]:
    return [prose.line(e.text_content()) for e in page.xpath("//figcaption")]


def _related(page: HtmlElement) -> list[str]:
    return [
        prose.line(a.text_content())
        for a in page.xpath("//*[contains(@class,'related') or contains(@id,'related')]//a")
    ]
