"""Phrases of time ("on Monday", "last December", "three days ago", "in 2014") and the dates they mean."""

from __future__ import annotations

import calendar
import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any

from analysis.settings import DATA

ORDER = ("second", "minute", "hour", "day", "month", "year")
"""Precisions from fine to coarse."""

_SLACK = timedelta(days=1)
"""A date without a year may lie this far after publication: the day has begun elsewhere."""

_FIRST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class TimePhrase:
    """A phrase at text[start:end] and what it means: the first instant (UTC) of that day, month or year."""

    start: int
    end: int
    at: datetime
    precision: str


@dataclass(frozen=True, slots=True)
class Words:
    """The lexicon (data/lexicons/dates.toml) and the pattern made of it."""

    pattern: re.Pattern[str]
    months: dict[str, int]
    weekdays: dict[str, int]
    days: dict[str, int]
    numbers: dict[str, int]
    saying: frozenset[str]
    future: frozenset[str]


@cache
def load() -> Words:
    """The words of time."""
    with (DATA / "lexicons" / "dates.toml").open("rb") as file:
        lexicon = tomllib.load(file)
    months = {form.lower(): i + 1 for i, forms in enumerate(lexicon["months"]) for form in forms}
    weekdays = {name.lower(): i for i, name in enumerate(lexicon["weekdays"])}
    return Words(
        pattern=_pattern(lexicon),
        months=months,
        weekdays=weekdays,
        days=lexicon["days"],
        numbers=lexicon["numbers"],
        saying=frozenset(lexicon["saying"]["verbs"]),
        future=frozenset(lexicon["future"]["auxiliaries"]),
    )


def _pattern(lexicon: dict[str, Any]) -> re.Pattern[str]:
    # Months and weekdays are names: "may" and "march" in small letters are verbs.
    month = "(?:" + "|".join(rf"{form}\b\.?" for forms in lexicon["months"] for form in forms) + ")"
    weekday = "(?:" + "|".join(lexicon["weekdays"]) + ")"
    days = "|".join(rf"(?i:{words})".replace(" ", r"\s+") for words in sorted(lexicon["days"], key=len, reverse=True))
    number = r"(?:\d{1,3}|" + "|".join(rf"(?i:{n})" for n in lexicon["numbers"]) + ")"
    part = r"(?:(?i:early|late|mid|earlier in|later in|the (?:start|beginning|end|middle) of|that)[\s-]+)?"
    day = r"\d{1,2}(?:st|nd|rd|th)?"
    year = r"(?:19|20)\d\d(?!\d|[.,]\d|[’']?s\b)"
    # Python looks back over fixed widths alone: one look each.
    future = "".join(rf"(?<!\b(?i:{lead})\s)".replace(" ", r"\s") for lead in lexicon["future"]["leads"])
    return re.compile(
        rf"""(?<![\w-]){future}(?:
        (?P<iso>(?:19|20)\d\d-\d\d-\d\d)
        |(?P<day1>{day})\s+(?:of\s+)?(?P<month1>{month})(?:,?\s+(?P<year1>{year}))?
        |(?P<month2>{month})\s+(?P<day2>{day})(?!\d|\s+\d)(?:,?\s+(?P<year2>{year}))?
        |(?P<month3>{month}),?\s+(?:of\s+)?(?P<year3>{year})
        |(?P<lead>(?i:last|this\s+past|in|since|during|of|from|between)\s+|(?i:early|late|mid)[\s-]+){part}(?P<month4>{month})(?!\s+\d)
        |(?P<lastday>(?i:last)\s+)?(?P<weekday>{weekday})(?!\w)
        |(?P<days>{days})\b
        |(?P<count>{number})\s+(?P<unit>(?i:day|week|month|year|decade))s?\s+(?i:ago|earlier\s+this)
        |(?:(?i:earlier|later)\s+)?(?P<which>(?i:this|last|the\s+past|this\s+past))\s+(?P<span>(?i:week|weekend|month|year))\b
        |(?P<year4>{year})
        )""",
        re.VERBOSE,
    )


def find(text: str, published: datetime | None, precision: str | None) -> list[TimePhrase]:
    """The phrases of time in `text`, in order, none later than publication.

    Dates that hang on the day of publication are left out where that day is not known (precision "month" or "year").
    Weeks are given by their month.
    """
    today = published.astimezone(UTC).date() if published and precision not in ("month", "year") else None
    latest = published.astimezone(UTC).date() + _SLACK if published else None
    made: list[TimePhrase] = []
    for found in load().pattern.finditer(text):
        meant = _resolve(found, today, latest)
        if meant and (latest is None or meant[0] <= latest):
            at = datetime.combine(meant[0], time(), UTC)
            made.append(TimePhrase(found.start(), found.end(), at, meant[1]))
    return made


def _resolve(found: re.Match[str], today: date | None, latest: date | None) -> tuple[date, str] | None:
    given = {name: value for name, value in found.groupdict().items() if value is not None}
    try:
        return _absolute(given, latest) or (_relative(given, today) if today else None)
    except ValueError:  # 31 February, 2024-13-01
        return None


def _absolute(given: dict[str, str], latest: date | None) -> tuple[date, str] | None:
    if "iso" in given:
        return date.fromisoformat(given["iso"]), "day"
    for n in ("1", "2"):
        if "day" + n in given:
            return _calendar_day(given["day" + n], given["month" + n], given.get("year" + n), latest)
    if "month3" in given:
        return date(int(given["year3"]), _month(given["month3"]), 1), "month"
    if "year4" in given and int(given["year4"]) >= _FIRST_YEAR:
        return date(int(given["year4"]), 1, 1), "year"
    return None


def _month(name: str) -> int:
    return load().months[name.rstrip(".").lower()]


def _calendar_day(day: str, month: str, year: str | None, latest: date | None) -> tuple[date, str] | None:
    number = int(re.sub(r"\D", "", day))
    if year:
        return date(int(year), _month(month), number), "day"
    if latest is None:
        return None
    # 29 February waits for its leap year.
    for back in range(5):
        candidate = latest.year - back
        if number <= calendar.monthrange(candidate, _month(month))[1]:
            meant = date(candidate, _month(month), number)
            if meant <= latest:
                return meant, "day"
    return None


def _relative(given: dict[str, str], today: date) -> tuple[date, str] | None:
    if "month4" in given:
        strictly = given["lead"].lower().startswith("last")
        month = _month(given["month4"])
        earlier = month > today.month or (strictly and month == today.month)
        return date(today.year - earlier, month, 1), "month"
    if "weekday" in given:
        return _weekday(given, today)
    if "days" in given:
        return today + timedelta(days=load().days[" ".join(given["days"].lower().split())]), "day"
    if "unit" in given:
        return _ago(_number(given["count"]), given["unit"].lower(), today)
    if "span" in given:
        return _span(given["which"].lower().startswith("last"), given["span"].lower(), today)
    return None


def _weekday(given: dict[str, str], today: date) -> tuple[date, str] | None:
    back = (today.weekday() - load().weekdays[given["weekday"].lower()]) % 7
    if back == 0 and "lastday" in given:
        back = 7
    return today - timedelta(days=back), "day"


def _number(words: str) -> int:
    return int(words) if words.isdigit() else load().numbers[words.lower()]


def _ago(count: int, unit: str, today: date) -> tuple[date, str] | None:
    if unit == "day":
        return today - timedelta(days=count), "day"
    if unit == "week":
        then = today - timedelta(weeks=count)
        return (then, "day") if count == 1 else (then.replace(day=1), "month")
    if unit == "month":
        months = today.year * 12 + today.month - 1 - count
        return date(months // 12, months % 12 + 1, 1), "month"
    return date(today.year - count * (10 if unit == "decade" else 1), 1, 1), "year"


def _span(last: bool, span: str, today: date) -> tuple[date, str]:
    if span in ("week", "weekend"):
        thursday = today - timedelta(days=today.weekday() - 3 + (7 if last else 0))
        return min(thursday, today).replace(day=1), "month"
    if span == "month":
        first = today.replace(day=1)
        return ((first - timedelta(days=1)).replace(day=1) if last else first), "month"
    return date(today.year - last, 1, 1), "year"
