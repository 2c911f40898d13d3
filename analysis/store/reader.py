"""Reads a published store; nothing here can change one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import duckdb
import pandas as pd

from analysis.errors import StoreError
from analysis.store.database import FORMAT
from analysis.tables import CONTRACTS, DTYPES, Tables, check

POINTER = "CURRENT"
"""File in the store's folder that names the published database."""


class Store:
    """A published database, open for reading. It keeps showing what it opened until it is opened anew.

    version: changes whenever the content does; the key for caches. cursor(): a connection of its own for one thread.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection = connection
        self.path = path
        self.version = _version(connection, path)
        # Texts come from strangers: whatever a query might be talked into, it reaches no file and no setting.
        for setting in ("TimeZone = 'UTC'", "enable_external_access = false", "python_enable_replacements = false"):
            connection.execute(f"SET GLOBAL {setting}")
        connection.execute("SET GLOBAL lock_configuration = true")

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
        columns = CONTRACTS[name]
        listed = ", ".join(f'"{c.name}"' for c in columns)
        made = self.query(f'SELECT {listed} FROM "{name}" ORDER BY rowid')
        for c in columns:
            if c.type == "strings":
                made[c.name] = pd.Series([list(v) for v in made[c.name]], dtype="object")
            elif c.type == "spans":
                made[c.name] = pd.Series([[[int(n) for n in s] for s in v] for v in made[c.name]], dtype="object")
            else:
                made[c.name] = made[c.name].astype(DTYPES[c.type])
        return check(name, made)

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
    file = published(path) if path.is_dir() or not path.exists() else path
    try:
        return Store(duckdb.connect(file, read_only=True), file)
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        raise StoreError(f"{file} cannot be opened: {error}") from None


def _version(connection: duckdb.DuckDBPyConnection, path: Path) -> str:
    try:
        row = connection.execute("SELECT version, format FROM store_info").fetchone()
    except duckdb.CatalogException:
        row = None
    if row is None or row[1] != FORMAT:
        raise StoreError(f"{path} was not written by this version of Blamewire; run: python -m analysis publish")
    return str(row[0])
