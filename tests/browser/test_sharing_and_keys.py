"""The dark, a phone, two browsers, history, exports and the way out of nothing found."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from tests.browser.conftest import Visit, settle
from tests.browser.test_journeys import in_view, query

PHONE = {"width": 390, "height": 844}
CONTRAST = """(e) => {
  const light = (c) => { const v = c.match(/[\\d.]+/g).slice(0, 3).map((n) => n / 255)
    .map((n) => n <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4); return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
  const ground = light(getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor);
  const ink = light(getComputedStyle(e).fill);
  return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
}"""


def test_a_drawer_opened_by_a_link_closes_with_escape(visit: Visit) -> None:
    page = visit("?open=accusations%3Fact%3Ddeny")
    page.get_by_role("dialog").locator(".card").first.wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    page.wait_for_function("() => !location.search.includes('open=')")


def test_dark_mode_keeps_charts_cards_and_text_legible(visit: Visit) -> None:
    page = visit(color_scheme="dark")
    app = page.locator('[data-testid="stApp"]')
    assert app.evaluate("e => getComputedStyle(e).backgroundColor") == "rgb(18, 22, 28)"
    words = page.locator(".js-plotly-plot text").filter(has_text=re.compile(r"\S"))
    words.first.wait_for()
    outside = [w for w in words.all() if w.evaluate("e => !e.closest('.barlayer, .hoverlayer')")]
    assert len(outside) > 10
    assert min(w.evaluate(CONTRAST) for w in outside) >= 4.5


@pytest.mark.parametrize("path", ["", "accusations?view=network", "people", "sources?view=subjects", "tone", "articles"])
def test_on_a_phone_nothing_runs_off_sideways(path: str, visit: Visit) -> None:
    page = visit(path, viewport=PHONE, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    main = page.locator('[data-testid="stMain"]')
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth + 1")


def test_on_a_phone_a_filter_is_set_in_the_side_bar_and_taken_off_by_its_chip(visit: Visit) -> None:
    page = visit("accusations", viewport=PHONE, has_touch=True, is_mobile=True)
    everything = in_view(page)
    bar = page.get_by_test_id("stSidebar")
    assert bar.evaluate("e => e.getBoundingClientRect().right") <= 0
    opener = page.get_by_test_id("stExpandSidebarButton")
    assert opener.evaluate("e => getComputedStyle(e, '::after').content") == '"Filters"'
    opener.tap()
    act = page.get_by_role("combobox", name="Act")
    act.tap()
    page.get_by_role("option", name="denies").tap()
    page.wait_for_url(re.compile("act=deny"))
    settle(page)
    # While its list is open, everything else is hidden from assistive technology; a tap beside it closes it.
    bar.get_by_text("Published", exact=True).tap()
    page.get_by_role("option").first.wait_for(state="detached")
    bar.get_by_test_id("stSidebarCollapseButton").locator("button").tap()
    page.wait_for_function("() => document.querySelector('[data-testid=stSidebar]').getBoundingClientRect().right <= 0")
    assert "where the act is “denies”" in in_view(page) and in_view(page) != everything
    page.get_by_role("button", name="Act: denies").tap()
    page.wait_for_function("() => !location.search.includes('act=')")
    settle(page)
    assert in_view(page) == everything


def test_two_browsers_on_one_link_show_the_same_and_then_go_their_own_ways(visit: Visit) -> None:
    first = visit("accusations?act=deny&order=latest")
    second = visit(first.url.split("/", 3)[3])
    assert in_view(second) == in_view(first) and query(second) == query(first)
    shown = in_view(first)
    second.get_by_role("button", name="Act: denies").click()
    second.wait_for_function("() => !location.search.includes('act=')")
    settle(second)
    assert in_view(second) != shown and in_view(first) == shown


def test_back_from_a_record_and_forward_to_it_again(visit: Visit) -> None:
    page = visit("articles?act=deny")
    counted = in_view(page)
    page.get_by_role("link", name="Read", exact=True).first.click()
    page.wait_for_url(re.compile("article="))
    headline = page.locator(".reader .headline").inner_text()
    page.go_back()
    page.wait_for_function("() => !location.search.includes('article=')")
    page.get_by_text(counted).wait_for()
    page.go_forward()
    page.wait_for_url(re.compile("article="))
    page.locator(".reader .headline").wait_for()
    assert page.locator(".reader .headline").inner_text() == headline


def test_a_charts_csv_holds_the_numbers_that_the_chart_shows(visit: Visit) -> None:
    page = visit("accusations?view=kinds&from=2025-01-01")
    chart = page.locator(".st-key-chart_kinds_acts")
    shown = chart.locator(".js-plotly-plot .barlayer .point").count()
    chart.get_by_text("Table, CSV, image").click()
    with page.expect_download() as started:
        chart.get_by_role("button", name="CSV of this chart").click()
    assert "2025-01-01" in started.value.suggested_filename
    rows = list(csv.DictReader(io.StringIO(Path(started.value.path()).read_bytes().decode("utf-8-sig"))))
    assert len(rows) == shown > 1
    total = int(re.search(r"in ([\d,]+) mention", in_view(page))[1].replace(",", ""))  # type: ignore[index]
    assert sum(int(r["mentions"]) for r in rows) == total


@pytest.mark.parametrize("path", ["", "accusations", "people", "sources", "tone", "articles"])
def test_nothing_found_names_the_filter_to_loosen_and_how_much_that_brings(path: str, visit: Visit) -> None:
    page = visit(f"{path}?act=deny&accuser=~nobody+of+that+name")
    page.get_by_text(re.compile(r"^No \w+ under these filters\. Take one off:")).wait_for()
    offered = page.get_by_role("button", name=re.compile("^Without Accuser: "))
    counted = int(re.search(r"([\d,]+) article", offered.inner_text())[1].replace(",", ""))  # type: ignore[index]
    assert counted > 0
    offered.click()
    page.wait_for_function("() => !location.search.includes('accuser=')")
    settle(page)
    assert query(page) == {"act": ["deny"]}
    assert page.get_by_text("under these filters").count() == 0
