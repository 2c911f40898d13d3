"""The published database keeps the contracts, stands still for its readers and can be written by none of them."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest
from store_builders import same, tables

from analysis.errors import ContractError, StoreError
from analysis.store import open_store, write_database
from analysis.tables import CONTRACTS, empty


def test_every_table_comes_back_as_it_went_in(tmp_path: Path) -> None:
    made = tables()
    with open_store(write_database(made, tmp_path / "a.duckdb")) as store:
        for name, before in made.items():
            assert same(store.table(name), before), name


def test_empty_tables_can_be_published(tmp_path: Path) -> None:
    with open_store(write_database(empty(), tmp_path / "a.duckdb")) as store:
        assert all(made.empty for _, made in store.tables().items())


def test_articles_stand_by_date_and_rows_by_article(tmp_path: Path) -> None:
    with open_store(write_database(tables(), tmp_path / "a.duckdb")) as store:
        dates = store.query("SELECT published, article_no FROM articles ORDER BY rowid")
        assert dates["published"].is_monotonic_increasing and list(dates["article_no"]) == list(range(5))
        for name in ("accusations", "mentions", "sentences", "sources"):
            numbers = store.query(
                f"SELECT t.article_no, r.article_no AS own FROM {name} t"
                " JOIN articles r USING (article_id) ORDER BY t.rowid"
            )
            assert numbers["article_no"].is_monotonic_increasing and (numbers["article_no"] == numbers["own"]).all()


def test_a_query_gives_strings_where_the_file_holds_enums(tmp_path: Path) -> None:
    with open_store(write_database(tables(), tmp_path / "a.duckdb")) as store:
        found = store.query("SELECT act, typeof(act) AS kind FROM accusations WHERE act = ?", ["allege"])
        assert found["kind"].str.startswith("ENUM").all()
        assert found["act"].dtype == "string" and set(found["act"]) == {"allege"}
        assert store.query("SELECT * FROM accusations WHERE act = ?", ["no such act"]).empty


def test_a_broken_contract_writes_nothing(tmp_path: Path) -> None:
    made = tables()
    made.accusations.loc[0, "act"] = "gossip"
    with pytest.raises(ContractError, match="gossip"):
        write_database(made, tmp_path / "a.duckdb")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM articles",
        "CREATE TABLE t (n INTEGER)",
        "SELECT * FROM read_csv('/etc/hostname')",
        "COPY articles TO 'out.csv'",
        "SET lock_configuration = false",
        "ATTACH 'other.duckdb'",
    ],
)
def test_a_reader_can_change_and_reach_nothing(tmp_path: Path, sql: str) -> None:
    with open_store(write_database(tables(), tmp_path / "a.duckdb")) as store, pytest.raises(duckdb.Error):
        store.query(sql)


def test_times_are_utc_wherever_the_reader_sits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    with open_store(write_database(tables(1), tmp_path / "a.duckdb")) as store:
        first = store.query("SELECT published, strftime(published, '%H:%M') AS clock FROM articles")
        assert first["clock"][0] == "09:30" and first["published"][0] == pd.Timestamp("2025-03-01 09:30", tz="UTC")


@pytest.mark.parametrize("content", [None, b"not a database", b""])
def test_what_is_no_store_is_refused_in_words(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "a.duckdb"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StoreError, match=r"publish|cannot be opened"):
        open_store(path)


def test_all_contract_columns_are_queryable(tmp_path: Path) -> None:
    with open_store(write_database(tables(), tmp_path / "a.duckdb")) as store:
        for name, columns in CONTRACTS.items():
            listed = ", ".join(f'"{c.name}"' for c in columns)
            assert len(store.query(f"SELECT {listed} FROM {name}").columns) == len(columns)
