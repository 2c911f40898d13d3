"""How the column contracts read in Arrow (the parts) and in DuckDB (the published file)."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pyarrow as pa

from analysis.tables import CONTRACTS, DTYPES, Column, Contracts, check

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


def to_arrow(table: str, made: pd.DataFrame) -> pa.Table:
    """A frame of `table` in Arrow, by the contract's types."""
    return pa.Table.from_pandas(made, schema=arrow_schema(table), preserve_index=False)


def to_frame(table: str, made: pa.Table, contracts: Contracts = CONTRACTS) -> pd.DataFrame:
    """An Arrow table of `table` as a frame with the contract's types, checked. Raises ContractError."""
    columns = {
        c.name: pd.Series(
            made[c.name].to_pylist() if DTYPES[c.type] == "object" else made[c.name].to_pandas(),
            dtype=DTYPES[c.type],
        )
        for c in contracts[table]
    }
    return check(table, pd.DataFrame(columns), contracts)
