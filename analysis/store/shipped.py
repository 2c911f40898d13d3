"""Tables shipped as small Parquet files in a folder, such as the sample: written once, read into memory."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from analysis.errors import StoreError
from analysis.store.database import load
from analysis.store.schema import to_arrow
from analysis.tables import CONTRACTS, Tables, check


def write_shipped(tables: Tables, folder: Path) -> None:
    """Write each table to folder/<table>.parquet; the contracts are checked first. Raises ContractError."""
    arrow = {name: to_arrow(name, check(name, made)) for name, made in tables.items()}
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in arrow.items():
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")


def open_shipped(folder: Path) -> duckdb.DuckDBPyConnection:
    """An in-memory database of the folder's tables, laid out as a published one. Raises StoreError."""
    files = {name: folder / f"{name}.parquet" for name in CONTRACTS}
    missing = [f.name for f in files.values() if not f.exists()]
    if missing:
        raise StoreError(f"{folder} lacks {', '.join(missing)}; run: python -m analysis sample")
    digest = hashlib.sha256()
    for file in files.values():
        digest.update(file.read_bytes())
    connection = duckdb.connect()
    load(connection, {name: pq.read_table(file) for name, file in files.items()}, digest.hexdigest()[:12])
    return connection
