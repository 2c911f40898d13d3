"""Reads articles kept one a row or one an object: CSV, TSV, JSON lines, JSON, Excel, Parquet."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Iterator, Mapping
from typing import IO, Any

import ijson
import pyarrow as pa
import pyarrow.parquet as pq
from ijson.common import ObjectBuilder
from python_calamine import CalamineError, CalamineWorkbook

from analysis.errors import InputError, UnsafeInput
from analysis.ingest import columns
from analysis.ingest.draft import Context, Quarantined, Read
from analysis.ingest.streams import HEAD, LINE_BYTES, document, encoding_of, lines, seekable

WRAPPERS = (
    "articles",
    "items",
    "stories",
    "results",
    "data",
    "docs",
    "documents",
    "hits",
    "records",
    "entries",
    "news",
    "feed",
)
"""Keys under which services put the list of articles."""
MAX_DEPTH = 100
_PARQUET_ROWS = 256


def json_lines(stream: IO[bytes], context: Context) -> Iterator[Read]:
    """One JSON object a line; a line that is none is quarantined, the rest is read."""
    encoding = ""
    for number, line in lines(stream):
        position = f"line {number}"
        if line is None:
            yield Quarantined(context.source, position, f"a line of more than {LINE_BYTES >> 20} MB")
            continue
        encoding = encoding or encoding_of(line[:HEAD])
        text = line.decode(encoding, "replace").strip("\ufeff \t\r\n\x1e\0")
        if not text:
            continue
        try:
            value = json.loads(text)
        except (ValueError, RecursionError) as error:
            yield Quarantined(context.source, position, f"not JSON: {error}")
            continue
        yield from objects(value, context, position)


def objects(value: Any, context: Context, position: str | None) -> Iterator[Read]:
    """Drafts of a parsed JSON value: an article, a list of them, or a service's envelope around one of these."""
    if isinstance(value, list):
        for at, item in enumerate(value, 1):
            yield from objects(item, context, f"{position}, item {at}" if position else f"item {at}")
        return
    if not isinstance(value, Mapping):
        yield Quarantined(context.source, position, f"not an object but {type(value).__name__}")
        return
    if "json-schema.org" in str(value.get("$schema")):
        # The description of a format has a title of its own; a document's "$schema" is the address of its format.
        yield Quarantined(context.source, position, "a JSON schema, which describes articles and holds none")
        return
    # Objects leave out what they have no value for; a missing key is no fault while another one is there.
    given = {field: column for field, column in context.columns.items() if column in value or not column}
    named = any(context.columns.values())
    if any(given.values()) if named else _is_article(value):
        yield columns.draft(value, given, position)
        return
    inner = _unwrap(value)
    if inner is None:
        names = ", ".join(map(str, itertools.islice(value, 12)))
        yield Quarantined(context.source, position, f"no title, text or address among its fields ({names}); name them with --columns")
        return
    site = columns.one(value.get("title")) if "jsonfeed.org" in str(value.get("version")) else ""
    for found in objects(inner, context, position):
        if site and not isinstance(found, Quarantined):
            found.outlet = found.outlet or site
        yield found


def _is_article(value: Mapping[str, Any]) -> bool:
    """Whether the object itself is an article: it has a text, a title or an address that is no container."""
    chosen = columns.choose(value)
    if any(isinstance(value.get(w), list) and value[w] and isinstance(value[w][0], Mapping) for w in WRAPPERS):
        return False
    return any(f in chosen and not isinstance(value[chosen[f]], Mapping) for f in ("title", "text", "url"))


def _unwrap(value: Mapping[str, Any]) -> Any:
    if "@graph" in value:
        return [x for x in value["@graph"] if isinstance(x, Mapping) and _is_article(x)] or None
    if isinstance(value.get("_source"), Mapping):
        return value["_source"]
    for wrapper in WRAPPERS:
        if isinstance(value.get(wrapper), list | Mapping):
            return value[wrapper]
    nested = [v for v in value.values() if isinstance(v, Mapping) and (_is_article(v) or _unwrap(v) is not None)]
    return nested[0] if len(nested) == 1 else None


def json_document(stream: IO[bytes], context: Context) -> Iterator[Read]:
    """A JSON array, streamed, or a single object; what stands before damage is read, the damage quarantined."""
    source = io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream
    head = source.peek(HEAD)[:HEAD] if isinstance(source, io.BufferedReader) else b""
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"[":
        yield from _array(source, context)
        return
    try:
        value = json.loads(document(source).decode(encoding_of(head), "replace").lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"not JSON: {error}") from error
    yield from objects(value, context, None)


def _array(stream: IO[bytes], context: Context) -> Iterator[Read]:
    number = 0
    try:
        for number, item in enumerate(_items(stream), 1):
            yield from objects(item, context, f"item {number}")
    except (ijson.JSONError, UnicodeDecodeError, RecursionError) as error:
        yield Quarantined(context.source, f"after item {number}", f"not JSON: {error}")


def _items(stream: IO[bytes]) -> Iterator[Any]:
    """The members of an array, one at a time. Raises UnsafeInput for one nested or grown beyond reason."""
    depth = size = 0
    builder = ObjectBuilder()
    for event, value in ijson.basic_parse(_Unmarked(stream), use_float=True):
        depth -= event in ("end_array", "end_map")
        if depth:
            size += len(value) if isinstance(value, str) else 1
            builder.event(event, value)
        depth += event in ("start_array", "start_map")
        if depth > MAX_DEPTH or size > LINE_BYTES:
            raise UnsafeInput(f"JSON nested more than {MAX_DEPTH} deep, or an item of more than {LINE_BYTES >> 20} MB")
        if depth == 1 and event not in ("start_array", "map_key") and size:
            yield builder.value
            builder, size = ObjectBuilder(), 0


class _Unmarked:
    """A stream without the byte order mark that the JSON parser stumbles over."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._first = True

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        if self._first and data:
            self._first = False
            return data.removeprefix(b"\xef\xbb\xbf") or self._stream.read(size)
        return data


def delimited(stream: IO[bytes], context: Context) -> Iterator[Read]:
    """CSV or TSV with a header row."""
    yield from table(cells(stream), context)


def cells(stream: IO[bytes]) -> Iterator[tuple[str, list[str] | str]]:
    """Position and cells of each row of CSV or TSV; the error's text in place of cells that cannot be parted.

    The delimiter is the one whose header is recognised.
    """
    source = io.BufferedReader(stream, HEAD) if isinstance(stream, io.RawIOBase) else stream
    head = source.peek(HEAD)[:HEAD] if isinstance(source, io.BufferedReader) else b""
    text = io.TextIOWrapper(source, encoding=encoding_of(head), errors="replace", newline="")
    first = next((x for x in head.decode(encoding_of(head), "replace").lstrip("\ufeff").splitlines() if x.strip()), "")
    csv.field_size_limit(LINE_BYTES)
    yield from _rows(csv.reader(_without_nul(text), delimiter=_delimiter(first)))


def _without_nul(text: io.TextIOWrapper) -> Iterator[str]:
    for line in text:
        yield line.replace("\0", "")


def _delimiter(first: str) -> str:
    by_fields = {d: next(csv.reader([first], delimiter=d), []) for d in ",\t;|"}
    return max(by_fields, key=lambda d: (columns.recognised(by_fields[d]), len(by_fields[d])))


def _rows(reader: Any) -> Iterator[tuple[str, list[str] | str]]:
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield f"line {reader.line_num}", str(error)
            continue
        if any(cells):
            yield f"line {reader.line_num}", cells


def table(rows: Iterator[tuple[str, Any]], context: Context) -> Iterator[Read]:
    """Drafts of the rows of a table, of which the first names the columns."""
    first = next(rows, None)
    if first is None or isinstance(first[1], str):
        raise InputError("a table without a header row" if first is None else f"unreadable header row: {first[1]}")
    header = [str(c or "").strip().lstrip("\ufeff") for c in first[1]]
    if not context.columns and not columns.recognised(header):
        raise InputError(f"no known columns among {', '.join([h for h in header if h][:12])}; name them with --columns")
    columns.choose(header, context.columns)
    for position, cells in rows:
        if isinstance(cells, str):
            yield Quarantined(context.source, position, cells)
        elif len(cells) > len(header) and any(cells[len(header) :]):
            yield Quarantined(context.source, position, f"{len(cells)} cells under {len(header)} columns")
        else:
            yield columns.draft(dict(zip(header, cells, strict=False)), context.columns, position)


def excel(stream: IO[bytes], context: Context) -> Iterator[Read]:
    """Every sheet of a workbook (.xlsx, .xls, .xlsb, .ods) whose first row names known columns."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(document(stream)))
        sheets = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
    except CalamineError as error:
        raise InputError(f"not a workbook: {error}") from error
    read = 0
    for name, sheet in sheets:
        rows = (
            (f"sheet {name}, row {at}", list(cells))
            for at, cells in enumerate(sheet.iter_rows(), 1)
            if any(c not in ("", None) for c in cells)
        )
        try:
            yield from table(rows, context)
            read += 1
        except InputError as error:
            if len(sheets) == 1 or context.columns:
                raise
            reason = str(error)
    if not read:
        raise InputError(reason if sheets else "a workbook without sheets")


def parquet(stream: IO[bytes], context: Context) -> Iterator[Read]:
    """The rows of a Parquet file, a few hundred in memory at a time."""
    with seekable(stream) as file:
        yield from _parquet(file, context)


def _parquet(stream: IO[bytes], context: Context) -> Iterator[Read]:
    try:
        file = pq.ParquetFile(stream)
        header = list(file.schema_arrow.names)
        if not context.columns and not columns.recognised(header):
            raise InputError(f"no known columns among {', '.join([h for h in header if h][:12])}; name them with --columns")
        wanted = list(columns.choose(header, context.columns).values())
        number = 0
        for batch in file.iter_batches(_PARQUET_ROWS, columns=wanted):
            for row in batch.to_pylist():
                number += 1
                yield columns.draft(row, context.columns, f"row {number}")
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InputError(f"unreadable Parquet file: {error}") from error
