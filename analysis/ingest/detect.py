"""Tells the format of a source from its first bytes; its name is asked only when the bytes leave it open."""

from __future__ import annotations

import csv
import io
import itertools
import re

from analysis.ingest import columns
from analysis.ingest.streams import encoding_of, is_wide

MEDIA, CODE = "media", "code"
"""What is recognised, but holds no article: pictures, fonts, recordings; programs and style sheets."""
CODE_SHARE = 0.02
"""Share of a program's signs among the characters of a text from which it is one; prose stays under a tenth of it."""
MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"PAR1", "parquet"),
    (b"%PDF-", "pdf"),
    (b"WARC/", "warc"),
    (b"filedesc:", "warc"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "excel"),
    *((magic, MEDIA) for magic in (b"GIF87a", b"GIF89a", b"\x89PNG", b"\xff\xd8\xff", b"wOFF\0", b"wOF2\0")),
)
_XML_ROOTS: tuple[tuple[str, str], ...] = (
    ("opml", "opml"),
    ("rss", "feed"),
    ("feed", "feed"),
    ("rdf", "feed"),
    ("channel", "feed"),
    ("newsitem", "newsml"),
    ("newsmessage", "newsml"),
    ("packageitem", "newsml"),
    ("contentset", "newsml"),
    ("nitf", "newsml"),
    ("newsml", "newsml"),
    ("html", "html"),
    ("urlset", "sitemap"),
    ("sitemapindex", "sitemap"),
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)[\s>/]")
_SKIP = re.compile(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>", re.S | re.I)
_HTML = re.compile(r"<!doctype\s+html|<(?:html|head|body|article|div|p|meta|title|h1)\b[^<>]*>", re.I)
_MAIL = re.compile(
    r"^(?:return-path|received|delivered-to|from|to|subject|date|message-id|mime-version|x-[\w-]+|reply-to|dkim-signature"
    r"|content-type|list-id|arc-seal)\s*:",
    re.I | re.M,
)
_LINK = re.compile(r"https?://\S+")
_CODE = re.compile(r"[{};=]")
_HEADER_LINE = re.compile(r"^[A-Za-z][A-Za-z0-9-]*:\s?\S")


def detect(head: bytes, name: str = "") -> str | None:
    """A key of the reader table, from the first bytes of a source; None if nothing fits."""
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return "excel" if b"xl/" in head or b"[Content_Types].xml" in head[:200] else "zip"
    if len(head) > 262 and head[257:262] == b"ustar":
        return "tar"
    if _binary(head):
        return None
    text = head.decode(encoding_of(head), "replace").lstrip("\ufeff\r\n\0")
    return _of_text(text, name.lower()) if text.strip() else None


def _binary(head: bytes) -> bool:
    if not head or is_wide(head):
        return False
    sample = head[:4096]
    odd = sum(b < 9 or 13 < b < 32 for b in sample)
    return odd > 0.1 * len(sample)


def _of_text(whole: str, name: str) -> str | None:
    text = whole.lstrip("\ufeff \t\r\n\0")
    if text[0] == "<":
        return _of_markup(text)
    if text[0] in "{[":
        kind = _of_json(text)
        if kind:
            return kind
    if _is_mail(text):
        return "mail"
    # A table's first column may have no name: a program's row numbers.
    table = _of_table(whole)
    if table:
        return table
    if name.endswith((".csv", ".tsv", ".tab")) and _is_even(text):
        return "tsv" if name.endswith((".tsv", ".tab")) else "csv"
    if name.endswith((".htm", ".html", ".xhtml")) or len(_HTML.findall(text)) >= 3:
        return "html"
    return CODE if _is_code(text) else "text"


def _of_markup(text: str) -> str:
    found = _ROOT.search(_SKIP.sub("", text[:20000]))
    root = found[1].lower() if found else ""
    for wanted, kind in _XML_ROOTS:
        if root == wanted:
            return kind
    if re.search(r"<(?:rss|feed|rdf:RDF|channel)[\s>]", text[:4000]):
        return "feed"
    return "xml" if text.startswith("<?xml") and not _HTML.search(text) else "html"


def _of_json(text: str) -> str | None:
    if text[0] == "[":
        return "json" if re.match(r'\[\s*(?:[{\["\]]|-?\d|true|false|null)', text) else None
    if not re.match(r'\{\s*(?:"|\})', text):
        return None
    first = text.split("\n", 1)[0].strip()
    if first.endswith("}"):
        rest = text[len(first) :].strip() if "\n" in text else ""
        return "jsonl" if not rest or rest[0] in "{[" or '"' in first else "json"
    # One object over many lines, or a first line longer than the head.
    return "json" if "\n" in text else "jsonl"


def _is_code(text: str) -> bool:
    # The links of newsletters are full of such signs.
    text = _LINK.sub("", text)
    signs = _CODE.findall(text)
    return len(signs) >= max(4, CODE_SHARE * len(text)) and {"{", "}"} <= set(signs)


def _is_mail(text: str) -> bool:
    if text.startswith("From ") and "\n" in text:
        text = text.split("\n", 1)[1]
    if not _HEADER_LINE.match(text):
        return False
    headers = re.split(r"\r?\n\r?\n", text, maxsplit=1)[0]
    names = {m.group().rstrip(": \t").lower() for m in _MAIL.finditer(headers)}
    return len(names) >= 3 and "from" in names


def _of_table(text: str) -> str | None:
    """csv, tsv or gdelt: a first line that names known columns, or GDELT's tables, which have no header."""
    first = next((x for x in text.splitlines() if x.strip()), "")
    if gdelt_table(first) or lists_columns(first):
        return "gdelt"
    for delimiter, kind in (("\t", "tsv"), (",", "csv"), (";", "csv"), ("|", "csv")):
        header = next(csv.reader(io.StringIO(first), delimiter=delimiter), [])
        if len(header) > 1 and columns.recognised(header):
            return kind
    for delimiter, kind in (("\t", "tsv"), (",", "csv"), (";", "csv")):
        rows = list(itertools.islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 6))
        widths = {len(r) for r in rows[:-1] if r}
        if len(rows) > 3 and len(widths) == 1 and widths.pop() > 3:
            return kind
    return None


def _is_even(text: str) -> bool:
    """Whether the first lines have the same number of cells, more than one; `text` calls itself a table."""
    for delimiter in ",\t;|":
        rows = [r for r in itertools.islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 6) if r]
        # The head may end within the last one.
        if len({len(r) for r in rows[: max(2, len(rows) - 1)]}) == 1 and len(rows[0]) > 1:
            return True
    return False


def lists_columns(row: str) -> bool:
    """Whether a first line begins one of the lists of column names that GDELT publishes beside its tables."""
    return "tableId" in re.split(r"[\t,]", row.strip())[:2]


def gdelt_table(row: str) -> str | None:
    """events, mentions or gkg, if a line is a row of that GDELT table (codebooks 1.0 and 2.x); None if not."""
    cells = row.rstrip("\r\n").split("\t")
    if len(cells) in (57, 58, 61) and cells[0].isdigit() and re.fullmatch(r"\d{8}", cells[1]):
        return "events"
    if len(cells) in (14, 15, 16) and cells[0].isdigit() and all(re.fullmatch(r"\d{14}", c) for c in cells[1:3]):
        return "mentions"
    if len(cells) in (26, 27) and re.fullmatch(r"\d{14}-T?\d+", cells[0]) and re.fullmatch(r"\d{14}", cells[1]):
        return "gkg"
    return None
