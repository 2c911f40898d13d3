"""Reads WARC and ARC files (CC-NEWS and other crawls): one article for each page; pages answered with an error are quarantined."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator
from typing import IO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from analysis.errors import BlamewireError
from analysis.ingest import dates, pages
from analysis.ingest.draft import Context, Draft, Quarantined, Read
from analysis.ingest.streams import decode

_HTML = ("text/html", "application/xhtml+xml")
MAX_PAGE = pages.PAGE_BYTES

logging.getLogger("warcio").setLevel(logging.ERROR)


class _Records(ArchiveIterator):  # type: ignore[misc]
    """The records of an archive, without what the library writes across the progress bar."""

    def _consume_blanklines(self) -> tuple[bytes | None, int]:
        """The first line of the next record and the bytes before it; a first line that is not blank is none."""
        skipped = 0
        while line := self.reader.readline():
            if line.strip() and skipped:
                return line, skipped
            skipped += len(line)
        return None, skipped


def read(stream: IO[bytes], context: Context) -> Iterator[Read]:
    """The articles of an archive; pages that cannot be read, and what follows a break, are quarantined."""
    number = 0
    try:
        for record in _Records(stream, arc2warc=True):
            number += 1
            if record.rec_type in ("response", "resource") and _is_html(record):
                yield _answer(record, context, number)
            if _is_short(record):
                yield Quarantined(context.source, f"record {number}", "broken off: the archive ends within the record")
    except (ArchiveLoadFailed, ValueError, OSError, EOFError, KeyError, TypeError, AttributeError) as error:
        yield Quarantined(
            context.source, f"after record {number}", f"broken web archive: {error}".splitlines()[0][:300]
        )


def _answer(record: ArcWarcRecord, context: Context, number: int) -> Draft | Quarantined:
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if status == "200":
        return _page(record, context, number)
    address = record.rec_headers.get_header("WARC-Target-URI")
    return Quarantined(context.source, f"record {number}", f"answered {status[:40]}: {address}"[:300])


def _is_short(record: ArcWarcRecord) -> bool:
    """Whether the archive ends within a record, whose length the standard demands; warcio takes what is there for all."""
    while record.raw_stream.read(1 << 16):
        pass
    return not record.rec_headers.get_header("Content-Length") or getattr(record.raw_stream, "limit", 0) > 0


def is_compressed_arc(head: bytes) -> bool:
    """Whether gzip bytes hold an ARC file, whose records can only be parted by their compressed members."""
    try:
        return zlib.decompressobj(31).decompress(head, 64).startswith(b"filedesc:")
    except zlib.error:
        return False


def _is_html(record: ArcWarcRecord) -> bool:
    """Whether a record holds a page; an error without a type of content is one that is not there."""
    headers = record.http_headers or record.rec_headers
    kind = (headers.get_header("Content-Type") or "").split(";")[0].strip().lower()
    return kind in _HTML or (record.rec_type == "response" and not kind)


def _page(record: ArcWarcRecord, context: Context, number: int) -> Draft | Quarantined:
    url = record.rec_headers.get_header("WARC-Target-URI")
    position = f"record {number}"
    try:
        data = record.content_stream().read(MAX_PAGE + 1)
        if len(data) > MAX_PAGE:
            return Quarantined(context.source, position, f"a page of more than {MAX_PAGE >> 20} MB: {url}")
        draft = pages.parse(decode(data), url)
    except BlamewireError as error:
        return Quarantined(context.source, position, f"{error}: {url}")
    except Exception as error:
        # One record's broken compression or chunking must not cost the records after it.
        return Quarantined(context.source, position, f"{type(error).__name__}: {error}: {url}"[:300])
    crawled = record.rec_headers.get_header("WARC-Date")
    when, latest = dates.parse(draft.published)[0], dates.parse(crawled)[0]
    if when and latest and when.date() > latest.date():
        # A page cannot be younger than its copy: such a date is the reading day's, printed by a script.
        draft.published = None
    draft.url, draft.position = draft.url or url, position
    return draft
