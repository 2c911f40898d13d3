"""The queries behind Sources and Tone in depth give what a plain reading of the tables gives, whatever the filters."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import figures_sources, figures_tone
from analysis.filters import Filters
from analysis.queries import outlets, tone_groups
from analysis.tables import Tables
from tests.queries.test_twins import TWIN, filters, kept, kept_articles

ANSWERING = ["deny", "admit"]
QUICK = settings(TWIN, max_examples=8)


def by(frame: pd.DataFrame, key: str, value: str) -> dict[str, Any]:
    return dict(zip(frame[key], frame[value], strict=True))


def party(rows: pd.DataFrame, role: str) -> pd.Series:
    return rows[f"{role}_id"].fillna("=" + rows[f"{role}_name"].fillna(rows[role]).str.lower())


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (1, 1, 0.2065, 1.0)],
)
def test_wilson_gives_the_published_values(part: int, whole: int, low: float, high: float) -> None:
    assert outlets.wilson(part, whole) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


@given(whole=st.integers(1, 5000), share=st.floats(0, 1))
def test_wilson_holds_the_share(whole: int, share: float) -> None:
    part = round(whole * share)
    low, high = outlets.wilson(part, whole)
    assert low is not None and high is not None and 0 <= low <= part / whole + 1e-9 and part / whole - 1e-9 <= high <= 1


def test_nothing_has_no_interval() -> None:
    assert outlets.wilson(0, 0) == (None, None)


@QUICK
@given(f=filters)
def test_outlets(tables: Tables, cursor: Any, f: Filters) -> None:
    pages, hits = kept_articles(tables, f), kept(tables, f)
    rows = outlets.outlets(cursor, f)
    assert by(rows, "outlet", "articles") == pages["outlet"].value_counts().to_dict()
    assert rows["all_articles"].eq(len(pages)).all()
    used = tables.sources[tables.sources["role"] == "speaker"].merge(pages[["article_id", "outlet"]], on="article_id")
    mentions, speakers = hits["outlet"].value_counts(), used["outlet"].value_counts()
    unnamed = used[~used["named"]]["outlet"].value_counts()
    for row in rows.itertuples():
        assert row.mentions == mentions.get(row.outlet, 0)
        assert (row.speakers, row.unnamed) == (speakers.get(row.outlet, 0), unnamed.get(row.outlet, 0))
        assert row.copies == int(pages[pages["outlet"] == row.outlet]["duplicate_of"].notna().sum())


@QUICK
@given(f=filters)
def test_right_of_reply(tables: Tables, cursor: Any, f: Filters) -> None:
    hits = kept(tables, f)
    told = hits[~hits["act"].isin(ANSWERING) & (hits["certainty"] != "negated")]
    told = told.assign(key=party(told, "accused")).groupby(["article_id", "claim_id"])
    denials = tables.accusations[tables.accusations["act"].isin(ANSWERING)]
    denied = set(zip(denials["article_id"], party(denials, "accused"), strict=True))
    quoted = set(zip(tables.quotes["article_id"], tables.quotes["speaker_id"], strict=True))
    expected = {
        (article, claim): ((article, rows["key"].min()) in denied, (article, rows["key"].min()) in quoted)
        for (article, claim), rows in told
    }
    rows = outlets.replies(cursor, f)
    place = tables.accusations.set_index("accusation_id")[["article_id", "claim_id"]]
    found = {
        (place.loc[r.accusation_id, "article_id"], place.loc[r.accusation_id, "claim_id"]): (r.replied, r.quoted)
        for r in rows.itertuples()
    }
    assert found == expected
    table = outlets.outlets(cursor, f)
    articles = set(kept_articles(tables, f)["outlet"])
    if set(hits["outlet"]) <= articles:
        assert int(table["accusing"].sum()) == len(expected)
        assert int(table["replied"].sum()) == sum(replied for replied, _ in expected.values())


@QUICK
@given(f=filters)
def test_speakers_and_their_quotations(tables: Tables, cursor: Any, f: Filters) -> None:
    inside = tables.quotes[tables.quotes["article_id"].isin(kept_articles(tables, f)["article_id"])]
    rows = outlets.speakers(cursor, f, limit=1000)
    assert by(rows, "key", "quotes") == inside["speaker_id"].value_counts().to_dict()
    assert outlets.quotations(cursor, f)["quotes"] == len(inside)
    if len(rows):
        key = rows["key"].iloc[0]
        page = outlets.quotes(cursor, f, key)
        assert set(page["quote_id"]) == set(inside[inside["speaker_id"] == key]["quote_id"])
        assert outlets.quotes_count(cursor, f, key) == len(page)
        texts = tables.articles.set_index("article_id")["text"]
        assert all(texts[r.article_id][r.start : r.end] == r.passage for r in page.itertuples())


@QUICK
@given(f=filters)
def test_uses_of_speakers(tables: Tables, cursor: Any, f: Filters) -> None:
    used = tables.sources[tables.sources["role"] == "speaker"]
    used = used[used["article_id"].isin(kept_articles(tables, f)["article_id"])]
    rows = outlets.uses(cursor, f)
    assert len(rows) == len(used) == outlets.uses_count(cursor, f)
    assert sorted(rows["name"]) == sorted(used["name"])


@QUICK
@given(f=filters, subject=st.sampled_from(["contexts", "cameo", "accused"]))
def test_outlets_by_subject(tables: Tables, cursor: Any, f: Filters, subject: Any) -> None:
    hits = kept(tables, f)
    keyed = hits.assign(key=party(hits, "accused") if subject == "accused" else hits[subject])
    keyed = keyed.explode("key") if subject == "contexts" else keyed
    rows = outlets.by_subject(cursor, f, subject, most=1000)
    found = {(r.outlet, r.key): r.mentions for r in rows.itertuples()}
    assert found == keyed.dropna(subset="key").groupby(["outlet", "key"]).size().to_dict()


@QUICK
@given(f=filters)
def test_copies(tables: Tables, cursor: Any, f: Filters) -> None:
    copied = kept_articles(tables, f).dropna(subset="duplicate_of")
    assert set(outlets.copies(cursor, f)["article_id"]) == set(copied["article_id"])
    assert int(outlets.copying(cursor, f)["articles"].sum()) == len(copied)


def means(tables: Tables, f: Filters, group: str) -> dict[str, tuple[float, int]]:
    pages = kept_articles(tables, f)[["article_id", "outlet", "story_id"]]
    if group == "party":
        parties = tables.mentions[tables.mentions["kind"] != "place"]
        named = parties.drop_duplicates(["article_id", "entity_id", "sentence", "tone"])
        rows = named.merge(pages, on="article_id").rename(columns={"entity_id": "key"})
    else:
        column = {"outlet": "outlet", "story": "story_id"}[group]
        rows = tables.sentences.merge(pages, on="article_id").rename(columns={column: "key"})
    per = rows.groupby(["key", "article_id"])["tone"].mean().groupby("key")
    least = tone_groups.LEAST[group]
    return {k: (float(v.mean()), len(v)) for k, v in per if len(v) >= least}


@QUICK
@given(f=filters, group=st.sampled_from(["party", "outlet", "story"]))
def test_tone_ranked_and_over_time(tables: Tables, cursor: Any, f: Filters, group: Any) -> None:
    expected = means(tables, f, group)
    rows = tone_groups.ranking(cursor, f, group, limit=1000)
    assert by(rows, "key", "n") == {k: n for k, (_, n) in expected.items()}
    assert by(rows, "key", "tone") == pytest.approx({k: t for k, (t, _) in expected.items()})
    assert (rows["low"].isna() == (rows["n"] < 2)).all() and (rows["high"].isna() == (rows["n"] < 2)).all()
    keys = tuple(rows["key"][:2])
    course = tone_groups.course(cursor, f, group, keys, "month")
    for key in keys:
        part = course[course["key"] == key]
        assert int(part["n"].sum()) == expected[key][1]
        assert (part["tone"] * part["n"]).sum() / part["n"].sum() == pytest.approx(expected[key][0])


@QUICK
@given(f=filters)
def test_sentences_by_tone(tables: Tables, cursor: Any, f: Filters) -> None:
    inside = tables.sentences[tables.sentences["article_id"].isin(kept_articles(tables, f)["article_id"])]
    rows = tone_groups.spread(cursor, f)
    assert int(rows["sentences"].sum()) == len(inside)
    for low, n in zip(rows["from"], rows["sentences"], strict=True):
        assert tone_groups.sentences_count(cursor, f, "outlet", "", low, round(low + 0.1, 1)) == n
    page = tone_groups.sentences(cursor, f, "outlet", "", "darkest")
    assert list(page["tone"]) == sorted(inside["tone"])


def test_the_sentences_of_a_party_are_those_that_name_it(tables: Tables, cursor: Any) -> None:
    key = tone_groups.ranking(cursor, Filters(), "party", 1)["key"].iloc[0]
    named = tables.mentions[tables.mentions["entity_id"] == key].drop_duplicates(["article_id", "sentence"])
    page = tone_groups.sentences(cursor, Filters(), "party", key)
    assert set(zip(page["article_id"], page["position"], strict=True)) == set(
        zip(named["article_id"], named["sentence"], strict=True)
    )


@pytest.mark.parametrize("f", [Filters(), Filters(accusers=("=nobody at all",))])
def test_figures_say_themselves_in_words(cursor: Any, f: Filters) -> None:
    rows, cells = outlets.outlets(cursor, f), outlets.by_subject(cursor, f, "contexts")
    ranking = tone_groups.ranking(cursor, f, "outlet")
    course = tone_groups.course(cursor, f, "outlet", tuple(ranking["key"][:3]))
    made = [
        *(figures_sources.outlets(rows, m) for m in figures_sources.MEASURES.values()),
        figures_sources.speakers(outlets.speakers(cursor, f, 15)),
        figures_sources.subjects(cells, "context", {}),
        figures_sources.reporting(rows),
        figures_tone.means(ranking, list(ranking["key"]), "Mean tone by outlet"),
        figures_tone.course(course, "outlet"),
        figures_tone.spread(tone_groups.spread(cursor, f)),
    ]
    for figure in made:
        assert len(figure.layout.meta["alt"]) > 15
        assert figure.layout.xaxis.title.text
