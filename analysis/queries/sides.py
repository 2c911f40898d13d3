"""Parties ranked by the claims they make or receive, with the other side of each beside it."""

from __future__ import annotations

import pandas as pd

from analysis.filters import Filters
from analysis.queries.base import Cursor, hits, run
from analysis.queries.overview import Role


def ranked(cursor: Cursor, filters: Filters, role: Role, limit: int = 15) -> pd.DataFrame:
    """The parties with most claims in `role`: key (a filter value), name, made, received, mentions (in that role).

    made and received are distinct claims under filters.accusing, as accuser and as accused; a claim of a party against
    itself is in both.
    """
    found, params = hits(filters.accusing)
    other: Role = "accused" if role == "accuser" else "accuser"
    return run(
        cursor,
        f"""WITH t AS (
            SELECT a.{role}_no AS party_no, count(DISTINCT a.claim_no) AS own, count(*) AS mentions
            {found} AND a.{role}_no IS NOT NULL GROUP BY 1),
        first AS (SELECT t.party_no, p.key, p.name, t.own, t.mentions FROM t JOIN parties p USING (party_no)
            ORDER BY t.own DESC, t.mentions DESC, p.key LIMIT {int(limit)}),
        o AS (SELECT a.{other}_no AS party_no, count(DISTINCT a.claim_no) AS other
            {found} AND a.{other}_no IN (SELECT party_no FROM first) GROUP BY 1),
        made AS (SELECT f.*, coalesce(o.other, 0) AS other FROM first f LEFT JOIN o USING (party_no))
        SELECT key, name, {"own AS made, other AS received" if role == "accuser" else "other AS made, own AS received"},
            mentions
        FROM made ORDER BY own DESC, mentions DESC, key""",
        (*params, *params),
    )
