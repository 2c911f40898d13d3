"""Writes the published database: one DuckDB file that is never written again.

One table per contract with its columns, typed narrowly: ENUM for columns of few values. Articles stand in order of
publication (undated ones last) and carry `article_no`, their rank (INTEGER, from 0). Every table whose rows stand in
an article carries it too and is sorted by it, so that a join is one of integers and a filter on dates reads a run of
rows. Claims are ordered by their first day, entities by mentions, most first; `claim_no` and `entity_no` are those ranks,
and `mentions` carries the latter too.

Two tables and some columns answer in advance what every page asks. `parties`: party_no, key (a filter value: an entity's
id, or "=" and the lower-cased name of a party that was joined to none), name; the first party_no are the entity_no.
`accusations` carries claim_no, accuser_no and accused_no (party_no), tone (of the sentence in which it begins), and
published, outlet, language and duplicate_of of its article, so that counting under filters joins nothing.
`article_tones`: article_no, tone (mean of the article's sentences).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from analysis.store.schema import FEW, SQL, sql_type, to_arrow
from analysis.tables import CONTRACTS, Tables, check

FORMAT = 3
"""Version of the layout; a file of another one is not opened."""

ORDER: dict[str, str] = {
    "articles": "published NULLS LAST, article_id",
    "entities": "mentions DESC, entity_id",
    "claims": "first_seen NULLS LAST, claim_id",
    "quarantine": '"at", "source", "position"',
}
NUMBERS = {"articles": "article_no", "entities": "entity_no", "claims": "claim_no"}
ARTICLE_COLUMNS = ("published", "outlet", "language", "duplicate_of")
FIRST = (*NUMBERS, "sentences")
"""The tables that others take columns from."""

_KEY = {
    role: f"coalesce(incoming.{role}_id, '=' || lower(coalesce(incoming.{role}_name, incoming.{role})))"
    for role in ("accuser", "accused")
}
_PARTIES = f"""CREATE TABLE parties AS
    SELECT entity_no AS party_no, entity_id AS key, name FROM entities
    UNION ALL
    SELECT ((SELECT count(*) FROM entities) + row_number() OVER (ORDER BY key) - 1)::INTEGER, key, name FROM (
        SELECT key, min(written) AS name FROM (
            SELECT {_KEY["accuser"]} AS key, coalesce(accuser_name, accuser) AS written FROM incoming
            UNION ALL SELECT {_KEY["accused"]}, coalesce(accused_name, accused) FROM incoming)
        WHERE key IS NOT NULL AND key NOT IN (SELECT entity_id FROM entities) GROUP BY 1)
    ORDER BY party_no"""
_ACCUSATION_JOINS = f""" LEFT JOIN claims ON claims.claim_id = incoming.claim_id
    LEFT JOIN parties maker ON maker.key = {_KEY["accuser"]} LEFT JOIN parties target ON target.key = {_KEY["accused"]}
    ASOF LEFT JOIN sentences s ON s.article_no = articles.article_no AND s.start <= incoming.start"""
_ACCUSATION_NUMBERS = {
    "claim_no INTEGER": "claims.claim_no",
    "accuser_no INTEGER": "maker.party_no",
    "accused_no INTEGER": "target.party_no",
    "tone DOUBLE": 'CASE WHEN incoming.start < s."end" THEN s.tone END',
}


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
    for name in sorted(CONTRACTS, key=lambda n: FIRST.index(n) if n in FIRST else len(FIRST)):
        connection.register("incoming", arrow[name])
        if name == "accusations":
            connection.execute(_PARTIES)
        _create(connection, name)
        connection.unregister("incoming")
    connection.execute(
        "CREATE TABLE article_tones AS SELECT article_no, avg(tone) AS tone FROM sentences GROUP BY 1 ORDER BY 1"
    )


def _create(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    columns = CONTRACTS[table]
    typed = [f'"{c.name}" {_enum_of(connection, table, c.name) if c.name in FEW else sql_type(c)}' for c in columns]
    shown = [f'incoming."{c.name}"' for c in columns]
    source, order = "incoming", ORDER.get(table, "")
    if table in NUMBERS:
        # The rank is the row's place in the file, so that rows in order are numbers in order.
        order = f"row_number() OVER (ORDER BY {order})"
        numbers = {f"{NUMBERS[table]} INTEGER": f"{order} - 1"}
    elif any(c.name == "article_id" for c in columns):
        source += " LEFT JOIN articles ON articles.article_id = incoming.article_id"
        order = 'articles.article_no, incoming."start", incoming."end"'
        numbers = {"article_no INTEGER": "articles.article_no"}
        if table == "mentions":
            source += " LEFT JOIN entities ON entities.entity_id = incoming.entity_id"
            numbers["entity_no INTEGER"] = "entities.entity_no"
        elif table == "accusations":
            source += _ACCUSATION_JOINS
            numbers |= _ACCUSATION_NUMBERS | _of_article(connection)
    else:
        numbers = {}
    typed += numbers
    connection.execute(f'CREATE TABLE "{table}" ({", ".join(typed)})')
    listed = ", ".join([*shown, *numbers.values()])
    connection.execute(f'INSERT INTO "{table}" SELECT {listed} FROM {source} ORDER BY {order}')


def _of_article(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The columns that accusations take from their articles, of the same types: "name TYPE" → where it comes from."""
    listed = ", ".join(f"'{name}'" for name in ARTICLE_COLUMNS)
    found = connection.execute(f"SELECT column_name, column_type FROM (DESCRIBE articles) WHERE column_name IN ({listed})")
    return {f"{name} {kind}": f"articles.{name}" for name, kind in found.fetchall()}


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
