"""Spikes: periods that stand out from those before them, and the stories that were in the news in them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from math import sqrt
from statistics import median

import pandas as pd

from analysis.filters import Filters
from analysis.queries.base import Cursor, day_range, hits_in_articles, run

BEFORE, LEAST_BEFORE = 8, 4
"""Periods that a period is held against: at most, at least."""
LEAST_COUNT = 5
"""A count below this is no spike, however quiet it was before."""
DEVIATIONS = 3.0
SMALL_TONE = 10
"""Articles that a mean of tone needs for being a spike."""

RULE = (
    f"A spike is a period of at least {LEAST_COUNT} whose count lies more than {DEVIATIONS:.0f} deviations over the median of "
    f"the {BEFORE} periods before it; a deviation is 1.48 times their median absolute deviation, and at least the square "
    "root of the median."
)
RULE_TONE = (
    f"A spike is a mean over at least {SMALL_TONE} articles that lies more than {DEVIATIONS:.0f} deviations off the median of "
    f"the {BEFORE} such means before it; a deviation is 1.48 times their median absolute deviation, and at least 0.02."
)


def of_counts(values: pd.Series) -> list[bool]:
    """Which of consecutive counts are spikes; see RULE. The first LEAST_BEFORE never are."""
    made = []
    counts = [float(v) for v in values]
    for i, value in enumerate(counts):
        earlier = counts[max(0, i - BEFORE) : i]
        if len(earlier) < LEAST_BEFORE or value < LEAST_COUNT:
            made.append(False)
            continue
        usual = median(earlier)
        spread = max(1.4826 * median(abs(e - usual) for e in earlier), sqrt(max(usual, 1.0)))
        made.append(value > usual + DEVIATIONS * spread)
    return made


def of_tone(tone: pd.Series, n: pd.Series) -> list[bool]:
    """Which of consecutive means of tone, over n articles each, are spikes to either side; see RULE_TONE."""
    made: list[bool] = []
    before: list[float] = []
    for value, articles in zip(tone, n, strict=True):
        if articles < SMALL_TONE or pd.isna(value):
            made.append(False)
            continue
        earlier = before[-BEFORE:]
        if len(earlier) < LEAST_BEFORE:
            made.append(False)
        else:
            usual = median(earlier)
            spread = max(1.4826 * median(abs(e - usual) for e in earlier), 0.02)
            made.append(abs(float(value) - usual) > DEVIATIONS * spread)
        before.append(float(value))
    return made


def stories(cursor: Cursor, filters: Filters, limit: int | None = 20, offset: int = 0) -> pd.DataFrame:
    """The stories behind the accusations under the filters, most claims first.

    story (its id, or that of an article in no story), article_id and title (of its first article in view), first and
    last (publication in view), articles, outlets, mentions, claims, all (the stories under the filters).
    """
    found, params = hits_in_articles(filters)
    page = f" LIMIT {int(limit)} OFFSET {int(offset)}" if limit is not None else ""
    return run(
        cursor,
        f"""WITH t AS (SELECT coalesce(r.story_id, r.article_id) AS story, min(r.article_no) AS article_no,
                min(r.published) AS first, max(r.published) AS last, count(DISTINCT r.article_no) AS articles,
                count(DISTINCT r.outlet) AS outlets, count(*) AS mentions, count(DISTINCT a.claim_no) AS claims
            {found} GROUP BY 1),
        page AS (SELECT *, count(*) OVER () AS "all" FROM t ORDER BY claims DESC, mentions DESC, story{page})
        SELECT p.story, r.article_id, r.title, p.first, p.last, p.articles, p.outlets, p.mentions, p.claims, p."all"
        FROM page p JOIN articles r USING (article_no) ORDER BY p.claims DESC, p.mentions DESC, p.story""",
        params,
    )


def leading(cursor: Cursor, filters: Filters, windows: tuple[tuple[date, date], ...]) -> pd.DataFrame:
    """Of each of these first and last days the story with most claims under the filters, as stories() would put it first.

    window (its place in `windows`; left out where nothing is in view), title, claims, articles, all (the stories).
    """
    within = filters.narrowed(Filters(since=min(w[0] for w in windows), until=max(w[1] for w in windows)))
    found, params = hits_in_articles(within)
    listed = ", ".join(f"({place}, ?::TIMESTAMPTZ, ?::TIMESTAMPTZ)" for place in range(len(windows)))
    bounds = [datetime.combine(day, time(), UTC) for first, last in windows for day in (first, last + timedelta(1))]
    joined = f" JOIN (VALUES {listed}) w(no, since, until) ON r.published >= w.since AND r.published < w.until WHERE "
    return run(
        cursor,
        f"""WITH t AS (SELECT w.no, coalesce(r.story_id, r.article_id) AS story, min(r.article_no) AS article_no,
                count(DISTINCT r.article_no) AS articles, count(*) AS mentions, count(DISTINCT a.claim_no) AS claims
            {found.replace(" WHERE ", joined, 1)} GROUP BY 1, 2),
        first AS (SELECT *, count(*) OVER (PARTITION BY no) AS "all" FROM t
            QUALIFY row_number() OVER (PARTITION BY no ORDER BY claims DESC, mentions DESC, story) = 1)
        SELECT f.no AS window, r.title, f.claims, f.articles, f."all"
        FROM first f JOIN articles r USING (article_no) ORDER BY f.no""",
        (*bounds, *params),
    )


def days_of(frame: pd.DataFrame, spiking: list[bool]) -> list[tuple[date, date]]:
    """First and last day of each spiking period of an overview.over_time() frame, the latest first."""
    unit = frame.attrs["unit"]
    return [day_range(p, unit) for p, high in zip(frame["period"], spiking, strict=True) if high][::-1]
