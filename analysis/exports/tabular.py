"""Dataframes as CSV, Parquet, JSON lines and Excel workbooks."""

from __future__ import annotations

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import xlsxwriter

from analysis.exports.about import About

FORMULA = r"^(\s*[=+\-@＝＋－＠]|[\t\r\n])"
"""Cells that a spreadsheet may run (OWASP, "CSV Injection"), by plain signs or their full-width twins."""
CSV_NOTE = "An apostrophe leads cells that a spreadsheet would take for a formula; lists are joined by ' | '."
CSV_ROWS = 25_000
"""Rows of a CSV that are written at a time."""
SHEET_ROWS = 1_048_575
"""Rows of an Excel sheet below its header."""
CELL = 32_767
"""Characters of an Excel cell."""
CUT = "… [cut: Excel holds no more]"


def csv(frame: pd.DataFrame | pa.Table) -> bytes:
    """CSV in UTF-8 with a byte order mark, which Excel needs; formulas defused, times in ISO 8601, nulls empty."""
    table = frame if isinstance(frame, pa.Table) else pa.Table.from_pandas(frame, preserve_index=False)
    parts = [table.slice(start, CSV_ROWS) for start in range(0, max(table.num_rows, 1), CSV_ROWS)]
    # Arrow lets go of the interpreter while it works: on two cores two threads have a file ready in half of the time.
    with ThreadPoolExecutor(2) as pool:
        written = pool.map(_csv_part, parts, [n == 0 for n in range(len(parts))])
        return b"".join([b"\xef\xbb\xbf", *written])


def _csv_part(table: pa.Table, header: bool) -> pa.Buffer:
    """Some rows of csv(), the header above them if asked."""
    table = _flat(table)
    for at, column in enumerate(table.columns):
        if pa.types.is_string(column.type):
            risky = pc.fill_null(pc.match_substring_regex(column, FORMULA), False)
            if not pc.any(risky).as_py():
                continue
            defused = pc.binary_join_element_wise("'", column, "")
            table = table.set_column(at, table.schema.field(at), pc.if_else(risky, defused, column))
    out = pa.BufferOutputStream()
    pyarrow.csv.write_csv(table, out, pyarrow.csv.WriteOptions(include_header=header))
    return out.getvalue()


def parquet(frame: pd.DataFrame, about: About) -> bytes:
    """Parquet (zstd) with lists and times as they are; the facts of the export stand in its metadata."""
    table = pa.Table.from_pandas(frame, preserve_index=False)
    out = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({"blamewire": about.text()}), out, compression="zstd")
    return out.getvalue()


def json_lines(frame: pd.DataFrame) -> bytes:
    """One JSON object a row, UTF-8; times in ISO 8601, nulls null."""
    if frame.empty:
        return b""
    text: str = frame.to_json(orient="records", lines=True, date_format="iso", date_unit="s", force_ascii=False)
    return text.encode("utf-8", "backslashreplace")


def excel(frame: pd.DataFrame, about: About) -> bytes:
    """An .xlsx workbook: the rows, on as many sheets as they need, and the facts. Strings stay strings."""
    table, out = _flat(frame), io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    cut = 0
    with xlsxwriter.Workbook(out, options) as book:
        bold = book.add_format({"bold": True})
        for number, rows in enumerate(_sheets(table), 1):
            sheet = book.add_worksheet(about.subject if number == 1 else f"{about.subject} {number}")
            sheet.write_row(0, 0, table.column_names, bold)
            sheet.freeze_panes(1, 0)
            for line, values in enumerate(zip(*(c.to_pylist() for c in rows.columns), strict=True), 1):
                for place, value in enumerate(values):
                    if isinstance(value, str):
                        cut += len(value) > CELL
                        sheet.write_string(line, place, value if len(value) <= CELL else value[: CELL - len(CUT)] + CUT)
                    elif value is not None:
                        sheet.write(line, place, value)
        sheet = book.add_worksheet("about")
        facts = about.lines()
        if cut:
            facts.append(("Note", f"{cut:,} cells were cut; other formats hold them whole."))
        for line, (label, value) in enumerate(facts):
            sheet.write_string(line, 0, label, bold)
            sheet.write_string(line, 1, value[:CELL])
    return out.getvalue()


def _sheets(table: pa.Table) -> Iterator[pa.Table]:
    for start in range(0, max(table.num_rows, 1), SHEET_ROWS):
        yield table.slice(start, SHEET_ROWS)


def _flat(frame: pd.DataFrame | pa.Table) -> pa.Table:
    """The frame with every column a plain string, number or truth value."""
    table = pa.Table.from_pandas(frame, preserve_index=False) if isinstance(frame, pd.DataFrame) else frame
    for at, column in enumerate(table.columns):
        name, kind = table.column_names[at], column.type
        if pa.types.is_timestamp(kind):
            # A cast writes the same as strftime with a blank for the T, in a tenth of the time.
            column = pc.replace_substring(column.cast(pa.timestamp("s", tz="UTC"), safe=False).cast(pa.string()), " ", "T")
        elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
            if pa.types.is_string(kind.value_type):
                column = pc.binary_join(column, " | ")
            else:
                joined = [None if v is None else " | ".join(map(_plain, v)) for v in column.to_pylist()]
                column = pa.array(joined, pa.string())
        elif pa.types.is_dictionary(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind):
            column = column.cast(pa.string())
        table = table.set_column(at, name, column)
    return table


def _plain(value: object) -> str:
    return "-".join(map(str, value)) if isinstance(value, list) else str(value)
