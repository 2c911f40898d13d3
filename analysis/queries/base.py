"""What all queries share: running SQL, naming parties, periods of time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal

import pandas as pd
import pyarrow as pa

from analysis.filters import EXACTLY, Filters, of_accusations, of_whole_articles

Unit = Literal["day", "week", "month", "year"]
Query = tuple[str, tuple[object, ...]]
"""An SQL query and its parameters."""
Cursor = Any
"""A DuckDB cursor on a published store, its time zone set to UTC."""

HITS = "accusations a JOIN articles r USING (article_no)"
OUTLETS = "greatest(1, count(DISTINCT a.outlet) FILTER (WHERE a.duplicate_of IS NULL))"
"""Independent outlets: those whose article is not a copy; where all are copies, the one they copied."""


def run(cursor: Cursor, sql: str, params: tuple[object, ...] = ()) -> pd.DataFrame:
    """The rows of a query as a dataframe; ENUM columns as strings, since a slice would drag all their values along."""
    made: pd.DataFrame = cursor.execute(sql, list(params)).df()
    for name in made.columns[[isinstance(t, pd.CategoricalDtype) for t in made.dtypes]]:
        made[name] = made[name].astype("string")
    return made


def arrow(cursor: Cursor, sql: str, params: tuple[object, ...] = ()) -> pa.Table:
    """The rows of a query in Arrow: no Python object is made for a cell, which for many rows is most of the time."""
    made: pa.Table = cursor.sql(sql, params=list(params)).to_arrow_table()
    return made


def one(cursor: Cursor, sql: str, params: tuple[object, ...] = ()) -> dict[str, Any]:
    """The only row of a query, by column; {} when there is none. Missing values are None."""
    found = cursor.execute(sql, list(params))
    names = [d[0] for d in found.description]
    row = found.fetchone()
    return dict(zip(names, row, strict=True)) if row else {}


def key(role: str) -> str:
    """SQL for the party in `role` as a filter value: its entity id, or "=name" where it was joined to none."""
    return f"coalesce(a.{role}_id, '{EXACTLY}' || lower(coalesce(a.{role}_name, a.{role})))"


def shown(role: str, entity: str) -> str:
    """SQL for the party's name to show: its entity's, else its fullest in the article, else the sentence's words."""
    return f"coalesce({entity}.name, a.{role}_name, a.{role})"


def hits(filters: Filters) -> tuple[str, tuple[object, ...]]:
    """FROM accusations a WHERE … under `filters`, and its parameters.

    Accusations carry when, where and in what language their article was published and what it copies: counting them
    needs no join, which took half of the time.
    """
    where = of_accusations(filters)
    return f"FROM accusations a WHERE {where.sql}", where.params


def hits_in_articles(filters: Filters) -> tuple[str, tuple[object, ...]]:
    """hits() beside the rest of their articles, `articles r`."""
    where = of_accusations(filters)
    return f"FROM {HITS} WHERE {where.sql}", where.params


def pages(filters: Filters) -> tuple[str, tuple[object, ...]]:
    """FROM … WHERE … over the articles under `filters`, and its parameters."""
    where = of_whole_articles(filters)
    return f"FROM articles r WHERE {where.sql}", where.params


def period_of(unit: Unit, published: str = "r.published") -> str:
    """SQL for the start of the period, UTC, without a zone: cutting a time with a zone asks a calendar for every row."""
    return f"date_trunc('{unit}', make_timestamp(epoch_us({published})))"


def unit_for(first: date, last: date) -> Unit:
    """The period that gives some 8 to 100 bars between two days."""
    days = (last - first).days
    if days <= 45:
        return "day"
    if days <= 540:
        return "week"
    return "month" if days <= 3660 else "year"


def period_end(start: pd.Timestamp, unit: Unit) -> pd.Timestamp:
    """The first moment after the period that begins at `start`."""
    if unit in ("day", "week"):
        return start + timedelta(days=1 if unit == "day" else 7)
    end: pd.Timestamp = start + pd.DateOffset(**{"months" if unit == "month" else "years": 1})
    return end


def day_range(start: pd.Timestamp, unit: Unit) -> tuple[date, date]:
    """First and last day of the period that begins at `start`."""
    return start.date(), (period_end(start, unit) - timedelta(days=1)).date()
