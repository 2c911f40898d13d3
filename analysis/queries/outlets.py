"""Sources: what outlets carry, whom they quote, whether the accused is heard, and what is copied from whom."""

from __future__ import annotations

from math import sqrt
from typing import Literal

import pandas as pd

from analysis.filters import EXACTLY, Filters
from analysis.queries.base import Cursor, hits, key, one, pages, run

Subject = Literal["contexts", "cameo", "accused"]
SPEAKER = f"coalesce(q.speaker_id, '{EXACTLY}' || lower(q.speaker_name))"
"""SQL for the speaker of a quotation as a key; null where nobody could be told."""

ANSWERS = "('deny', 'admit')"
OWN_WORDS = "('deny', 'admit', 'allege', 'criticise')"
"""Acts by which the accused answers: a formal step against them is no answer of theirs."""


def wilson(part: int, whole: int) -> tuple[float | None, float | None]:
    """The 95 % interval of a share (Wilson 1927), from 0 to 1; (None, None) of nothing."""
    if not whole:
        return None, None
    z, p = 1.96, part / whole
    centre, spread = p + z * z / (2 * whole), z * sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole))
    scale = 1 + z * z / whole
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def outlets(cursor: Cursor, filters: Filters) -> pd.DataFrame:
    """One row an outlet, most articles first; articles without an outlet are left out.

    outlet; articles; all_articles (the denominator of the share of voice); copies; credited (not copies, an agency in
    byline or dateline); mentions, claims; accusing (claims told in an article, with a stated accused), replied (those
    whose article carries the accused's answer), heard (that, or quotes the accused); speakers (uses of a speaker as a
    source), unnamed (those without a name); tone, low, high, n (mean over n articles of their mean VADER, 95 %).
    """
    made = _volume(cursor, filters)
    for part in (_accusing(cursor, filters), _replies(cursor, filters), _sourcing(cursor, filters)):
        made = made.merge(part, how="left", on="outlet")
    counted = [c for c in made.columns if c != "outlet"]
    made[counted] = made[counted].fillna(0).astype("int64")
    made = made.merge(_tone(cursor, filters), how="left", on="outlet")
    made["n"] = made["n"].fillna(0).astype("int64")
    made.insert(2, "all_articles", int(made["articles"].sum()))
    return made


def _volume(cursor: Cursor, filters: Filters) -> pd.DataFrame:
    read, params = pages(filters)
    return run(
        cursor,
        f"""SELECT r.outlet::VARCHAR AS outlet, count(*) AS articles,
            count(*) FILTER (WHERE r.duplicate_of IS NOT NULL) AS copies,
            count(*) FILTER (WHERE r.duplicate_of IS NULL AND r.medium IS NOT NULL) AS credited
        {read} AND r.outlet IS NOT NULL GROUP BY 1 ORDER BY articles DESC, outlet""",
        params,
    )


def _accusing(cursor: Cursor, filters: Filters) -> pd.DataFrame:
    found, params = hits(filters)
    return run(
        cursor,
        f"""SELECT a.outlet::VARCHAR AS outlet, count(*) AS mentions, count(DISTINCT a.claim_no) AS claims
        {found} AND a.outlet IS NOT NULL GROUP BY 1""",
        params,
    )


def _answered(filters: Filters) -> tuple[str, tuple[object, ...]]:
    """SQL with a row for each claim that an article tells against a stated accused, and whether that one is heard."""
    found, params = hits(filters)
    told = f"""SELECT a.article_no, a.outlet::VARCHAR AS outlet, coalesce(a.claim_id, a.accusation_id) AS claim,
            min({key("accused")}) AS accused, min(a.accusation_id) AS accusation_id
        {found} AND a.act NOT IN {ANSWERS} AND a.certainty <> 'negated' AND {key("accused")} IS NOT NULL
        GROUP BY 1, 2, 3"""
    return (
        f"""SELECT t.*, d.article_no IS NOT NULL OR o.article_no IS NOT NULL AS replied,
            q.article_no IS NOT NULL AS quoted
        FROM ({told}) t
        LEFT JOIN (SELECT DISTINCT a.article_no, {key("accused")} AS accused FROM accusations a
            WHERE a.act IN {ANSWERS}) d ON d.article_no = t.article_no AND d.accused = t.accused
        LEFT JOIN (SELECT DISTINCT article_no, answers FROM accusations
            WHERE answers IS NOT NULL AND act IN {OWN_WORDS}) o ON o.article_no = t.article_no AND o.answers = t.claim
        LEFT JOIN (SELECT DISTINCT article_no, {SPEAKER} AS speaker FROM quotes q) q
            ON q.article_no = t.article_no AND q.speaker = t.accused""",
        params,
    )


def _replies(cursor: Cursor, filters: Filters) -> pd.DataFrame:
    told, params = _answered(filters)
    return run(
        cursor,
        f"""SELECT outlet, count(*) AS accusing, count(*) FILTER (WHERE replied) AS replied,
            count(*) FILTER (WHERE replied OR quoted) AS heard FROM ({told}) WHERE outlet IS NOT NULL GROUP BY 1""",
        params,
    )


def replies(cursor: Cursor, filters: Filters, limit: int | None = None, offset: int = 0) -> pd.DataFrame:
    """The claims behind the right of reply, newest first: accusation_id (one mention there), replied, quoted."""
    told, params = _answered(filters)
    page = f" LIMIT {int(limit)} OFFSET {int(offset)}" if limit is not None else ""
    return run(
        cursor,
        f"""SELECT t.accusation_id, t.replied, t.quoted FROM ({told}) t
        ORDER BY t.article_no DESC, t.accusation_id{page}""",
        params,
    )


def _sourcing(cursor: Cursor, filters: Filters) -> pd.DataFrame:
    read, params = pages(filters)
    return run(
        cursor,
        f"""SELECT r.outlet::VARCHAR AS outlet, count(*) AS speakers, count(*) FILTER (WHERE NOT s.named) AS unnamed
        FROM (SELECT r.article_no, r.outlet {read}) r JOIN sources s USING (article_no)
        WHERE s.role = 'speaker' AND r.outlet IS NOT NULL GROUP BY 1""",
        params,
    )


def _tone(cursor: Cursor, filters: Filters) -> pd.DataFrame:
    read, params = pages(filters)
    return run(
        cursor,
        f"""SELECT r.outlet::VARCHAR AS outlet, {MEAN}
        FROM (SELECT r.article_no, r.outlet {read} AND r.outlet IS NOT NULL) r JOIN article_tones t USING (article_no)
        GROUP BY 1""",
        params,
    )


MEAN = """avg(tone) AS tone,
    CASE WHEN count(*) > 1 THEN greatest(-1, avg(tone) - 1.96 * stddev_samp(tone) / sqrt(count(*))) END AS low,
    CASE WHEN count(*) > 1 THEN least(1, avg(tone) + 1.96 * stddev_samp(tone) / sqrt(count(*))) END AS high,
    count(*) AS n"""
"""SQL for a mean over articles with its 95 % interval (normal, within the scale), null below 2 of them."""


def uses_count(cursor: Cursor, filters: Filters) -> int:
    """The number of uses of speakers as sources."""
    read, params = pages(filters)
    sql = f"SELECT count(*) AS n FROM (SELECT r.article_no {read}) r JOIN sources s USING (article_no)"
    return int(one(cursor, f"{sql} WHERE s.role = 'speaker'", params)["n"])


def uses(cursor: Cursor, filters: Filters, limit: int | None = None, offset: int = 0) -> pd.DataFrame:
    """The uses of speakers as sources, newest first: name, named, with sentence, offsets and article.

    sentence: that in which the speaker is called so, from sentence_start on; null where none is told.
    """
    read, params = pages(filters)
    page = f" LIMIT {int(limit)} OFFSET {int(offset)}" if limit is not None else ""
    return run(
        cursor,
        f"""WITH page AS (SELECT s.article_no, s.name, s.named, s.start, s."end"
            FROM (SELECT r.article_no {read}) r JOIN sources s USING (article_no) WHERE s.role = 'speaker'
            ORDER BY s.article_no DESC, s.start, s.name{page})
        SELECT r.article_id, r.outlet, r.published, r.published_precision, r.title, r.url,
            r.duplicate_of IS NOT NULL AS copy, p.name, p.named, p.start, p."end", t.start AS sentence_start,
            substr(r.text, t.start + 1, t."end" - t.start) AS sentence
        FROM page p JOIN articles r USING (article_no)
        LEFT JOIN sentences t ON t.article_no = p.article_no AND t.start <= p.start AND p.start < t."end"
        ORDER BY p.article_no DESC, p.start, p.name""",
        params,
    )


def speakers(cursor: Cursor, filters: Filters, limit: int = 100) -> pd.DataFrame:
    """Who is quoted in the articles under the filters: key, name, kind, quotes, direct, articles, outlets, accusing.

    accusing: quotations that carry an accusation. Quotations whose speaker cannot be told are left out.
    """
    read, params = pages(filters)
    return run(
        cursor,
        f"""WITH t AS (SELECT {SPEAKER} AS key, min(q.speaker_name) AS written, count(*) AS quotes,
                count(*) FILTER (WHERE q.kind <> 'indirect') AS direct, count(DISTINCT q.article_no) AS articles,
                count(DISTINCT r.outlet) AS outlets, count(q.accusation_id) AS accusing
            FROM (SELECT r.article_no, r.outlet {read}) r JOIN quotes q USING (article_no)
            WHERE {SPEAKER} IS NOT NULL GROUP BY 1 ORDER BY quotes DESC, key LIMIT {int(limit)})
        SELECT t.key, coalesce(e.name, t.written) AS name, e.kind::VARCHAR AS kind, t.quotes, t.direct, t.articles,
            t.outlets, t.accusing
        FROM t LEFT JOIN entities e ON e.entity_id = t.key ORDER BY t.quotes DESC, t.key""",
        params,
    )


def quotations(cursor: Cursor, filters: Filters) -> dict[str, int]:
    """Quotations under the filters: quotes, spoken (those with a speaker that could be told), speakers."""
    read, params = pages(filters)
    return one(
        cursor,
        f"""SELECT count(*) AS quotes, count({SPEAKER}) AS spoken, count(DISTINCT {SPEAKER}) AS speakers
        FROM (SELECT r.article_no {read}) r JOIN quotes q USING (article_no)""",
        params,
    )


def quotes_count(cursor: Cursor, filters: Filters, speaker: str) -> int:
    """The number of quotations of a speaker (a key of speakers())."""
    read, params = pages(filters)
    sql = (
        f"SELECT count(*) AS n FROM (SELECT r.article_no {read}) r JOIN quotes q USING (article_no) WHERE {SPEAKER} = ?"
    )
    return int(one(cursor, sql, (*params, speaker))["n"])


def quotes(cursor: Cursor, filters: Filters, speaker: str, limit: int | None = None, offset: int = 0) -> pd.DataFrame:
    """The quotations of a speaker (a key of speakers()), newest first, each with its passage and its article.

    passage is the text from start on; speaker_, cue_ and content_ offsets are into the article's text, as start is.
    """
    read, params = pages(filters)
    page = f" LIMIT {int(limit)} OFFSET {int(offset)}" if limit is not None else ""
    return run(
        cursor,
        f"""WITH page AS (SELECT q.quote_id
            FROM (SELECT r.article_no {read}) r JOIN quotes q USING (article_no)
            WHERE {SPEAKER} = ? ORDER BY q.article_no DESC, q.start, q.quote_id{page})
        SELECT q.quote_id, r.article_id, r.outlet, r.published, r.published_precision, r.title, r.url,
            r.duplicate_of IS NOT NULL AS copy, q.kind, q.cue, q.start, q."end", q.speaker_start, q.speaker_end,
            q.content_start, q.content_end, substr(r.text, q.start + 1, q."end" - q.start) AS passage
        FROM quotes q JOIN articles r USING (article_no) WHERE q.quote_id IN (SELECT quote_id FROM page)
        ORDER BY q.article_no DESC, q.start, q.quote_id""",
        (*params, speaker),
    )


_SUBJECTS = {
    "contexts": ("u.subject", ", unnest(a.contexts) AS u(subject)"),
    "cameo": ("a.cameo::VARCHAR", ""),
    "accused": ("a.accused_no", ""),
}


def by_subject(cursor: Cursor, filters: Filters, subject: Subject, most: int = 12) -> pd.DataFrame:
    """Mentions of accusations by outlet and subject: outlet, key (a filter value), name, mentions, claims, and tone.

    The `most` largest subjects and outlets. tone, low, high, n: mean over n articles of the mean VADER of the accusing
    sentences, with its 95 % interval.
    """
    found, params = hits(filters)
    column, more = _SUBJECTS[subject]
    where = found.replace(" WHERE ", f"{more} WHERE ", 1)
    return run(
        cursor,
        f"""WITH t AS (SELECT a.article_no, a.outlet::VARCHAR AS outlet, {column} AS key, a.claim_no, a.start, a.tone
            {where} AND a.outlet IS NOT NULL AND {column} IS NOT NULL),
        cells AS (SELECT outlet, key, count(*) AS mentions, count(DISTINCT claim_no) AS claims
            FROM t WHERE outlet IN (SELECT outlet FROM t GROUP BY 1 ORDER BY count(*) DESC, outlet LIMIT {int(most)})
                AND key IN (SELECT key FROM t GROUP BY 1 ORDER BY count(*) DESC, key LIMIT {int(most)}) GROUP BY 1, 2),
        per AS (SELECT outlet, key, avg(tone) AS tone
            FROM (SELECT DISTINCT article_no, outlet, key, start, tone FROM t WHERE tone IS NOT NULL)
            GROUP BY outlet, key, article_no),
        means AS (SELECT outlet, key, {MEAN} FROM per GROUP BY 1, 2)
        SELECT c.outlet, {"p.key, p.name" if subject == "accused" else "c.key, c.key AS name"}, c.mentions, c.claims,
            m.tone, m.low, m.high, coalesce(m.n, 0) AS n
        FROM cells c LEFT JOIN means m USING (outlet, key)
        {"JOIN parties p ON p.party_no = c.key" if subject == "accused" else ""}
        ORDER BY c.mentions DESC, c.outlet, c.key""",
        params,
    )


def copying(cursor: Cursor, filters: Filters) -> pd.DataFrame:
    """Who carries whose texts, by articles under the filters: origin, outlet, articles, hours (median delay)."""
    read, params = pages(filters)
    return run(
        cursor,
        f"""SELECT coalesce(o.outlet::VARCHAR, 'unnamed') AS origin, coalesce(r.outlet::VARCHAR, 'unnamed') AS outlet,
            count(*) AS articles, median(epoch(r.published - o.published)) / 3600 AS hours
        FROM (SELECT r.article_no, r.outlet, r.published, r.duplicate_of {read} AND r.duplicate_of IS NOT NULL) r
        JOIN articles o ON o.article_id = r.duplicate_of GROUP BY 1, 2 ORDER BY articles DESC, origin, outlet""",
        params,
    )


def copies(
    cursor: Cursor, filters: Filters, origin: str = "", outlet: str = "", limit: int | None = None, offset: int = 0
) -> pd.DataFrame:
    """Copies under the filters with what they copy, newest first; of one origin and one outlet when they are given.

    article_id, title, outlet, published; original_id, origin, original_title, first (its time of publication).
    """
    read, params = pages(filters)
    page = f" LIMIT {int(limit)} OFFSET {int(offset)}" if limit is not None else ""
    return run(
        cursor,
        f"""SELECT r.article_id, r.title, coalesce(r.outlet::VARCHAR, 'unnamed') AS outlet, r.published,
            o.article_id AS original_id, coalesce(o.outlet::VARCHAR, 'unnamed') AS origin, o.title AS original_title,
            o.published AS first
        FROM (SELECT r.* {read} AND r.duplicate_of IS NOT NULL) r JOIN articles o ON o.article_id = r.duplicate_of
        WHERE (? = '' OR coalesce(o.outlet::VARCHAR, 'unnamed') = ?)
            AND (? = '' OR coalesce(r.outlet::VARCHAR, 'unnamed') = ?)
        ORDER BY r.article_no DESC{page}""",
        (*params, origin, origin, outlet, outlet),
    )
