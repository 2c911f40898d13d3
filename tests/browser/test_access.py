"""Everybody can use it: axe-core finds nothing serious on any page, in light and dark, on a desk and on a phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.browser.conftest import Visit, settle

AXE = Path(__file__).parent / "assets" / "axe-4.14.1.min.js"
SERIOUS = ("serious", "critical")
STREAMLITS_OWN: dict[str, str] = {}
"""Rule of axe → the one selector of Streamlit's own markup that breaks it and that a page cannot change. None is known."""

RUN = """async (own) => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.flatMap((v) => v.nodes
    .filter((n) => !(own[v.id] && document.querySelector(n.target[0])?.matches(own[v.id])))
    .map((n) => ({ impact: v.impact, rule: v.id, at: n.target.flat().join(" "), why: n.failureSummary, html: n.html.slice(0, 200) })));
}"""
SETTLED = """() => !document.getAnimations().some((a) => a.playState === "running" && a.effect?.getTiming().iterations !== Infinity)"""
DARK = """() => {
  const [r, g, b] = getComputedStyle(document.querySelector('[data-testid="stApp"]')).backgroundColor.match(/\\d+/g).map(Number);
  return Math.max(r, g, b) < 60;
}"""

PLACES = {
    "overview": "",
    "overview, drawer": "?open=accusations%3Fact%3Ddeny",
    "overview, nothing found": "?accuser=~nobody+of+that+name&act=deny",
    "accusations, claims": "accusations",
    "accusations, mentions under filters": "accusations?view=mentions&act=deny&from=2025-01-01",
    "accusations, network": "accusations?view=network",
    "accusations, kinds": "accusations?view=kinds",
    "claim": "accusations?claim={claim}",
    "people": "people",
    "profile": "people?entity={entity}",
    "comparison": "people?entity={entity},{other}",
    "sources": "sources",
    "sources, subjects": "sources?view=subjects",
    "tone": "tone",
    "tone, outlets": "tone?view=outlet",
    "articles": "articles?q=bribes+OR+hospital",
    "article": "articles?article={article}",
    "method": "method",
    "add": "add",
}


@pytest.fixture(scope="module")
def records(database: Path) -> dict[str, str]:
    """A busy claim, an article of it, and two of the most accused."""
    with duckdb.connect(database, read_only=True) as connection:
        claim, article = connection.execute(
            """SELECT claim_id, min(article_id) FROM accusations WHERE claim_id IS NOT NULL
            GROUP BY claim_id ORDER BY count(*) DESC, claim_id LIMIT 1"""
        ).fetchone()  # type: ignore[misc]
        entity, other = connection.execute(
            """SELECT accused_id FROM accusations WHERE accused_id IS NOT NULL
            GROUP BY accused_id ORDER BY count(*) DESC, accused_id LIMIT 2"""
        ).fetchall()
    return {"claim": claim, "article": article, "entity": entity[0], "other": other[0]}


def findings(page: Any) -> list[dict[str, str]]:
    """What axe-core finds on the page as it stands, but for what STREAMLITS_OWN lists."""
    page.wait_for_function(SETTLED)
    if not page.evaluate("() => typeof axe === 'object'"):
        page.add_script_tag(path=AXE)
    return [f for f in page.evaluate(RUN, STREAMLITS_OWN) if f["impact"] in SERIOUS]


@pytest.mark.parametrize("place", PLACES)
def test_axe_finds_nothing_serious_in_light_and_dark(place: str, visit: Visit, records: dict[str, str]) -> None:
    page = visit(PLACES[place].format(**records), color_scheme="light")
    assert not page.evaluate(DARK)
    assert findings(page) == []
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(DARK)
    settle(page)
    assert findings(page) == []


@pytest.mark.parametrize("place", ["overview", "accusations, claims", "articles"])
def test_axe_finds_nothing_serious_on_a_phone(place: str, visit: Visit, records: dict[str, str]) -> None:
    page = visit(PLACES[place].format(**records), viewport={"width": 390, "height": 844})
    assert findings(page) == []


def test_axe_would_have_said_so(visit: Visit) -> None:
    page = visit("add")
    page.evaluate(
        """() => document.querySelector('[data-testid="stMain"]').insertAdjacentHTML("beforeend",
        '<p style="color:#aaa;background:#fff">faint</p><button></button>')"""
    )
    assert {f["rule"] for f in findings(page)} == {"button-name", "color-contrast"}
