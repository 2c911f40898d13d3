"""Sources and Tone in real Chromium: a square, a bar and a row open the sentences behind them; a link shows the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import duckdb

from tests.browser.conftest import Visit, settle
from tests.browser.test_journeys import click_bar


def total(drawer: Any) -> int:
    drawer.locator(".card").first.wait_for()
    return int(re.search(r"([\d,]+)", drawer.locator("strong").first.inner_text())[1].replace(",", ""))  # type: ignore[index]


def test_a_square_of_the_heat_map_opens_as_many_sentences_as_it_says(visit: Visit) -> None:
    page = visit("sources?view=subjects")
    plot = page.locator(".js-plotly-plot").first
    plot.scroll_into_view_if_needed()
    shown = int(plot.locator(".textpoint text").first.text_content())
    box = plot.locator(".scatterlayer .point").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url(re.compile("open=accusations"))
    assert total(page.get_by_role("dialog")) == shown


def test_a_speakers_bar_opens_the_quotations_and_the_link_shows_them_elsewhere(visit: Visit, database: Path) -> None:
    page = visit("sources?view=speakers")
    click_bar(page, chart=0, bar=14)
    page.wait_for_url(re.compile("open=quotes"))
    told = total(page.get_by_role("dialog"))
    with duckdb.connect(database, read_only=True) as connection:
        speaker = unquote(unquote(page.url)).split("speaker=")[1].split("&")[0]
        counted = connection.execute("SELECT count(*) FROM quotes WHERE speaker_id = ?", [speaker]).fetchone()
    assert counted == (told,)
    other = visit("sources" + page.url.split("/sources", 1)[1])
    assert total(other.get_by_role("dialog")) == told


def test_tone_over_time_opens_its_sentences_darkest_first(visit: Visit) -> None:
    page = visit("tone?view=sentences")
    click_bar(page, chart=0, bar=3)
    page.wait_for_url(re.compile("open=sentences"))
    drawer = page.get_by_role("dialog")
    drawer.locator(".card").first.wait_for()
    tones = [float(t.replace("−", "-")) for t in re.findall(r"tone ([+-]\d\.\d\d) \(VADER\)", drawer.inner_text())]
    assert tones == sorted(tones) and all(-0.71 <= t <= -0.6 for t in tones)


def test_every_view_fits_a_phone(visit: Visit) -> None:
    for path in ("sources?view=shares", "sources?view=subjects", "sources?view=copies", "tone?view=outlet", "method", "add"):
        page = visit(path, viewport={"width": 390, "height": 844})
        settle(page)
        main = page.locator('[data-testid="stMain"]')
        assert main.evaluate("e => e.scrollWidth <= e.clientWidth + 1"), path
