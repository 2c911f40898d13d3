"""The head of a table before it is read: its columns, its first rows, and which of them are recognised."""

from __future__ import annotations

import io
import json

import pytest
from ingest_damage import damaged
from test_formats import FORMATS, PLAIN, TITLE, bytes_of, read_bytes

from analysis.article import Article
from analysis.ingest import Quarantined, read
from analysis.ingest.preview import preview

TABLES = ("csv", "tsv", "semicolons", "utf-16", "parquet", "excel", "jsonl")
KNOWN = {"title": "title", "text": "text", "date": "date", "outlet": "outlet", "url": "url", "author": "author"}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_shows_its_columns_and_rows(name: str) -> None:
    head = preview(FORMATS[name]())
    assert head is not None
    assert head.columns == tuple(PLAIN) and head.chosen == KNOWN
    assert [row[0] for row in head.rows] == [TITLE]


@pytest.mark.parametrize("name", [n for n in FORMATS if n not in (*TABLES, "json feed", "schema.org", "ninjs")])
def test_what_is_no_table_has_no_columns_to_choose(name: str) -> None:
    assert preview(FORMATS[name]()) is None


@pytest.mark.parametrize("name", TABLES)
def test_a_damaged_table_shows_something_or_nothing(name: str) -> None:
    data = FORMATS[name]()
    for seed in range(60):
        head = preview(damaged(data, seed), "table.csv")
        assert head is None or all(len(row) == len(head.columns) for row in head.rows)


def test_unknown_columns_are_offered_and_the_choice_is_what_is_read() -> None:
    data = bytes_of([{"Volltext": PLAIN["text"], "Kopf, gross": TITLE, "title": "not this"}], "to_csv")
    head = preview(data, "table.csv")
    assert head is not None and head.columns == ("Volltext", "Kopf, gross", "title")
    (article,) = read(io.BytesIO(data), columns={"text": "Volltext", "title": "Kopf, gross"})
    assert isinstance(article, Article) and article.title == TITLE
    (untitled,) = read(io.BytesIO(data), columns={"text": "Volltext", "title": ""})
    assert isinstance(untitled, Article) and untitled.title == ""


def test_objects_may_leave_out_a_column_that_was_named() -> None:
    rows = [{"Kopf": "One", "Volltext": PLAIN["text"]}, {"Kopf": "Two"}, {"other": 1}]
    data = "\n".join(map(json.dumps, rows)).encode()
    one, two, aside = read_bytes(data, columns={"title": "Kopf", "text": "Volltext"})
    assert isinstance(one, Article) and isinstance(two, Article) and two.title == "Two"
    assert isinstance(aside, Quarantined) and aside.position == "line 3"
