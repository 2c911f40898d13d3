"""The store and the answers to queries, kept between runs and shared by all readers."""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
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

    Plotly takes longer over building a figure than the store over its numbers; it is done once.
    """
    return FIGURES.get((draw.__module__, draw.__qualname__, *map(_content, args)), lambda: Kept(draw(*args)))


class Kept(go.Figure):  # type: ignore[misc]
    """A figure as its text: what st.plotly_chart reads of it, and layout.meta.

    A Plotly figure is a thousand objects, and Streamlit has the garbage collector walk all that are kept after every run:
    400 of them took longer than the run. A text is one.
    """

    def __init__(self, figure: go.Figure) -> None:
        self._text = figure.to_json()
        self._layout_kept = SimpleNamespace(meta=dict(figure.layout.meta or {}))

    @property
    def layout(self) -> SimpleNamespace:
        """Of the layout, meta alone."""
        return self._layout_kept

    def to_dict(self) -> dict[str, Any]:
        """The figure as Plotly would give it out."""
        made: dict[str, Any] = json.loads(self._text)
        return made


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
