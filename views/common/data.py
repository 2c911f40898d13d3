"""The store and the answers to queries, kept between runs and shared by all readers."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analysis import settings
from analysis.errors import StoreError
from analysis.store import Store, open_store
from analysis.store.reader import POINTER

T = TypeVar("T")


def store() -> Store:
    """The published store, opened anew when another is published; the sample where nothing is. Raises StoreError."""
    chosen = settings.load()
    path = chosen.store if _is_published(chosen.store) else chosen.sample
    return _open(str(path), _stamp(path))


def is_sample() -> bool:
    """Whether the sample is shown because nothing else is published."""
    return not _is_published(settings.load().store)


def ask(question: Callable[..., T], *args: object, **more: object) -> T:
    """The answer of a query (a function of cursor, …), from memory when the same was asked of the same store."""
    key = f"{question.__module__}.{question.__qualname__}{args!r}{sorted(more.items())!r}"
    answer: T = _answer(store().version, key, question, args, more)
    return answer


def drawn(draw: Callable[..., go.Figure], *args: Any) -> go.Figure:
    """draw(*args), or the very figure that the same function made of the same values before; nobody may change it.

    Plotly takes longer over building a figure than the store over its numbers.
    """
    return _drawn(f"{draw.__module__}.{draw.__qualname__}({', '.join(map(_content, args))})", draw, args)


def _content(value: object) -> str:
    """What a value is made of, in few characters."""
    if callable(value):
        return f"{value.__module__}.{value.__qualname__}"
    if not isinstance(value, pd.DataFrame):
        return repr(value)
    rows = pd.util.hash_pandas_object(value, index=False).to_numpy().tobytes()
    return f"{list(value.columns)}{value.attrs}{hashlib.sha256(rows).hexdigest()}"


@st.cache_resource(max_entries=500, show_spinner=False)
def _drawn(key: str, _draw: Callable[..., go.Figure], _args: tuple[Any, ...]) -> go.Figure:
    return _draw(*_args)


def _is_published(path: Path) -> bool:
    return path.is_file() or (path / POINTER).is_file()


def _stamp(path: Path) -> float:
    watched = path / POINTER if (path / POINTER).is_file() else path
    try:
        return watched.stat().st_mtime
    except OSError:
        raise StoreError(f"there is no store at {path}; run: python -m analysis ingest and publish") from None


@st.cache_resource(max_entries=2, show_spinner=False)
def _open(path: str, stamp: float) -> Store:
    opened = open_store(path)
    # Streamlit collects garbage after every run: what the libraries brought along need not be walked each time.
    gc.collect()
    gc.freeze()
    return opened


@st.cache_data(max_entries=1000, show_spinner=False)
def _answer(
    version: str, key: str, _question: Callable[..., Any], _args: tuple[object, ...], _more: dict[str, Any]
) -> Any:
    with store().cursor() as cursor:
        return _question(cursor, *_args, **_more)
