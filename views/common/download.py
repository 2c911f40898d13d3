"""Downloads of what is on screen, by analysis.exports; a file is made only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from analysis import exports
from analysis.exports import tabular
from analysis.exports.columns import meanings
from analysis.exports.making import OF_ACCUSATIONS
from analysis.filters import Filters
from views.common.data import store

FORMATS = {
    "csv": "CSV, for Excel too",
    "xlsx": "Excel",
    "jsonl": "JSON lines",
    "parquet": "Parquet",
    "html": "HTML report, to mail",
    "graphml": "Network, GraphML",
    "gexf": "Network, GEXF for Gephi",
}


def rows(filters: Filters, subject: str, key: str, order: str = "newest") -> None:
    """A button for all rows of a subject under the filters, in the order on screen, and one for the other formats."""
    _button("CSV of all rows", filters, subject, "csv", f"{key}_csv", order)
    with st.popover("More formats", icon=":material/more_horiz:"):
        for form, words in FORMATS.items():
            if form != "csv" and (subject == "accusations" or form not in OF_ACCUSATIONS):
                _button(words, filters, subject, form, f"{key}_{form}", order)
        st.download_button(
            "About this export: filters, date, store",
            data=lambda: exports.make(store(), filters, subject, "csv", order).companion,
            file_name=_name(filters, subject, "csv") + ".about.txt",
            mime="text/plain",
            key=f"{key}_about",
            on_click="ignore",
        )


def table(
    make: Callable[[], pd.DataFrame], filters: Filters, subject: str, title: str, sentence: str, words: str = "CSV of all rows"
) -> None:
    """Buttons for a table made for the screen (the same rows in the same order, every page of them) and for its companion.

    title: the heading of the table or chart. sentence: the filters in words.
    """
    name = _name(filters, subject, "csv")
    st.download_button(
        words,
        data=lambda: tabular.csv(make()),
        file_name=name,
        mime="text/csv",
        key=f"{subject}_csv",
        icon=":material/download:",
        on_click="ignore",
    )
    st.download_button(
        "About this CSV",
        data=lambda: _companion(make(), filters, subject, title, sentence),
        file_name=f"{name}.about.txt",
        mime="text/plain",
        key=f"{subject}_about",
        icon=":material/info:",
        help="A text file: the filters, the day, the store, and what each column counts",
        on_click="ignore",
    )


def _companion(rows: pd.DataFrame, filters: Filters, subject: str, title: str, sentence: str) -> bytes:
    about = exports.About(
        subject, filters, sentence, datetime.now(UTC), store().version, len(rows),
        notes=(tabular.CSV_NOTE,), title=title, columns=meanings(list(rows.columns)),
    )  # fmt: skip
    return about.text().encode()


def _button(words: str, filters: Filters, subject: str, form: str, key: str, order: str) -> None:
    st.download_button(
        words,
        data=lambda: exports.make(store(), filters, subject, form, order).data,
        file_name=_name(filters, subject, form),
        mime=exports.FORMATS[form],
        key=key,
        icon=":material/download:",
        on_click="ignore",
    )


def _name(filters: Filters, subject: str, form: str) -> str:
    named = "network" if form in ("graphml", "gexf") else subject
    return exports.file_name(named, filters, datetime.now(UTC), form)
