"""Charts, tables and lists as every page shows them: each opens the records behind it and says itself in words."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analysis import wording
from analysis.exports import file_name
from analysis.filters import ACCUSING, EXACTLY, NAMELESS, Filters
from analysis.queries import overview
from views.common import download, state
from views.common.data import ask, store
from views.common.words import count

_TITLES: ContextVar[str] = ContextVar("title", default="Blamewire")
"""The title of the section being drawn."""

CHART = {"displayModeBar": False}
SIZES = ("25", "50", "100")
KEYS = "By keyboard: arrow keys to its row, then Shift+Space."
CHOOSE = f"Choose a row to open what is behind it. {KEYS}"
HERE = Path(__file__).parent
_PICTURE = st.components.v2.component(
    "blamewire_picture",
    css=(HERE / "picture.css").read_text(encoding="utf-8"),
    js=(HERE / "picture.js").read_text(encoding="utf-8"),
)
More = Mapping[str, str | tuple[str, ...]]


def chart(
    figure: go.Figure, table: pd.DataFrame, key: str, opens: str = "accusations", more: More | None = None
) -> None:
    """A chart whose marks open the records behind them; below it its numbers as a table, as CSV, and its image.

    opens: see state.opened(); a mark may name another kind before a "?". more: URL parameters of filters that hold for
    the whole chart.
    """
    name = f"{key}_{st.session_state.get('picks', 0)}"
    with st.container(key=f"chart_{key}"):
        st.plotly_chart(
            figure,
            key=name,
            on_select=lambda: _picked(name, opens, more or {}),
            selection_mode="points",
            config=CHART,
            alt=figure.layout.meta["alt"],
        )
        box = st.expander(
            "Table, CSV, image", key=f"{key}_table", on_change="rerun", icon=":material/table_rows:", type="compact"
        )
        if box.open:
            with box:
                _further(figure, tidy(table), key)


def _further(figure: go.Figure, table: pd.DataFrame, key: str) -> None:
    """The chart's numbers as a table and a file, and the buttons for its image."""
    title, alt = _TITLES.get(), figure.layout.meta["alt"]
    filters = state.filters()
    about = in_view(filters)
    st.dataframe(table, hide_index=True, lazy=False, alt=f"The numbers of the chart: {title}")
    with st.container(horizontal=True, gap="small"):
        download.table(lambda: table, filters, key.replace("_", "-"), title, about, "CSV of this chart")
        picture = {
            "chart": f"chart_{key}",
            "name": file_name(key.replace("_", "-"), filters, datetime.now(UTC), "png").removesuffix(".png"),
            "title": title,
            "alt": alt,
            "about": f"{about} Reported claims, not facts. Blamewire, store {store().version}.",
        }
        _PICTURE(data=picture, key=f"{key}_picture")


def height(rows: int, most: int = 25) -> int:
    """The height of a table in pixels, so that up to `most` rows stand without scrolling and none is empty.

    Streamlit's rows are 35 pixels high at a base font of 16; ours is 15.
    """
    return 36 + 33 * min(rows, most)


def title() -> str:
    """The title of the section being drawn."""
    return _TITLES.get()


def in_view(filters: Filters) -> str:
    """The filters as a sentence for what is taken away from a page."""
    return wording.sentence(filters, names(filters), "In view: records")


def names(filters: Filters) -> dict[str, str]:
    """Words for every entity id and taxonomy code in the filters."""
    ids = {*filters.accusers, *filters.accused, *filters.parties, *filters.named}
    known = ask(overview.names, tuple(sorted(i for i in ids if i[0] not in (NAMELESS, EXACTLY))))
    return {**wording.taxonomy(), **known}


def accusing(filters: Filters) -> dict[str, tuple[str, ...]]:
    """What the marks of a chart under filters.accusing lead to beside their own filter; for chart(more=…)."""
    return {} if filters.acts else {"act": ACCUSING}


def tidy(table: pd.DataFrame) -> pd.DataFrame:
    """The columns of a chart's frame that a reader wants: keys of entities are left out."""
    return table[[c for c in table.columns if c != "key" and not c.endswith("_key")]]


def _picked(name: str, opens: str, more: More) -> None:
    points = st.session_state[name]["selection"]["points"]
    if not points:
        return
    data = points[0].get("customdata")
    value = str(data[0] if isinstance(data, list) else data)
    # A new key next time: else the mark stays chosen and cannot be clicked twice.
    st.session_state["picks"] = st.session_state.get("picks", 0) + 1
    if opens == "record":
        state.put(record=value, claim=None)
    elif opens == "claim":
        state.put(claim=value, record=None, mpage=None)
    elif opens == "entity":
        state.go_later(state.address("people", entity=parse_qs(value)["entity"][0]))
    else:
        kind, _, own = value.rpartition("?")
        state.put(open=f"{kind or opens}?{own}&{urlencode(more, doseq=True)}".rstrip("&"), opage=None)


def heading(text: str, help: str | None = None) -> None:
    """A section's title, which states what is counted; the charts that follow go by it."""
    _TITLES.set(text)
    st.header(text, help=help, anchor=False)


def pager(total: int, what: str, parameter: str = "page") -> tuple[int, int]:
    """Controls for the page of a list: which page, how many rows. Returns (limit, offset)."""
    size = int(state.get("size")) if state.get("size") in SIZES else int(SIZES[0])
    pages = max(1, ceil(total / size))
    page = min(state.number(parameter), pages)
    # The page is part of the key, so that the URL decides it, whichever way it was changed.
    key = f"pager_{parameter}_{page}"
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        first = min(total, (page - 1) * size + 1)
        st.caption(f"{first:,}–{min(total, page * size):,} of {count(total, what)}", width="content")
        if pages > 1:
            st.pagination(pages, default=page, key=key, on_change=lambda: _turn(key, parameter))
    return size, (page - 1) * size


def _turn(key: str, parameter: str) -> None:
    page = st.session_state[key]
    state.put(**{parameter: str(page) if page > 1 else None})


def choice(label: str, options: dict[str, str], parameter: str, kind: str = "segmented") -> str:
    """A page's own control, kept in the URL; the first option is the default and stays out of it."""
    first = next(iter(options))
    value = state.get(parameter, first)
    key = f"choice_{parameter}"
    st.session_state[key] = value if value in options else first
    control = st.segmented_control if kind == "segmented" else st.selectbox
    more: dict[str, Any] = {"required": True, "label_visibility": "collapsed"} if kind == "segmented" else {"width": 230}
    control(
        label,
        list(options),
        format_func=lambda v: options[v],
        key=key,
        on_change=lambda: _chosen(key, parameter, first),
        **more,
    )
    return str(st.session_state[key])


def _chosen(key: str, parameter: str, first: str) -> None:
    value = st.session_state[key]
    state.put(**{parameter: None if value in (None, first) else value, "page": None})


def back(label: str, *parameters: str) -> None:
    """A way back to the list that a record was opened from."""
    st.button(
        label, key="back", icon=":material/arrow_back:", on_click=lambda: state.put(**dict.fromkeys(parameters))
    )
