"""A source of many articles that breaks off: what is lost is never lost in silence."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable

import pytest
from test_formats import (
    JSON_FEED,
    PACKINGS,
    PLAIN,
    TITLE,
    URL,
    atom,
    bytes_of,
    newsml,
    read_bytes,
    rss,
    warc_record,
)

from analysis.article import Article
from analysis.ingest import Quarantined

COUNT = 12
CUTS = 25
"""Lengths at which each source is cut, spread over all of it."""
FEWEST = 16
"""Bytes from which a cut source can still be told for what it is."""
ROWS = [{**PLAIN, "title": f"{TITLE} {n}", "url": f"{URL}/{n}"} for n in range(COUNT)]
LINES = "\n".join(map(json.dumps, ROWS)).encode()


def repeated(document: bytes, opening: str, closing: str, outer: str = "") -> bytes:
    """A document with its one item COUNT times over, in an element of the name `outer` if there is to be one."""
    text = document.decode()
    start, end = text.index(opening), text.index(closing) + len(closing)
    items = "".join(text[start:end].replace(TITLE, r["title"]).replace(URL, r["url"]) for r in ROWS)
    whole = f"<{outer}>{items}</{outer}>" if outer else items
    return (text[:start] + whole + text[end:]).encode()


def tarred() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for n, row in enumerate(ROWS):
            data = json.dumps(row).encode()
            entry = tarfile.TarInfo(f"{n}.json")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for n, row in enumerate(ROWS):
            archive.writestr(f"{n}.json", json.dumps(row))
    return buffer.getvalue()


RECORDS = [warc_record(row["url"], "200 OK") for row in ROWS[:4]]
ITEMS = [{**JSON_FEED["items"][0], "title": r["title"], "url": r["url"]} for r in ROWS]  # type: ignore[dict-item]

SOURCES: dict[str, Callable[[], bytes]] = {
    "json": lambda: json.dumps(ROWS).encode(),
    "json in an envelope": lambda: json.dumps({"articles": ROWS}).encode(),
    "json feed": lambda: json.dumps({**JSON_FEED, "items": ITEMS}).encode(),
    "rss": lambda: repeated(rss(), "<item>", "</item>"),
    "atom": lambda: repeated(atom(), "<entry>", "</entry>"),
    "newsml-g2": lambda: repeated(newsml(), "<newsItem", "</newsItem>", "newsMessage"),
    "parquet": lambda: bytes_of(ROWS, "to_parquet"),
    "excel": lambda: bytes_of(ROWS, "to_excel"),
    "warc.gz": lambda: b"".join(RECORDS),
    "tar": tarred,
    "zip": zipped,
    "tar.gz": lambda: gzip.compress(tarred()),
    **{f"lines in {name}": lambda pack=pack: pack(LINES) for name, pack in PACKINGS.items()},
}


def articles(found: list[Article | Quarantined]) -> int:
    return sum(isinstance(f, Article) for f in found)


def tells_of_loss(data: bytes, whole: int) -> bool:
    """Whether `whole` articles come out, or else something that says that not all could."""
    found = read_bytes(data)
    return articles(found) >= whole or any(isinstance(f, Quarantined) and f.reason for f in found)


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_that_breaks_off_says_so(name: str) -> None:
    data = SOURCES[name]()
    sound = read_bytes(data)
    whole = articles(sound)
    assert whole == len(sound) == (len(RECORDS) if name == "warc.gz" else COUNT)
    lengths = [*range(FEWEST, len(data), max(1, (len(data) - FEWEST) // CUTS)), len(data) - 1]
    assert [n for n in lengths if not tells_of_loss(data[:n], whole)] == []


@pytest.mark.parametrize("blocks", range(1, 2 * COUNT))
def test_a_tar_archive_cut_between_blocks_or_damaged_in_a_header_says_so(blocks: int) -> None:
    data = tarred()
    assert tells_of_loss(data[: 512 * blocks], COUNT)
    damaged = bytearray(data)
    damaged[512 * blocks] ^= 0x10
    found = read_bytes(bytes(damaged))
    assert articles(found) == COUNT or any(isinstance(f, Quarantined) for f in found)


@pytest.mark.parametrize("kept", [0.2, 0.3, 0.6, 0.9])
def test_a_bare_web_archive_that_ends_within_a_record_names_it(kept: float) -> None:
    first, second = (gzip.decompress(r) for r in RECORDS[:2])
    *_, last = read_bytes(first + second[: int(kept * len(second))])
    assert isinstance(last, Quarantined) and "broken off" in last.reason and last.position == "record 2"
    assert all(isinstance(f, Article) for f in read_bytes(first + second))


@pytest.mark.parametrize("make", [rss, atom])
def test_a_feed_that_is_ill_formed_but_whole_is_no_broken_feed(make: Callable[[], bytes]) -> None:
    assert [type(f) for f in read_bytes(make().replace(b"Harbour", b"Harbour &nbsp; & ", 1))] == [Article]
