"""What is in view: totals, freshness, course over time, what changed, who accuses whom most."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

import pandas as pd

from analysis.filters import Filters
from analysis.queries.base import OUTLETS, Cursor, Unit, hits, one, pages, period_end, period_of, run, unit_for

Role = Literal["accuser", "accused"]
Days = tuple[date, date]
"""First and last day, both included."""
RISING = ["key", "name", "now", "before"]
OVER_TIME = ["period", "articles", "mentions", "claims", "tone", "low", "high", "n", "complete"]


def freshness(cursor: Cursor) -> dict[str, Any]:
    """Of the whole store: articles, analysed, outlets, languages, accusations, first, last, ingested, quarantined."""
    return one(
        cursor,
        """SELECT count(*) AS articles, count(*) FILTER (WHERE analysed) AS analysed,
            count(DISTINCT outlet) AS outlets, count(DISTINCT language) AS languages,
            count(*) FILTER (WHERE published IS NULL) AS undated,
            count(*) FILTER (WHERE duplicate_of IS NOT NULL) AS copies,
            min(published) AS first, max(published) AS last, max(ingested) AS ingested,
            (SELECT count(*) FROM accusations) AS accusations, (SELECT count(*) FROM quarantine) AS quarantined
        FROM articles""",
    )


def totals(cursor: Cursor, filters: Filters) -> dict[str, int]:
    """Under the filters: mentions, claims, articles_with, outlets (independent), articles, analysed, copies."""
    found, params = hits(filters)
    made = one(
        cursor,
        f"""SELECT count(*) AS mentions, count(DISTINCT a.claim_no) AS claims,
            count(DISTINCT a.article_no) AS articles_with,
            count(DISTINCT a.outlet) FILTER (WHERE a.duplicate_of IS NULL) AS outlets {found}""",
        params,
    )
    read, params = pages(filters)
    made |= one(
        cursor,
        f"""SELECT count(*) AS articles, count(*) FILTER (WHERE r.analysed) AS analysed,
            count(*) FILTER (WHERE r.duplicate_of IS NOT NULL) AS copies {read}""",
        params,
    )
    return made


def span(cursor: Cursor, filters: Filters) -> tuple[date, date] | None:
    """First and last day of publication of the articles and accusations in view; None when none is dated."""
    read, params = pages(filters)
    days = f"SELECT min(r.published) AS first, max(r.published) AS last {read}"
    if filters.text:
        # "-word" leaves out an article for a word that the accusing sentence itself does not hold.
        found, more = hits(filters)
        both = f"{days} UNION ALL SELECT min(a.published), max(a.published) {found}"
        days, params = f"SELECT min(first) AS first, max(last) AS last FROM ({both})", (*params, *more)
    row = one(cursor, days, params)
    if row["first"] is None:
        return None
    return row["first"].astimezone(UTC).date(), row["last"].astimezone(UTC).date()


def over_time(cursor: Cursor, filters: Filters, unit: Unit | None = None, days: Days | None = None) -> pd.DataFrame:
    """A row a period, gaps filled: period (its start, UTC), articles, mentions, claims, tone, low, high, n, complete.

    tone: mean over n articles of the mean VADER compound of their sentences; low, high: its 95 % interval (normal),
    null below 2 articles. complete: false where the filters or the end of the data cut the period. attrs["unit"].
    days: what span() says, if it was asked already.
    """
    days = days or span(cursor, filters)
    if days is None:
        empty = pd.DataFrame(columns=OVER_TIME)
        empty.attrs["unit"] = unit or "week"
        return empty
    unit = unit or unit_for(*days)
    made = _reading(cursor, filters, unit).merge(_accusing(cursor, filters, unit), how="outer", on="period")
    made["period"] = pd.to_datetime(made["period"], utc=True)
    made = made.set_index("period").reindex(_periods(days, unit))
    for name in ("articles", "mentions", "claims", "n"):
        made[name] = made[name].fillna(0).astype("int64")
    made = made.rename_axis("period").reset_index()
    made["complete"] = _complete(made["period"], unit, filters, _last(cursor))
    made.attrs["unit"] = unit
    return made[OVER_TIME]


def _reading(cursor: Cursor, filters: Filters, unit: Unit) -> pd.DataFrame:
    """Articles a period, and the mean tone of those that have one."""
    read, params = pages(filters)
    return run(
        cursor,
        f"""SELECT {period_of(unit)} AS period, count(*) AS articles, avg(t.tone) AS tone,
            avg(t.tone) - 1.96 * stddev_samp(t.tone) / sqrt(count(t.tone)) AS low,
            avg(t.tone) + 1.96 * stddev_samp(t.tone) / sqrt(count(t.tone)) AS high, count(t.tone) AS n
        FROM (SELECT r.article_no, r.published {read} AND r.published IS NOT NULL) r
        LEFT JOIN article_tones t USING (article_no) GROUP BY 1""",
        params,
    )


def _accusing(cursor: Cursor, filters: Filters, unit: Unit) -> pd.DataFrame:
    found, params = hits(filters)
    return run(
        cursor,
        f"""SELECT period, sum(mentions)::BIGINT AS mentions, count(claim_no) AS claims FROM (
            SELECT {period_of(unit, "a.published")} AS period, a.claim_no, count(*) AS mentions
            {found} AND a.published IS NOT NULL GROUP BY 1, 2) GROUP BY 1""",
        params,
    )


def _periods(days: tuple[date, date], unit: Unit) -> pd.DatetimeIndex:
    first, last = (pd.Timestamp(d, tz="UTC") for d in days)
    if unit == "week":
        first -= pd.Timedelta(days=first.weekday())
    elif unit == "month":
        first = first.replace(day=1)
    elif unit == "year":
        first = first.replace(day=1, month=1)
    codes = {"day": "D", "week": "7D", "month": "MS", "year": "YS"}
    return pd.date_range(first, last, freq=codes[unit], unit="us")


def _last(cursor: Cursor) -> datetime:
    last: datetime = one(cursor, "SELECT max(published) AS last FROM articles")["last"]
    return last


def _complete(periods: pd.Series, unit: Unit, filters: Filters, last: datetime) -> list[bool]:
    until = pd.Timestamp(last)
    if filters.until:
        until = min(until, pd.Timestamp(filters.until, tz="UTC") + pd.Timedelta(days=1))
    since = pd.Timestamp(filters.since, tz="UTC") if filters.since else None
    return [period_end(p, unit) <= until and (since is None or p >= since) for p in periods]


def top(cursor: Cursor, filters: Filters, role: Role, limit: int = 10) -> pd.DataFrame:
    """The parties most often in `role`: key (a filter value), name, claims, mentions, outlets; most claims first.

    Under filters.accusing: who denies is no accuser.
    """
    found, params = hits(filters.accusing)
    return run(
        cursor,
        f"""WITH t AS (
            SELECT a.{role}_no AS party_no, count(DISTINCT a.claim_no) AS claims, count(*) AS mentions
            {found} AND a.{role}_no IS NOT NULL GROUP BY 1),
        first AS (SELECT t.party_no, p.key, p.name, t.claims, t.mentions FROM t JOIN parties p USING (party_no)
            ORDER BY t.claims DESC, t.mentions DESC, p.key LIMIT {int(limit)}),
        o AS (SELECT a.{role}_no AS party_no, {OUTLETS} AS outlets
            {found} AND a.{role}_no IN (SELECT party_no FROM first) GROUP BY 1)
        SELECT f.key, f.name, f.claims, f.mentions, o.outlets FROM first f JOIN o USING (party_no)
        ORDER BY f.claims DESC, f.mentions DESC, f.key""",
        (*params, *params),
    )


def pairs(cursor: Cursor, filters: Filters, limit: int = 15) -> pd.DataFrame:
    """Who accuses whom: the two keys and names, claims, mentions, outlets, mutual; most claims first.

    mutual: the accused, another party, accuses the accuser too, under the same filters. Under filters.accusing.
    """
    found, params = hits(filters.accusing)
    return run(
        cursor,
        f"""WITH p AS (
            SELECT accuser_no, accused_no, count(claim_no) AS claims, sum(mentions)::BIGINT AS mentions FROM (
                SELECT a.accuser_no, a.accused_no, a.claim_no, count(*) AS mentions
                {found} AND a.accuser_no IS NOT NULL AND a.accused_no IS NOT NULL GROUP BY 1, 2, 3)
            GROUP BY 1, 2),
        t AS (SELECT * FROM p ORDER BY claims DESC, mentions DESC, accuser_no, accused_no LIMIT {int(limit)}),
        o AS (SELECT a.accuser_no, a.accused_no, {OUTLETS} AS outlets
            {found} AND (a.accuser_no, a.accused_no) IN (SELECT accuser_no, accused_no FROM t) GROUP BY 1, 2)
        SELECT e.key AS accuser_key, f.key AS accused_key, e.name AS accuser, f.name AS accused, t.claims, t.mentions,
            o.outlets, b.claims IS NOT NULL AND t.accuser_no <> t.accused_no AS mutual
        FROM t JOIN o USING (accuser_no, accused_no)
        JOIN parties e ON e.party_no = t.accuser_no JOIN parties f ON f.party_no = t.accused_no
        LEFT JOIN p b ON b.accuser_no = t.accused_no AND b.accused_no = t.accuser_no
        ORDER BY t.claims DESC, t.mentions DESC, t.accuser_no, t.accused_no""",
        (*params, *params),
    )


def week_windows(last: date) -> tuple[Filters, Filters]:
    """The seven days that end on `last`, and the seven before them."""
    return (
        Filters(since=last - timedelta(days=6), until=last),
        Filters(since=last - timedelta(days=13), until=last - timedelta(days=7)),
    )


def changes(cursor: Cursor, filters: Filters, days: Days | None = None, limit: int = 5) -> dict[str, Any]:
    """The last seven days in view against the seven before: now, before, since, until, new_claims, rising.

    now, before: mentions, claims, articles_with, outlets, as in totals(). new_claims: claims first seen in these seven
    days. rising: "accused", "accuser", "charge" → what grew most in claims under filters.accusing, as a frame of key (a
    filter value; of a charge its CAMEO code), name, now, before. {} when nothing dated is in view. days: as for over_time().
    """
    days = days or span(cursor, filters)
    if days is None:
        return {}
    this, previous = week_windows(days[1])
    both = replace(filters, since=None, until=None).narrowed(Filters(since=previous.since, until=this.until))
    found, params = hits(both)
    cut = datetime.combine(this.since or days[0], datetime.min.time(), UTC)
    # Two weeks are few rows, and one scan of them serves all counts: a query for each would take longer to plan than to run.
    rows = run(
        cursor,
        f"""SELECT a.article_no, a.claim_no, a.accuser_no AS accuser, a.accused_no AS accused, a.cameo::VARCHAR AS charge,
            a.act::VARCHAR AS act, a.duplicate_of IS NULL AS own, a.outlet::VARCHAR AS outlet, a.published >= ? AS late,
            c.first_seen >= ? AS new
        {found.replace(" WHERE ", " LEFT JOIN claims c USING (claim_no) WHERE ", 1)}""",
        (cut, cut, *params),
    )
    late = rows["late"].to_numpy(bool)
    accusing = rows[rows["act"].isin(filters.accusing.acts)]
    return {
        "now": _counts(rows[late]),
        "before": _counts(rows[~late]),
        "since": this.since,
        "until": this.until,
        "new_claims": int(rows.loc[late & rows["new"].fillna(False).to_numpy(bool), "claim_no"].nunique()),
        "rising": _risers(cursor, accusing, limit),
    }


def _counts(rows: pd.DataFrame) -> dict[str, int]:
    return {
        "mentions": len(rows),
        "claims": int(rows["claim_no"].nunique()),
        "articles_with": int(rows["article_no"].nunique()),
        "outlets": int(rows.loc[rows["own"].astype(bool), "outlet"].nunique()),
    }


def _risers(cursor: Cursor, rows: pd.DataFrame, limit: int) -> dict[str, pd.DataFrame]:
    risen = {what: _risen(rows, what) for what in ("accused", "accuser", "charge")}
    wanted = sorted({int(no) for what in ("accused", "accuser") for no in risen[what]})
    known = run(cursor, "SELECT party_no, key, name FROM parties WHERE list_contains(?::INTEGER[], party_no)", (wanted,))
    named = dict(zip(known["party_no"], zip(known["key"], known["name"], strict=True), strict=True))
    made = {}
    for what, counts in risen.items():
        told = [((no, no) if what == "charge" else named[no], now, before) for no, (now, before) in counts.items()]
        told.sort(key=lambda t: (t[2] - t[1], -t[1], t[0][0]))
        made[what] = pd.DataFrame([(*who, now, before) for who, now, before in told[:limit]], columns=RISING)
    return made


def _risen(rows: pd.DataFrame, what: str) -> dict[Any, tuple[int, int]]:
    """Value → claims in the later and in the earlier week, where they grew.

    Counted without pandas, whose grouping takes ten times as long over so few rows.
    """
    held = rows[rows[what].notna() & rows["claim_no"].notna()]
    counts: dict[Any, list[int]] = {}
    for value, late, _ in set(zip(held[what], held["late"], held["claim_no"], strict=True)):
        counts.setdefault(value, [0, 0])[0 if late else 1] += 1
    return {value: (now, before) for value, (now, before) in counts.items() if now > before}


FACETS = {"acts": "a.act", "certainty": "a.certainty", "voices": "a.voice", "outlets": "a.outlet", "cameo": "a.cameo"}


def breakdown(cursor: Cursor, filters: Filters, field: str) -> pd.DataFrame:
    """The values of a field with their counts under all filters, its own included: value, mentions, claims."""
    column = FACETS[field]
    found, params = hits(filters)
    return run(
        cursor,
        f"""SELECT {column}::VARCHAR AS value, count(*) AS mentions, count(DISTINCT a.claim_no) AS claims
        {found} AND {column} IS NOT NULL GROUP BY 1 ORDER BY mentions DESC, value""",
        params,
    )


def options(cursor: Cursor, field: str) -> list[str]:
    """All values of a filter field in the store, most frequent first."""
    sources = {
        "outlets": "SELECT outlet AS v FROM articles",
        "languages": "SELECT language AS v FROM articles",
        "cameo": "SELECT cameo AS v FROM accusations",
        "contexts": "SELECT unnest(contexts) AS v FROM accusations",
    }
    made = run(
        cursor,
        f"SELECT v::VARCHAR AS v FROM ({sources[field]}) WHERE v IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1",
    )
    return [str(v) for v in made["v"]]


def parties(cursor: Cursor, limit: int = 300) -> dict[str, str]:
    """The entities most often accuser or accused: entity id → name."""
    made = run(
        cursor,
        f"""SELECT e.entity_id, e.name FROM (
            SELECT id, count(*) AS n FROM (
                SELECT accuser_id AS id FROM accusations UNION ALL SELECT accused_id FROM accusations)
            WHERE id IS NOT NULL GROUP BY 1 ORDER BY n DESC, id LIMIT {int(limit)}) t
        JOIN entities e ON e.entity_id = t.id ORDER BY n DESC, id""",
    )
    return dict(zip(made["entity_id"], made["name"], strict=True))


def names(cursor: Cursor, ids: tuple[str, ...]) -> dict[str, str]:
    """Entity id → name, for the ids that exist."""
    if not ids:
        return {}
    made = run(cursor, f"SELECT entity_id, name FROM entities WHERE entity_id IN ({', '.join('?' * len(ids))})", ids)
    return dict(zip(made["entity_id"], made["name"], strict=True))


