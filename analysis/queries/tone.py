"""Mean tone by outlet and around names, and how many sentences are dark, neutral or bright."""

from __future__ import annotations

import pandas as pd

from analysis.filters import Filters
from analysis.queries.base import Cursor, one, pages, run

_MEAN = """avg(tone) AS tone, avg(tone) - 1.96 * stddev_samp(tone) / sqrt(count(*)) AS low,
    avg(tone) + 1.96 * stddev_samp(tone) / sqrt(count(*)) AS high, count(*) AS n"""


def by_outlet(cursor: Cursor, filters: Filters, limit: int = 20) -> pd.DataFrame:
    """The outlets with most articles, darkest first: key, name, tone, low, high, n.

    Mean over n articles of the mean VADER compound of their sentences, with its 95 % interval.
    """
    read, params = pages(filters)
    return run(
        cursor,
        f"""WITH per AS (SELECT r.outlet::VARCHAR AS key, t.tone
            FROM (SELECT r.article_no, r.outlet {read} AND r.outlet IS NOT NULL) r JOIN article_tones t USING (article_no)),
        t AS (SELECT key, {_MEAN} FROM per GROUP BY 1 ORDER BY n DESC, key LIMIT {int(limit)})
        SELECT key, key AS name, tone, low, high, n FROM t ORDER BY tone, key""",
        params,
    )


def around_entities(cursor: Cursor, filters: Filters, limit: int = 20) -> pd.DataFrame:
    """The most named (places left out), darkest first: key, name, tone, low, high, n.

    Mean over n articles of the mean VADER compound of the sentences that name the party.
    """
    read, params = pages(filters)
    return run(
        cursor,
        f"""WITH per AS (SELECT m.entity_no, avg(m.tone) AS tone
            FROM (SELECT r.article_no {read}) r JOIN mentions m USING (article_no) WHERE m.kind <> 'place'
            GROUP BY m.entity_no, m.article_no),
        t AS (SELECT entity_no, {_MEAN} FROM per GROUP BY 1 ORDER BY n DESC, entity_no LIMIT {int(limit)})
        SELECT e.entity_id AS key, e.name, t.tone, t.low, t.high, t.n FROM t JOIN entities e USING (entity_no)
        ORDER BY t.tone, key""",
        params,
    )


def spread(cursor: Cursor, filters: Filters) -> dict[str, int]:
    """Sentences by VADER's own bounds: dark (compound ≤ -0.05), neutral, bright (≥ 0.05)."""
    read, params = pages(filters)
    return one(
        cursor,
        f"""SELECT count(*) FILTER (WHERE s.tone <= -0.05) AS dark,
            count(*) FILTER (WHERE s.tone > -0.05 AND s.tone < 0.05) AS neutral,
            count(*) FILTER (WHERE s.tone >= 0.05) AS bright
        FROM (SELECT r.article_no {read}) r JOIN sentences s USING (article_no)""",
        params,
    )
