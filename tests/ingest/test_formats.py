"""Every format, on data written for the purpose: what goes in comes out, wherever it is packed."""



from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import tarfile
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
import zstandard

from analysis.article import Article
from analysis.errors import InputError
from analysis.ingest import Quarantined, read

TITLE = "Harbour board blames Orlin Shipping for quay collapse"
BODY = [
    "The harbour board of Port Lissa on Tuesday blamed Orlin Shipping for the collapse of the old quay, in which two cranes sank.",
    "“They moored a vessel twice the allowed weight,” said Ketil Amsel, the board’s chairman, in a statement to reporters.",
    "Orlin Shipping denied the charge and said that the board had skipped its yearly inspection of the quay since 2021.",
]
TEXT = "\n\n".join(BODY)
WHEN = datetime(2025, 3, 11, 14, 30, tzinfo=UTC)
URL = "https://lissa-herald.example/2025/03/quay"
PLAIN = {
    "title": TITLE,
    "text": TEXT,
    "date": "2025-03-11T14:30:00Z",
    "outlet": "Lissa Herald",
    "url": URL,
    "author": "Mette Brandal",
}


def bytes_of(rows: list[dict[str, str]], write: str) -> bytes:
    buffer = io.BytesIO()
    getattr(pd.DataFrame(rows), write)(buffer, index=False)
    return buffer.getvalue()


def page() -> bytes:
    paragraphs = "".join(f"<p>{p}</p>" for p in BODY)
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{TITLE} | Lissa Herald</title><meta property='og:site_name' "
        f"content='Lissa Herald'><link rel='canonical' href='{URL}'><meta property='article:published_time' "
        f"content='2025-03-11T14:30:00Z'></head><body><nav><a href='/'>Home</a></nav><article><h1>{TITLE}</h1>"
        f"<p class='byline'>By <a href='/author/mette'>Mette Brandal</a></p>{paragraphs}</article>"
        "<section id='comments'><p>First! This is what a reader wrote about the quay and its cranes.</p></section>"
        "</body></html>"
    ).encode()


def saved_text() -> bytes:
    return f"{TITLE}\n\n{TITLE}\n\nMarch 11, 2025 - 14:30\nPosted in:\nWritten By: Mette Brandal\n\n{TEXT}\n".encode()


def rss() -> bytes:
    inner = "".join(f"&lt;p&gt;{p}&lt;/p&gt;" for p in BODY)
    return (
        f"<?xml version='1.0'?><rss version='2.0'><channel><title>Lissa Herald</title><item><title>{TITLE}</title><link>{URL}"
        f"</link><author>Mette Brandal</author><pubDate>Tue, 11 Mar 2025 14:30:00 GMT</pubDate><description>{inner}"
        "</description></item></channel></rss>"
    ).encode()


def atom() -> bytes:
    inner = "".join(f"<p>{p}</p>" for p in BODY)
    return (
        f"<?xml version='1.0' encoding='utf-8'?><feed xmlns='http://www.w3.org/2005/Atom'><title>Lissa Herald</title><entry>"
        f"<title>{TITLE}</title><link href='{URL}'/><author><name>Mette Brandal</name></author><published>2025-03-11T14:30:00Z"
        f"</published><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>{inner}</div></content></entry></feed>"
    ).encode()


def newsml() -> bytes:
    inner = "".join(f"<p>{p}</p>" for p in BODY)
    return (
        "<?xml version='1.0' encoding='UTF-8'?><newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' xml:lang='en'><itemMeta>"
        "<versionCreated>2025-03-12T08:00:00Z</versionCreated></itemMeta><contentMeta><contentCreated>2025-03-11T14:30:00Z"
        "</contentCreated><creator><name>Mette Brandal</name></creator><infoSource><name>Lissa Herald</name></infoSource>"
        f"<headline>{TITLE}</headline></contentMeta><contentSet><inlineXML><nitf><body><body.content>{inner}</body.content>"
        "</body></nitf></inlineXML></contentSet></newsItem>"
    ).encode()


def warc_record(url: str, status: str) -> bytes:
    answer = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n".encode() + page()
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{hash(url) & 0xFFFF:032x}>\r\nWARC-Date: 2025-03-20T00:00:00Z"
        f"\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + answer + b"\r\n\r\n")


def warc() -> bytes:
    return warc_record(URL, "200 OK")


def mail() -> bytes:
    return (
        f"From: Mette Brandal at Lissa Herald <news@lissa-herald.example>\r\nTo: readers@lissa-herald.example\r\nSubject: {TITLE}\r\n"
        "Date: Tue, 11 Mar 2025 14:30:00 +0000\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: 8bit\r\n\r\n{TEXT}\r\n-- \nLissa Herald, Quay Street\n"
    ).encode()


def pdf() -> bytes:
    """A PDF of one page, written by hand; Latin-1 only."""
    lines = [TITLE, "", "By Mette Brandal", "11 March 2025, 14:30", ""]
    for paragraph in BODY:
        lines += [*_wrapped(paragraph.replace("“", '"').replace("”", '"').replace("’", "'")), ""]
    shown = b"".join(
        b"(" + x.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("latin-1") + b") Tj T*\n"
        for x in lines
    )
    stream = b"BT /F1 10 Tf 14 TL 50 780 Td\n" + shown + b"ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, at = b"%PDF-1.4\n", []
    for number, inner in enumerate(objects, 1):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, inner)
    table = b"".join(b"%010d 00000 n \n" % n for n in at)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(out),
    )


def _wrapped(text: str, width: int = 80) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) > width:
            lines.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*lines, line]


NEWS_PLEASE = {
    "title": TITLE,
    "maintext": TEXT,
    "date_publish": "2025-03-11 14:30:00",
    "source_domain": "www.lissa-herald.example",
    "url": URL,
    "authors": ["Mette Brandal"],
    "language": "en",
    "description": "short",
    "filename": "x.json",
}
SCHEMA_ORG = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": TITLE,
    "articleBody": TEXT,
    "url": URL,
    "datePublished": "2025-03-11T14:30:00+00:00",
    "author": {"@type": "Person", "name": "Mette Brandal"},
    "publisher": {"@type": "Organization", "name": "Lissa Herald"},
}
NINJS = {
    "uri": "urn:x:1",
    "type": "text",
    "headline": TITLE,
    "body_xhtml": "".join(f"<p>{p}</p>" for p in BODY),
    "byline": "Mette Brandal",
    "versioncreated": "2025-03-11T14:30:00Z",
    "provider": "Lissa Herald",
    "language": "en",
}
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Lissa Herald",
    "items": [
        {
            "id": "1",
            "url": URL,
            "title": TITLE,
            "content_text": TEXT,
            "date_published": "2025-03-11T14:30:00Z",
            "authors": [{"name": "Mette Brandal"}],
        }
    ],
}
MEDIA_CLOUD = {
    "stories_id": "77",
    "publish_date": "2025-03-11 14:30:00",
    "title": TITLE,
    "url": URL,
    "language": "en",
    "media_id": "3",
    "media_name": "Lissa Herald",
    "media_url": "https://lissa-herald.example",
}

FORMATS: dict[str, Callable[[], bytes]] = {
    "text": saved_text,
    "html": page,
    "jsonl": lambda: (json.dumps(PLAIN) + "\n").encode(),
    "json": lambda: json.dumps([PLAIN], indent=1).encode(),
    "json in an envelope": lambda: json.dumps({"status": "ok", "articles": [PLAIN]}, indent=1).encode(),
    "csv": lambda: bytes_of([PLAIN], "to_csv"),
    "tsv": lambda: pd.DataFrame([PLAIN]).to_csv(sep="\t", index=False).encode(),
    "semicolons": lambda: pd.DataFrame([PLAIN]).to_csv(sep=";", index=False).encode("utf-8-sig"),
    "utf-16": lambda: pd.DataFrame([PLAIN]).to_csv(index=False).encode("utf-16"),
    "parquet": lambda: bytes_of([PLAIN], "to_parquet"),
    "excel": lambda: bytes_of([PLAIN], "to_excel"),
    "rss": rss,
    "atom": atom,
    "json feed": lambda: json.dumps(JSON_FEED).encode(),
    "news-please": lambda: json.dumps(NEWS_PLEASE, indent=2).encode(),
    "schema.org": lambda: json.dumps(SCHEMA_ORG).encode(),
    "ninjs": lambda: json.dumps(NINJS).encode(),
    "newsml-g2": newsml,
    "warc": warc,
    "eml": mail,
    "pdf": pdf,
}
NAMELESS = {"text", "pdf"}


def plain(text: str) -> str:
    return text.replace("“", '"').replace("”", '"').replace("’", "'")


def read_bytes(data: bytes, **options: object) -> list[Article | Quarantined]:
    return list(read(io.BytesIO(data), **options))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_gives_the_article(name: str) -> None:
    (article,) = read_bytes(FORMATS[name]())
    assert isinstance(article, Article), article
    assert article.title == TITLE
    assert plain(article.text) == plain(f"{TITLE}\n\n{TEXT}")
    assert article.published == WHEN
    assert article.authors == ("Mette Brandal",)
    assert article.language == "en"
    if name not in NAMELESS:
        assert article.outlet in ("Lissa Herald", "lissa-herald.example")
    assert article.caption_spans == () and article.related == ()


WIDE = ("text", "html", "jsonl", "json", "csv", "tsv", "rss", "atom", "newsml-g2")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
@pytest.mark.parametrize("name", WIDE)
def test_wide_text_is_read_with_a_mark_or_without(name: str, encoding: str) -> None:
    """Windows programs save text in UTF-16, and feeds come in it without a word."""
    (article,) = read_bytes(FORMATS[name]().decode().encode(encoding))
    assert isinstance(article, Article), article
    assert (article.title, plain(article.text)) == (TITLE, plain(f"{TITLE}\n\n{TEXT}"))


def test_a_long_file_of_wide_lines_is_read_whole() -> None:
    lines = "\n".join(json.dumps({**PLAIN, "title": f"{n} – Nordsjø 𝄞", "url": f"{URL}/{n}"}, ensure_ascii=False) for n in range(500))
    found = read_bytes(lines.encode("utf-16"))
    assert [f.title for f in found if isinstance(f, Article)] == [f"{n} – Nordsjø 𝄞" for n in range(500)]


def test_pages_of_an_archive_that_were_not_there_are_set_aside_with_the_answer() -> None:
    gone = [warc_record(f"{URL}/{n}", status) for n, status in enumerate(("404 Not Found", "503 Busy", "301 Moved"))]
    first, *aside = read_bytes(warc() + b"".join(gone))
    assert isinstance(first, Article)
    assert [a.reason.split(":")[0] for a in aside if isinstance(a, Quarantined)] == [
        "answered 404",
        "answered 503",
        "answered 301",
    ]
    assert [a.position for a in aside if isinstance(a, Quarantined)] == ["record 2", "record 3", "record 4"]


def test_what_is_odd_between_the_records_of_an_archive_is_not_printed(capfd: pytest.CaptureFixture[str]) -> None:
    """The library that parts them writes its warnings across the progress bar."""
    record = gzip.decompress(warc()).rstrip(b"\r\n")
    first, second = read_bytes(record + b"stray\r\n" + record.replace(URL.encode(), URL.encode()[:-4] + b"pier"))
    assert isinstance(first, Article) and isinstance(second, Article)
    assert capfd.readouterr() == ("", "")


def newsml_reference(target: str, title: str, role: str, description: str) -> str:
    return (
        f"<itemRef residref='{target}'><title>{title}</title><description role='drol:{role}'>{description}</description></itemRef>"
    )


def newsml_package(*references: str) -> str:
    return (
        "<packageItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:lissa:top'><itemMeta><provider><name>Lissa Herald</name>"
        "</provider><versionCreated>2025-03-11T14:30:00Z</versionCreated></itemMeta><contentMeta><headline>Port news</headline>"
        f"</contentMeta><groupSet root='G1'><group id='G1'>{''.join(references)}</group></groupSet></packageItem>"
    )


STORY = newsml_reference("urn:lissa:1", TITLE, "summary", BODY[0])
PHOTO = newsml_reference("urn:lissa:2", "The old quay of Port Lissa", "caption", "Divers look for the cranes.")


def test_a_newsml_package_gives_the_items_that_it_refers_to() -> None:
    story, photo = read_bytes(newsml_package(STORY, PHOTO, STORY).encode())
    assert isinstance(story, Article) and isinstance(photo, Article)
    assert (story.title, story.text) == (TITLE, f"{TITLE}\n\n{BODY[0]}")
    assert (story.outlet, story.published) == (photo.outlet, photo.published) == ("Lissa Herald", WHEN)
    ((start, end),) = photo.caption_spans
    assert photo.text[start:end] == "Divers look for the cranes."


def test_a_newsml_package_beside_its_items_repeats_none_of_them() -> None:
    item = newsml().decode().split("?>", 1)[1].replace("<newsItem ", "<newsItem guid='urn:lissa:1' ", 1)
    message = f"<newsMessage><itemSet>{item}{newsml_package(STORY, PHOTO)}</itemSet></newsMessage>"
    found = read_bytes(message.encode())
    assert [f.title for f in found if isinstance(f, Article)] == [TITLE, "The old quay of Port Lissa"]
    assert found[0].text.endswith(BODY[-1])  # type: ignore[union-attr]


def test_a_newsml_package_without_items_is_set_aside() -> None:
    (aside,) = read_bytes(newsml_package().encode())
    assert aside == Quarantined("stream", "item 1", "a package that refers to no item")


def test_a_long_newsml_message_takes_no_longer_than_its_length() -> None:
    item = "<newsItem><contentMeta><headline>Quay {}</headline></contentMeta></newsItem>"
    message = f"<newsMessage><itemSet>{''.join(item.format(n) for n in range(5000))}</itemSet></newsMessage>"
    before = time.process_time()
    assert len(read_bytes(message.encode())) == 5000
    assert time.process_time() - before < 30


def test_media_cloud_rows_are_links_with_their_facts() -> None:
    (article,) = read_bytes(bytes_of([MEDIA_CLOUD], "to_csv"))
    assert isinstance(article, Article)
    assert (article.title, article.text, article.url, article.outlet, article.published) == (
        TITLE,
        TITLE,
        URL,
        "Lissa Herald",
        WHEN,
    )


def gdelt_event(url: str) -> str:
    cells = [""] * 61
    cells[0], cells[1], cells[59], cells[60] = "1234", "20250311", "20250311143000", url
    return "\t".join(cells)


GDELT_WITH_NAMES = {
    "events": {"GLOBALEVENTID": "1", "SQLDATE": "20250101", "Year": "2025", "DATEADDED": "20250311143000", "SOURCEURL": URL},
    "mentions": {"GLOBALEVENTID": "1", "MentionTimeDate": "20250311143000", "MentionIdentifier": URL, "MentionSourceName": "Lissa Herald"},
    "gkg": {"GKGRECORDID": "1", "DATE": "20250311143000", "SourceCommonName": "Lissa Herald", "DocumentIdentifier": URL},
}


@pytest.mark.parametrize("table", GDELT_WITH_NAMES)
def test_gdelt_tables_with_their_columns_named_are_read_too(table: str) -> None:
    (article,) = read_bytes(bytes_of([GDELT_WITH_NAMES[table]], "to_csv"))
    assert isinstance(article, Article), article
    assert (article.url, article.published) == (URL, WHEN)


def test_gdelt_events_give_each_address_once() -> None:
    data = "\n".join([gdelt_event(URL), gdelt_event(URL), gdelt_event("BBC Monitoring"), "torn\trow"]).encode()
    article, *aside = read_bytes(data)
    assert (
        isinstance(article, Article) and article.url == URL and article.published == datetime(2025, 3, 11, tzinfo=UTC)
    )
    assert [(a.position, a.reason) for a in aside if isinstance(a, Quarantined)] == [
        ("line 3", "no web address"),
        ("line 4", "not a row of a GDELT table"),
    ]


GDELT_LABELS = {
    "a column": "tableId\nGLOBALEVENTID\nSQLDATE\nSOURCEURL\n",
    "csv": 'tableId,dataType,Empty,Description\nGLOBALEVENTID,INTEGER,NULLABLE,"A number, of an event"\n',
    "tsv with row numbers": "\ttableId\tdataType\tEmpty\tDescription\n0\tGKGRECORDID\tSTRING\tNULLABLE\tA number\n1\tDATE\t\t\t\n",
}


@pytest.mark.parametrize("form", GDELT_LABELS)
def test_a_list_of_gdelts_columns_is_no_article(form: str) -> None:
    (aside,) = read_bytes(GDELT_LABELS[form].encode())
    assert isinstance(aside, Quarantined) and "a list of a GDELT table's columns" in aside.reason


def test_a_table_of_codes_is_no_article() -> None:
    rows = "".join(f"{n:02}\t Act number {n}\t0.{n}\t{n:02}\n" for n in range(9))
    (aside,) = read_bytes(f"\tDescription\tScale\tcode\n{rows}".encode())
    assert aside == Quarantined("stream", None, "no known columns among Description, Scale, code; name them with --columns")


def test_a_json_schema_is_no_article_but_a_document_that_names_its_own_is() -> None:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "News in JSON", "description": "An item."}
    (aside,) = read_bytes(json.dumps(schema, indent=1).encode())
    assert isinstance(aside, Quarantined) and "a JSON schema" in aside.reason
    (article,) = read_bytes(json.dumps({"$schema": "https://lissa.example/ninjs.json", **NINJS}).encode())
    assert isinstance(article, Article) and article.title == TITLE


def zipped(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("in/it", data)
    return buffer.getvalue()


def tarred(data: bytes) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        entry = tarfile.TarInfo("in/it")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "zip": zipped,
    "tar.gz": tarred,
    "zip in gzip": lambda d: gzip.compress(zipped(d)),
    "tar in zip": lambda d: zipped(tarred(d)),
}


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("name", ["text", "html", "jsonl", "csv", "parquet", "excel", "rss", "warc", "eml", "pdf"])
def test_packing_makes_no_difference(name: str, packing: str) -> None:
    (bare,) = read_bytes(FORMATS[name]())
    (packed,) = read_bytes(PACKINGS[packing](FORMATS[name]()))
    assert isinstance(bare, Article) and isinstance(packed, Article)
    assert packed.article_id == bare.article_id


def test_folders_and_globs_are_read_in_order_and_hidden_files_left(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/2.jsonl", "a.jsonl", ".hidden.jsonl"):
        (tmp_path / name).write_text(json.dumps({**PLAIN, "title": name}))
    assert [a.title for a in read(tmp_path) if isinstance(a, Article)] == ["a.jsonl", "b/2.jsonl"]
    assert [a.title for a in read(str(tmp_path / "*.jsonl")) if isinstance(a, Article)] == ["a.jsonl"]


def test_a_page_is_read_without_what_its_browser_saved_beside_it(tmp_path: Path) -> None:
    (tmp_path / "quay.html").write_bytes(page())
    for folder in ("quay_files", "pier_files", "quay_files/more"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "frame.html").write_bytes(page().replace(URL.encode(), f"{URL}/{folder}".encode()))
    found = [str(Path(str(a.source)).relative_to(tmp_path)) for a in read(tmp_path) if isinstance(a, Article)]
    assert found == ["pier_files/frame.html", "quay.html"]
    assert [a.title for a in read(tmp_path / "quay_files") if isinstance(a, Article)] == [TITLE, TITLE]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture"),
        (b"GIF89a\x01\0\x01\0", "a picture"),
        (b".byline { color: red; }\n@media print { .byline { display: none } }\n", "a program or a style sheet"),
        (b"window.quay = window.quay || {};\nfunction crane(a, b) { return a + b; }\n", "a program or a style sheet"),
    ],
    ids=["png", "gif", "style sheet", "program"],
)
def test_pictures_and_programs_are_no_articles(data: bytes, reason: str) -> None:
    (aside,) = read_bytes(data)
    assert isinstance(aside, Quarantined) and aside.reason.startswith(reason)


def test_a_text_full_of_links_is_no_program() -> None:
    links = "".join(f"More: https://lissa.example/?utm_source=a{n};b=1;c=2&d={{e}}\n\n" for n in range(9))
    (article,) = read_bytes(f"{TITLE}\n\n{TEXT}\n\n{links}".encode())
    assert isinstance(article, Article) and article.title == TITLE


SAVERS = {
    "chromium": f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {URL}\r\n",
    "explorer": 'From: "Saved by Windows Internet Explorer"\r\n',
}


@pytest.mark.parametrize("saver", SAVERS)
def test_a_page_saved_as_one_file_is_read_as_the_page(saver: str) -> None:
    head = f"{SAVERS[saver]}Subject: Another title\r\nDate: Sun, 1 Jun 2025 10:00:00 -0000\r\nMIME-Version: 1.0\r\n"
    part = f'Content-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\nContent-Location: {URL}\r\n\r\n'
    body = base64.encodebytes(page().replace(b"<link rel='canonical'", b"<link rel='x'")).decode()
    data = f'{head}Content-Type: multipart/related; boundary="=_x"\r\n\r\n--=_x\r\n{part}{body}\r\n--=_x--\r\n'
    (article,) = read_bytes(data.encode())
    assert isinstance(article, Article), article
    assert (article.title, article.url, article.published, article.outlet) == (TITLE, URL, WHEN, "Lissa Herald")
    assert article.text == f"{TITLE}\n\n{TEXT}"


def test_columns_can_be_named() -> None:
    data = "Kop,Brood,Wanneer,Rubriek\n" + f'"{TITLE}","{BODY[0]}",2025-03-11,Haven\n' * 4
    (aside,) = read_bytes(data.encode())
    assert isinstance(aside, Quarantined) and "--columns" in aside.reason
    article, *_ = read_bytes(data.encode(), columns={"title": "Kop", "text": "Brood", "date": "Wanneer"})
    assert isinstance(article, Article)
    assert article.title == TITLE and article.published_precision == "day"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_short_table_that_calls_itself_one_is_not_taken_for_prose(tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / ("t.tsv" if delimiter == "\t" else "t.csv")
    file.write_text(delimiter.join(["Kop", "Brood"]) + "\n" + delimiter.join([TITLE, f'"{BODY[0]}"']), encoding="utf-8")
    (aside,) = read(file)
    assert isinstance(aside, Quarantined) and aside.reason == "no known columns among Kop, Brood; name them with --columns"
    (article,) = read(file, columns={"title": "Kop", "text": "Brood"})
    assert isinstance(article, Article) and article.text == f"{TITLE}\n\n{BODY[0]}"


def test_prose_that_calls_itself_a_table_is_read_as_prose(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(saved_text())
    (article,) = read(file)
    assert isinstance(article, Article) and article.title == TITLE


@pytest.mark.parametrize(
    ("source", "options"),
    [
        ("/no/such/file", {}),
        ("/no/such/*.csv", {}),
        (io.BytesIO(b"x"), {"format": "vellum"}),
        (io.BytesIO(b"x"), {"columns": {"titel": "Kop"}}),
    ],
    ids=["file", "glob", "format", "columns"],
)
def test_what_cannot_be_asked_for_is_refused(source: object, options: dict[str, object]) -> None:
    with pytest.raises(InputError):
        list(read(source, **options))  # type: ignore[arg-type]


def test_a_bad_line_costs_only_itself() -> None:
    data = "\n".join(
        [json.dumps(PLAIN), '{"title": "torn', json.dumps({**PLAIN, "title": "Second"}), '{"a": 1}']
    ).encode()
    first, torn, second, nothing = read_bytes(data)
    assert isinstance(first, Article) and isinstance(second, Article)
    assert isinstance(torn, Quarantined) and torn.position == "line 2"
    assert isinstance(nothing, Quarantined) and nothing.position == "line 4"


def test_a_cut_gzip_file_keeps_what_came_before() -> None:
    rows = [json.dumps({**PLAIN, "title": f"Story {n} {n * 7919 % 104729}"}) for n in range(2000)]
    data = gzip.compress("\n".join(rows).encode())
    found = read_bytes(data[: len(data) // 2])
    assert 10 < sum(isinstance(f, Article) for f in found) < 2000
    assert any(isinstance(f, Quarantined) and "broken off" in f.reason for f in found)
