"""Phrases of time, the dates they mean, and whether they date the utterance or the act."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import spacy
from corpus_builders import accusation, article
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from analysis.language.dates import said_and_acted
from analysis.language.time_phrases import find
from analysis.records import Act, Voice
from analysis.settings import Settings

PUBLISHED = datetime(2025, 3, 12, 9, 30, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("on Monday", "2025-03-10 day"),
        ("on Wednesday", "2025-03-12 day"),
        ("last Wednesday", "2025-03-05 day"),
        ("Thursday’s vote", "2025-03-06 day"),
        ("today", "2025-03-12 day"),
        ("this morning", "2025-03-12 day"),
        ("last night", "2025-03-11 day"),
        ("yesterday", "2025-03-11 day"),
        ("the day before yesterday", "2025-03-10 day"),
        ("three days ago", "2025-03-09 day"),
        ("12 days ago", "2025-02-28 day"),
        ("a week ago", "2025-03-05 day"),
        ("six weeks ago", "2025-01-01 month"),
        ("two months ago", "2025-01-01 month"),
        ("a year ago", "2024-01-01 year"),
        ("two decades ago", "2005-01-01 year"),
        ("last week", "2025-03-01 month"),
        ("last month", "2025-02-01 month"),
        ("earlier this month", "2025-03-01 month"),
        ("earlier this year", "2025-01-01 year"),
        ("last year", "2024-01-01 year"),
        ("last December", "2024-12-01 month"),
        ("last March", "2024-03-01 month"),
        ("in March", "2025-03-01 month"),
        ("in early January", "2025-01-01 month"),
        ("in May", "2024-05-01 month"),
        ("in 2014", "2014-01-01 year"),
        ("the 2016 election", "2016-01-01 year"),
        ("in February 2023", "2023-02-01 month"),
        ("on 5 March", "2025-03-05 day"),
        ("on the 5th of March", "2025-03-05 day"),
        ("on Jan. 6", "2025-01-06 day"),
        ("on March 31", "2024-03-31 day"),
        ("on March 5, 2021", "2021-03-05 day"),
        ("on 29 February", "2024-02-29 day"),
        ("on 2024-11-30", "2024-11-30 day"),
    ],
)
def test_a_phrase_means_a_date(text: str, meant: str) -> None:
    found = find(f"It happened {text}, he said.", PUBLISHED, "day")
    assert [f"{p.at:%Y-%m-%d} {p.precision}" for p in found] == [meant]


@pytest.mark.parametrize(
    "text",
    [
        "they may march in silence",
        "May I",
        "in the 1990s",
        "2,014 people",
        "until Friday",
        "next Monday",
        "by 31 March",
        "in 2031",
        "31 February 2024",
        "every Sunday",
        "Section 2014.5",
        "soon",
        "the 1980s’ wars",
        "one day",
    ],
)
def test_other_words_are_no_date(text: str) -> None:
    assert find(text, PUBLISHED, "day") == []


def test_without_the_day_of_publication_only_full_dates_are_told() -> None:
    text = "on Monday, last year, on 5 March, in 2014, on 5 March 2021"
    for published, precision in ((None, None), (PUBLISHED, "month")):
        assert {p.precision for p in find(text.replace("on 5 March,", ""), published, precision)} == {"year", "day"}
    assert len(find(text, None, None)) == 2


@settings(deadline=None)
@given(
    st.text(alphabet="aMondy Jan.05/2 March12 last week ago's-,", max_size=80),
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
)
def test_no_phrase_lies_after_publication(text: str, published: datetime) -> None:
    for p in find(text, published, "day"):
        assert 0 <= p.start < p.end <= len(text)
        assert (p.at.date() - published.date()).days <= 1


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(Settings().spacy_model)


@pytest.mark.parametrize(
    ("sentence", "accuser", "accused", "charge", "act", "said", "acted"),
    [
        (
            "Amberi accused Belkadi on Tuesday of opening the prison.",
            "Amberi",
            "Belkadi",
            "opening the prison",
            Act.ALLEGE,
            "2025-03-11",
            None,
        ),
        (
            "On Tuesday, Amberi accused Belkadi of opening the prison last December.",
            "Amberi",
            "Belkadi",
            "opening the prison last December",
            Act.ALLEGE,
            "2025-03-11",
            "2024-12-01",
        ),
        (
            "Amberi said on Tuesday that Belkadi shelled the port on 5 March.",
            "Amberi",
            "Belkadi",
            "shelled the port",
            Act.ALLEGE,
            "2025-03-11",
            "2025-03-05",
        ),
        (
            "Speaking to reporters on Monday, Amberi accused Belkadi of theft.",
            "Amberi",
            "Belkadi",
            "theft",
            Act.ALLEGE,
            "2025-03-10",
            None,
        ),
        ("Police arrested Rhun on Friday for theft.", "Police", "Rhun", "theft", Act.CHARGE, "2025-03-07", None),
        (
            "Riemann was convicted in January of bribing the mayor in 2021.",
            None,
            "Riemann",
            "bribing the mayor in 2021",
            Act.VERDICT,
            "2025-01-01",
            "2021-01-01",
        ),
        (
            "Last December, the prisoners left Benghir through gates that Belkadi’s men, Amberi said, had opened.",
            "Amberi",
            "Belkadi’s men",
            "had opened",
            Act.ALLEGE,
            None,
            "2024-12-01",
        ),
        ("Belkadi denied shelling the port.", "Belkadi", "Belkadi", "shelling the port", Act.DENY, None, None),
        (
            "The court will hear on Monday the case of Rhun, accused of theft.",
            None,
            "Rhun",
            "theft",
            Act.CHARGE,
            None,
            None,
        ),
    ],
)
def test_a_phrase_dates_what_it_hangs_on(
    nlp: Language,
    sentence: str,
    accuser: str | None,
    accused: str,
    charge: str,
    act: Act,
    said: str | None,
    acted: str | None,
) -> None:
    of = article("", sentence, day="2025-03-12")
    record = accusation(of, sentence, accuser, accused, charge, act)
    got = said_and_acted(of, nlp(of.text), record)
    assert tuple(f"{at:%Y-%m-%d}" if at else None for at, _ in got) == (said, acted)


def test_the_outlets_own_words_date_the_act(nlp: Language) -> None:
    sentence = "Belkadi’s forces burned the village in 2019 under the pretext of order."
    of = article("", sentence, day="2025-03-12")
    record = accusation(of, sentence, None, "Belkadi’s forces", "burned the village")
    record.voice = Voice.OUTLET
    assert said_and_acted(of, nlp(of.text), record)[1] == (datetime(2019, 1, 1, tzinfo=UTC), "year")
