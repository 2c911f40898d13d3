"""The CSV of every chart has a companion that names its filters, day, store, and what each column counts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from analysis.exports.columns import COLUMNS
from analysis.filters import Filters
from tests.pages.conftest import Open
from tests.pages.test_pages import one
from views.common import download, show

VIEWS = [
    ("overview", {}),
    *(("accusations", {"view": "network", "draw": d}) for d in ("network", "matrix")),
    ("accusations", {"view": "kinds"}),
    ("people", {}),
    *(("sources", {"view": v}) for v in ("outlets", "speakers", "subjects", "copies")),
    *(("sources", {"view": "shares", "share": s}) for s in ("voice", "reply", "unnamed", "copied")),
    *(("tone", {"view": v}) for v in ("all", "party", "outlet", "story", "sentences")),
]
RECORDS = [
    ("accusations", "claim", "SELECT claim_id FROM claims ORDER BY mentions DESC, claim_id LIMIT 1"),
    ("people", "entity", "SELECT accused_id FROM claims WHERE accused_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"),
    ("people", "entity", "SELECT string_agg(e, ',') FROM (SELECT DISTINCT accused_id AS e FROM claims WHERE accused_id IS NOT NULL "
                         "ORDER BY 1 LIMIT 3)"),
    ("sources", "profile", "SELECT outlet FROM articles WHERE outlet IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"),
]  # fmt: skip


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """The columns of each chart that the pages draw, by the chart's key."""
    seen: dict[str, list[str]] = {}
    real = show.chart

    def note(figure: Any, table: Any, key: str, *rest: Any, **more: Any) -> None:
        seen[key] = list(show.tidy(table).columns)
        real(figure, table, key, *rest, **more)

    monkeypatch.setattr(show, "chart", note)
    return seen


@pytest.mark.parametrize(("page", "params"), VIEWS)
def test_every_column_of_a_chart_says_what_it_counts(open_page: Open, shown: dict[str, list[str]], page: str, params: Any) -> None:
    open_page(page, **params)
    assert shown or page == "people"
    assert {c for columns in shown.values() for c in columns} <= set(COLUMNS), shown


@pytest.mark.parametrize(("page", "parameter", "sql"), RECORDS)
def test_so_does_every_column_on_the_page_of_one_record(
    open_page: Open, shown: dict[str, list[str]], database: Path, page: str, parameter: str, sql: str
) -> None:
    open_page(page, **{parameter: one(database, sql)})
    assert shown
    assert {c for columns in shown.values() for c in columns} <= set(COLUMNS), shown


def test_the_companion_names_filters_day_store_and_columns(open_page: Open) -> None:
    app = open_page("overview", act="allege")
    table = show.tidy(show.ask(show.overview.over_time, Filters(acts=("allege",))))
    text = download._companion(table, Filters(acts=("allege",)), "claims-time", "Claims over time", "In view: records.").decode()
    facts = dict(line.split(": ", 1) for line in text.splitlines())
    assert facts["Table"] == "Claims over time" and facts["Filters"] == "act=allege" and facts["Rows"] == str(len(table))
    assert facts["Made"].startswith(f"{datetime.now(UTC):%Y-%m-%d}") and facts["Store"]
    assert facts["Column claims"].startswith("distinct claims") and "−1 dark" in facts["Column tone"]
    assert "Found by" not in facts
    assert not app.exception
