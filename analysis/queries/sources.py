"""Speakers that articles draw on, and which outlet carries accusations of whom."""

from __future__ import annotations

import pandas as pd

from analysis.filters import EXACTLY, Filters
from analysis.queries.base import Cursor, hits, key, pages, run


def speakers(cursor: Cursor, filters: Filters, named: bool, limit: int = 15) -> pd.DataFrame:
    """Speakers that articles draw on, named or not: key (a filter value), name, articles; most first."""
    read, params = pages(filters)
    return run(
        cursor,
        f"""WITH t AS (SELECT coalesce(s.entity_id, '{EXACTLY}' || lower(s.name)) AS key, min(s.name) AS written,
                count(DISTINCT s.article_no) AS articles
            FROM (SELECT r.article_no {read}) r JOIN sources s USING (article_no)
            WHERE s.role = 'speaker' AND s.named = ? GROUP BY 1 ORDER BY articles DESC, key LIMIT {int(limit)})
        SELECT t.key, coalesce(e.name, t.written) AS name, t.articles
        FROM t LEFT JOIN entities e ON e.entity_id = t.key ORDER BY t.articles DESC, t.key""",
        (*params, named),
    )


def accused_by_outlet(cursor: Cursor, filters: Filters, most: int = 12) -> pd.DataFrame:
    """Mentions by outlet and accused, of the busiest outlets and the most accused: outlet, key, name, mentions."""
    found, params = hits(filters)
    return run(
        cursor,
        f"""WITH t AS (SELECT a.outlet::VARCHAR AS outlet, {key("accused")} AS key,
                coalesce(a.accused_name, a.accused) AS written
            {found} AND a.outlet IS NOT NULL AND {key("accused")} IS NOT NULL)
        SELECT t.outlet, t.key, coalesce(any_value(e.name), min(t.written)) AS name, count(*) AS mentions
        FROM t LEFT JOIN entities e ON e.entity_id = t.key
        WHERE t.outlet IN (SELECT outlet FROM t GROUP BY 1 ORDER BY count(*) DESC, outlet LIMIT {int(most)})
            AND t.key IN (SELECT key FROM t GROUP BY 1 ORDER BY count(*) DESC, key LIMIT {int(most)})
        GROUP BY 1, 2 ORDER BY mentions DESC, t.outlet, t.key""",
        params,
    )
