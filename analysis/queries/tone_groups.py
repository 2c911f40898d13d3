"""Tone by party, outlet or story: means over articles with intervals, over time, and the sentences behind them."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from analysis.filters import Filters
from analysis.queries.base import Cursor, Unit, one, pages, period_of, run, unit_for
from analysis.queries.outlets import MEAN
from analysis.queries.overview import span

By = Literal["party", "outlet", "story"]

_PER_ARTICLE: dict[str, str] = {
    # A sentence that names a party twice is still one sentence.
    "party": """SELECT m.entity_id AS key, article_no, any_value(published) AS published, avg(m.tone) AS tone
        FROM (SELECT DISTINCT m.article_no, m.entity_id, m.sentence, m.tone, r.published FROM r
            JOIN mentions m USING (article_no) {where} AND m.kind <> 'place') m GROUP BY 1, 2""",
    "outlet": """SELECT r.outlet::VARCHAR AS key, r.article_no, r.published, s.tone
        FROM r JOIN article_tones s USING (article_no) {where}""",
    "story": """SELECT r.story_id AS key, r.article_no, r.published, s.tone
        FROM r JOIN article_tones s USING (article_no) {where}""",
}
_COLUMN = {"party": "m.entity_id", "outlet": "r.outlet::VARCHAR", "story": "r.story_id"}
_NAME = {
    "party": "(SELECT name FROM entities e WHERE e.entity_id = t.key)",
    "outlet": "t.key",
    # A story is called by its first headline.
    "story": """(SELECT coalesce(nullif(title, ''), '(no headline)') FROM articles o WHERE o.story_id = t.key
        ORDER BY o.published NULLS LAST, o.article_id LIMIT 1)""",
}
LEAST = {"party": 1, "outlet": 1, "story": 2}
"""Articles that a row needs: one article alone is no story."""


def ranking(cursor: Cursor, filters: Filters, by: By, limit: int = 20) -> pd.DataFrame:
    """Means by party, outlet or story: key, name, tone, low, high, n; most articles first.

    Each article counts once, with the mean VADER compound of its sentences (party: of those that name it). low, high:
    95 % interval of the mean, null below 2 articles. Places are no parties.
    """
    per, params = _per(filters, by)
    return run(
        cursor,
        f"""WITH {per}, t AS (SELECT key, {MEAN} FROM per WHERE key IS NOT NULL GROUP BY 1
            HAVING n >= {LEAST[by]} ORDER BY n DESC, key LIMIT {int(limit)})
        SELECT t.key, {_NAME[by]} AS name, t.tone, t.low, t.high, t.n FROM t ORDER BY t.n DESC, t.key""",
        params,
    )


def course(cursor: Cursor, filters: Filters, by: By, keys: tuple[str, ...], unit: Unit | None = None) -> pd.DataFrame:
    """The means of `keys` by period, those without an article left out: key, name, period, tone, low, high, n.

    attrs["unit"] is the period; chosen by the days in view when none is given.
    """
    days = span(cursor, filters)
    unit = unit or (unit_for(*days) if days else "week")
    per, params = _per(filters, by, keys)
    made = run(
        cursor,
        f"""WITH {per}, t AS (SELECT key, {period_of(unit, 'published')} AS period, {MEAN}
            FROM per WHERE published IS NOT NULL GROUP BY 1, 2)
        SELECT t.key, {_NAME[by]} AS name, t.period, t.tone, t.low, t.high, t.n FROM t ORDER BY t.period, t.key""",
        params,
    )
    made["period"] = pd.to_datetime(made["period"], utc=True)
    made.attrs["unit"] = unit
    return made


def names(cursor: Cursor, by: By, keys: tuple[str, ...]) -> dict[str, str]:
    """Key → name, for the keys that exist."""
    if not keys:
        return {}
    asked = ", ".join("(?)" for _ in keys)
    made = run(cursor, f"SELECT t.key, {_NAME[by]} AS name FROM (VALUES {asked}) t(key)", keys)
    return {str(k): str(n) for k, n in zip(made["key"], made["name"], strict=True) if not pd.isna(n)}


def spread(cursor: Cursor, filters: Filters) -> pd.DataFrame:
    """How tone is distributed: from (lower edge of a tenth, -1 to 0.9), sentences; every tenth has a row."""
    read, params = pages(filters)
    made = run(
        cursor,
        f"""SELECT least(floor(s.tone * 10 + 1e-9), 9)::INTEGER AS tenth, count(*) AS sentences
        FROM (SELECT r.article_no {read}) r JOIN sentences s USING (article_no) GROUP BY 1""",
        params,
    )
    counts = made.set_index("tenth")["sentences"].reindex(range(-10, 10), fill_value=0).astype("int64")
    return pd.DataFrame({"from": [t / 10 for t in counts.index], "sentences": counts.to_numpy()})


def sentences_count(cursor: Cursor, filters: Filters, by: By, key: str, low: float = -1, high: float = 1) -> int:
    """The number of sentences behind a mean."""
    behind, params = _behind(filters, by, key, low, high)
    return int(one(cursor, f"SELECT count(*) AS n FROM ({behind})", params)["n"])


ORDERS = {"darkest": "s.tone, s.article_no DESC, s.start", "brightest": "s.tone DESC, s.article_no DESC, s.start"}


def sentences(
    cursor: Cursor,
    filters: Filters,
    by: By,
    key: str,
    order: str = "darkest",
    limit: int | None = None,
    offset: int = 0,
    low: float = -1,
    high: float = 1,
) -> pd.DataFrame:
    """The sentences behind a mean, with tone, words, offsets and article; key "" is everything in view.

    low, high: only sentences whose tone is from low to below high (1 included).
    """
    behind, params = _behind(filters, by, key, low, high)
    page = f" LIMIT {int(limit)} OFFSET {int(offset)}" if limit is not None else ""
    return run(
        cursor,
        f"""SELECT r.article_id, r.outlet, r.published, r.published_precision, r.title, r.url,
            r.duplicate_of IS NOT NULL AS copy, s.start, s."end", s.position, s.tone,
            substr(r.text, s.start + 1, s."end" - s.start) AS sentence
        FROM ({behind} ORDER BY {ORDERS[order]}{page}) s JOIN articles r USING (article_no) ORDER BY {ORDERS[order]}""",
        params,
    )


def _per(filters: Filters, by: By, keys: tuple[str, ...] | None = None) -> tuple[str, tuple[object, ...]]:
    """SQL of `r` (articles in view) and `per` (key, article_no, published, tone), and its parameters."""
    read, params = pages(filters)
    where = "WHERE TRUE"
    if keys is not None:
        where = f"WHERE {_COLUMN[by]} IN ({', '.join('?' * len(keys)) or 'NULL'})"
    rows = f"r AS (SELECT r.article_no, r.outlet, r.published, r.story_id {read})"
    return f"{rows}, per AS ({_PER_ARTICLE[by].format(where=where)})", (*params, *(keys or ()))


def _behind(filters: Filters, by: By, key: str, low: float, high: float) -> tuple[str, tuple[object, ...]]:
    read, params = pages(filters)
    top = "<=" if high >= 1 else "<"
    sql = f"""SELECT s.* FROM (SELECT r.article_no, r.outlet, r.story_id {read}) r JOIN sentences s USING (article_no)
        WHERE s.tone >= ? AND s.tone {top} ?"""
    bounds = (*params, low - 1e-9, high if high >= 1 else high - 1e-9)
    if not key:
        return sql, bounds
    if by == "party":
        named = "SELECT m.article_no, m.sentence FROM mentions m WHERE m.entity_id = ?"
        return f"{sql} AND (s.article_no, s.position) IN ({named})", (*bounds, key)
    return f"{sql} AND {_COLUMN[by]} = ?", (*bounds, key)
