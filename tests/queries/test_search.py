"""The search box's language: what it finds, in Python and in DuckDB alike."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import search

TEXT = "Oil minister Élan Varga denied on Monday that Petrovar’s oil company paid bribes to the turmoil-hit port."

CASES = [
    ("oil", True),
    ("OIL", True),
    ("moil", False),
    ("turmoil", True),
    ("brib*", True),
    ("brib", False),
    ('"oil company"', True),
    ('"company oil"', False),
    ("oil bribes", True),
    ("oil gold", False),
    ("oil OR gold", True),
    ("gold OR oil bribes", True),
    ("gold OR silver bribes", False),
    ("-gold", True),
    ("oil AND bribes", True),
    ("oil NOT bribes", False),
    ("oil AND NOT gold", True),
    ('NOT "oil company"', False),
    ("oil NOT gold bribes", True),
    ("oil -bribes", False),
    ('oil -"paid bribes"', False),
    ("élan", True),
    ("lan", False),
    ("petrovar", True),
    ("turmoil-hit", True),
    ("", True),
    ("OR", True),
    ('"', True),
    ("100% _ \\ '", False),
]


@pytest.mark.parametrize(("query", "found"), CASES)
def test_words_phrases_or_without_and_prefix(query: str, found: bool) -> None:
    assert search.matches(query, TEXT) is found
    assert in_duckdb(query, TEXT) is found


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(["oil", "Oil", "bank", "-bank", '"oil bank"', "OR", "ba*", "é", "-", "(x)", "a.b", "'"])),
    st.lists(st.sampled_from(["oil", "bank", "É", "banks", "x", "a.b", "axb", "'", "oil-bank", "\n"])),
)
def test_duckdb_finds_what_python_finds(query: list[str], text: list[str]) -> None:
    joined, haystack = " ".join(query), " ".join(text)
    assert in_duckdb(joined, haystack) == search.matches(joined, haystack)


def in_duckdb(query: str, text: str) -> bool:
    condition, params = search.to_sql(query, "t")
    row = duckdb.execute(f"SELECT {condition} FROM (SELECT ?::VARCHAR AS t)", [*params, text]).fetchone()
    assert row is not None
    return bool(row[0])
