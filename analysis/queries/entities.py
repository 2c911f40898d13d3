"""People, organisations, places and groups: lists of them, one of them, and who stands near."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.filters import NAMELESS, Filters
from analysis.queries.base import Cursor, Unit, hits, one, pages, period_end, period_of, run

ORDERS = {
    "received": "received DESC, made DESC, mentions DESC, entity_id",
    "made": "made DESC, received DESC, mentions DESC, entity_id",
    "mentions": "mentions DESC, entity_id",
}


def listing(
    cursor: Cursor, filters: Filters, text: str = "", order: str = "received", limit: int | None = 25, offset: int = 0
) -> pd.DataFrame:
    """Entities named in the articles in view: entity_id, name, kind, aliases, made, received, mentions, articles.

    made, received: claims under filters.accusing with the entity as accuser, as accused. mentions, articles: namings in the
    articles in view. text: words that the name or an alias holds. All rows when limit is None.
    """
    page = f" LIMIT {int(limit)} OFFSET {int(offset)}" if limit is not None else ""
    named, more = _named(text)
    found, params = hits(filters.accusing)
    read, others = pages(filters)
    return run(
        cursor,
        f"""WITH h AS (SELECT a.accuser_no, a.accused_no, a.claim_no {found}),
        made AS (SELECT accuser_no AS entity_no, count(DISTINCT claim_no) AS made FROM h GROUP BY 1),
        received AS (SELECT accused_no AS entity_no, count(DISTINCT claim_no) AS received FROM h GROUP BY 1),
        seen AS (SELECT entity_no, count(*) AS mentions, count(DISTINCT article_no) AS articles FROM mentions
            WHERE article_no IN (SELECT r.article_no {read}) GROUP BY 1)
        SELECT e.entity_id, e.name, e.kind, e.aliases, coalesce(made.made, 0) AS made,
            coalesce(received.received, 0) AS received, seen.mentions, seen.articles
        FROM seen JOIN entities e USING (entity_no)
        LEFT JOIN made USING (entity_no) LEFT JOIN received USING (entity_no)
        WHERE {named} ORDER BY {_qualified(order)}{page}""",
        (*params, *others, *more),
    )


def _qualified(order: str) -> str:
    return ORDERS[order].replace("mentions", "seen.mentions").replace("entity_id", "e.entity_id")


def _named(text: str) -> tuple[str, tuple[str, ...]]:
    if not text:
        return "TRUE", ()
    test = "(contains(lower(e.name), lower(?)) OR contains(lower(array_to_string(e.aliases, ' ')), lower(?)))"
    return test, (text, text)


def count(cursor: Cursor, filters: Filters, text: str = "") -> int:
    """The number of entities that listing() has."""
    named, more = _named(text)
    read, params = pages(filters)
    return int(
        one(
            cursor,
            f"""SELECT count(*) AS n FROM entities e WHERE {named} AND e.entity_no IN (
            SELECT entity_no FROM mentions WHERE article_no IN (SELECT r.article_no {read}))""",
            (*more, *params),
        )["n"]
    )


def entity(cursor: Cursor, entity_id: str) -> dict[str, Any] | None:
    """One entity by column; None when there is no such id."""
    return one(cursor, "SELECT * FROM entities WHERE entity_id = ?", (entity_id,)) or None


def course(cursor: Cursor, filters: Filters, entity_id: str, unit: Unit) -> pd.DataFrame:
    """Namings of an entity and the tone around them: period, mentions, tone, low, high, n.

    tone: mean over n articles of the mean tone of the sentences that name the entity; low, high: its 95 % interval.
    """
    read, params = pages(filters)
    made = run(
        cursor,
        f"""WITH per AS (SELECT r.published, count(*) AS mentions, avg(m.tone) AS tone
            FROM mentions m JOIN (SELECT r.article_no, r.published {read}) r USING (article_no)
            WHERE m.entity_id = ? AND r.published IS NOT NULL GROUP BY m.article_no, r.published)
        SELECT {period_of(unit, 'published')} AS period, sum(mentions)::BIGINT AS mentions, avg(tone) AS tone,
            avg(tone) - 1.96 * stddev_samp(tone) / sqrt(count(*)) AS low,
            avg(tone) + 1.96 * stddev_samp(tone) / sqrt(count(*)) AS high, count(*) AS n
        FROM per GROUP BY 1 ORDER BY 1""",
        (*params, entity_id),
    )
    made["period"] = pd.to_datetime(made["period"], utc=True)
    made.attrs["unit"] = unit
    return made


def courses(cursor: Cursor, filters: Filters, ids: tuple[str, ...], unit: Unit) -> pd.DataFrame:
    """course() of several entities, one below the other: key (entity id), name, period, mentions, tone, low, high, n.

    Every period from the first to the last of them all stands for each, with 0 mentions where it has none: a line through
    the others would tell of namings that are not there.
    """
    known = run(cursor, f"SELECT entity_id, name FROM entities WHERE entity_id IN ({', '.join('?' * len(ids)) or 'NULL'})", ids)
    names = dict(zip(known["entity_id"], known["name"], strict=True))
    made = [course(cursor, filters, i, unit).assign(key=i, name=names[i]) for i in ids if i in names]
    columns = ["key", "name", "period", "mentions", "tone", "low", "high", "n"]
    whole = pd.concat(made, ignore_index=True)[columns] if made else pd.DataFrame(columns=columns)
    if len(whole):
        every = [whole["period"].min()]
        while every[-1] < whole["period"].max():
            every.append(period_end(every[-1], unit))
        names_first = whole[["key", "name"]].drop_duplicates()
        whole = names_first.merge(pd.DataFrame({"period": every}), how="cross").merge(whole, "left", ["key", "name", "period"])
        whole[["mentions", "n"]] = whole[["mentions", "n"]].fillna(0).astype("int64")
        whole = whole[columns]
    whole.attrs["unit"] = unit
    return whole


def compared(cursor: Cursor, filters: Filters, ids: tuple[str, ...]) -> pd.DataFrame:
    """A row for each of the entities that exist, in the order asked: key (entity id), name, and what numbers() counts."""
    found = [(i, entity(cursor, i)) for i in ids]
    return pd.DataFrame([{"key": i, "name": e["name"], **numbers(cursor, filters, i)} for i, e in found if e])


def near(cursor: Cursor, filters: Filters, entity_id: str, limit: int = 12) -> pd.DataFrame:
    """Who is named in the same sentences: key (entity id), name, sentences; most first."""
    read, params = pages(filters)
    return run(
        cursor,
        f"""WITH mine AS (SELECT DISTINCT article_no, sentence FROM mentions
            WHERE entity_id = ? AND article_no IN (SELECT r.article_no {read}))
        SELECT e.entity_id AS key, e.name, count(DISTINCT (m.article_no, m.sentence)) AS sentences
        FROM mine JOIN mentions m USING (article_no, sentence) JOIN entities e USING (entity_no)
        WHERE m.entity_id <> ? AND e.kind <> 'place' GROUP BY 1, 2 ORDER BY sentences DESC, key LIMIT {int(limit)}""",
        (entity_id, *params, entity_id),
    )


def quotes(cursor: Cursor, filters: Filters, entity_id: str, limit: int = 10, offset: int = 0) -> pd.DataFrame:
    """What an entity is quoted with, newest first: article_id, published, outlet, title, speaker, cue, content, kind."""
    return _quoted(cursor, filters, "q.speaker_id = ?", entity_id, limit, offset)


def quotes_about(cursor: Cursor, filters: Filters, entity_id: str, limit: int = 10, offset: int = 0) -> pd.DataFrame:
    """Others' quotations that name an entity in their words, newest first; columns as in quotes()."""
    names = """q.speaker_id IS DISTINCT FROM ? AND EXISTS (SELECT 1 FROM mentions m WHERE m.entity_id = ?
        AND m.article_no = q.article_no AND m.start >= q.content_start AND m."end" <= q.content_end)"""
    return _quoted(cursor, filters, names, entity_id, limit, offset)


def _quoted(cursor: Cursor, filters: Filters, test: str, entity_id: str, limit: int, offset: int) -> pd.DataFrame:
    read, params = pages(filters)
    return run(
        cursor,
        f"""SELECT r.article_id, r.published, r.published_precision, r.outlet, r.title, r.url,
            coalesce(q.speaker_name, q.speaker, 'Speaker not known') AS speaker, q.cue, q.content, q.kind
        FROM quotes q JOIN articles r USING (article_no)
        WHERE {test} AND q.article_no IN (SELECT r.article_no {read})
        ORDER BY r.published DESC NULLS LAST, q.quote_id LIMIT {int(limit)} OFFSET {int(offset)}""",
        (*[entity_id] * test.count("?"), *params),
    )


def numbers(cursor: Cursor, filters: Filters, entity_id: str) -> dict[str, int]:
    """Of one entity in view: made, received (claims that accuse), answered (of those received), quotes, mentions, articles."""
    made = {}
    for name, field in (("made", "accusers"), ("received", "accused")):
        found, params = hits(filters.accusing.narrowed(Filters(**{field: (entity_id,)})))  # type: ignore[arg-type]
        made[name] = one(cursor, f"SELECT count(DISTINCT a.claim_no) AS n {found}", params)["n"]
        if name == "received":
            made["answered"] = one(
                cursor,
                f"SELECT count(*) AS n FROM claims WHERE answered AND claim_no IN (SELECT a.claim_no {found})",
                params,
            )["n"]
    read, params = pages(filters)
    inside = f"article_no IN (SELECT r.article_no {read})"
    for name, sql in (
        ("quotes", f"SELECT count(*) AS n FROM quotes WHERE speaker_id = ? AND {inside}"),
        ("mentions", f"SELECT count(*) AS n FROM mentions WHERE entity_id = ? AND {inside}"),
        ("articles", f"SELECT count(DISTINCT article_no) AS n FROM mentions WHERE entity_id = ? AND {inside}"),
    ):
        made[name] = one(cursor, sql, (entity_id, *params))["n"]
    return made


def matching(cursor: Cursor, text: str, limit: int = 20) -> dict[str, str]:
    """Entities whose name or alias holds the words, most named first: entity id → name."""
    named, params = _named(text.lstrip(NAMELESS))
    made = run(
        cursor,
        f"SELECT e.entity_id, e.name FROM entities e WHERE {named} ORDER BY e.entity_no LIMIT {int(limit)}",
        params,
    )
    return dict(zip(made["entity_id"], made["name"], strict=True))
