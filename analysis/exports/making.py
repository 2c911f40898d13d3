"""From filters to files: which subjects and formats there are, and the making of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pandas as pd
import pyarrow as pa

from analysis import wording
from analysis.exports import network, tabular
from analysis.exports.about import About, file_name
from analysis.exports.report import report
from analysis.filters import Filters
from analysis.queries import accusations, articles
from analysis.queries.base import Cursor, Query, arrow, pages, run
from analysis.store import Store
from analysis.tables import CONTRACTS


@dataclass(frozen=True, slots=True)
class File:
    """A finished export and its companion: names, bytes, media type."""

    name: str
    data: bytes
    mime: str
    companion_name: str
    companion: bytes


FORMATS: dict[str, str] = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "html": "text/html",
}
"""Format, which is the file's extension too → media type."""
OF_ACCUSATIONS = ("graphml", "gexf", "html")
"""Formats that are made of accusation records alone: the network and the report."""

OWN_TABLES = ("sentences", "mentions", "stances", "quotes", "sources")
SUBJECTS = ("accusations", "claims", "articles", *OWN_TABLES, "entities")
"""What can be exported. Filters on accusations narrow the other tables to articles with such an accusation."""


def query_of(filters: Filters, subject: str, order: str = "newest") -> Query:
    """The query for the rows of a subject under the filters, all of them, ordered as on its page."""
    if subject == "accusations":
        return accusations.records_query(filters, order)
    if subject == "claims":
        return accusations.claims_query(filters, order if order in accusations.CLAIM_ORDERS else "mentions")
    if subject == "articles":
        return articles.found_query(filters, order if order in articles.ORDERS else "newest")
    if subject not in SUBJECTS:
        raise ValueError(f"{subject!r} is not among {', '.join(SUBJECTS)}")
    read, params = pages(filters)
    listed = ", ".join(f't."{c.name}"' for c in CONTRACTS[subject])
    if subject == "entities":
        where = f"entity_id IN (SELECT entity_id FROM mentions WHERE article_no IN (SELECT r.article_no {read}))"
    else:
        where = f"article_no IN (SELECT r.article_no {read})"
    return f"SELECT {listed} FROM {subject} t WHERE {where} ORDER BY t.rowid", params


def make(
    store: Store, filters: Filters, subject: str = "accusations", form: str = "csv", order: str = "newest"
) -> File:
    """The export of everything of `subject` under `filters`. form: one of FORMATS; OF_ACCUSATIONS take that subject."""
    with store.cursor() as cursor:
        fetch = arrow if form == "csv" else run
        rows = fetch(cursor, *query_of(filters, subject, order))
        return make_from(rows, cursor, store.version, filters, subject, form)


def make_from(
    rows: pd.DataFrame | pa.Table,
    cursor: Cursor,
    version: str,
    filters: Filters,
    subject: str = "accusations",
    form: str = "csv",
    now: datetime | None = None,
) -> File:
    """The export of rows that were asked for already, as they stand."""
    if form in OF_ACCUSATIONS and subject != "accusations":
        raise ValueError(f"{form} is made of accusations, not of {subject}")
    made = now or datetime.now(UTC)
    models = tuple(sorted(_models(rows)))
    notes = (tabular.CSV_NOTE,) if form == "csv" else ()
    sentence = wording.sentence(filters, _names(cursor, filters), subject.capitalize())
    about = About(subject, filters, sentence, made, version, len(rows), models, notes)
    makers: dict[str, Callable[[], bytes]] = {
        "csv": lambda: tabular.csv(rows),
        "parquet": lambda: tabular.parquet(rows, about),
        "jsonl": lambda: tabular.json_lines(rows),
        "xlsx": lambda: tabular.excel(rows, about),
        "graphml": lambda: network.graphml(rows),
        "gexf": lambda: network.gexf(rows),
        "html": lambda: report(rows, cursor, about),
    }
    name = file_name("network" if form in ("graphml", "gexf") else subject, filters, made, form)
    return File(name, makers[form](), FORMATS[form], f"{name}.about.txt", about.text().encode())


def _models(rows: pd.DataFrame | pa.Table) -> set[str]:
    """The versions of the extractor that found the rows."""
    if isinstance(rows, pd.DataFrame):
        return set(rows["model"].dropna().astype(str)) if "model" in rows else set()
    return set(rows["model"].drop_null().unique().to_pylist()) if "model" in rows.column_names else set()


def _names(cursor: Cursor, filters: Filters) -> dict[str, str]:
    """Names of the entities in the filters and of the taxonomy's codes."""
    ids = [*filters.accusers, *filters.accused, *filters.parties]
    found = run(cursor, "SELECT entity_id, name FROM entities WHERE entity_id IN (SELECT unnest(?::VARCHAR[]))", (ids,))
    return {**wording.taxonomy(), **dict(zip(found["entity_id"], found["name"], strict=True))}
