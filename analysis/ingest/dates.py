"""Dates as sources write them, read into UTC with their precision."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from dateutil import parser as dateutil_parser

EARLIEST = 1700
TOMORROW = timedelta(days=2)
PLACEHOLDERS = {(1970, 1, 1), (1900, 1, 1), (1899, 12, 30), (1899, 12, 31), (1904, 1, 1), (1980, 1, 1)}
"""Days that programs write for "no date": the epochs of Unix, spreadsheets and file systems."""

_HOUR = 3600
ZONES = {
    **{"EST": -5 * _HOUR, "EDT": -4 * _HOUR, "ET": -5 * _HOUR, "CST": -6 * _HOUR, "CDT": -5 * _HOUR},
    **{"MST": -7 * _HOUR, "MDT": -6 * _HOUR, "PST": -8 * _HOUR, "PDT": -7 * _HOUR, "PT": -8 * _HOUR},
    **{"CET": _HOUR, "CEST": 2 * _HOUR, "EET": 2 * _HOUR, "EEST": 3 * _HOUR, "MSK": 3 * _HOUR},
    **{"BST": _HOUR, "WEST": _HOUR, "WET": 0, "IST": 19800, "JST": 9 * _HOUR, "KST": 9 * _HOUR, "AEST": 10 * _HOUR},
}
"""Zone abbreviations of news pages, seconds east of UTC. Where one has several meanings,
the one news sites use most.
"""

_DIGITS = re.compile(r"^\d{8}(?:\d{2}){0,3}$")
_EPOCH = re.compile(r"^\d{9,10}(?:\.\d+)?$|^\d{13}$")
_YEAR = re.compile(r"^(1[6-9]\d\d|20\d\d)$")
_MONTH = re.compile(r"^((?:1[6-9]|20)\d\d)[-/.](0?[1-9]|1[0-2])$")
_NOISE = re.compile(
    r"\b(?:published|posted|updated|last modified|first|date|on|at|original|am (?=\d{1,2}\.))\b\s*:?|[|•·]|\s[-–—]\s",
    re.I,
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.I)
_DOTTED_TIME = re.compile(r"\b(\d{1,2})\.(\d\d)\s?(am|pm|a\.m\.|p\.m\.)", re.I)
_DAY_FIRST = re.compile(r"^\d{1,2}\.\d{1,2}\.\d{2,4}\b")

Parsed = tuple[datetime | None, str | None]
NONE: Parsed = (None, None)


def parse(value: object, now: datetime | None = None) -> Parsed:
    """(UTC time, precision) of a date in whatever form, (None, None) if it is none or implausible.

    A time without a zone is taken as UTC. Midnight to the second counts as a day, the way exports write dates.
    Implausible: before 1700, more than two days ahead of `now`, or a program's word for "no date".
    """
    found = _read(value)
    if found is None:
        return NONE
    when, precision = found
    latest = (now or datetime.now(UTC)) + TOMORROW
    if when.year < EARLIEST or when > latest or (when.year, when.month, when.day) in PLACEHOLDERS:
        return NONE
    return when, precision


def _read(value: object) -> tuple[datetime, str] | None:
    if isinstance(value, datetime):
        return _settle(value, "second")
    if isinstance(value, date):
        return _settle(datetime(value.year, value.month, value.day), "day")
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _number(str(int(value))) if value == value and abs(value) < 1e15 else None
    return _text(value.strip()[:80]) if isinstance(value, str) else None


def _number(digits: str) -> tuple[datetime, str] | None:
    if _YEAR.match(digits):
        return _settle(datetime(int(digits), 1, 1), "year")
    if len(digits) in (8, 10, 12, 14) and _DIGITS.match(digits):
        form = "%Y%m%d%H%M%S"[: {8: 6, 10: 8, 12: 10, 14: 12}[len(digits)]]
        try:
            precision = {8: "day", 10: "hour", 12: "minute", 14: "second"}[len(digits)]
            return _settle(datetime.strptime(digits, form), precision)
        except ValueError:
            pass
    if _EPOCH.match(digits):
        seconds = float(digits) / (1000 if len(digits) == 13 else 1)
        return _settle(datetime.fromtimestamp(seconds, UTC), "second")
    return None


@lru_cache(maxsize=4096)
def _text(value: str) -> tuple[datetime, str] | None:
    if value.replace(".", "", 1).isdigit():
        return _number(value.split(".")[0] if len(value) > 10 else value)
    month = _MONTH.match(value)
    if month:
        return _settle(datetime(int(month[1]), int(month[2]), 1), "month")
    return _iso(value) or _loose(value)


def _iso(value: str) -> tuple[datetime, str] | None:
    try:
        when = datetime.fromisoformat(value)
    except (ValueError, OverflowError):
        return None
    clock = value[10:]
    return _settle(when, "second" if clock.count(":") >= 2 or "." in clock else "minute" if ":" in clock else "day")


def _loose(value: str) -> tuple[datetime, str] | None:
    """dateutil's reading, twice over two defaults: what differs between the two was not written."""
    text = _DOTTED_TIME.sub(r"\1:\2 \3", _ORDINAL.sub("", _NOISE.sub(" ", value))).strip(" ,")
    if not re.search(r"\d", text) or len(text) < 5:
        return None
    readings = []
    for default in (datetime(2000, 1, 1, 0, 0, 0), datetime(2004, 2, 2, 1, 1, 1)):
        try:
            readings.append(
                dateutil_parser.parse(text, default=default, dayfirst=bool(_DAY_FIRST.match(text)), tzinfos=_zone)
            )
        except (ValueError, OverflowError, TypeError, AttributeError, RecursionError):
            return None
    first, second = readings
    if first.year != second.year:
        return None
    for unit in ("month", "day", "hour", "minute", "second"):
        if getattr(first, unit) != getattr(second, unit):
            return _settle(
                first, {"month": "year", "day": "month", "hour": "day", "minute": "hour"}.get(unit, "minute")
            )
    return _settle(first, "second")


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    """The zone of an offset or a known abbreviation; none for a word that only looks like one."""
    if offset is not None:
        return timezone(timedelta(seconds=offset)) if abs(offset) < 24 * _HOUR else None
    if name in ("UTC", "GMT", "Z", "UT"):
        return UTC
    return timezone(timedelta(seconds=ZONES[name])) if name in ZONES else None


def _settle(when: datetime, precision: str) -> tuple[datetime, str] | None:
    if precision in ("second", "minute") and (when.hour, when.minute, when.second) == (0, 0, 0):
        precision = "day"
    if precision in ("day", "month", "year"):
        # The day as its writer saw it: shifting midnight to UTC would make it the day before.
        return datetime(when.year, when.month, when.day, tzinfo=UTC), precision
    try:
        moved = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moved.replace(microsecond=0), precision
