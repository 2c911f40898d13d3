"""The drawer with the records behind a bar, a point or a number; what it shows is in the URL."""

from __future__ import annotations

import streamlit as st

from analysis import wording
from analysis.filters import Filters
from analysis.queries import accusations, articles
from views.common import cards, download, show, state
from views.common.data import ask
from views.common.words import count, plain


def show_if_open() -> None:
    """Open the drawer when the URL says so."""
    opened = state.opened()
    if opened is not None:
        kind, by = opened
        _draw(kind, state.filters().narrowed(by))


def _close() -> None:
    state.put(open=None, opage=None)


@st.dialog("Behind this number", width="large", position="right", on_dismiss=_close, icon=":material/manage_search:")
def _draw(kind: str, filters: Filters) -> None:
    known = show.names(filters)
    subject = {"accusations": "Accusations", "articles": "Articles"}[kind]
    total = ask(accusations.count if kind == "accusations" else articles.count, filters)
    st.markdown(f"**{count(total, subject.lower()[:-1])}** — {plain(wording.sentence(filters, known, subject))}")
    with st.container(horizontal=True):
        # A click in a drawer runs the drawer alone; the page behind it must follow, and the drawer close.
        if st.button("Make this the filter", key="drawer_keep"):
            state.put_filters(filters)
            st.rerun()
        download.rows(filters, kind, "drawer")
    limit, offset = show.pager(total, subject.lower()[:-1], "opage")
    if kind == "accusations":
        rows = ask(accusations.records, filters, limit=limit, offset=offset)
        cards.accusations(rows, "drawer_cards", filters)
    else:
        cards.articles(ask(articles.found, filters, limit=limit, offset=offset), "drawer_cards", filters)
