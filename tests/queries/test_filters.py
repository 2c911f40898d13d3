"""Filters: what survives the URL, what reads as a sentence, what a chip removes."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.filters import ALLOWED, LISTS, PARAMETERS, Filters, of_articles
from analysis.wording import FIELD_NAMES, chips, sentence

WORDS = st.text(max_size=40)


def one_of(field: str) -> st.SearchStrategy[tuple[str, ...]]:
    values = st.sampled_from(ALLOWED[field]) if field in ALLOWED else WORDS
    return st.lists(values, max_size=4).map(tuple)


filters = st.builds(
    Filters,
    since=st.none() | st.dates(),
    until=st.none() | st.dates(),
    text=WORDS,
    **{name: one_of(name) for name in LISTS},
)


@given(filters)
def test_filters_survive_the_address_bar_and_back(made: Filters) -> None:
    address = urlencode(made.to_query(), doseq=True)
    assert Filters.from_query(parse_qs(address, keep_blank_values=True)) == made


@given(st.dictionaries(st.sampled_from([*PARAMETERS.values(), "page"]), st.lists(WORDS, max_size=3)))
def test_any_address_gives_filters_and_never_an_error(query: dict[str, list[str]]) -> None:
    made = Filters.from_query(query)
    assert Filters.from_query(made.to_query()) == made


def test_days_that_do_not_meet_leave_no_day() -> None:
    early, late = Filters(until=date(2025, 6, 23)), Filters(since=date(2025, 7, 1), until=date(2025, 7, 7))
    for narrow in (early.narrowed(late), late.narrowed(early)):
        condition = of_articles(narrow)
        since, end = condition.params
        assert since >= end  # type: ignore[operator]
    assert early.narrowed(Filters(until=date(2025, 6, 1))).until == date(2025, 6, 1)


@given(filters)
def test_removing_every_chip_removes_every_filter(made: Filters) -> None:
    assert bool(chips(made, {})) == bool(made)
    while left := chips(made, {}):
        assert len(chips(left[0].without, {})) == len(left) - 1
        made = left[0].without
    assert made == Filters()


@given(filters, filters)
def test_narrowing_by_itself_changes_nothing_and_by_others_never_widens_the_days(a: Filters, b: Filters) -> None:
    assert a.narrowed(a) == a
    assert a.narrowed(Filters()) == a
    narrow = a.narrowed(b)
    if a.since and a.until and b.since and b.until and max(a.since, b.since) <= min(a.until, b.until):
        assert (narrow.since, narrow.until) == (max(a.since, b.since), min(a.until, b.until))


@given(filters)
def test_every_filter_stands_in_the_sentence(made: Filters) -> None:
    said = sentence(made, {})
    assert said.startswith("Accusations ") and said.endswith(".")
    for name in ("accusers", "accused", "outlets", "languages", "cameo"):
        for value in getattr(made, name):
            assert value[1:] in said


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (Filters(), "Accusations of all dates."),
        (
            Filters(accusers=("e1",), accused=("~police",), since=date(2025, 3, 1)),
            "Accusations by Orla Venn, against “police”, published since 1 March 2025.",
        ),
        (
            Filters(voices=("unnamed",), outlets=("The Ledger",), since=date(2025, 3, 1), until=date(2025, 3, 1)),
            "Accusations voiced by an unnamed source, in The Ledger, published on 1 March 2025.",
        ),
        (
            Filters(acts=("deny", "charge"), text='oil "port authority"', only=("unanswered",)),
            "Accusations where the act is “charges or arrests” or “denies”, with the words oil \"port authority\", "
            "only those the accused's answer is not on record, of all dates.",
        ),
    ],
)
def test_the_sentence_reads_as_english(made: Filters, said: str) -> None:
    assert sentence(made, {"e1": "Orla Venn"}) == said


@pytest.mark.parametrize(
    ("query", "made"),
    [
        ({"from": ["2025-13-01"]}, Filters()),
        ({"act": ["shout", "deny"]}, Filters(acts=("deny",))),
        ({"from": ["2025-05-01"], "to": ["2025-04-01"]}, Filters(since=date(2025, 4, 1), until=date(2025, 5, 1))),
        ({"outlet": ["b", "a", "a ", " "]}, Filters(outlets=("a", "b"))),
        ({"q": ["a\x00\u202eb"]}, Filters(text="a b")),
        ({"accuser": ["~"]}, Filters()),
    ],
)
def test_values_that_make_no_sense_are_passed_over(query: dict[str, list[str]], made: Filters) -> None:
    assert Filters.from_query(query) == made


def test_an_unknown_act_in_code_is_an_error() -> None:
    with pytest.raises(ValueError, match="acts"):
        Filters(acts=("shout",))


def test_every_field_has_a_parameter_and_a_name() -> None:
    names = {f.name for f in fields(Filters)}
    assert names == set(PARAMETERS) == set(FIELD_NAMES)
