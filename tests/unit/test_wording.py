"""Periods and answers in words."""

from __future__ import annotations

from datetime import date

import pytest

from analysis import wording


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2024, 1, 1), date(2024, 12, 31), "2024"),
        (date(2024, 2, 1), date(2024, 2, 29), "February 2024"),
        (date(2024, 12, 1), date(2024, 12, 31), "December 2024"),
        (date(2025, 6, 16), date(2025, 6, 22), "week of 16 June 2025"),
        (date(2025, 6, 16), date(2025, 6, 16), "16 June 2025"),
        (date(2025, 6, 16), date(2025, 6, 30), "16 June 2025 to 30 June 2025"),
    ],
)
def test_a_spike_is_called_by_its_period(first: date, last: date, said: str) -> None:
    assert wording.period(first, last) == said


RECORD = {"outlet": "The Wire", "certainty": "negated", "voice": "named", "charge": "bribery"}


def test_who_answers_for_itself_is_not_named_twice() -> None:
    said = wording.reading({**RECORD, "act": "deny", "accuser": "The Bank", "accused": "The Bank"})
    assert said == "According to The Wire, The Bank denied what is said: “bribery”"
    said = wording.reading({**RECORD, "act": "deny", "accuser": "The Bank", "accused": "Its chief"})
    assert said == "According to The Wire, The Bank denied what is said of Its chief: “bribery”"
