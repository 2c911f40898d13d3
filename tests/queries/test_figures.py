"""Figures: bars from zero, units on axes, marks that lead to records, escaped labels, colours told apart."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import pandas as pd
import plotly.graph_objects as go
import pytest

from analysis import figures, figures_desk, wording
from analysis.filters import Filters
from analysis.queries import accusations, overview


def made(cursor: Any) -> dict[str, go.Figure]:
    course = overview.over_time(cursor, Filters())
    return {
        "articles": figures.articles_over_time(course),
        "claims": figures.claims_over_time(course),
        "tone": figures.tone_over_time(course),
        "pairs": figures.pairs(overview.pairs(cursor, Filters())),
        "matrix": figures.matrix(overview.pairs(cursor, Filters())),
        "ranked": figures.ranked(overview.top(cursor, Filters(), "accused"), "accused", "accused"),
        "kinds": figures.breakdown(overview.breakdown(cursor, Filters(), "acts"), "act", wording.ACTS, "By act"),
    }


def test_every_figure_says_itself_in_words_and_states_its_units(cursor: Any) -> None:
    for name, figure in made(cursor).items():
        assert len(figure.layout.meta["alt"]) > 30, name
        assert figure.layout.xaxis.title.text or figure.layout.yaxis.title.text, name


def test_every_mark_leads_to_filters_that_hold_as_many_records_as_it_says(cursor: Any) -> None:
    for name in ("ranked", "pairs", "kinds"):
        for trace in made(cursor)[name].data:
            for data, value in zip(trace.customdata, trace.x, strict=True):
                under = Filters.from_query(parse_qs(data))
                under = under if name == "kinds" else under.accusing
                total = accusations.count if name == "kinds" else accusations.claims_count
                assert total(cursor, under) == value


def test_bars_over_time_lead_to_their_days(cursor: Any) -> None:
    bars = made(cursor)["claims"].data[0]
    for data, claims in zip(bars.customdata, bars.y, strict=True):
        assert accusations.claims_count(cursor, Filters.from_query(parse_qs(data))) == claims


def test_the_unfinished_period_is_hatched(cursor: Any) -> None:
    assert made(cursor)["articles"].data[0].marker.pattern.shape[-1] == "/"


def test_names_are_escaped_and_shortened() -> None:
    rows = pd.DataFrame(
        {"key": ["a"], "name": ["<a href='x'>" + "y" * 60], "claims": [1], "mentions": [1], "outlets": [1]}
    )
    tick = figures.ranked(rows, "accuser", "accuser").data[0].y[0]
    assert tick.startswith("&lt;a") and tick.endswith("…")


def test_empty_frames_give_empty_figures_not_errors(cursor: Any) -> None:
    nobody = Filters(accusers=("=nobody at all",))
    course = overview.over_time(cursor, nobody)
    for draw in (figures.claims_over_time, figures.tone_over_time, figures.articles_over_time):
        assert draw(course).layout.meta["alt"]
    assert figures.pairs(overview.pairs(cursor, nobody)).layout.meta["alt"]
    assert figures.matrix(overview.pairs(cursor, nobody)).layout.meta["alt"]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("colour", [*figures.ENTITY_COLOURS, figures.BLUE, figures.ORANGE, figures.GREY])
@pytest.mark.parametrize("ground", ["#FFFFFF", "#12161C"])
def test_chart_colours_stand_out_from_both_grounds(colour: str, ground: str) -> None:
    """At 3:1, what WCAG 1.4.11 asks of graphical objects."""
    lighter, darker = sorted((luminance(colour), luminance(ground)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 3


def test_parties_side_by_side_have_colours_of_their_own_in_every_chart() -> None:
    keys = [f"e{i}" for i in range(5)]
    assert len(set(figures.apart(keys).values())) == 5
    assert figures.apart(keys) == figures.apart(keys[::-1])
    rows = pd.DataFrame({"key": keys, "name": keys, "received": 1})
    bars = figures_desk.counted(rows, "received", "accused", "claims", distinct=True).data[0]
    assert dict(zip(bars.y, bars.marker.color, strict=True)) == figures.apart(keys)


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 9, "0%"), (1, 900, "<1%"), (1, 3, "33%"), (899, 900, ">99%"), (9, 9, "100%")],
)
def test_a_share_is_never_said_to_be_none_or_all_where_it_is_not(part: int, whole: int, said: str) -> None:
    assert wording.percent(part, whole) == said


def test_a_party_has_one_colour() -> None:
    assert figures.entity_colour("e1") == figures.entity_colour("e1") in figures.ENTITY_COLOURS
