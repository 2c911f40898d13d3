"""Every query gives what a plain reading of the tables gives, whatever the filters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import figures, search
from analysis.filters import Filters
from analysis.queries import accusations, articles, entities, overview, sides, tone
from analysis.tables import Tables
from bench import synthetic

TWIN = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FIRST = (synthetic.END - timedelta(days=90)).date()
IDS = [synthetic._id("party", i) for i in range(6)]
days = st.none() | st.dates(FIRST - timedelta(days=3), synthetic.END.date() + timedelta(days=3))
parties = st.lists(st.sampled_from([*IDS, "~venn", "~ministry", "=officials", "=nobody"]), max_size=2).map(tuple)
filters = st.builds(
    Filters,
    since=days,
    until=days,
    outlets=st.lists(st.sampled_from([*synthetic.OUTLETS[:5], "No Such Paper"]), max_size=3).map(tuple),
    accusers=parties,
    accused=parties,
    parties=parties,
    named=st.lists(st.sampled_from([*IDS, "~venn", "=nobody"]), max_size=1).map(tuple),
    acts=st.lists(st.sampled_from(["allege", "deny", "charge"]), max_size=2).map(tuple),
    cameo=st.lists(st.sampled_from(["1121", "1124", "111"]), max_size=2).map(tuple),
    contexts=st.lists(st.sampled_from(["legal", "corruption", "none"]), max_size=2).map(tuple),
    certainty=st.lists(st.sampled_from(["asserted", "hedged"]), max_size=2).map(tuple),
    voices=st.lists(st.sampled_from(["named", "unnamed"]), max_size=1).map(tuple),
    languages=st.lists(st.sampled_from(["en", "fr"]), max_size=1).map(tuple),
    only=st.lists(st.sampled_from(["unanswered", "denied", "anonymous", "single", "original"]), max_size=1).map(tuple),
    text=st.sampled_from(["", "", "bribes", "bribes OR hospital", '"the vote"', "-bribes", "offici*"]),
)


def joined(tables: Tables) -> pd.DataFrame:
    """Accusations with their article's columns and their claim's."""
    r = tables.articles[["article_id", "published", "outlet", "language", "duplicate_of"]]
    c = tables.claims[["claim_id", "answered", "status", "outlets"]]
    named = tables.accusations[tables.accusations["voice"].isin(["named", "outlet"])]["claim_id"]
    made = tables.accusations.merge(r, on="article_id").merge(c, on="claim_id")
    made["anonymous"] = ~made["claim_id"].isin(named)
    return made


def is_party(row: Any, role: str, wanted: tuple[str, ...]) -> bool:
    given_id, name, words = row[f"{role}_id"], row[f"{role}_name"], row[role]
    name, words = ("" if pd.isna(v) else v for v in (name, words))
    for value in wanted:
        if value[0] == "~" and value[1:].lower() in f"{name} {words}".lower():
            return True
        if value[0] == "=" and pd.isna(given_id) and value[1:].lower() == (name or words).lower():
            return True
        if not pd.isna(given_id) and value == given_id:
            return True
    return False


def naming(tables: Tables, f: Filters) -> set[str]:
    """Articles that name one of the wanted."""
    whole = tables.entities[["entity_id", "name"]].rename(columns={"name": "whole"})
    named = tables.mentions.merge(whole, on="entity_id")
    keep = named["entity_id"].isin(f.named)
    for v in f.named:
        if v[0] == "~":
            keep |= named["whole"].str.lower().str.contains(v[1:].lower(), regex=False)
        if v[0] == "=":
            keep |= named["whole"].str.lower() == v[1:].lower()
    return set(named[keep]["article_id"])


def of_article(row: Any, f: Filters) -> bool:
    day = row["published"].date()
    return (
        (f.since is None or day >= f.since)
        and (f.until is None or day <= f.until)
        and (not f.outlets or row["outlet"] in f.outlets)
        and (not f.languages or row["language"] in f.languages)
        and ("original" not in f.only or pd.isna(row["duplicate_of"]))
    )


def of_accusation(row: Any, f: Filters, with_text: bool = True) -> bool:
    coded = (("act", f.acts), ("cameo", f.cameo), ("certainty", f.certainty), ("voice", f.voices))
    return bool(
        of_article(row, f)
        and (not f.accusers or is_party(row, "accuser", f.accusers))
        and (not f.accused or is_party(row, "accused", f.accused))
        and (not f.parties or is_party(row, "accuser", f.parties) or is_party(row, "accused", f.parties))
        and all(not wanted or row[name] in wanted for name, wanted in coded)
        and (not f.contexts or set(f.contexts) & set(row["contexts"]))
        and ("unanswered" not in f.only or not row["answered"])
        and ("denied" not in f.only or row["status"] == "denied")
        and ("anonymous" not in f.only or row["anonymous"])
        and ("single" not in f.only or row["outlets"] == 1)
        and (not with_text or search.matches(f.text, row["sentence"]))
    )


def kept(tables: Tables, f: Filters, with_text: bool = True) -> pd.DataFrame:
    made = joined(tables)
    if f.named:
        made = made[made["article_id"].isin(naming(tables, f))]
    chosen = [of_accusation(row, f, with_text) for _, row in made.iterrows()]
    return made[pd.Series(chosen, index=made.index, dtype=bool)]


def kept_articles(tables: Tables, f: Filters) -> pd.DataFrame:
    accusing = set(kept(tables, f, with_text=False)["article_id"]) if f.about_accusations else None
    rows = tables.articles
    if f.named:
        rows = rows[rows["article_id"].isin(naming(tables, f))]
    chosen = [
        of_article(row, f)
        and search.matches(f.text, row["text"])
        and (accusing is None or row["article_id"] in accusing)
        for _, row in rows.iterrows()
    ]
    return rows[pd.Series(chosen, index=rows.index, dtype=bool)]


@TWIN
@given(f=filters)
def test_totals(tables: Tables, cursor: Any, f: Filters) -> None:
    hits, pages = kept(tables, f), kept_articles(tables, f)
    assert overview.totals(cursor, f) == {
        "mentions": len(hits),
        "claims": hits["claim_id"].nunique(),
        "articles_with": hits["article_id"].nunique(),
        "outlets": hits[hits["duplicate_of"].isna()]["outlet"].nunique(),
        "articles": len(pages),
        "analysed": int(pages["analysed"].sum()),
        "copies": int(pages["duplicate_of"].notna().sum()),
    }


@TWIN
@given(f=filters, limit=st.integers(1, 20), offset=st.integers(0, 20))
def test_a_page_of_records_is_that_slice_of_all_of_them(
    tables: Tables, cursor: Any, f: Filters, limit: int, offset: int
) -> None:
    hits = kept(tables, f).sort_values(["published", "accusation_id"], ascending=[False, True])
    page = accusations.records(cursor, f, limit=limit, offset=offset)
    assert list(page["accusation_id"]) == list(hits["accusation_id"])[offset : offset + limit]
    assert accusations.count(cursor, f) == len(hits)


@TWIN
@given(f=filters)
def test_articles_found(tables: Tables, cursor: Any, f: Filters) -> None:
    pages = kept_articles(tables, f).sort_values(["published", "article_id"], ascending=[False, True])
    assert list(articles.found(cursor, f)["article_id"]) == list(pages["article_id"])
    assert articles.count(cursor, f) == len(pages)


@TWIN
@given(f=filters)
def test_claims_in_view(tables: Tables, cursor: Any, f: Filters) -> None:
    hits = kept(tables, f)
    page = accusations.claims(cursor, f)
    assert dict(zip(page["claim_id"], page["in_view"], strict=True)) == hits["claim_id"].value_counts().to_dict()
    assert list(page["in_view"]) == sorted(page["in_view"], reverse=True)


@TWIN
@given(f=filters, role=st.sampled_from(["accuser", "accused"]))
def test_top_parties_lead_to_as_many_records_as_they_say(tables: Tables, cursor: Any, f: Filters, role: Any) -> None:
    hits = kept(tables, f.accusing)
    name = hits[f"{role}_name"].fillna(hits[role]).str.lower()
    hits = hits.assign(key=hits[f"{role}_id"].fillna("=" + name))
    top = overview.top(cursor, f, role, limit=100)
    assert dict(zip(top["key"], top["mentions"], strict=True)) == hits["key"].value_counts().to_dict()
    assert dict(zip(top["key"], top["claims"], strict=True)) == hits.groupby("key")["claim_id"].nunique().to_dict()
    field = "accusers" if role == "accuser" else "accused"
    for key, mentions in list(zip(top["key"], top["mentions"], strict=True))[:3]:
        assert accusations.count(cursor, f.accusing.narrowed(Filters(**{field: (key,)}))) == mentions


@TWIN
@given(f=filters, role=st.sampled_from(["accuser", "accused"]))
def test_both_sides_of_the_ranked_lead_to_as_many_claims_as_they_say(cursor: Any, f: Filters, role: Any) -> None:
    rows = sides.ranked(cursor, f, role, limit=4)
    own = "made" if role == "accuser" else "received"
    assert list(rows["key"]) == list(overview.top(cursor, f, role, limit=4)["key"])
    assert list(rows[own]) == sorted(rows[own], reverse=True)
    leading = [trace for trace in figures.sides(rows, role).data if trace.type == "bar" or trace.mode != "text"]
    marks = [m for trace in leading for m in zip(trace.customdata, trace.x, strict=True)]
    assert len(marks) == sum((rows[side] > 0).sum() for side in ("made", "received"))
    for data, value in marks:
        under = f.accusing.narrowed(Filters.from_query(parse_qs(data)))
        assert accusations.claims_count(cursor, under) == value > 0


@TWIN
@given(f=filters)
def test_pairs_and_which_are_mutual(tables: Tables, cursor: Any, f: Filters) -> None:
    hits = kept(tables, f.accusing)
    keys = [
        hits[f"{role}_id"].fillna("=" + hits[f"{role}_name"].fillna(hits[role]).str.lower())
        for role in ("accuser", "accused")
    ]
    counted = hits.assign(a=keys[0], b=keys[1]).groupby(["a", "b"])["claim_id"].nunique().to_dict()
    rows = overview.pairs(cursor, f, limit=1000)
    found = {(r.accuser_key, r.accused_key): r for r in rows.itertuples()}
    assert {k: r.claims for k, r in found.items()} == counted
    assert all(r.mutual == (a != b and (b, a) in counted) for (a, b), r in found.items())


@TWIN
@given(f=filters, unit=st.sampled_from(["day", "week", "month", "year"]))
def test_over_time_counts_each_record_once_and_leaves_no_gap(
    tables: Tables, cursor: Any, f: Filters, unit: Any
) -> None:
    course = overview.over_time(cursor, f, unit)
    pages = kept_articles(tables, f)
    assert course["articles"].sum() == len(pages)
    if len(course):
        assert course["mentions"].sum() == len(kept(tables, f))
        steps = course["period"].diff().dropna().dt.days
        longest = {"day": 1, "week": 7, "month": 31, "year": 366}[unit]
        assert ((steps > 0) & (steps <= longest)).all()


@TWIN
@given(f=filters)
def test_tone_is_the_mean_of_article_means(tables: Tables, cursor: Any, f: Filters) -> None:
    pages = kept_articles(tables, f)
    inside = tables.sentences[tables.sentences["article_id"].isin(pages["article_id"])]
    means = inside.groupby("article_id")["tone"].mean()
    course = overview.over_time(cursor, f, "year")
    total = (course["tone"] * course["n"]).sum() if len(course) else 0.0
    assert total == pytest.approx(float(means.sum()), abs=1e-6)
    assert (len(course) == 0 and len(means) == 0) or int(course["n"].sum()) == len(means)


@TWIN
@given(f=filters, field=st.sampled_from(["acts", "certainty", "voices", "outlets", "cameo"]))
def test_breakdown(tables: Tables, cursor: Any, f: Filters, field: str) -> None:
    column = overview.FACETS[field].split(".")[1]
    rows = overview.breakdown(cursor, f, field)
    assert dict(zip(rows["value"], rows["mentions"], strict=True)) == kept(tables, f)[column].value_counts().to_dict()


def test_the_last_period_is_marked_when_the_data_end_inside_it(cursor: Any) -> None:
    course = overview.over_time(cursor, Filters(), "week")
    assert not course["complete"].iloc[-1] and course["complete"].iloc[1:-1].all()


def test_a_period_cut_by_the_filter_is_marked(cursor: Any) -> None:
    since = FIRST + timedelta(days=30 + (2 - (FIRST + timedelta(days=30)).weekday()))
    course = overview.over_time(cursor, Filters(since=since), "week")
    assert not course["complete"].iloc[0]


@TWIN
@given(f=filters, order=st.sampled_from(["received", "made", "mentions"]))
def test_names_in_view(tables: Tables, cursor: Any, f: Filters, order: str) -> None:
    inside = tables.mentions[tables.mentions["article_id"].isin(kept_articles(tables, f)["article_id"])]
    hits = kept(tables, f.accusing)
    rows = entities.listing(cursor, f, order=order, limit=1000)
    assert dict(zip(rows["entity_id"], rows["mentions"], strict=True)) == inside["entity_id"].value_counts().to_dict()
    assert entities.count(cursor, f) == len(rows)
    received = hits.groupby("accused_id")["claim_id"].nunique()
    made = hits.groupby("accuser_id")["claim_id"].nunique()
    for row in rows.itertuples():
        assert row.received == received.get(row.entity_id, 0) and row.made == made.get(row.entity_id, 0)
    assert list(rows[order]) == sorted(rows[order], reverse=True)


@TWIN
@given(f=filters)
def test_tone_by_outlet_and_around_names(tables: Tables, cursor: Any, f: Filters) -> None:
    pages = kept_articles(tables, f)
    inside = tables.sentences.merge(pages[["article_id", "outlet"]], on="article_id")
    per = inside.groupby(["outlet", "article_id"])["tone"].mean().groupby("outlet").mean().to_dict()
    rows = tone.by_outlet(cursor, f, limit=1000)
    assert dict(zip(rows["key"], rows["tone"], strict=True)) == pytest.approx(per)
    around = tables.mentions[tables.mentions["article_id"].isin(pages["article_id"])]
    names = around.groupby(["entity_id", "article_id"])["tone"].mean().groupby("entity_id").mean().to_dict()
    rows = tone.around_entities(cursor, f, limit=1000)
    assert dict(zip(rows["key"], rows["tone"], strict=True)) == pytest.approx(names)
    assert sum(tone.spread(cursor, f).values()) == len(inside)
