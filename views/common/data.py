"""The store and the answers to queries, kept between runs and shared by all readers."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import plotly.graph_objects as go

from analysis import settings
from analysis.errors import StoreError
from analysis.store import Store, open_store
from analysis.store.reader import POINTER
from views.common.memo import Memo

T = TypeVar("T")
STORES, ANSWERS, FIGURES = Memo(2), Memo(600), Memo(400)


def store() -> Store:
    """The published store, opened anew when another is published; the sample where nothing is. Raises StoreError."""
    chosen = settings.load()
    path = chosen.store if _is_published(chosen.store) else chosen.sample
    opened: Store = STORES.get((path, _stamp(path)), lambda: _open(path))
    return opened


def is_sample() -> bool:
    """Whether the sample is shown because nothing else is published."""
    return not _is_published(settings.load().store)


def ask(question: Callable[..., T], *args: object, **more: object) -> T:
    """The answer of a query (a function of cursor, …), from memory when the same was asked of the same store.

    All readers get the same answer: it is not to be changed.
    """
    asked = store()

    def answer() -> T:
        with asked.cursor() as cursor:
            return question(cursor, *args, **more)

    key = f"{question.__module__}.{question.__qualname__}{args!r}{sorted(more.items())!r}"
    made: T = ANSWERS.get((asked.path, asked.version, key), answer)
    return made


def drawn(draw: Callable[..., go.Figure], *args: Any) -> go.Figure:
    """draw(*args), or the very figure that the same function made of the same values before; nobody may change it.

    Plotly takes longer over building a figure than the store over its numbers, and nearly as long over copying it out for
    the page; both are done once.
    """
    return FIGURES.get((draw.__module__, draw.__qualname__, *map(_content, args)), lambda: _copied_out(draw(*args)))


def _copied_out(figure: go.Figure) -> go.Figure:
    content = figure.to_dict()
    figure.to_dict = lambda: content
    return figure


def _content(value: object) -> str:
    """What a value is made of, in few characters."""
    if callable(value):
        return f"{value.__module__}.{value.__qualname__}"
    if not isinstance(value, pd.DataFrame):
        return repr(value)
    rows = pd.util.hash_pandas_object(value, index=False).to_numpy().tobytes()
    return f"{list(value.columns)}{value.attrs}{hashlib.sha256(rows).hexdigest()}"


def _is_published(path: Path) -> bool:
    return path.is_file() or (path / POINTER).is_file()


def _stamp(path: Path) -> float:
    watched = path / POINTER if (path / POINTER).is_file() else path
    try:
        return watched.stat().st_mtime
    except OSError:
        raise StoreError(f"there is no store at {path}; run: python -m analysis ingest and publish") from None


def _open(path: Path) -> Store:
    opened = open_store(path)
    # Streamlit collects garbage after every run: what the libraries brought along need not be walked each time.
    gc.collect()
    gc.freeze()
    return opened
