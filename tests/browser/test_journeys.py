"""What an analyst does, in real Chromium: open, filter, drill to the sentence, share the link, export, go back."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import duckdb

from tests.browser.conftest import Visit, settle


def query(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def in_view(page: Any) -> str:
    """The sentence that says what is in view."""
    return str(page.get_by_text(re.compile(r"—\s(Accusations|Articles)\s")).first.inner_text())


def click_bar(page: Any, chart: int, bar: int = 0) -> None:
    """Click a bar of the page's nth chart."""
    plot = page.locator(".js-plotly-plot").nth(chart)
    plot.scroll_into_view_if_needed()
    mark = plot.locator(".barlayer .point path").nth(bar)
    box = mark.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def test_open_filter_and_take_the_filter_off(visit: Visit) -> None:
    page = visit()
    assert "of all dates" in in_view(page)
    everything = in_view(page)
    page.get_by_role("combobox", name="Act").click()
    page.get_by_role("option", name="denies").click()
    page.keyboard.press("Escape")
    page.wait_for_url(re.compile(r"act=deny"))
    settle(page)
    assert "where the act is “denies”" in in_view(page) and in_view(page) != everything
    page.get_by_role("button", name="Act: denies").click()
    page.wait_for_function("() => !location.search.includes('act=')")
    settle(page)
    assert in_view(page) == everything


def test_a_bar_opens_the_sentences_behind_it_and_they_are_as_many_as_it_says(visit: Visit) -> None:
    page = visit("?voice=named")
    click_bar(page, chart=2)
    drawer = page.get_by_role("dialog")
    drawer.wait_for()
    page.wait_for_url(re.compile(r"open=accusations"))
    drawer.locator(".card .said").first.wait_for()
    said = drawer.inner_text()
    total = int(re.search(r"([\d,]+) accusations?\b", said)[1].replace(",", ""))  # type: ignore[index]
    assert drawer.locator(".card").count() == min(total, 25)
    assert drawer.locator(".card mark.accused").count() >= 1
    assert "voiced by a named source" in said
    assert drawer.locator(".card .title").first.inner_text().startswith("According to")


def test_a_count_opens_as_many_as_it_says(visit: Visit) -> None:
    page = visit("?act=deny")
    number = page.get_by_role("link", name=re.compile("^Mentions: "))
    told = number.inner_text()
    number.click()
    page.wait_for_url(re.compile("/accusations"))
    settle(page)
    assert f"in {told} mention" in in_view(page) and query(page) == {"act": ["deny"], "view": ["mentions"]}


def test_from_a_claim_to_the_sentence_in_the_article(visit: Visit, database: Path) -> None:
    with duckdb.connect(database, read_only=True) as connection:
        claim, mentions = connection.execute(
            "SELECT claim_id, mentions FROM claims ORDER BY mentions DESC, claim_id LIMIT 1"
        ).fetchone()  # type: ignore[misc]
    page = visit(f"accusations?claim={claim}")
    page.get_by_text(f"Every mention ({mentions}), oldest first").wait_for()
    sentence = page.locator(".card .said").last.inner_text()
    page.get_by_role("link", name="Read the article").last.click()
    page.wait_for_url(re.compile(r"/articles\?.*article="))
    settle(page)
    page.locator(".reader .text").wait_for()
    assert sentence in page.locator(".reader .text").inner_text().replace("\n\n", " ").replace("\n", " ")
    page.locator(".note .what").first.click()
    assert page.locator("mark.lit").count() >= 1


def test_a_copied_link_shows_the_same_view_in_another_browser(visit: Visit) -> None:
    first = visit("accusations?view=mentions&act=allege&voice=unnamed&order=oldest")
    first.get_by_label("Next page").click()
    first.wait_for_url(re.compile(r"page=2"))
    settle(first)
    second = visit(first.url.split("/", 3)[3])
    assert in_view(second) == in_view(first)
    assert second.get_by_text(re.compile(r"26–\d+ of")).count() == 1
    assert query(second) == query(first)


def test_filters_follow_to_the_other_pages(visit: Visit) -> None:
    page = visit("?act=charge&from=2025-01-01")
    for name, address in (("Accusations", "/accusations"), ("Articles", "/articles"), ("Overview", "/")):
        page.get_by_role("link", name=name, exact=True).click()
        page.wait_for_url(lambda url, a=address: urlsplit(url).path == a)
        settle(page)
        assert query(page) == {"act": ["charge"], "from": ["2025-01-01"]}
        assert "charges or arrests" in in_view(page)


def test_the_export_is_what_is_on_screen(visit: Visit, database: Path) -> None:
    page = visit("accusations?view=mentions&act=deny&from=2025-06-01")
    total = int(re.search(r"in ([\d,]+) mention", in_view(page))[1].replace(",", ""))  # type: ignore[index]
    with page.expect_download() as started:
        page.get_by_role("button", name="CSV of all rows").click()
    raw = Path(started.value.path()).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert "deny" in started.value.suggested_filename and "2025-06-01" in started.value.suggested_filename
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert len(rows) == total
    with duckdb.connect(database, read_only=True) as connection:
        expected = connection.execute(
            """SELECT accusation_id FROM accusations JOIN articles USING (article_id)
            WHERE act = 'deny' AND articles.published >= '2025-06-01 00:00:00+00' ORDER BY articles.published DESC, accusation_id"""
        ).fetchall()
    assert [r["accusation_id"] for r in rows] == [e[0] for e in expected]
    assert not any(value[:1] in "=+-@" for row in rows for value in (row["title"], row["sentence"]) if value)


def test_back_and_forward_walk_through_the_views(visit: Visit) -> None:
    page = visit("accusations?act=deny")
    denials = in_view(page)
    page.get_by_role("button", name="Act: denies").click()
    page.wait_for_function("() => !location.search.includes('act=')")
    settle(page)
    everything = in_view(page)
    assert everything != denials
    page.go_back()
    page.wait_for_url(re.compile("act=deny"))
    page.get_by_text(denials).wait_for()
    page.go_forward()
    page.wait_for_function("() => !location.search.includes('act=')")
    page.get_by_text(everything).wait_for()


def test_text_of_strangers_is_shown_and_never_run(visit: Visit, database: Path) -> None:
    with duckdb.connect(database, read_only=True) as connection:
        (article,) = connection.execute("SELECT article_id FROM articles WHERE title LIKE '<img%' LIMIT 1").fetchone()  # type: ignore[misc]
    alerts: list[str] = []
    page = visit()
    page.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    page.goto(page.url + f"articles?article={article}")
    page.locator(".reader .headline").wait_for()
    assert page.locator(".reader .headline").inner_text().startswith("<img src=x onerror=alert(1)>")
    assert alerts == []


def test_a_phone_shows_every_page_without_sideways_scrolling(visit: Visit) -> None:
    for path in ("", "accusations", "accusations?view=network", "articles"):
        page = visit(path, viewport={"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        main = page.locator('[data-testid="stMain"]')
        assert main.evaluate("e => e.scrollWidth <= e.clientWidth + 1"), path


def test_the_search_box_finds_words_and_marks_them(visit: Visit) -> None:
    page = visit("articles")
    page.get_by_role("searchbox", name="Words").or_(page.get_by_placeholder(re.compile("bribes OR"))).first.fill("bribes OR hospital")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"q=bribes"))
    settle(page)
    page.locator("mark.found").first.wait_for()
    assert {w.lower() for w in page.locator("mark.found").all_inner_texts()} <= {"bribes", "hospital"}
