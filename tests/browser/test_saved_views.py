"""Saved views: named in one browser, opened in another as they were, gone when removed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis import saved
from tests.browser.conftest import Visit, settle
from tests.browser.test_journeys import in_view, query


@pytest.fixture(autouse=True)
def nothing_saved(database: Path) -> Iterator[None]:
    saved.place(database).unlink(missing_ok=True)
    yield
    saved.place(database).unlink(missing_ok=True)


def menu(page: Any) -> Any:
    """The open menu of saved views."""
    page.get_by_role("button", name="Saved views").click()
    opened = page.get_by_test_id("stPopoverBody")
    opened.get_by_text("Link to the view on screen").wait_for()
    return opened


def save(page: Any, name: str) -> None:
    opened = menu(page)
    opened.get_by_label("Name for the view on screen").fill(name)
    opened.get_by_role("button", name="Save this view").click()
    page.get_by_role("button", name="Saved views (1)").wait_for()
    settle(page)


def test_a_saved_view_is_reopened_in_another_browser_as_it_was(visit: Visit) -> None:
    first = visit("accusations?view=mentions&act=deny&voice=named&order=oldest&from=2024-06-01")
    save(first, "Denials, *named*")
    second = visit("tone")
    menu(second).get_by_role("link", name="Denials, *named*").click()
    second.wait_for_url(re.compile("/accusations"))
    settle(second)
    assert query(second) == query(first) and in_view(second) == in_view(first)
    assert second.get_by_role("radio", name="Mentions").is_checked()


def test_the_link_in_the_menu_is_the_view_and_a_removed_one_is_gone_for_all(visit: Visit) -> None:
    first = visit("articles?q=bribes+OR+hospital")
    save(first, "Hospital")
    other = visit()
    opened = menu(other)
    assert opened.locator("code").inner_text() == other.url
    opened.get_by_role("button", name="Remove Hospital").click()
    settle(other)
    opened = menu(visit())
    opened.get_by_text("Nothing saved yet").wait_for()
    assert opened.get_by_role("link").count() == 0
