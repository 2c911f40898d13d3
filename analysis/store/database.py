"""Writes the published database: one DuckDB file that is never written again.

One table per contract with its columns, typed narrowly: ENUM for columns of few values. Articles stand in order of
publication (undated ones last) and carry `article_no`, their rank (INTEGER, from 0). Every table whose rows stand in
an article carries it too and is sorted by it, so that a join is one of integers and a filter on dates reads a run of
rows. Claims are ordered by their first day, entities by mentions, most first; `entity_no` is the entity's rank, which
`mentions` carries too.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from analysis.store.schema import FEW, SQL, sql_type, to_arrow
from analysis.tables import CONTRACTS, Tables, check

FORMAT = 1
"""Version of the layout; a file of another one is not opened."""

ORDER: dict[str, str] = {
    "articles": "published NULLS LAST, article_id",
    "entities": "mentions DESC, entity_id",
    "claims": "first_seen NULLS LAST, claim_id",
    "quarantine": '"at", "source", "position"',
}
NUMBERS = {"articles": "article_no", "entities": "entity_no"}


def write_database(tables: Tables, path: Path, version: str = "") -> Path:
    """Write `tables` to a new DuckDB file at `path`, whole or not at all; the contracts are checked first.

    version: what Store.version will say; the file's name without a suffix when it is empty. Raises ContractError.
    """
    arrow = {name: to_arrow(name, check(name, made)) for name, made in tables.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.unlink(missing_ok=True)
    try:
        with duckdb.connect(temporary) as connection:
            load(connection, arrow, version or path.stem)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return path


def load(connection: duckdb.DuckDBPyConnection, arrow: Mapping[str, pa.Table], version: str) -> None:
    """Create and fill every table in an empty database."""
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("CREATE TABLE store_info AS SELECT ? AS version, ? AS format", [version, FORMAT])
    # Articles and entities first: the other tables take their numbers from them.
    for name in sorted(CONTRACTS, key=lambda n: n not in NUMBERS):
        connection.register("incoming", arrow[name])
        _create(connection, name)
        connection.unregister("incoming")


def _create(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    columns = CONTRACTS[table]
    typed = [f'"{c.name}" {_enum_of(connection, table, c.name) if c.name in FEW else sql_type(c)}' for c in columns]
    shown = [f'incoming."{c.name}"' for c in columns]
    source, order = "incoming", ORDER.get(table, "")
    if table in NUMBERS:
        # The rank is the row's place in the file, so that rows in order are numbers in order.
        order = f"row_number() OVER (ORDER BY {order})"
        numbers = {NUMBERS[table]: f"{order} - 1"}
    elif any(c.name == "article_id" for c in columns):
        source += " LEFT JOIN articles ON articles.article_id = incoming.article_id"
        order = 'articles.article_no, incoming."start", incoming."end"'
        numbers = {"article_no": "articles.article_no"}
        if table == "mentions":
            source += " LEFT JOIN entities ON entities.entity_id = incoming.entity_id"
            numbers["entity_no"] = "entities.entity_no"
    else:
        numbers = {}
    typed += [f"{name} INTEGER" for name in numbers]
    connection.execute(f'CREATE TABLE "{table}" ({", ".join(typed)})')
    listed = ", ".join([*shown, *numbers.values()])
    connection.execute(f'INSERT INTO "{table}" SELECT {listed} FROM {source} ORDER BY {order}')


def _enum_of(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> str:
    """The name of a new ENUM of the values that occur; plain VARCHAR when none do."""
    held = connection.execute(f'SELECT count("{column}") FROM incoming').fetchone()
    if held is None or held[0] == 0:
        return SQL["string"]
    name = f"{table}_{column}"
    connection.execute(
        f'CREATE TYPE {name} AS ENUM (SELECT DISTINCT "{column}" FROM incoming WHERE "{column}" IS NOT NULL ORDER BY 1)'
    )
    return name
