"""The sample corpus: its analysed tables, which are shipped, and whether they are still those of the present code."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from analysis import face, settings
from analysis.article import Article
from analysis.errors import InputError
from analysis.ingest import read
from analysis.settings import DATA, ROOT
from analysis.store.shipped import write_shipped
from analysis.tables import Tables

ARTICLES = DATA / "sample"
DIGEST = "DIGEST"
INGESTED = datetime(2026, 1, 1, tzinfo=UTC)
"""Noted as the time of ingestion, so that building twice gives the same files."""

MODULES = ("article", "records", "tables", "corpus", "entities", "claims", "stories")
MAKERS = ("language", "ingest", *(f"{name}.py" for name in MODULES))
"""What of the package decides what the tables hold; with lexicons, models and pins of requirements.txt."""
PINS = ("spacy==", "en-core-web-sm", "vadersentiment==", "onnxruntime==")


def build(target: Path) -> Tables:
    """Analyse the sample and write its tables and their digest to `target`. Raises InputError if an article fails."""
    tables = face.analyse(articles(), settings.load(), clock=lambda: INGESTED)
    if len(tables.quarantine):
        faults = "; ".join(f"{r.source}: {r.reason}" for r in tables.quarantine.itertuples())
        raise InputError(f"the sample could not be read whole: {faults}")
    write_shipped(tables, target)
    (target / DIGEST).write_text(digest() + "\n", encoding="utf-8")
    return tables


def is_fresh(target: Path) -> bool:
    """Whether the tables in `target` were made of the present sample by the present code and data."""
    try:
        return (target / DIGEST).read_text(encoding="utf-8").strip() == digest()
    except OSError:
        return False


def articles() -> Iterator[Article]:
    """The sample's articles, their sources relative to the project's folder. Raises InputError for a bad one."""
    for item in read(ARTICLES):
        if not isinstance(item, Article):
            raise InputError(f"{item.source} ({item.position}): {item.reason}")
        source = (item.source or "").removeprefix(f"{ROOT}/")
        yield replace(item, source=source)


def digest() -> str:
    """SHA-256 over the sample's files and over all that decides what is found in them."""
    made = hashlib.sha256()
    for file in _ingredients():
        made.update(file.relative_to(ROOT).as_posix().encode() + b"\0")
        made.update(hashlib.sha256(file.read_bytes()).digest())
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8").lower().splitlines()
    made.update("\n".join(p for p in pins if p.startswith(PINS)).encode())
    return made.hexdigest()


def _ingredients() -> list[Path]:
    roots = [ARTICLES, DATA / "lexicons", DATA / "models", *(ROOT / "analysis" / name for name in MAKERS)]
    files = [f for root in roots for f in ([root] if root.is_file() else root.rglob("*")) if f.is_file()]
    return sorted(f for f in files if "__pycache__" not in f.parts and f.suffix not in (".md", ".pyc"))
