"""The analyst's desk in real Chromium: spikes, threads, answers, facets, narrowings, comparison, every format of export."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from analysis.store.reader import POINTER
from tests.browser.conftest import ROOT, Visit, settle
from tests.browser.test_journeys import click_bar, in_view, query


def number(text: str, pattern: str) -> int:
    """The number that stands in a text."""
    found = re.search(pattern, text)
    assert found, text
    return int(found[1].replace(",", ""))


def click_point(page: Any, plot: Any, trace: int = -1, at: int = 0) -> None:
    """Click a mark of a scatter of a plot."""
    plot.scroll_into_view_if_needed()
    traces = plot.locator(".scatterlayer .trace:has(.point)")
    one = traces.nth(trace) if trace >= 0 else traces.last
    box = one.locator(".points path.point").nth(at).bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_a_spike_is_explained_by_the_stories_behind_it(visit: Visit) -> None:
    page = visit("")
    click_point(page, page.locator(".st-key-chart_claims_time .js-plotly-plot"))
    drawer = page.get_by_role("dialog")
    drawer.locator(".card").first.wait_for()
    stories = number(drawer.inner_text(), r"([\d,]+) stor(?:y|ies)\b")
    assert drawer.locator(".card").count() == min(stories, 25)
    told = page.locator(".list a", has_text="★").first.inner_text()
    assert drawer.locator(".card .title").first.inner_text() in told
    drawer.get_by_role("link", name=re.compile("^Read its first article")).first.click()
    page.wait_for_url(re.compile("article="))
    page.locator(".reader .headline").wait_for()


def test_what_a_bar_opened_becomes_the_filter_of_every_chart(visit: Visit) -> None:
    page = visit("?voice=named")
    click_bar(page, chart=2)
    drawer = page.get_by_role("dialog")
    drawer.locator(".card").first.wait_for()
    total = number(drawer.inner_text(), r"([\d,]+) accusations?\b")
    drawer.get_by_role("button", name="Make this the filter").click()
    page.wait_for_function("() => !location.search.includes('open=')")
    drawer.wait_for(state="hidden")
    page.get_by_text(re.compile("— Accusations against ")).wait_for()
    settle(page)
    assert number(in_view(page), r"([\d,]+) mentions?\b") == total and "accused" in query(page)
    page.go_back()
    page.wait_for_function("() => location.search.includes('open=')")


@pytest.mark.parametrize("name", ["Unanswered", "Denied", "Anonymous only", "Single outlet"])
def test_a_narrowing_leaves_as_many_claims_as_its_button_says(name: str, visit: Visit) -> None:
    page = visit("accusations")
    button = page.get_by_role("button", name=re.compile(f"^{name} · "))
    told = number(button.inner_text(), r"· ([\d,]+)")
    button.click()
    page.wait_for_function("() => location.search.includes('only=')")
    settle(page)
    assert number(in_view(page), r"([\d,]+) claims?\b") == told
    page.get_by_role("button", name=re.compile("^Only: ")).click()
    page.wait_for_function("() => !location.search.includes('only=')")


def test_a_facet_leaves_as_many_articles_as_it_says_and_words_may_be_phrases(visit: Visit, database: Path) -> None:
    page = visit("articles?q=%22shelling+the+hospital%22+-prisoners")
    total = number(in_view(page), r"([\d,]+) articles?\b")
    with duckdb.connect(database, read_only=True) as connection:
        texts = [t.casefold() for (t,) in connection.execute("SELECT text FROM articles").fetchall()]
    assert total == sum("shelling the hospital" in t and "prisoners" not in t for t in texts) > 0
    assert page.locator(".card mark.found").first.inner_text().casefold() in "shelling the hospital"
    facet = page.get_by_role("button", name=re.compile("^denies · "))
    told = number(facet.inner_text(), r"· ([\d,]+)")
    facet.click()
    page.wait_for_function("() => location.search.includes('act=deny')")
    settle(page)
    assert number(in_view(page), r"([\d,]+) articles?\b") == told < total


def test_the_margin_of_an_article_lights_what_it_explains(visit: Visit, database: Path) -> None:
    with duckdb.connect(database, read_only=True) as connection:
        (article,) = connection.execute("SELECT min(article_id) FROM accusations").fetchone()  # type: ignore[misc]
    page = visit(f"articles?article={article}")
    note = page.locator(".note.accusation").first
    assert "found by" in note.inner_text() and "confidence" in note.inner_text()
    note.locator("button.what").click()
    assert page.locator(".text mark.lit").count() >= 1


def test_an_arrowhead_opens_that_pair_and_a_circle_its_party(visit: Visit) -> None:
    page = visit("accusations?view=network")
    plot = page.locator(".st-key-chart_network .js-plotly-plot")
    click_point(page, plot)
    page.wait_for_url(re.compile("open=.*party"))
    drawer = page.get_by_role("dialog")
    drawer.locator(".card").first.wait_for()
    assert "by or against" in drawer.inner_text()


def test_a_mark_of_the_thread_opens_its_claim(visit: Visit, database: Path) -> None:
    with duckdb.connect(database, read_only=True) as connection:
        (claim,) = connection.execute(
            """SELECT min(claim_id) FROM claims WHERE first_seen IS NOT NULL
            GROUP BY thread_id ORDER BY count(*) BETWEEN 2 AND 6 DESC, count(*) DESC, 1 LIMIT 1"""
        ).fetchone()  # type: ignore[misc]
    page = visit(f"accusations?claim={claim}")
    title = page.locator("h1").last.inner_text()
    cards = page.locator(".st-key-chart_thread .js-plotly-plot")
    click_point(page, cards, at=0)
    page.wait_for_function("(claim) => new URLSearchParams(location.search).has('claim')", arg=claim)
    settle(page)
    assert page.locator("h1").last.inner_text() and title
    assert page.get_by_text("A reported claim, not a finding of fact").count() == 1


def test_the_bar_of_a_share_opens_its_whole_and_tells_the_part(visit: Visit) -> None:
    page = visit("sources?view=shares&share=unnamed")
    plot = page.locator(".st-key-chart_share_unnamed .js-plotly-plot")
    plot.scroll_into_view_if_needed()
    plot.focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(400)
    said = " ".join(plot.locator(".hoverlayer text").all_text_contents())
    whole = number(said, r" of ([\d,]+) uses? of a speaker")
    page.keyboard.press("Enter")
    drawer = page.get_by_role("dialog")
    drawer.locator(".card").first.wait_for()
    assert number(drawer.inner_text(), r"([\d,]+) uses? of a speaker") == whole
    assert {"named", "not named"} >= set(drawer.locator(".card .tag:last-child").all_inner_texts())


def test_a_preset_of_dates_goes_into_the_link_and_comes_off_by_its_chip(visit: Visit) -> None:
    page = visit("")
    page.get_by_text("30 days", exact=True).click()
    page.wait_for_function("() => location.search.includes('from=')")
    settle(page)
    assert "published since" in in_view(page)
    page.get_by_role("button", name=re.compile("^From: ")).click()
    page.wait_for_function("() => !location.search.includes('from=')")
    settle(page)
    assert "of all dates" in in_view(page)


def test_what_a_count_counts_is_said_to_the_keyboard_too(visit: Visit) -> None:
    page = visit("")
    ask = page.get_by_role("button", name="What “Independent outlets” counts")
    ask.focus()
    page.keyboard.press("Enter")
    page.get_by_text(re.compile("^Outlets with an accusation in an article that is not a copy")).wait_for()
    assert ask.get_attribute("aria-expanded") == "true"


def test_on_a_phone_a_grid_scrolls_by_itself_and_titles_of_axes_stay_inside(visit: Visit) -> None:
    phone = {"viewport": {"width": 390, "height": 844}}
    page = visit("sources?view=subjects", **phone)
    plot = page.locator(".st-key-chart_subjects_contexts .js-plotly-plot")
    squares = [b["x"] for b in (p.bounding_box() for p in plot.locator(".scatterlayer .point").all()[:40])]
    apart = sorted({round(x) for x in squares})
    assert min(b - a for a, b in pairwise(apart)) >= 27
    main = page.locator('[data-testid="stMain"]')
    assert main.evaluate("e => e.scrollWidth <= e.clientWidth + 1")
    page = visit("sources?view=shares", **phone)
    title = page.locator(".js-plotly-plot .xtitle").first.bounding_box()
    assert title["x"] >= 0 and title["x"] + title["width"] <= 391


FORMATS = {
    "Excel": lambda raw: len(pd.read_excel(io.BytesIO(raw), engine="calamine")),
    "JSON lines": lambda raw: len([json.loads(line) for line in raw.splitlines()]),
    "Parquet": lambda raw: len(pd.read_parquet(io.BytesIO(raw))),
}
NETWORKS = {"Network, GraphML": "graphml", "Network, GEXF for Gephi": "gexf"}


def test_every_format_holds_what_is_on_screen_and_the_command_line_makes_the_same(
    visit: Visit, database: Path, tmp_path: Path
) -> None:
    page = visit("accusations?view=mentions&act=verdict&act=deny")
    total = number(in_view(page), r"in ([\d,]+) mention")
    page.get_by_role("button", name="More formats").click()

    def taken(words: str) -> tuple[str, bytes]:
        with page.expect_download() as started:
            page.get_by_role("button", name=words, exact=True).click()
        return started.value.suggested_filename, Path(started.value.path()).read_bytes()

    for words, rows in FORMATS.items():
        assert rows(taken(words)[1]) == total, words
    for words, extension in NETWORKS.items():
        name, raw = taken(words)
        root = ElementTree.fromstring(raw)
        assert name.endswith(extension) and sum(e.tag.endswith("}edge") for e in root.iter()) >= 1
    _, about = taken("About this export: filters, date, store")
    assert "act=deny" in about.decode() or "act=verdict" in about.decode()
    page.keyboard.press("Escape")
    screen = page.get_by_role("button", name="CSV of all rows")
    with page.expect_download() as started:
        screen.click()
    command = [sys.executable, "-m", "analysis", "export", "--filter", page.url.split("?", 1)[0] + "?act=verdict&act=deny"]
    out, store = tmp_path / "out.csv", tmp_path / "store"
    store.mkdir()
    shutil.copy(database, store)
    (store / POINTER).write_text(database.name, encoding="utf-8")
    subprocess.run([*command, "--store", str(store), "--out", str(out)], cwd=ROOT, check=True, capture_output=True)
    assert out.read_bytes() == Path(started.value.path()).read_bytes()


def test_the_method_page_says_how_good_the_records_are_and_how_to_cite_the_store(visit: Visit) -> None:
    page = visit("method")
    page.get_by_text(re.compile("^Precision: of the records that the program found")).wait_for()
    assert page.locator("code", has_text=re.compile(r"Blamewire, store \w+: 400 articles")).count() == 1
