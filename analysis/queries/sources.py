"""Outlets with their right of reply and unnamed sources, speakers, and which outlet carries accusations of whom."""

from __future__ import annotations

import pandas as pd

from analysis.filters import EXACTLY, Filters
from analysis.queries.base import Cursor, hits, key, pages, run


def outlets(cursor: Cursor, filters: Filters, limit: int = 200) -> pd.DataFrame:
    """Outlets, most articles first: outlet, articles, copies, claims, accusations, replied, sourced, unnamed, tone, …

    accusations: mentions, denials and admissions left out; replied: those whose article carries a denial or admission
    by the accused; sourced: those voiced by a source; unnamed: by an unnamed one. tone, low, high: mean VADER of n
    articles with its 95 % interval.
    """
    read, params = pages(filters)
    found, more = hits(filters)
    return run(
        cursor,
        f"""WITH p AS (SELECT r.article_no, r.outlet, r.duplicate_of {read} AND r.outlet IS NOT NULL),
        v AS (SELECT outlet, count(*) AS articles, count(duplicate_of) AS copies FROM p GROUP BY 1
            ORDER BY articles DESC, outlet LIMIT {int(limit)}),
        h AS (SELECT r.outlet, count(DISTINCT a.claim_id) AS claims, count(*) AS accusations,
                count(*) FILTER (WHERE (a.article_no, a.accused_id) IN (SELECT article_no, accuser_id FROM accusations
                    WHERE act IN ('deny', 'admit') AND accuser_id IS NOT NULL)) AS replied,
                count(*) FILTER (WHERE a.voice IN ('named', 'unnamed')) AS sourced,
                count(*) FILTER (WHERE a.voice = 'unnamed') AS unnamed
            {found} AND a.act NOT IN ('deny', 'admit') GROUP BY 1),
        t AS (SELECT any_value(p.outlet) AS outlet, avg(s.tone) AS tone FROM p JOIN sentences s USING (article_no)
            GROUP BY p.article_no),
        m AS (SELECT outlet, avg(tone) AS tone, avg(tone) - 1.96 * stddev_samp(tone) / sqrt(count(*)) AS low,
            avg(tone) + 1.96 * stddev_samp(tone) / sqrt(count(*)) AS high, count(*) AS n FROM t GROUP BY 1)
        SELECT v.outlet::VARCHAR AS outlet, v.articles, v.copies, coalesce(h.claims, 0) AS claims,
            coalesce(h.accusations, 0) AS accusations, coalesce(h.replied, 0) AS replied,
            coalesce(h.sourced, 0) AS sourced, coalesce(h.unnamed, 0) AS unnamed, m.tone, m.low, m.high,
            coalesce(m.n, 0) AS n
        FROM v LEFT JOIN h USING (outlet) LEFT JOIN m USING (outlet) ORDER BY v.articles DESC, 1""",
        (*params, *more),
    )


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
        f"""WITH t AS (SELECT r.outlet::VARCHAR AS outlet, {key("accused")} AS key,
                coalesce(a.accused_name, a.accused) AS written
            {found} AND r.outlet IS NOT NULL AND {key("accused")} IS NOT NULL)
        SELECT t.outlet, t.key, coalesce(any_value(e.name), min(t.written)) AS name, count(*) AS mentions
        FROM t LEFT JOIN entities e ON e.entity_id = t.key
        WHERE t.outlet IN (SELECT outlet FROM t GROUP BY 1 ORDER BY count(*) DESC, outlet LIMIT {int(most)})
            AND t.key IN (SELECT key FROM t GROUP BY 1 ORDER BY count(*) DESC, key LIMIT {int(most)})
        GROUP BY 1, 2 ORDER BY mentions DESC, t.outlet, t.key""",
        params,
    )
