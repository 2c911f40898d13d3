"""Reads PDF clippings by their text layer; a scan without one is set aside."""

from __future__ import annotations

import io
import logging
import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import IO

import pypdf
from pypdf.errors import PyPdfError

from analysis.errors import InputError
from analysis.ingest import dates, prose, saved_text
from analysis.ingest.draft import Context, Draft, Read
from analysis.ingest.streams import document

MAX_PAGES = 200
_HYPHEN = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_PROGRAM = re.compile(r"^(?:untitled|microsoft word|document\d*|.*\.(?:docx?|indd|pdf|qxp|html?))\b", re.I)

logging.getLogger("pypdf").setLevel(logging.ERROR)


def read(stream: IO[bytes], context: Context) -> Iterator[Read]:
    """The one article of a clipping. Raises InputError for an encrypted file, or one without text."""
    try:
        reader = pypdf.PdfReader(io.BytesIO(document(stream)), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError("an encrypted PDF")
        texts = [_text(page) for page in reader.pages[:MAX_PAGES]]
        facts = {k: prose.line(str(v)) for k, v in (reader.metadata or {}).items()}
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError, IndexError) as error:
        raise InputError(f"not a readable PDF: {error}") from error
    text = "\n\n".join(textwrap.dedent(t) for t in _without_furniture(texts)).strip()
    if not text:
        raise InputError("a PDF without a text layer (a scan): run text recognition on it first")
    yield _draft(text, facts)


def _text(page: pypdf.PageObject) -> str:
    """The text of a page as it is laid out: a wider gap between two lines is a blank line, an indent is white space."""
    try:
        return page.extract_text(extraction_mode="layout") or ""
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, ZeroDivisionError):
        return page.extract_text() or ""


def _draft(text: str, facts: dict[str, str]) -> Draft:
    draft = saved_text.parse(_HYPHEN.sub("", text))
    title = facts.get("/Title", "")
    if title and not _PROGRAM.match(title):
        draft.title = title
    draft.authors = draft.authors or [a for a in [facts.get("/Author", "")] if a]
    draft.published = draft.published or _date(facts.get("/CreationDate", ""))
    return draft


def _date(value: str) -> str | None:
    """PDF's "D:20250314093000+01'00'" in a form that dates.parse reads (PDF 32000, 7.9.4)."""
    found = re.match(r"D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?([+-]\d\d)?'?(\d\d)?", value)
    if not found:
        return value if dates.parse(value)[0] else None
    year, month, day, hour, minute, second, zone, zone_minutes = found.groups()
    if not hour:
        return "-".join(p for p in (year, month, day) if p)
    offset = f"{zone}:{zone_minutes or '00'}" if zone else ""
    return f"{year}-{month}-{day}T{hour}:{minute or '00'}:{second or '00'}{offset}"


def _without_furniture(pages: list[str]) -> list[str]:
    """Pages without running heads and page numbers: first and last lines that recur on most pages."""
    if len(pages) < 3:
        return pages
    edges = Counter(k for p in pages for k in {_key(x) for x in _edges(p)})
    common = {k for k, n in edges.items() if n > len(pages) / 2}
    return ["\n".join(x for x in p.split("\n") if not (_key(x) in common and x in _edges(p))) for p in pages]


def _edges(page: str) -> list[str]:
    lines = [x for x in page.split("\n") if x.strip()]
    return [*lines[:2], *lines[-2:]]


def _key(line: str) -> str:
    return re.sub(r"\d+", "#", prose.line(line))
