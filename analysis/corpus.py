"""Articles into tables: the rows of one article, and the whole corpus assembled from the rows of many."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from datetime import datetime

import pandas as pd

from analysis import claims, entities, stories
from analysis.article import Article
from analysis.ingest import duplicates
from analysis.records import Accusation, ArticleRecords, Mention, Party, Quote, Sentence, SourceUse, Stance
from analysis.tables import CONTRACTS, DTYPES, LOCAL, Tables, check, frame

Row = dict[str, object]

ANALYSED = "en"

PARTIES: dict[str, tuple[str, ...]] = {
    "accusations": ("accuser", "accused"),
    "stances": ("holder", "target"),
    "quotes": ("speaker",),
}

KEYS: dict[str, tuple[str, ...]] = {
    "articles": ("article_id",),
    "sentences": ("article_id", "start", "end"),
    "mentions": ("article_id", "start", "end"),
    "accusations": ("accusation_id",),
    "stances": ("article_id", "start", "holder_start", "holder_name", "target_start", "target_name", "polarity"),
    "quotes": ("quote_id",),
    "sources": ("article_id", "start", "end", "name", "role"),
    "quarantine": ("source", "position", "reason"),
}
"""What tells two rows of a table apart; a row that two parts hold is kept once."""

_DATELINE = re.compile(r"[^\n(]{0,60}\((?P<agency>[A-Z][^()\n]{1,39})\)\s*[-–—:]")


def rows(article: Article, records: ArticleRecords, ingested: datetime) -> dict[str, list[Row]]:
    """The rows of one article, by table; entity, claim, story and duplicate ids are left for `assemble`."""
    accusations = [_accusation(article.article_id, records.model, a) for a in records.accusations]
    _make_unique(accusations, "accusation_id")
    carried = list(zip(records.accusations, accusations, strict=True))
    quotes = [_quote(article.article_id, q, carried) for q in records.quotes]
    _make_unique(quotes, "quote_id")
    return {
        "articles": [_article(article, records, ingested)],
        "sentences": [_sentence(article.article_id, s) for s in records.sentences],
        "mentions": _mentions(article.article_id, records.mentions, records.sentences),
        "accusations": accusations,
        "stances": [_stance(article.article_id, s) for s in records.stances],
        "quotes": quotes,
        "sources": [_source(article.article_id, s) for s in records.sources],
    }


def local_frame(table: str, made: list[Row]) -> pd.DataFrame:
    """A dataframe of `table` from rows of single articles (contract LOCAL). Raises ContractError."""
    return frame(table, made, LOCAL)


def local_tables(made: Iterable[dict[str, list[Row]]]) -> Tables:
    """The local frames of all tables from what `rows` gave for each article."""
    gathered: dict[str, list[Row]] = {name: [] for name in CONTRACTS}
    for one in made:
        for name, some in one.items():
            gathered[name].extend(some)
    return Tables(**{name: local_frame(name, some) for name, some in gathered.items()})


def assemble(local: Tables) -> Tables:
    """The corpus: duplicates and versions found, names joined to entities, stories, claims and threads made.

    Everything that depends on several articles is made anew, so the order of the rows does not matter, and assembling
    what was assembled before gives the same tables. Rows that stand twice are kept once. The contracts hold.
    """
    once = {name: _sorted_once(name, made) for name, made in local.items() if name in KEYS}
    articles, accusations = once["articles"], once["accusations"]
    copies = duplicates.find(articles)
    articles["duplicate_of"] = _mapped(articles["article_id"], copies.duplicate_of)
    articles["version_of"] = _mapped(articles["article_id"], copies.version_of)
    joined = entities.join(_named(once, articles))
    _fill_entities(once, joined)
    articles["story_id"] = _mapped(articles["article_id"], stories.group(articles, once["mentions"]))
    grouped = claims.group(accusations, articles, joined.names())
    accusations["claim_id"] = _mapped(accusations["accusation_id"], grouped.claim_of)
    accusations["answers"] = _mapped(accusations["accusation_id"], grouped.answers)
    once["claims"] = frame("claims", grouped.claims)
    once["entities"] = frame("entities", _entities(once["mentions"], articles, joined))
    return Tables(**{name: check(name, once[name]) for name in CONTRACTS})


def _article(article: Article, records: ArticleRecords, ingested: datetime) -> Row:
    return {
        "article_id": article.article_id,
        "url": article.url,
        "outlet": article.outlet,
        "authors": list(article.authors),
        "published": article.published,
        "published_precision": article.published_precision,
        "title": article.title,
        "text": article.text,
        "caption_spans": [list(span) for span in article.caption_spans],
        "related": list(article.related),
        "language": article.language,
        "words": len(article.text.split()),
        "content_hash": article.content_hash,
        "medium": _agency(article, records.sources),
        "source": article.source,
        "ingested": ingested,
        "analysed": article.language is None or article.language.split("-")[0].lower() == ANALYSED,
    }


def _agency(article: Article, sources: list[SourceUse]) -> str | None:
    """The agency that the byline or the dateline credits."""
    for use in sources:
        if use.role == "medium" and use.start is None:
            return use.name
    first = article.text[article.body_start :].split("\n\n", 1)[0]
    found = _DATELINE.match(first)
    return found["agency"].strip() if found else None


def _sentence(article_id: str, s: Sentence) -> Row:
    return {"article_id": article_id, "start": s.start, "end": s.end, "position": s.position, "tone": s.tone}


def _mentions(article_id: str, mentions: list[Mention], sentences: list[Sentence]) -> list[Row]:
    starts = [s.start for s in sentences]
    made: list[Row] = []
    for m in mentions:
        at = max(bisect_right(starts, m.start) - 1, 0)
        sentence = sentences[at] if sentences else None
        made.append(
            {
                "article_id": article_id,
                "start": m.start,
                "end": m.end,
                "surface": m.surface,
                "name": m.name,
                "kind": str(m.kind),
                "sentence": sentence.position if sentence else 0,
                "tone": sentence.tone if sentence else 0.0,
            }
        )
    return made


def _party(role: str, party: Party) -> Row:
    start, end = party.span or (None, None)
    return {role: party.text, f"{role}_start": start, f"{role}_end": end, f"{role}_name": party.name}


def _digest(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _accusation(article_id: str, model: str, a: Accusation) -> Row:
    charge_start, charge_end = a.charge_span or (None, None)
    return {
        "accusation_id": _digest(article_id, a.start, a.accuser, a.accused, a.charge_span, a.act, a.certainty),
        "article_id": article_id,
        "start": a.start,
        "end": a.end,
        "sentence": a.sentence,
        **_party("accuser", a.accuser),
        **_party("accused", a.accused),
        "charge": a.charge,
        "charge_start": charge_start,
        "charge_end": charge_end,
        "act": str(a.act),
        "certainty": str(a.certainty),
        "voice": str(a.voice),
        "quote": str(a.quote),
        "cameo": a.cameo,
        "mode": a.mode,
        "contexts": list(a.contexts),
        "medium": a.medium,
        "said_on": a.said_on,
        "said_precision": a.said_precision,
        "acted_on": a.acted_on,
        "acted_precision": a.acted_precision,
        "rule": a.rule,
        "confidence": a.confidence,
        "model": model,
    }


def _stance(article_id: str, s: Stance) -> Row:
    return {
        "article_id": article_id,
        "start": s.start,
        "end": s.end,
        **_party("holder", s.holder),
        **_party("target", s.target),
        "polarity": s.polarity,
        "confidence": s.confidence,
        "rule": s.rule,
    }


def _quote(article_id: str, q: Quote, carried: list[tuple[Accusation, Row]]) -> Row:
    cue_start, cue_end = q.cue_span or (None, None)
    return {
        "quote_id": _digest(article_id, q.start, q.content_span, q.kind),
        "article_id": article_id,
        "start": q.start,
        "end": q.end,
        **_party("speaker", q.speaker),
        "cue": q.cue,
        "cue_start": cue_start,
        "cue_end": cue_end,
        "content": q.content,
        "content_start": q.content_span[0],
        "content_end": q.content_span[1],
        "kind": str(q.kind),
        "accusation_id": next((row["accusation_id"] for a, row in carried if _carries(q, a)), None),
    }


def _carries(q: Quote, a: Accusation) -> bool:
    """Whether the words of accusation `a` stand in quotation `q`: its charge or accused, put by the quoted speaker."""
    span = a.charge_span or a.accused.span
    if span is None:
        return False
    inside = q.content_span[0] < span[1] and span[0] < q.content_span[1]
    return inside and (a.accuser.name is None or q.speaker.name is None or a.accuser.name == q.speaker.name)


def _source(article_id: str, s: SourceUse) -> Row:
    return {
        "article_id": article_id,
        "start": s.start,
        "end": s.end,
        "name": s.name,
        "kind": s.kind,
        "role": s.role,
        "named": s.named,
    }


def _make_unique(made: list[Row], key: str) -> None:
    """Number the rows whose id was given before, in their order in the text."""
    seen: dict[object, int] = {}
    for row in made:
        given = row[key]
        seen[given] = seen.get(given, 0) + 1
        if seen[given] > 1:
            row[key] = _digest(given, seen[given])


def _sortable(value: object) -> Hashable:
    return repr(value) if isinstance(value, list) else value if isinstance(value, Hashable) else repr(value)


def _sorted_once(table: str, made: pd.DataFrame) -> pd.DataFrame:
    """`made` ordered by its key, each key once; of rows that differ under one key the earliest."""
    keys = list(KEYS[table])
    once = made.drop_duplicates(keys) if not made.duplicated(keys).any() else _settle(made, keys)
    return once.sort_values(keys, kind="stable", na_position="first").reset_index(drop=True)


def _settle(made: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    # An article read again is the same article: the reading that was first stands.
    lead = [c for c in ("ingested", "at") if c in made.columns]
    rest = [c for c in made.columns if c not in {*keys, *lead}]
    order = made[[*keys, *lead]].copy()
    for c in rest:
        order[c] = made[c].map(lambda v: str(_sortable(v)))
    first = order.sort_values([*keys, *lead, *rest], kind="stable", na_position="first").index
    return made.loc[first].drop_duplicates(keys)


def _mapped(keys: pd.Series, ids: dict[str, str]) -> pd.Series:
    """For each of `keys` its id, null without one."""
    return pd.Series([ids.get(k) for k in keys], index=keys.index, dtype=DTYPES["string"])


def _named(once: dict[str, pd.DataFrame], articles: pd.DataFrame) -> pd.DataFrame:
    """Every name of every article: article_id, name, kind (null for a party that is no mention), surface."""
    found = [once["mentions"][["article_id", "name", "kind", "surface"]]]
    for table, roles in PARTIES.items():
        for role in roles:
            part = once[table][["article_id", f"{role}_name", role]]
            part = part.set_axis(["article_id", "name", "surface"], axis=1)
            found.append(part[part["name"].notna()])
    made = pd.concat(found, ignore_index=True)[["article_id", "name", "kind", "surface"]]
    return made[made["article_id"].isin(articles["article_id"])].reset_index(drop=True)


def _ids(made: pd.DataFrame, name: str, joined: entities.Joined) -> pd.Series:
    pairs = zip(made["article_id"], made[name], strict=True)
    ids = [None if pd.isna(n) else joined.entity_of.get((a, n)) for a, n in pairs]
    return pd.Series(ids, index=made.index, dtype=DTYPES["string"])


def _fill_entities(once: dict[str, pd.DataFrame], joined: entities.Joined) -> None:
    once["mentions"]["entity_id"] = _ids(once["mentions"], "name", joined)
    once["sources"]["entity_id"] = _ids(once["sources"], "name", joined)
    for table, roles in PARTIES.items():
        for role in roles:
            once[table][f"{role}_id"] = _ids(once[table], f"{role}_name", joined)


def _entities(mentions: pd.DataFrame, articles: pd.DataFrame, joined: entities.Joined) -> list[Row]:
    """Rows of `entities`."""
    published = dict(zip(articles["article_id"], articles["published"], strict=True))
    counts = Counter(mentions["entity_id"])
    where: dict[str, set[str]] = defaultdict(set)
    for (article_id, _), entity_id in joined.entity_of.items():
        where[entity_id].add(article_id)
    made: list[Row] = []
    for entity in sorted(joined.entities, key=lambda e: e.entity_id):
        dates = [published[a] for a in where[entity.entity_id] if not pd.isna(published[a])]
        made.append(
            {
                "entity_id": entity.entity_id,
                "name": entity.name,
                "kind": str(entity.kind),
                "aliases": list(entity.aliases),
                "mentions": counts[entity.entity_id],
                "articles": len(where[entity.entity_id]),
                "first_seen": min(dates, default=None),
                "last_seen": max(dates, default=None),
            }
        )
    return made
