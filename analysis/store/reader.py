"""Reads a published store; nothing here can change one."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import duckdb
import pandas as pd

from analysis.errors import StoreError
from analysis.store.database import FORMAT
from analysis.store.schema import arrow_schema, to_frame
from analysis.tables import CONTRACTS, Tables

POINTER = "CURRENT"
"""File in the store's folder that names the published database."""
_SETTING_UP = threading.Lock()


class Store:
    """A published database, open for reading. It keeps showing what it opened until it is opened anew.

    version: changes whenever the content does; the key for caches. cursor(): a connection of its own for one thread.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self.path = path
        self.version = _version(connection, path)
        _shut_in(connection)

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A new read-only connection to the same database; cheap, one a thread or a query."""
        return self._connection.cursor()

    def query(self, sql: str, params: Sequence[object] = ()) -> pd.DataFrame:
        """The rows of a query. ENUM columns come as strings, since a slice of one would drag all its values along."""
        with self.cursor() as cursor:
            found = cursor.execute(sql, list(params)).df()
        for name in found.columns[[isinstance(t, pd.CategoricalDtype) for t in found.dtypes]]:
            found[name] = found[name].astype("string")
        return found

    def table(self, name: str) -> pd.DataFrame:
        """A whole table with the columns and types of its contract."""
        listed = ", ".join(f'"{c.name}"' for c in CONTRACTS[name])
        with self.cursor() as cursor:
            found = cursor.sql(f'SELECT {listed} FROM "{name}" ORDER BY rowid').to_arrow_table()
        return to_frame(name, found.cast(arrow_schema(name)))

    def tables(self) -> Tables:
        """All tables, in memory."""
        return Tables(**{name: self.table(name) for name in CONTRACTS})

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, at: TracebackType | None
    ) -> None:
        self.close()


def published(store: Path) -> Path:
    """The database that is published in the folder `store` now. Raises StoreError when there is none."""
    try:
        name = (store / POINTER).read_text(encoding="utf-8").strip()
    except OSError:
        raise StoreError(
            f"nothing is published in {store}; run: python -m analysis publish --store {store}"
        ) from None
    return store / name


def open_store(path: Path | str) -> Store:
    """Open a store for reading: its folder, a folder of Parquet tables as the sample's, or a database file itself."""
    path = Path(path)
    if path.is_dir() and (path / "articles.parquet").exists():
        from analysis.store.shipped import open_shipped

        return Store(open_shipped(path), path)
    while True:
        file = published(path) if path.is_dir() or not path.exists() else path
        try:
            return Store(duckdb.connect(file, read_only=True), file)
        except (duckdb.IOException, duckdb.InvalidInputException) as error:
            # Between reading the pointer and opening the file, publishing may have moved on and cleared the file away.
            if not path.is_dir() or published(path) == file:
                raise StoreError(f"{file} cannot be opened: {error}") from None


def _shut_in(connection: duckdb.DuckDBPyConnection) -> None:
    """Texts come from strangers: whatever a query might be talked into, it reaches no file and no setting."""
    # Connections of one process to one file share these, and the first to lock them locks them for all.
    with _SETTING_UP:
        if connection.execute("SELECT current_setting('lock_configuration')").fetchone() == (True,):
            return
        for setting in ("TimeZone = 'UTC'", "enable_external_access = false", "python_enable_replacements = false"):
            connection.execute(f"SET GLOBAL {setting}")
        connection.execute("SET GLOBAL lock_configuration = true")


def _version(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    try:
        row = connection.execute("SELECT version, format FROM store_info").fetchone()
    except duckdb.CatalogException:
        row = None
    if row is None or row[1] != FORMAT:
        raise StoreError(f"{path} was not written by this version of Blamewire; run: python -m analysis publish")
    return str(row[0])
