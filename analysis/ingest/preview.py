"""Shows the columns and the first rows of a table before it is read, and which fields are recognised in it."""

from __future__ import annotations

import csv
import io
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from analysis.errors import BlamewireError
from analysis.ingest import columns, rows
from analysis.ingest.detect import detect
from analysis.ingest.streams import HEAD

ROWS = 5
CELL = 200
"""Characters of a cell that are shown."""
MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Preview:
    """The head of a table. columns: names as they stand. rows: the first rows, cells as short text.
    chosen: field → column, as far as recognised.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    chosen: Mapping[str, str]


def preview(data: bytes, name: str = "") -> Preview | None:
    """The head of a table in `data` (CSV, TSV, Excel, Parquet, JSON lines); None if it is none or cannot be read."""
    heads = {"csv": _delimited, "tsv": _delimited, "excel": _sheet, "parquet": _parquet, "jsonl": _objects}
    try:
        kind = detect(data[:HEAD], name.lower())
        if kind == "text" and name.lower().endswith((".csv", ".tsv")):
            kind = "csv"
        if kind not in heads:
            return None
        header, *first = heads[kind](data)
    except (BlamewireError, CalamineError, csv.Error, pa.ArrowException, OSError, ValueError):
        return None
    names = tuple(dict.fromkeys(n for n in map(str, header) if n))[:MOST_COLUMNS]
    if not names:
        return None
    cells = tuple(tuple(_short(row.get(n)) for n in names) for row in (_named(header, r) for r in first))
    return Preview(names, cells, columns.choose(names))


def _named(header: Iterable[Any], row: Iterable[Any]) -> dict[str, Any]:
    return dict(zip(map(str, header), row, strict=False))


def _short(value: Any) -> str:
    text = " ".join(columns.one(value).split())
    return text if len(text) <= CELL else text[: CELL - 1] + "…"


def _delimited(data: bytes) -> Iterator[list[Any]]:
    found = (cells for _, cells in rows.cells(io.BufferedReader(io.BytesIO(data[: HEAD * 16]), HEAD)))
    header, *first = itertools.islice((c for c in found if not isinstance(c, str)), ROWS + 1)
    yield [h.strip().lstrip("\ufeff") for h in header]
    yield from first


def _sheet(data: bytes) -> Iterator[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    filled = (list(r) for r in book.get_sheet_by_index(0).iter_rows() if any(c not in ("", None) for c in r))
    yield from itertools.islice(filled, ROWS + 1)


def _parquet(data: bytes) -> Iterator[list[Any]]:
    file = pq.ParquetFile(io.BytesIO(data))
    yield list(file.schema_arrow.names)
    for batch in itertools.islice(file.iter_batches(ROWS), 1):
        yield from (list(row.values()) for row in batch.to_pylist())


def _objects(data: bytes) -> Iterator[list[Any]]:
    found = [json.loads(line) for line in data.split(b"\n", ROWS + 1)[:ROWS] if line.strip()]
    if not all(isinstance(v, Mapping) for v in found):
        return
    header = list(dict.fromkeys(key for v in found for key in v))
    yield header
    yield from ([v.get(key) for key in header] for v in found)
