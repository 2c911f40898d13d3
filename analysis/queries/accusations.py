"""Accusation records and claims: pages of them, one of them, and what it belongs to."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.filters import Filters
from analysis.queries.base import Cursor, Query, hits, hits_in_articles, key, one, run, shown

ORDERS = {
    "newest": "a.published DESC NULLS LAST, a.accusation_id",
    "oldest": "a.published ASC NULLS LAST, a.accusation_id",
    "surest": "a.confidence DESC, a.published DESC NULLS LAST, a.accusation_id",
}
CLAIM_ORDERS = {
    "mentions": "in_view DESC, c.last_seen DESC NULLS LAST, c.claim_id",
    "outlets": "c.outlets DESC, in_view DESC, c.claim_id",
    "newest": "c.first_seen DESC NULLS LAST, c.claim_id",
    "latest": "c.last_seen DESC NULLS LAST, c.claim_id",
}

_RECORD = f"""a.accusation_id, a.article_id, a.claim_id, a.answers, r.published, r.published_precision, r.outlet,
    r.title, r.url, r.duplicate_of IS NOT NULL AS copy,
    {shown("accuser", "e")} AS accuser, {shown("accused", "f")} AS accused,
    {key("accuser")} AS accuser_key, {key("accused")} AS accused_key, a.charge, a.act, a.certainty, a.voice, a.quote,
    a.cameo, a.contexts, a.medium, a.said_on, a.said_precision, a.acted_on, a.acted_precision, a.sentence, a.start,
    a."end", a.accuser_start, a.accuser_end, a.accused_start, a.accused_end, a.charge_start, a.charge_end, a.rule,
    a.confidence, a.model"""
# The first numbers of parties are those of the entities.
_PARTIES = "LEFT JOIN entities e ON e.entity_no = a.accuser_no LEFT JOIN entities f ON f.entity_no = a.accused_no"
_JOINED = f"accusations a JOIN articles r USING (article_no) {_PARTIES}"


def records(
    cursor: Cursor, filters: Filters, order: str = "newest", limit: int | None = None, offset: int = 0
) -> pd.DataFrame:
    """Accusation records under the filters, with the article's outlet, headline, address and date.

    accuser and accused are the names to show, accuser_key and accused_key their filter values; copy: the article is a
    copy of another; offsets as in the contract. All rows when limit is None.
    """
    return run(cursor, *records_query(filters, order, limit, offset))


def records_query(filters: Filters, order: str = "newest", limit: int | None = None, offset: int = 0) -> Query:
    """The query of records()."""
    by = ORDERS[order]
    if limit is None:
        found, params = hits_in_articles(filters)
        return f"SELECT {_RECORD} {found.replace(' WHERE ', f' {_PARTIES} WHERE ', 1)} ORDER BY {by}", params
    found, params = hits(filters)
    # The page is picked by number first, so that names and texts are fetched for its rows alone.
    page = f"WITH page AS (SELECT a.rowid AS place {found} ORDER BY {by} LIMIT {int(limit)} OFFSET {int(offset)})"
    return f"{page} SELECT {_RECORD} FROM {_JOINED} WHERE a.rowid IN (SELECT place FROM page) ORDER BY {by}", params


def count(cursor: Cursor, filters: Filters) -> int:
    """The number of accusation records under the filters."""
    found, params = hits(filters)
    return int(one(cursor, f"SELECT count(*) AS n {found}", params)["n"])


def record(cursor: Cursor, accusation_id: str) -> dict[str, Any] | None:
    """One record, as in records(); None when there is no such id."""
    made = run(cursor, f"SELECT {_RECORD} FROM {_JOINED} WHERE a.accusation_id = ?", (accusation_id,))
    return _first(made)


def claims(
    cursor: Cursor, filters: Filters, order: str = "mentions", limit: int | None = None, offset: int = 0
) -> pd.DataFrame:
    """Claims with a mention under the filters: the claims table with names to show, and in_view, those mentions."""
    return run(cursor, *claims_query(filters, order, limit, offset))


def claims_query(filters: Filters, order: str = "mentions", limit: int | None = None, offset: int = 0) -> Query:
    """The query of claims()."""
    found, params = hits(filters)
    by = CLAIM_ORDERS[order]
    page = f" LIMIT {int(limit)} OFFSET {int(offset)}" if limit is not None else ""
    return (
        f"""WITH t AS (SELECT a.claim_no, count(*) AS in_view {found} AND a.claim_no IS NOT NULL GROUP BY 1),
        page AS (SELECT t.claim_no, t.in_view FROM t JOIN claims c USING (claim_no) ORDER BY {by}{page})
        SELECT c.claim_id, c.thread_id, c.accuser_id, coalesce(e.name, c.accuser) AS accuser, c.accused_id,
            coalesce(f.name, c.accused) AS accused, c.charge, c.act, c.cameo, c.status, c.answered, p.in_view,
            c.mentions, c.articles, c.outlets, c.first_seen, c.last_seen
        FROM page p JOIN claims c USING (claim_no) LEFT JOIN entities e ON e.entity_id = c.accuser_id
        LEFT JOIN entities f ON f.entity_id = c.accused_id ORDER BY {by}""",
        params,
    )


def claims_count(cursor: Cursor, filters: Filters) -> int:
    """The number of claims with a mention under the filters."""
    found, params = hits(filters)
    return int(one(cursor, f"SELECT count(DISTINCT a.claim_no) AS n {found}", params)["n"])


def claim(cursor: Cursor, claim_id: str) -> dict[str, Any] | None:
    """One claim with the names to show; None when there is no such id."""
    made = run(
        cursor,
        """SELECT c.* REPLACE (coalesce(e.name, c.accuser) AS accuser, coalesce(f.name, c.accused) AS accused)
        FROM claims c LEFT JOIN entities e ON e.entity_id = c.accuser_id
        LEFT JOIN entities f ON f.entity_id = c.accused_id WHERE c.claim_id = ?""",
        (claim_id,),
    )
    return _first(made)


def mentions_of(cursor: Cursor, claim_id: str) -> pd.DataFrame:
    """Every record of a claim and every answer to it, oldest first; columns as in records()."""
    return run(
        cursor,
        f"SELECT {_RECORD} FROM {_JOINED} WHERE a.claim_id = ? OR a.answers = ? ORDER BY {ORDERS['oldest']}",
        (claim_id, claim_id),
    )


def carriers(cursor: Cursor, claim_id: str) -> pd.DataFrame:
    """How a claim went from outlet to outlet, the first to carry it first.

    outlet, first (its earliest article with the claim), hours (after the very first), mentions, articles, copies (of
    those articles), article_id and title of that earliest article.
    """
    return run(
        cursor,
        """WITH t AS (SELECT coalesce(r.outlet::VARCHAR, 'unnamed') AS outlet, min(r.published) AS first,
                count(*) AS mentions, count(DISTINCT r.article_no) AS articles,
                count(DISTINCT r.article_no) FILTER (WHERE r.duplicate_of IS NOT NULL) AS copies,
                min(r.article_no) AS article_no
            FROM accusations a JOIN articles r USING (article_no) WHERE a.claim_id = ? GROUP BY 1)
        SELECT t.outlet, t.first, epoch(t.first - min(t.first) OVER ()) / 3600 AS hours, t.mentions, t.articles,
            t.copies, r.article_id, r.title
        FROM t JOIN articles r USING (article_no) ORDER BY t.first NULLS LAST, t.outlet""",
        (claim_id,),
    )


def narrowings(cursor: Cursor, filters: Filters) -> dict[str, int]:
    """Claims in view that are unanswered, denied, anonymous, single: what each of these filters would leave."""
    found, params = hits(filters)
    return one(
        cursor,
        f"""SELECT count(*) FILTER (WHERE NOT c.answered) AS unanswered,
            count(*) FILTER (WHERE c.status = 'denied') AS denied,
            count(*) FILTER (WHERE n.claim_no IS NULL) AS anonymous, count(*) FILTER (WHERE c.outlets = 1) AS single
        FROM (SELECT DISTINCT a.claim_no {found}) t JOIN claims c USING (claim_no)
        LEFT JOIN (SELECT DISTINCT claim_no FROM accusations WHERE voice IN ('named', 'outlet')) n USING (claim_no)""",
        params,
    )


def thread(cursor: Cursor, thread_id: str, claim_id: str, limit: int = 30) -> pd.DataFrame:
    """The claims of a thread nearest in time to one of them, oldest first: names, dates, reach, all (the thread's)."""
    return run(
        cursor,
        f"""WITH me AS (SELECT first_seen FROM claims WHERE claim_id = ?),
        c AS (SELECT c.*, count(*) OVER () AS "all" FROM claims c WHERE c.thread_id = ?
            ORDER BY c.claim_id <> ?, abs(epoch(c.first_seen - (SELECT first_seen FROM me))) NULLS LAST, c.claim_id
            LIMIT {int(limit)})
        SELECT c.claim_id, coalesce(e.name, c.accuser) AS accuser, coalesce(f.name, c.accused) AS accused, c.charge,
            c.act, c.status, c.first_seen, c.last_seen, c.mentions, c.outlets, c."all"
        FROM c LEFT JOIN entities e ON e.entity_id = c.accuser_id
        LEFT JOIN entities f ON f.entity_id = c.accused_id ORDER BY c.first_seen NULLS LAST, c.claim_id""",
        (claim_id, thread_id, claim_id),
    )


def _first(made: pd.DataFrame) -> dict[str, Any] | None:
    if made.empty:
        return None
    row = made.astype(object).where(made.notna(), None).iloc[0]
    return {str(k): v for k, v in row.items()}
