"""How the column contracts read in Arrow (the parts) and in DuckDB (the published file)."""

from __future__ import annotations

from functools import cache

import pyarrow as pa

from analysis.tables import CONTRACTS, Column

ARROW: dict[str, pa.DataType] = {
    "string": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "time": pa.timestamp("us", tz="UTC"),
    "strings": pa.list_(pa.string()),
    "spans": pa.list_(pa.list_(pa.int64())),
}

SQL: dict[str, str] = {
    "string": "VARCHAR",
    "int": "INTEGER",
    "float": "DOUBLE",
    "bool": "BOOLEAN",
    "time": "TIMESTAMPTZ",
    "strings": "VARCHAR[]",
    "spans": "INTEGER[][]",
}

FEW = ("outlet", "language", "cameo", "mode", "rule", "model")
"""String columns without listed values that still take few: an ENUM of what occurs."""


@cache
def arrow_schema(table: str) -> pa.Schema:
    """The Arrow schema of `table`, all columns nullable: parts lack the ids that need the whole corpus."""
    return pa.schema([(c.name, ARROW[c.type]) for c in CONTRACTS[table]])


def sql_type(column: Column) -> str:
    """The DuckDB type of a column: an ENUM where the contract lists the values, in the contract's order."""
    if column.values is None:
        return SQL[column.type]
    listed = ", ".join("'" + v.replace("'", "''") + "'" for v in column.values)
    return f"ENUM({listed})"
