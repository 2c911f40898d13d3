"""Articles: pages of search results, and one article with everything found in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from analysis import search
from analysis.filters import Filters, of_accusations
from analysis.queries.base import HITS, Cursor, Query, one, pages, run

ORDERS = {
    "newest": "r.published DESC NULLS LAST, r.article_id",
    "oldest": "r.published ASC NULLS LAST, r.article_id",
    "longest": "r.words DESC, r.article_id",
}


def found(
    cursor: Cursor, filters: Filters, order: str = "newest", limit: int | None = None, offset: int = 0
) -> pd.DataFrame:
    """Articles under the filters, with accusations, tone, and copy beside their own columns.

    accusations: records in the article, whatever the filters. tone: mean VADER compound of its sentences.
    """
    return run(cursor, *found_query(filters, order, limit, offset))


def found_query(filters: Filters, order: str = "newest", limit: int | None = None, offset: int = 0) -> Query:
    """The query of found()."""
    read, params = pages(filters)
    page = f" LIMIT {int(limit)} OFFSET {int(offset)}" if limit is not None else ""
    return (
        f"""WITH page AS (SELECT r.article_no {read} ORDER BY {ORDERS[order]}{page})
        SELECT r.article_id, r.published, r.published_precision, r.outlet, r.title, r.words, r.language, r.url,
            r.duplicate_of IS NOT NULL AS copy, coalesce(n.accusations, 0) AS accusations, t.tone, r.text
        FROM articles r
        LEFT JOIN (SELECT article_no, count(*) AS accusations FROM accusations
            WHERE article_no IN (SELECT article_no FROM page) GROUP BY 1) n USING (article_no)
        LEFT JOIN article_tones t USING (article_no)
        WHERE r.article_no IN (SELECT article_no FROM page) ORDER BY {ORDERS[order]}""",
        params,
    )


def count(cursor: Cursor, filters: Filters) -> int:
    """The number of articles under the filters."""
    read, params = pages(filters)
    return int(one(cursor, f"SELECT count(*) AS n {read}", params)["n"])


def by_outlet(cursor: Cursor, filters: Filters, limit: int = 15) -> pd.DataFrame:
    """Outlets under all filters: outlet, articles; most first."""
    read, params = pages(filters)
    return run(
        cursor,
        f"SELECT r.outlet::VARCHAR AS outlet, count(*) AS articles {read} AND r.outlet IS NOT NULL"
        f" GROUP BY 1 ORDER BY articles DESC, outlet LIMIT {int(limit)}",
        params,
    )


FACETS = {
    "outlets": "r.outlet",
    "languages": "r.language",
    "acts": "a.act",
    "certainty": "a.certainty",
    "voices": "a.voice",
    "cameo": "a.cameo",
    "contexts": "unnest(a.contexts)",
}


def facet(cursor: Cursor, filters: Filters, field: str, limit: int = 8) -> pd.DataFrame:
    """The values of a filter field with the articles that each would show, all other filters kept: value, articles.

    Most articles first; those that are chosen already come whatever their rank.
    """
    column, others = FACETS[field], filters.without(field)
    if column.startswith("r."):
        read, params = pages(others)
        rows = f"SELECT {column}::VARCHAR AS value, r.article_no {read}"
    else:
        # The words are looked for in the whole article, as its page does.
        where = of_accusations(replace(others, text=""))
        found, words = search.to_sql(filters.text, "r.text")
        rows = f"SELECT {column}::VARCHAR AS value, a.article_no FROM {HITS} WHERE {where.sql} AND {found}"
        params = (*where.params, *words)
    chosen = getattr(filters, field)
    return run(
        cursor,
        f"""SELECT value, count(DISTINCT article_no) AS articles FROM ({rows}) WHERE value IS NOT NULL GROUP BY 1
        QUALIFY row_number() OVER (ORDER BY articles DESC, value) <= {int(limit)}
            OR list_contains(?::VARCHAR[], value) ORDER BY articles DESC, value""",
        (*params, list(chosen)),
    )


def article(cursor: Cursor, article_id: str) -> dict[str, Any] | None:
    """One article by column; None when there is no such id."""
    return one(cursor, "SELECT * FROM articles WHERE article_id = ?", (article_id,)) or None


def parts(cursor: Cursor, article_id: str) -> dict[str, pd.DataFrame]:
    """Everything found in an article, by table: sentences, mentions, accusations, quotes, sources; in reading order."""
    named = {
        "sentences": "SELECT * FROM sentences WHERE article_id = ? ORDER BY start",
        "mentions": """SELECT m.*, e.name AS entity FROM mentions m LEFT JOIN entities e USING (entity_id)
            WHERE m.article_id = ? ORDER BY m.start""",
        "accusations": "SELECT * FROM accusations WHERE article_id = ? ORDER BY start, accusation_id",
        "quotes": "SELECT * FROM quotes WHERE article_id = ? ORDER BY start, content_start",
        "sources": "SELECT * FROM sources WHERE article_id = ? ORDER BY start NULLS FIRST, name",
    }
    return {name: run(cursor, sql, (article_id,)) for name, sql in named.items()}


def kin(cursor: Cursor, article_id: str, limit: int = 30) -> pd.DataFrame:
    """Copies, versions and others of the story: article_id, published, outlet, title, kin (copy, version, story)."""
    return run(
        cursor,
        f"""WITH me AS (SELECT article_id, story_id, coalesce(duplicate_of, article_id) AS original,
                coalesce(version_of, article_id) AS first FROM articles WHERE article_id = ?)
        SELECT r.article_id, r.published, r.outlet, r.title,
            CASE WHEN coalesce(r.duplicate_of, r.article_id) = me.original THEN 'copy'
                WHEN coalesce(r.version_of, r.article_id) = me.first THEN 'version' ELSE 'story' END AS kin
        FROM articles r, me WHERE r.article_id <> me.article_id AND (r.story_id = me.story_id
            OR coalesce(r.duplicate_of, r.article_id) = me.original OR coalesce(r.version_of, r.article_id) = me.first)
        ORDER BY kin, r.published NULLS LAST, r.article_id LIMIT {int(limit)}""",
        (article_id,),
    )
