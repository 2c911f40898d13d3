"""Saved views survive the server, two savers lose nothing, and no name or damaged file breaks the menu."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import saved
from analysis.errors import StoreError
from analysis.saved import View

QUERY = {"act": ["deny", "admit"], "from": ["2025-01-01"]}


def test_a_saved_view_is_read_back_as_it_was(tmp_path: Path) -> None:
    file = saved.place(tmp_path / "store")
    saved.save(file, View("  Denials \n since January ", "accusations", QUERY))
    assert saved.views(file) == [View("Denials since January", "accusations", QUERY)]


def test_views_come_by_name_and_one_of_a_name_is_replaced(tmp_path: Path) -> None:
    file = saved.place(tmp_path)
    for name, page in (("b", "tone"), ("A", "people"), ("b", "articles")):
        saved.save(file, View(name, page, {}))
    assert [(v.name, v.page) for v in saved.views(file)] == [("A", "people"), ("b", "articles")]
    saved.remove(file, "A")
    assert [v.name for v in saved.views(file)] == ["b"]


def test_the_file_stands_beside_a_store_that_is_one_file(tmp_path: Path) -> None:
    database = tmp_path / "news.duckdb"
    database.touch()
    assert saved.place(database).parent == tmp_path and saved.place(database) != saved.place(tmp_path)


@pytest.mark.parametrize("name", ["", "   ", "—", "\x00\n"])
def test_a_view_needs_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        saved.save(saved.place(tmp_path), View(name, "overview", {}))


def test_a_view_too_large_and_a_view_too_many_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = saved.place(tmp_path)
    with pytest.raises(ValueError, match="too many filters"):
        saved.save(file, View("large", "overview", {"q": ["x" * saved.LONGEST_QUERY]}))
    monkeypatch.setattr(saved, "MOST", 1)
    saved.save(file, View("one", "overview", {}))
    saved.save(file, View("one", "tone", {}))
    with pytest.raises(ValueError, match="remove one first"):
        saved.save(file, View("two", "overview", {}))


@pytest.mark.parametrize(
    "text", ["", "{", "null", "7", '{"a": 1}', '[1, null, {"name": 3}, {"name": "x", "page": "p", "query": {"a": 1}}]']
)
def test_a_damaged_file_shows_no_views_and_can_be_written_again(tmp_path: Path, text: str) -> None:
    file = saved.place(tmp_path)
    file.write_text(text, encoding="utf-8")
    assert saved.views(file) == []
    saved.save(file, View("new", "overview", {}))
    assert [v.name for v in saved.views(file)] == ["new"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be written"):
        saved.save(tmp_path / "file" / saved.FILE, View("x", "overview", {}))
