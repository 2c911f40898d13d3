"""The column contract of every dataframe, and the check of it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Literal

import pandas as pd

from analysis.errors import ContractError
from analysis.records import Act, Certainty, Kind, QuoteKind, Voice

Type = Literal["string", "int", "float", "bool", "time", "strings", "spans"]
"""time: timestamp, UTC. strings: list of str. spans: list of [start, end]."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type, whether it may be null, the values it may take (None: any), and what it holds."""

    name: str
    type: Type
    null: bool = False
    values: tuple[str, ...] | None = None
    doc: str = ""


def _c(name: str, type_: Type, doc: str = "", null: bool = False, values: type | tuple[str, ...] | None = None) -> Column:
    allowed = tuple(str(v) for v in values) if values is not None else None  # type: ignore[union-attr]
    return Column(name, type_, null, allowed, doc)


def _party(role: str) -> tuple[Column, ...]:
    return (
        _c(role, "string", f"exact words for the {role} in the sentence", null=True),
        _c(f"{role}_start", "int", "offset into articles.text", null=True),
        _c(f"{role}_end", "int", "offset into articles.text", null=True),
        _c(f"{role}_name", "string", f"fullest name of the {role} in the article", null=True),
        _c(f"{role}_id", "string", "entities.entity_id", null=True),
    )


PLACE = (
    _c("article_id", "string", "articles.article_id"),
    _c("start", "int", "offset into articles.text: characters"),
    _c("end", "int", "offset into articles.text: characters"),
)
PRECISION = ("second", "minute", "hour", "day", "month", "year")
STATUSES = ("open", "denied", "answered", "admitted", "investigated", "sued", "charged", "convicted", "cleared")

CONTRACTS: dict[str, tuple[Column, ...]] = {
    "articles": (
        _c("article_id", "string", "stable id, 16 hex digits"),
        _c("url", "string", null=True),
        _c("outlet", "string", "joined outlet name", null=True),
        _c("authors", "strings"),
        _c("published", "time", "UTC", null=True),
        _c("published_precision", "string", null=True, values=PRECISION),
        _c("title", "string"),
        _c("text", "string", "title, blank line, paragraphs; every offset points into it"),
        _c("caption_spans", "spans", "captions in text"),
        _c("related", "strings", "headlines of other articles on the page; not in text"),
        _c("language", "string", "ISO 639-1; only en is analysed", null=True),
        _c("words", "int"),
        _c("content_hash", "string"),
        _c("duplicate_of", "string", "article_id of the earliest copy", null=True),
        _c("version_of", "string", "article_id of the first version of the same address", null=True),
        _c("story_id", "string", "articles about one event share it", null=True),
        _c("medium", "string", "agency that the byline or dateline credits", null=True),
        _c("source", "string", "file or feed it came from", null=True),
        _c("ingested", "time", "UTC"),
        _c("analysed", "bool", "false for languages other than English"),
    ),
    "sentences": (*PLACE, _c("position", "int", "0 = first sentence"), _c("tone", "float", "VADER compound, -1 to 1")),
    "mentions": (
        *PLACE,
        _c("entity_id", "string"),
        _c("surface", "string"),
        _c("name", "string", "fullest name in the article"),
        _c("kind", "string", values=Kind),
        _c("sentence", "int", "sentences.position"),
        _c("tone", "float", "VADER compound of the sentence"),
    ),
    "entities": (
        _c("entity_id", "string"),
        _c("name", "string"),
        _c("kind", "string", values=Kind),
        _c("aliases", "strings"),
        _c("mentions", "int"),
        _c("articles", "int"),
        _c("first_seen", "time", null=True),
        _c("last_seen", "time", null=True),
    ),
    "accusations": (
        _c("accusation_id", "string"),
        *PLACE,
        _c("sentence", "string"),
        *_party("accuser"),
        *_party("accused"),
        _c("charge", "string", null=True),
        _c("charge_start", "int", null=True),
        _c("charge_end", "int", null=True),
        _c("act", "string", values=Act),
        _c("certainty", "string", values=Certainty),
        _c("voice", "string", values=Voice),
        _c("quote", "string", values=QuoteKind),
        _c("cameo", "string", "CAMEO code (data/taxonomy.csv)", null=True),
        _c("mode", "string", "PLOVER mode", null=True),
        _c("contexts", "strings", "PLOVER contexts"),
        _c("medium", "string", "carriers, outermost first, joined by ' ← '", null=True),
        _c("said_on", "time", "when it was said", null=True),
        _c("said_precision", "string", null=True, values=PRECISION),
        _c("acted_on", "time", "when the act was done", null=True),
        _c("acted_precision", "string", null=True, values=PRECISION),
        _c("claim_id", "string", null=True),
        _c("answers", "string", "claim_id that this record answers", null=True),
        _c("rule", "string", "rule or model that found it"),
        _c("confidence", "float", "calibrated probability, 0 to 1"),
        _c("model", "string", "version of the extractor"),
    ),
    "claims": (
        _c("claim_id", "string"),
        _c("thread_id", "string", "claims that answer one another share it"),
        _c("accuser_id", "string", null=True),
        _c("accuser", "string", null=True),
        _c("accused_id", "string", null=True),
        _c("accused", "string", null=True),
        _c("charge", "string", "its clearest wording", null=True),
        _c("act", "string", "act of the first mention", values=Act),
        _c("cameo", "string", null=True),
        _c("first_seen", "time", null=True),
        _c("last_seen", "time", null=True),
        _c("mentions", "int"),
        _c("articles", "int"),
        _c("outlets", "int", "independent outlets: copies of one text count once"),
        _c("status", "string", values=STATUSES),
        _c("answered", "bool", "the accused's answer is on record"),
    ),
    "stances": (
        *PLACE,
        *_party("holder"),
        *_party("target"),
        _c("polarity", "string", values=("negative", "positive")),
        _c("confidence", "float"),
        _c("rule", "string"),
    ),
    "quotes": (
        _c("quote_id", "string"),
        *PLACE,
        *_party("speaker"),
        _c("cue", "string", null=True),
        _c("cue_start", "int", null=True),
        _c("cue_end", "int", null=True),
        _c("content", "string"),
        _c("content_start", "int"),
        _c("content_end", "int"),
        _c("kind", "string", values=("direct", "indirect", "mixed")),
        _c("accusation_id", "string", "accusation it carries", null=True),
    ),
    "sources": (
        _c("article_id", "string"),
        _c("start", "int", null=True),
        _c("end", "int", null=True),
        _c("name", "string"),
        _c("entity_id", "string", null=True),
        _c("kind", "string", values=("outlet", "person", "body", "group", "medium")),
        _c("role", "string", values=("publisher", "speaker", "medium")),
        _c("named", "bool"),
    ),
    "quarantine": (
        _c("source", "string", "path or address"),
        _c("position", "string", "line, row, member or entry", null=True),
        _c("reason", "string"),
        _c("at", "time"),
    ),
}

DTYPES: dict[str, str] = {
    "string": "string",
    "int": "Int64",
    "float": "Float64",
    "bool": "boolean",
    "time": "datetime64[us, UTC]",
    "strings": "object",
    "spans": "object",
}


@dataclass(slots=True)
class Tables:
    """The dataframes of an analysis; columns in CONTRACTS."""

    articles: pd.DataFrame
    sentences: pd.DataFrame
    mentions: pd.DataFrame
    entities: pd.DataFrame
    accusations: pd.DataFrame
    claims: pd.DataFrame
    stances: pd.DataFrame
    quotes: pd.DataFrame
    sources: pd.DataFrame
    quarantine: pd.DataFrame

    def items(self) -> list[tuple[str, pd.DataFrame]]:
        """Name and frame of each table, in order."""
        return [(f.name, getattr(self, f.name)) for f in fields(self)]


Contracts = dict[str, tuple[Column, ...]]

LOCAL: Contracts = {
    name: tuple(replace(c, null=True) if c.name == "entity_id" and name != "entities" else c for c in columns)
    for name, columns in CONTRACTS.items()
}
"""The contracts of what one article tells by itself: before names are joined across articles, no mention has an entity."""


def frame(table: str, rows: list[dict[str, object]], contracts: Contracts = CONTRACTS) -> pd.DataFrame:
    """A dataframe of `table` from rows; columns that a row leaves out are null. Raises ContractError."""
    columns = contracts[table]
    unknown = {k for r in rows for k in r} - {c.name for c in columns}
    if unknown:
        raise ContractError(f"{table}: unknown columns {sorted(unknown)}")
    made = pd.DataFrame(
        {c.name: pd.Series([r.get(c.name) for r in rows], dtype=DTYPES[c.type]) for c in columns}
    )
    return check(table, made, contracts)


def check(table: str, made: pd.DataFrame, contracts: Contracts = CONTRACTS) -> pd.DataFrame:
    """`made`, if it keeps the contract of `table`: names, order, types, nulls, values. Raises ContractError."""
    columns = contracts[table]
    names = [c.name for c in columns]
    if list(made.columns) != names:
        raise ContractError(f"{table}: columns are {list(made.columns)}, should be {names}")
    for c in columns:
        series = made[c.name]
        if str(series.dtype) != DTYPES[c.type]:
            raise ContractError(f"{table}.{c.name}: type {series.dtype}, should be {DTYPES[c.type]}")
        if not c.null and bool(series.isna().any()):
            raise ContractError(f"{table}.{c.name}: null in row {series.isna().idxmax()}")
        if c.values is not None:
            wrong = set(series.dropna().unique()) - set(c.values)
            if wrong:
                raise ContractError(f"{table}.{c.name}: {sorted(map(str, wrong))} not among {list(c.values)}")
    return made


def empty() -> Tables:
    """All tables without rows."""
    return Tables(**{name: frame(name, []) for name in CONTRACTS})
