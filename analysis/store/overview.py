"""What is in a store, in numbers, for the command line and the dashboard's coverage line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import StoreError
from analysis.store import parts
from analysis.store.publishing import current_or_none
from analysis.store.reader import open_store

COLUMNS = ("article_id", "outlet", "published", "language", "ingested", "analysed")


def overview(store: Path) -> dict[str, Any]:
    """Counts of a store's articles and its quarantine, ready for JSON.

    articles, not_analysed, unpublished: counts. outlets, languages: name → count, most first. months: "2025-03" →
    count, in order. last_ingest: ISO time, UTC. published: file name. quarantine: rows. Raises StoreError without a
    store.
    """
    current = current_or_none(store)
    published = _published(current) if current else None
    kept = parts.read_columns(store, "articles", COLUMNS).drop_duplicates("article_id")
    if kept.empty and published is None and not parts.quarantine_folders(store):
        raise StoreError(f"{store} is empty; run: python -m analysis ingest SOURCE --store {store}")
    # A host that only shows has the published file and no parts.
    articles = published if kept.empty and published is not None else kept
    waiting = len(articles) - (len(published) if published is not None else 0)
    aside = parts.read_local(store, ("quarantine",)).quarantine
    last = articles["ingested"].max()
    return {
        "articles": len(articles),
        "not_analysed": int((~articles["analysed"].astype("bool")).sum()),
        "unpublished": max(waiting, 0),
        "last_ingest": None if pd.isna(last) else last.isoformat(),
        "published": current.name if current else None,
        "outlets": _counts(articles["outlet"]),
        "months": dict(sorted(_counts(articles["published"].dt.strftime("%Y-%m")).items())),
        "languages": _counts(articles["language"]),
        "quarantine": json.loads(aside.to_json(orient="records", date_format="iso", force_ascii=False)),
    }


def _published(path: Path) -> pd.DataFrame:
    with open_store(path) as store:
        return store.query(f"SELECT {', '.join(COLUMNS)} FROM articles")


def _counts(values: pd.Series[Any]) -> dict[str, int]:
    return {str(name): int(count) for name, count in values.fillna("unknown").value_counts().items()}
