"""Reads a saved HTML page: body by trafilatura; title, date, authors, outlet from JSON-LD,
meta tags and the page itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from analysis.ingest import page_body, page_facts
from analysis.ingest.draft import Context, Draft, Read
from analysis.ingest.streams import decode, document

PAGE_BYTES = 16 << 20


def read(stream: IO[bytes], context: Context) -> Iterator[Read]:
    """The one article of a page."""
    yield parse(decode(document(stream, PAGE_BYTES)))


def parse(html: str, url: str | None = None) -> Draft:
    """The draft of a page. url: where it was fetched, if known. Raises InputError if it is no page."""
    tree = page_body.tree(html)
    facts = page_facts.find(tree, url)
    body = page_body.find(tree, facts.title, facts.body)
    return Draft(
        title=facts.title,
        paragraphs=body.paragraphs,
        captions=body.captions,
        related=body.related,
        outlet=facts.outlet,
        url=facts.url or url,
        authors=facts.authors,
        published=facts.published,
        language=facts.language,
    )
