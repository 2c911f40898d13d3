"""What found the records of a store."""

from __future__ import annotations

import pandas as pd

from analysis.queries.base import Cursor, run


def models(cursor: Cursor) -> pd.DataFrame:
    """Version of the extractor, records it found, mean confidence; most records first."""
    return run(
        cursor,
        """SELECT model::VARCHAR AS "version", count(*) AS records, round(avg(confidence), 2) AS "mean confidence"
        FROM accusations GROUP BY 1 ORDER BY records DESC, 1""",
    )


def rules(cursor: Cursor) -> pd.DataFrame:
    """Rule or model, records it found, mean confidence; most records first."""
    return run(
        cursor,
        """SELECT rule::VARCHAR AS "found by", count(*) AS records, round(avg(confidence), 2) AS "mean confidence"
        FROM accusations GROUP BY 1 ORDER BY records DESC, 1""",
    )
