"""What the desk adds to the tables: spikes and their stories, facets, narrowings, carriers, threads, the network."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import figures, figures_claim, figures_network
from analysis.filters import ACCUSING, Filters
from analysis.queries import accusations, articles, entities, overview, spikes
from analysis.store import open_store, write_database
from analysis.tables import Tables
from tests.queries.test_twins import TWIN, filters, kept

WINDOWS = ((date(2024, 6, 3), date(2024, 6, 9)), (date(2024, 4, 1), date(2025, 6, 30)), (date(2030, 1, 1), date(2030, 1, 2)))
QUIET = [4, 5, 4, 6, 5, 4, 5, 5]


@pytest.mark.parametrize(
    ("counts", "spiking"),
    [
        ([*QUIET, 30], [8]),
        ([*QUIET, 9], []),
        ([0, 0, 0, 0, 4], []),
        ([0, 0, 0, 0, 5], [4]),
        ([50, 1, 1], []),
        ([10, 20, 30, 40, 50, 60, 70, 80, 90], []),
        ([100, 100, 100, 100, 125], []),
        ([100, 100, 100, 100, 131], [4]),
        ([], []),
    ],
)
def test_a_spike_stands_out_from_the_periods_before_it(counts: list[int], spiking: list[int]) -> None:
    assert [i for i, high in enumerate(spikes.of_counts(pd.Series(counts))) if high] == spiking


def test_a_spike_of_tone_needs_articles_and_goes_either_way() -> None:
    tone = pd.Series([-0.10, -0.11, -0.09, -0.10, -0.60, 0.40, -0.60])
    assert spikes.of_tone(tone, pd.Series([20, 20, 20, 20, 20, 20, 3])) == [False] * 4 + [True, True, False]


@given(st.lists(st.integers(0, 50), max_size=40))
def test_what_comes_later_changes_no_spike(counts: list[int]) -> None:
    whole = spikes.of_counts(pd.Series(counts, dtype="int64"))
    half = len(counts) // 2
    assert spikes.of_counts(pd.Series(counts[:half], dtype="int64")) == whole[:half]


@TWIN
@given(f=filters)
def test_the_leading_story_of_each_window_is_the_first_of_its_stories(cursor: Any, f: Filters) -> None:
    made = spikes.leading(cursor, f, WINDOWS).set_index("window")
    for place, (since, until) in enumerate(WINDOWS):
        stories = spikes.stories(cursor, f.narrowed(Filters(since=since, until=until)), 1)
        assert (place in made.index) == bool(len(stories))
        if len(stories):
            told, first = made.loc[place], stories.iloc[0]
            assert [told[c] for c in ("title", "claims", "articles", "all")] == [first[c] for c in ("title", "claims", "articles", "all")]


@TWIN
@given(f=filters)
def test_the_last_week_is_counted_as_the_totals_count_it(cursor: Any, f: Filters) -> None:
    days = overview.span(cursor, f)
    made = overview.changes(cursor, f)
    assert bool(made) == (days is not None)
    if days is None:
        return
    for part, week in zip(("now", "before"), overview.week_windows(days[1]), strict=True):
        counted = overview.totals(cursor, replace(f, since=None, until=None).narrowed(week))
        assert made[part] == {name: counted[name] for name in made[part]}
    for role, field in (("accused", "accused"), ("accuser", "accusers"), ("charge", "cameo")):
        rows = made["rising"][role]
        assert list(rows["now"] - rows["before"]) == sorted(rows["now"] - rows["before"], reverse=True)
        for row in rows.head(2).itertuples():
            under = replace(f.accusing, since=None, until=None).narrowed(Filters(**{field: (row.key,)}))  # type: ignore[arg-type]
            if getattr(f, field) or f.parties:
                continue
            week = overview.week_windows(days[1])[0]
            assert accusations.claims_count(cursor, under.narrowed(week)) == row.now > row.before


@TWIN
@given(f=filters)
def test_stories_share_out_every_record_in_view(tables: Tables, cursor: Any, f: Filters) -> None:
    hits = kept(tables, f).merge(tables.articles[["article_id", "story_id"]], on="article_id")
    rows = spikes.stories(cursor, f, None)
    story = hits["story_id"].fillna(hits["article_id"])
    assert dict(zip(rows["story"], rows["mentions"], strict=True)) == story.value_counts().to_dict()
    assert list(rows["claims"]) == sorted(rows["claims"], reverse=True)
    assert set(rows["article_id"]) <= set(hits["article_id"])
    assert (rows["all"] == len(rows)).all()


@TWIN
@given(f=filters, field=st.sampled_from(list(articles.FACETS)))
def test_a_facet_says_how_many_articles_its_choice_shows(tables: Tables, cursor: Any, f: Filters, field: str) -> None:
    rows = articles.facet(cursor, f, field, limit=3)
    for value, shown in zip(rows["value"], rows["articles"], strict=True):
        assert articles.count(cursor, replace(f, **{field: (value,)})) == shown


@TWIN
@given(f=filters)
def test_a_narrowing_says_how_many_claims_it_leaves(tables: Tables, cursor: Any, f: Filters) -> None:
    wide = replace(f, only=())
    for only, left in accusations.narrowings(cursor, wide).items():
        assert accusations.claims_count(cursor, replace(wide, only=(only,))) == left


def test_the_first_carrier_is_the_earliest_article_of_the_claim(tables: Tables, cursor: Any) -> None:
    joined = tables.accusations.merge(tables.articles[["article_id", "published", "outlet"]], on="article_id")
    for claim_id, mine in list(joined.groupby("claim_id"))[:20]:
        rows = accusations.carriers(cursor, str(claim_id))
        first = mine.sort_values("published").iloc[0]
        assert rows["outlet"].iloc[0] == first["outlet"] and rows["article_id"].iloc[0] == first["article_id"]
        assert rows["hours"].iloc[0] == 0 and rows["mentions"].sum() == len(mine)


@pytest.mark.parametrize("limit", [1, 2, 30])
def test_a_thread_always_holds_the_claim_it_is_asked_for(tables: Tables, cursor: Any, limit: int) -> None:
    for row in tables.claims.head(10).itertuples():
        rows = accusations.thread(cursor, row.thread_id, row.claim_id, limit)
        assert row.claim_id in set(rows["claim_id"]) and len(rows) <= limit
        assert rows["all"].iloc[0] == (tables.claims["thread_id"] == row.thread_id).sum()
        assert figures_claim.thread(rows, row.claim_id).layout.meta["alt"]


def test_the_network_leads_to_as_many_claims_as_it_says(cursor: Any) -> None:
    rows = overview.pairs(cursor, Filters(), limit=40)
    figure = figures_network.network(rows)
    leads = [lead for trace in figure.data[:-1] for lead in trace.customdata if lead and lead.startswith("accuser=")]
    assert len(leads) == len(rows)
    told = {(r.accuser_key, r.accused_key): r.claims for r in rows.itertuples()}
    for lead in leads[:10]:
        under = Filters.from_query(parse_qs(lead))
        assert accusations.claims_count(cursor, under.accusing) == told[under.accusers[0], under.accused[0]]


def test_the_network_stands_still_and_no_two_parties_share_a_place(cursor: Any) -> None:
    rows = overview.pairs(cursor, Filters(), limit=40)
    first, second = figures_network.network(rows).data[-1], figures_network.network(rows).data[-1]
    assert list(first.x) == list(second.x) and len(set(zip(first.x, first.y, strict=True))) == len(first.x)


def test_the_end_of_an_arrow_says_and_opens_what_its_circle_does(cursor: Any) -> None:
    figure = figures_network.network(overview.pairs(cursor, Filters(), limit=40))
    circles = figure.data[-1]
    of_circle = dict(zip(circles.customdata, circles.hovertext, strict=True))
    for trace in figure.data[:-1]:
        ends = zip(trace.customdata, trace.hovertext, trace.marker.size, strict=True)
        assert all(of_circle[lead] == said for lead, said, size in ends if lead and not size)


def test_mutual_accusations_are_orange_in_the_network() -> None:
    rows = pd.DataFrame(
        {
            "accuser_key": ["a", "b", "a"], "accused_key": ["b", "a", "c"], "accuser": ["A", "B", "A"],
            "accused": ["B", "A", "C"], "claims": [2, 1, 3], "mentions": [2, 1, 3], "mutual": [True, True, False],
        }
    )  # fmt: skip
    traces = figures_network.network(rows).data[:-1]
    colours = {lead: t.line.color for t in traces for lead in t.customdata if lead and "accuser=" in lead}
    assert colours == {"accuser=a&accused=b": figures.ORANGE, "accuser=b&accused=a": figures.ORANGE,
                       "accuser=a&accused=c": figures.BLUE}  # fmt: skip


def test_nobody_to_draw_is_no_error() -> None:
    columns = ["accuser_key", "accused_key", "accuser", "accused", "claims", "mentions", "mutual"]
    assert figures_network.network(pd.DataFrame(columns=columns)).layout.meta["alt"]


@pytest.mark.parametrize(
    ("chosen", "counted"), [((), ACCUSING), (("deny",), ("deny",)), (("allege", "deny"), ("allege", "deny"))]
)
def test_denials_accuse_nobody_unless_they_are_asked_for(chosen: tuple[str, ...], counted: tuple[str, ...]) -> None:
    assert set(Filters(acts=chosen).accusing.acts) == set(counted)


def test_quotations_about_a_name_hold_it_and_are_not_its_own(tables: Tables, tmp_path: Path) -> None:
    """Here every quotation is made to run over its whole sentence, in which the accused is named."""
    texts = tables.articles.set_index("article_id")["text"]
    quotes = tables.quotes.copy()
    quotes["content_start"], quotes["content_end"] = quotes["start"], quotes["end"]
    quotes["content"] = pd.Series(
        [texts[q.article_id][q.start : q.end] for q in quotes.itertuples()], dtype="string", index=quotes.index
    )
    path = write_database(replace(tables, quotes=quotes), tmp_path / "quotes.duckdb")
    accused = tables.accusations.merge(quotes[["accusation_id", "speaker_id"]], on="accusation_id")
    with open_store(path) as store:
        for entity in tables.entities.head(8).itertuples():
            told = accused[(accused["accused_id"] == entity.entity_id) & (accused["speaker_id"] != entity.entity_id)]
            about = entities.quotes_about(store.cursor(), Filters(), entity.entity_id, limit=1000)
            assert len(about) == len(told) > 0
            assert about["content"].str.contains(entity.name, regex=False).all()


def test_names_compared_count_what_each_alone_counts(tables: Tables, cursor: Any) -> None:
    ids = tuple(tables.entities["entity_id"].head(3))
    rows = entities.compared(cursor, Filters(), (*ids, "no-such-name"))
    assert list(rows["key"]) == list(ids)
    assert [dict(r) for r in rows[["made", "received"]].to_dict("records")] == [
        {k: entities.numbers(cursor, Filters(), i)[k] for k in ("made", "received")} for i in ids
    ]
    course = entities.courses(cursor, Filters(), ids, "month")
    assert course.groupby("key")["mentions"].sum().to_dict() == dict(zip(rows["key"], rows["mentions"], strict=True))


@pytest.mark.parametrize("unit", ["day", "week", "month", "year"])
def test_a_period_without_a_naming_is_zero_not_left_out(tables: Tables, cursor: Any, unit: Any) -> None:
    ids = tuple(tables.entities["entity_id"].head(3))
    course = entities.courses(cursor, Filters(), ids, unit)
    periods = [list(part["period"]) for _, part in course.groupby("key")]
    assert all(p == periods[0] == sorted(set(p)) for p in periods)
    alone = {i: entities.course(cursor, Filters(), i, unit).set_index("period")["mentions"] for i in ids}
    assert all(r.mentions == alone[r.key].get(r.period, 0) for r in course.itertuples())
    if unit == "day":
        assert (course["mentions"] == 0).any()
