"""Hostile and damaged input: refused or set aside with a reason, never a crash, a hang or a silent loss."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import tracemalloc
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_formats import PLAIN, URL, read_bytes, rss

from analysis.article import Article
from analysis.errors import InputError
from analysis.ingest import Quarantined, read, size
from analysis.ingest.streams import Meter


def zip_of(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tar_of(name: str, data: bytes, link: bool = False) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = 0 if link else len(data)
        if link:
            entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def bombs() -> dict[str, bytes]:
    zeros = b"\0" * (160 << 20)
    return {
        "zip": zip_of({"a.txt": zeros}),
        "gzip": gzip.compress(b'{"title": "' + b"a" * (160 << 20), 1),
        "zip in gzip": gzip.compress(zip_of({"a.jsonl": zeros})),
    }


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return bombs()


@pytest.mark.parametrize("name", ["zip", "gzip", "zip in gzip"])
def test_a_decompression_bomb_is_refused(made: dict[str, bytes], name: str) -> None:
    *_, last = read_bytes(made[name])
    assert isinstance(last, Quarantined)
    assert "bomb" in last.reason or "a single document of more than" in last.reason or "MB" in last.reason


ENTITIES = "".join(f"<!ENTITY e{n + 1} '{f'&e{n};' * 10}'>" for n in range(12))


@pytest.mark.parametrize(
    "document",
    [
        f"<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY e0 'lol'>{ENTITIES}]><rss version='2.0'><channel><item><title>&e12;</title>"
        "</item></channel></rss>",
        f"<?xml version='1.0'?><!DOCTYPE newsItem [<!ENTITY e0 'lol'>{ENTITIES}]><newsItem><headline>&e12;</headline></newsItem>",
        f"<?xml version='1.0'?><!DOCTYPE opml [<!ENTITY e0 'lol'>{ENTITIES}]><opml><body>&e12;</body></opml>",
        "<?xml version='1.0'?><!DOCTYPE newsItem [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><newsItem><headline>&x;</headline></newsItem>",
    ],
    ids=["feed", "newsml", "opml", "external"],
)
def test_an_entity_bomb_is_refused(document: str) -> None:
    (aside,) = read_bytes(document.encode())
    assert isinstance(aside, Quarantined) and "entity bomb" in aside.reason


@pytest.mark.parametrize(
    "data",
    [
        zip_of({"../../etc/cron.d/x.txt": b"x"}),
        zip_of({"/etc/x.txt": b"x"}),
        zip_of({"C:\\x.txt": b"x"}),
        tar_of("../x.txt", b"x"),
    ],
    ids=["up", "absolute", "drive", "tar"],
)
def test_an_archive_that_climbs_out_is_refused(data: bytes) -> None:
    (aside,) = read_bytes(data)
    assert isinstance(aside, Quarantined) and "leads out of the archive" in aside.reason


def test_links_in_archives_are_not_followed() -> None:
    (aside,) = read_bytes(tar_of("x.txt", b"", link=True))
    assert isinstance(aside, Quarantined) and "link" in aside.reason


def test_archives_in_archives_end_somewhere() -> None:
    data = rss()
    for _ in range(8):
        data = gzip.compress(data)
    (aside,) = read_bytes(data)
    assert isinstance(aside, Quarantined) and "nested" in aside.reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02\x03" * 100, "format"),
        (b"[]", "no article"),
        (b"[" * 100_000, "nested"),
        (b"<" * 100_000, ""),
        (b"%PDF-1.7\nnothing", "PDF"),
        (b"PAR1nothing", "Parquet"),
        (zip_of({}), "no article"),
        (zip_of({"xl/workbook.xml": b"<x"}), "workbook"),
        (b"<div>" * 20_000, ""),
    ],
    ids=range(10),
)
def test_rubbish_is_set_aside(data: bytes, reason: str) -> None:
    *_, last = read_bytes(data)
    if isinstance(last, Quarantined):
        assert reason.lower() in last.reason.lower()
    else:
        assert not reason


class Endless(io.RawIOBase):
    """JSON lines without end, `size` bytes of them, made as they are read."""

    def __init__(self, size: int) -> None:
        self.left = size
        self.line = (json.dumps({**PLAIN, "text": "The council denied it. " * 40}) + "\n").encode()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        n = min(len(buffer), self.left, len(self.line))
        buffer[:n] = self.line[:n]
        self.left -= n
        return n


def only_lines(size: int) -> Iterator[Article | Quarantined]:
    return read(io.BufferedReader(Endless(size), 1))


def test_memory_does_not_grow_with_the_length_of_a_file() -> None:
    def peak(size: int) -> int:
        tracemalloc.start()
        for _ in only_lines(size):
            pass
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    peak(1 << 16)
    assert peak(1 << 19) < peak(1 << 17) + (1 << 18)


def test_the_meter_counts_every_byte(tmp_path: object) -> None:
    data = "\n".join(json.dumps(PLAIN) for _ in range(300)).encode()
    meter = Meter()
    assert len(list(read(io.BytesIO(data), meter=meter))) == 300
    assert meter.done == len(data)


def test_the_meter_tells_how_far_each_source_and_all_are(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({**PLAIN, "text": "The council denied it. " * 400}) for _ in range(60))
    for name in "ab":
        (tmp_path / f"{name}.jsonl").write_text(lines)
    sources = [str(tmp_path / f"{name}.jsonl") for name in "ab"]
    meter = Meter(total=sum(map(size, sources)), foreseen=True)
    for source in sources:
        parts = [meter.part for _ in read(source, meter=meter)]
        assert meter.source == source and len(parts) == 60
        assert None not in parts and 0 < parts[0] < 1 == parts[-1] and parts == sorted(parts)  # type: ignore[operator]
    assert meter.done == meter.total == 2 * len(lines)
    assert [size("-"), size("https://a.example/"), size(str(tmp_path / "none")), size(str(tmp_path))] == [0, 0, 0, 2 * len(lines)]


def test_untrusted_fields_stay_data() -> None:
    evil = {
        **PLAIN,
        "title": "=HYPERLINK(1)\x00\x1b[31m<script>x</script>",
        "url": "javascript:alert(1)",
        "outlet": "A\n\nB",
    }
    (article,) = read_bytes(json.dumps(evil).encode())
    assert isinstance(article, Article)
    assert article.url is None and article.outlet == "A B"
    assert not any(ord(c) < 32 for c in article.title)
    assert URL.startswith("https://")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("nowhere/articles.csv", r"nowhere/articles.csv: no such file$"),
        ("nowhere/*.csv", "no file fits the pattern"),
        ("lissa.example/feed", "write https://lissa.example/feed"),
        ("ftp://lissa.example/feed", "ftp addresses are not fetched, only http and https"),
    ],
)
def test_a_source_that_does_not_exist_is_named_with_what_may_have_been_meant(source: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        list(read(source))
