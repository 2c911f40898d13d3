"""What is taken away from the desk: a chart's image and numbers, and the report, which draws itself without a network."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from tests.browser.conftest import Visit, settle


def opened_further(page: Any) -> Any:
    """The first chart's table, CSV and image, opened."""
    page.get_by_text("Table, CSV, image").first.click()
    settle(page)
    page.get_by_role("button", name="Image, PNG").first.wait_for()
    return page


def downloaded(page: Any, button: str) -> tuple[str, bytes]:
    with page.expect_download() as started:
        page.get_by_role("button", name=button).first.click()
    return started.value.suggested_filename, Path(started.value.path()).read_bytes()


def test_a_chart_is_taken_away_as_png_svg_and_csv(visit: Visit) -> None:
    page = opened_further(visit("?act=allege"))
    name, png = downloaded(page, "Image, PNG")
    assert png.startswith(b"\x89PNG") and len(png) > 10_000
    assert re.fullmatch(r"blamewire-claims-time-act-allege-\d{4}-\d\d-\d\d\.png", name)
    name, svg = downloaded(page, "Image, SVG")
    text = " ".join(ElementTree.fromstring(svg).itertext())
    assert name.endswith(".svg") and "Claims and mentions over time" in text
    assert "where the act is “alleges”" in text and "not facts" in text
    name, raw = downloaded(page, "CSV of this chart")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    total = int(re.search(r"([\d,]+) mention", page.get_by_text(re.compile("of .* claims? —")).first.inner_text())[1].replace(",", ""))  # type: ignore[index]
    assert sum(int(r["mentions"]) for r in rows) == total
    companion, facts = downloaded(page, "About this CSV")
    assert companion == f"{name}.about.txt"
    said = dict(line.split(": ", 1) for line in facts.decode().splitlines())
    assert said["Filters"] == "act=allege" and said["Rows"] == str(len(rows)) and "“alleges”" in said["What"]
    assert {f"Column {c}" for c in rows[0]} <= set(said)


def test_the_report_draws_its_figures_without_a_network(visit: Visit, browser: Any, tmp_path: Path) -> None:
    page = visit("accusations?view=mentions&act=verdict")
    page.get_by_role("button", name="More formats").click()
    name, html = downloaded(page, "HTML report, to mail")
    assert name.endswith(".html") and len(html) < 5_000_000
    file = tmp_path / "report.html"
    file.write_bytes(html)
    context = browser.new_context(offline=True)
    mailed, wrong = context.new_page(), []
    mailed.on("pageerror", lambda error: wrong.append(str(error)))
    mailed.goto(file.as_uri())
    mailed.locator("#figure0 .barlayer .point").first.wait_for()
    assert mailed.locator("#figure1 .barlayer .point").count() >= 1 and wrong == []
    context.close()


def test_the_csv_of_names_holds_every_page_of_the_table_in_its_order(visit: Visit) -> None:
    page = visit("people?act=allege")
    told = page.get_by_text(re.compile("names? — Names in articles")).first.inner_text()
    total = int(told.split(" name")[0].replace(",", ""))
    name, raw = downloaded(page, "CSV of all rows")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    received = [int(r["received"]) for r in rows]
    assert len(rows) == total > 25 and received == sorted(received, reverse=True)
    assert re.fullmatch(r"blamewire-people-act-allege-\d{4}-\d\d-\d\d\.csv", name)
