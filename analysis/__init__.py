"""Blamewire's analysis layer: articles in, dataframes of entities, accusations, sources and tone out.

    from analysis import analyse, read_articles
    tables = analyse(read_articles("clippings/"))
    tables.accusations[["accuser_name", "accused_name", "charge", "sentence"]]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.article import Article
    from analysis.face import Articles, analyse, read_articles
    from analysis.store import Store, open_store
    from analysis.tables import Tables

__all__ = ["Article", "Articles", "Store", "Tables", "analyse", "open_store", "read_articles"]

_HOMES = {
    "Article": "analysis.article",
    "Articles": "analysis.face",
    "Store": "analysis.store",
    "Tables": "analysis.tables",
    "analyse": "analysis.face",
    "open_store": "analysis.store",
    "read_articles": "analysis.face",
}


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        # Imported when first asked for: the dashboard must not carry the readers and the language layer.
        if name not in _HOMES:
            raise AttributeError(f"module 'analysis' has no attribute {name!r}")
        return getattr(import_module(_HOMES[name]), name)
