"""A made-up store and its tables, for comparing a query with its brute-force twin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from analysis.store import open_store, write_database
from analysis.tables import Tables
from bench import synthetic

# What holds does so on a busy machine too: no time limit an example.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def tables() -> Tables:
    """The tables of 120 articles."""
    return synthetic.tables(120, days=90, parties=20)


@pytest.fixture(scope="session")
def cursor(tables: Tables, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A cursor on them, published."""
    path = write_database(tables, tmp_path_factory.mktemp("queries") / "twin.duckdb")
    with open_store(path) as store:
        yield store.cursor()
