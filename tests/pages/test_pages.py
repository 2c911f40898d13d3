"""Every page in its states: full, filtered, empty, open on one record, and without a store."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from bench import synthetic
from tests.pages.conftest import ROOT, Open
from views.common import show

PAGES = ["overview", "accusations", "articles", "people", "sources", "tone"]


def one(database: Path, sql: str) -> str:
    with duckdb.connect(database, read_only=True) as connection:
        row = connection.execute(sql).fetchone()
    assert row is not None
    return str(row[0])


def words(app: AppTest) -> str:
    """All that the page says in Markdown, captions and headings."""
    headings = (app.title, app.header, app.subheader)
    kinds = (app.markdown, app.caption, *headings, app.info, app.warning, app.error, app.text)
    return "\n".join(str(e.value) for kind in kinds for e in kind).replace("\\", "").replace("\u2060", "")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_and_says_what_is_in_view(open_page: Open, page: str) -> None:
    assert "of all dates." in words(open_page(page))


@pytest.mark.parametrize("page", PAGES)
def test_filters_in_the_address_are_applied_and_said(open_page: Open, page: str) -> None:
    app = open_page(page, act="deny", from_="2025-01-01")
    assert "where the act is “denies”, published since 1 January 2025." in words(app)
    assert [b.label.replace("\u2060", "") for b in app.button if b.key and b.key.startswith("chip")] == [
        "From: 1 January 2025",
        "Act: denies",
    ]
    assert app.multiselect(key="f_acts").value == ["deny"]


def test_a_choice_in_the_bar_goes_into_the_address_and_a_chip_takes_it_out(open_page: Open) -> None:
    app = open_page("overview")
    app.multiselect(key="f_voices").select("unnamed").run()
    assert app.query_params.get("voice") == "unnamed"
    app.button(key="chip_0").click().run()
    assert "voice" not in app.query_params
    assert app.multiselect(key="f_voices").value == []


def test_words_go_into_the_address_and_clearing_drops_all(open_page: Open) -> None:
    app = open_page("overview", act="allege")
    app.text_input(key="f_text").set_value("bribes").run()
    assert app.query_params.get("q") == "bribes"
    app.button(key="f_clear").click().run()
    assert dict(app.query_params) == {}


@pytest.mark.parametrize("page", PAGES)
def test_an_empty_view_names_the_filters_to_loosen_and_what_that_would_show(open_page: Open, page: str) -> None:
    app = open_page(page, accuser="~nobody of that name", act="deny")
    assert "under these filters" in words(app)
    offers = [b.label for b in app.button if b.key and b.key.startswith("loosen")]
    assert len(offers) == 2 and "Without Accuser" in offers[0] and "accusations" in offers[0]
    app.button(key="loosen_0").click().run()
    assert "accuser" not in app.query_params and app.query_params.get("act") == "deny"


@pytest.mark.parametrize("view", ["claims", "mentions", "network", "kinds"])
def test_each_view_of_the_accusations(open_page: Open, view: str) -> None:
    assert "claims in" in words(open_page("accusations", view=view))


def test_a_claim_shows_its_parties_status_and_mentions(open_page: Open, store: Path) -> None:
    claim = one(store, "SELECT claim_id FROM claims ORDER BY mentions DESC, claim_id LIMIT 1")
    said = words(open_page("accusations", claim=claim))
    assert "A reported claim, not a finding of fact" in said
    assert "Every mention" in said and "→" in said


def test_a_mention_shows_its_sentence_and_its_claim(open_page: Open, store: Path) -> None:
    record = one(store, "SELECT accusation_id FROM accusations LIMIT 1")
    said = words(open_page("accusations", record=record))
    assert "The sentence" in said and "A reported claim" in said


def test_a_chosen_row_opens_its_record(open_page: Open) -> None:
    app = open_page("accusations", view="mentions")
    app.session_state["table_record_0"] = {"selection": {"rows": [2], "columns": [], "cells": []}}
    assert app.dataframe[0].value.shape[0] == 25


def test_an_article_shows_its_text_with_records(open_page: Open, store: Path) -> None:
    article = one(store, "SELECT article_id FROM accusations LIMIT 1")
    assert "words" in words(open_page("articles", article=article))


def people(store: Path, n: int) -> str:
    """The n most named, as the address of the People page has them."""
    first = f"SELECT entity_id FROM entities ORDER BY mentions DESC LIMIT {n}"
    return one(store, f"SELECT string_agg(entity_id, ',') FROM ({first})")


def test_a_profile_shows_both_sides_and_how_many_answers(open_page: Open, store: Path) -> None:
    said = words(open_page("people", entity=people(store, 1)))
    assert "Accused by, in claims" in said and "Latest quotations" in said and "Aliases" in said


def test_two_to_five_names_side_by_side(open_page: Open, store: Path) -> None:
    app = open_page("people", entity=people(store, 3))
    assert len(app.dataframe[0].value) == 3


def test_a_name_is_found_by_a_part_of_it_and_a_miss_is_told(open_page: Open) -> None:
    assert open_page("people", find="venn").dataframe[0].value["Name"].str.contains("Venn").all()
    assert "No name in view holds" in words(open_page("people", find="zzzz"))


def test_the_tone_page_says_what_tone_is_not(open_page: Open) -> None:
    assert "does **not** measure who is right" in words(open_page("tone"))


def test_the_method_page_names_what_found_the_records(open_page: Open) -> None:
    app = open_page("method")
    assert any("synthetic-1" in frame.value.to_string() for frame in app.dataframe)


def test_a_read_only_host_offers_no_page_for_adding(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLAMEWIRE_READ_ONLY", "1")
    app = open_page("overview")
    assert "Add articles" not in [link.proto.label for link in app.get("page_link")]


def test_pasting_nothing_is_told(open_page: Open) -> None:
    app = open_page("add")
    next(b for b in app.button if b.proto.form_id == "paste").click().run()
    assert "Paste the article's text first." in words(app)


def test_the_drawer_in_the_address_shows_what_is_behind_a_bar(open_page: Open) -> None:
    said = words(open_page("overview", open="accusations?act=deny", voice="named"))
    assert "where the act is “denies”, voiced by a named source" in said


@pytest.mark.parametrize(
    ("page", "params", "told"),
    [
        ("accusations", {"claim": "no-such-claim"}, "not in the store"),
        ("accusations", {"record": "no-such-record"}, "not in the store"),
        ("articles", {"article": "no-such-article"}, "not in the store"),
    ],
)
def test_a_stale_link_is_told_in_words(open_page: Open, page: str, params: dict[str, str], told: str) -> None:
    assert told in words(open_page(page, **params))


ODD = [{"page": "99999"}, {"page": "x"}, {"open": "nonsense"}, {"view": "?"}, {"size": "1"}]


@pytest.mark.parametrize("params", ODD)
def test_an_address_that_makes_no_sense_still_opens(open_page: Open, params: dict[str, str]) -> None:
    open_page("accusations", **params)


def test_no_store_is_told_in_words_with_the_command_to_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BLAMEWIRE_STORE", str(tmp_path))
    monkeypatch.setenv("BLAMEWIRE_SAMPLE", str(tmp_path / "none"))
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
    assert not app.exception
    assert "python -m analysis" in words(app)


def test_hostile_headlines_never_reach_markdown_unescaped(open_page: Open) -> None:
    app = open_page("articles", size="100")
    assert all(bad not in str(m.value) for m in app.markdown for bad in synthetic.HOSTILE)


def test_a_page_that_fails_says_so_in_words_with_a_way_on(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("a secret path")

    monkeypatch.setattr(show, "chart", fails)
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
    assert any("could not be drawn" in e.value and "take a filter off" in e.value for e in app.error)
    assert "a secret path" not in words(app) and app.exception
