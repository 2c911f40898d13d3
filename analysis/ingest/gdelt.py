"""Reads GDELT tables (event, mentions, Global Knowledge Graph): one article an address, with the metadata they hold.

Columns as in the codebooks "GDELT Event Database 2.0" and "GKG 2.1"; rows have no header. GDELT keeps no text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from hashlib import blake2b
from typing import IO

from analysis.errors import InputError
from analysis.ingest.detect import gdelt_table, lists_columns
from analysis.ingest.draft import Context, Draft, Quarantined, Read
from analysis.ingest.streams import lines

_TITLE = re.compile(r"<PAGE_TITLE>(.*?)</PAGE_TITLE>", re.S)
_AUTHORS = re.compile(r"<PAGE_AUTHORS>(.*?)</PAGE_AUTHORS>", re.S)
_PUBLISHED = re.compile(r"<PAGE_PRECISEPUBTIMESTAMP>(\d{14})</PAGE_PRECISEPUBTIMESTAMP>")


def read(stream: IO[bytes], context: Context) -> Iterator[Read]:
    """An article for each address, at its first row; a row that is none of GDELT's is quarantined.

    Raises InputError for a list of a table's column names.
    """
    seen: set[bytes] = set()
    for number, line in lines(stream):
        position = f"line {number}"
        row = (line or b"").decode("utf-8", "replace").rstrip("\r\n")
        if line is not None and not row.strip():
            continue
        if number == 1 and lists_columns(row):
            raise InputError("a list of a GDELT table's columns, which describes articles and holds none")
        table = gdelt_table(row)
        if table is None:
            yield Quarantined(context.source, position, "not a row of a GDELT table")
            continue
        draft = _draft(table, row.split("\t"), position)
        if not (draft.url or "").startswith(("http://", "https://")):
            yield Quarantined(context.source, position, "no web address")
            continue
        digest = blake2b((draft.url or "").encode(), digest_size=8).digest()
        if digest not in seen:
            seen.add(digest)
            yield draft


def _draft(table: str, cells: list[str], position: str) -> Draft:
    if table == "events":
        # 57 columns: the reduced 1.0 table, which ends in DATEADDED and names no page.
        return Draft(url=cells[-1], published=cells[-2][:8], position=position)
    if table == "mentions":
        return Draft(url=cells[5], outlet=cells[4] or None, published=cells[2], position=position)
    extras = cells[26] if len(cells) > 26 else ""
    title, authors, published = (p.search(extras) for p in (_TITLE, _AUTHORS, _PUBLISHED))
    return Draft(
        title=html.unescape(title[1]) if title else "",
        url=cells[4],
        outlet=cells[3] or None,
        authors=[a for a in html.unescape(authors[1]).split(";") if a.strip()] if authors else [],
        published=published[1] if published else cells[1],
        position=position,
    )
