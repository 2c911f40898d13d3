"""Charts, tables and lists as every page shows them: each opens the records behind it and says itself in words."""

from __future__ import annotations

from math import ceil
from typing import Any
from urllib.parse import parse_qs, urlencode

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from views.common import state
from views.common.words import count

CHART = {
    "displaylogo": False,
    "modeBarButtonsToRemove": ["zoom2d", "pan2d", "select2d", "lasso2d", "zoomIn2d", "zoomOut2d", "autoScale2d"],
    "toImageButtonOptions": {"format": "svg", "filename": "blamewire"},
}
SIZES = ("25", "50", "100")


def chart(
    figure: go.Figure,
    table: pd.DataFrame,
    key: str,
    opens: str = "accusations",
    more: dict[str, str] | None = None,
) -> None:
    """A chart whose marks open the records behind them, with its numbers as a table.

    opens: see state.opened(). more: URL parameters of filters that hold for the whole chart.
    """
    name = f"{key}_{st.session_state.get('picks', 0)}"
    st.plotly_chart(
        figure,
        key=name,
        on_select=lambda: _picked(name, opens, more or {}),
        selection_mode="points",
        config=CHART,
        alt=figure.layout.meta["alt"],
    )
    box = st.expander("As table", key=f"{key}_table", on_change="rerun", icon=":material/table_rows:", type="compact")
    if box.open:
        box.dataframe(tidy(table), hide_index=True, lazy=False)


def tidy(table: pd.DataFrame) -> pd.DataFrame:
    """The columns of a chart's frame that a reader wants: keys of entities are left out."""
    return table[[c for c in table.columns if c != "key" and not c.endswith("_key")]]


def _picked(name: str, opens: str, more: dict[str, str]) -> None:
    points = st.session_state[name]["selection"]["points"]
    if not points:
        return
    data = points[0].get("customdata")
    value = data[0] if isinstance(data, list) else data
    # A new key next time: else the mark stays chosen and cannot be clicked twice.
    st.session_state["picks"] = st.session_state.get("picks", 0) + 1
    if opens == "record":
        state.put(record=str(value), claim=None)
    elif opens == "entity":
        state.go_later(state.address("people", entity=parse_qs(str(value))["entity"][0]))
    else:
        state.put(open=f"{opens}?{value}&{urlencode(more)}", opage=None)


def heading(text: str, help: str | None = None) -> None:
    """A section's title, which states what is counted."""
    st.subheader(text, help=help, anchor=False)


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
    more: dict[str, Any] = {"required": True, "label_visibility": "collapsed"} if kind == "segmented" else {}
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
