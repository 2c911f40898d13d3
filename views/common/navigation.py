"""The pages and the links between them, which carry the filters along."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analysis import settings
from views.common import state

TITLES = {
    "overview": ("Overview", ":material/monitoring:"),
    "accusations": ("Accusations", ":material/gavel:"),
    "people": ("People and organisations", ":material/groups:"),
    "sources": ("Sources", ":material/newspaper:"),
    "tone": ("Tone", ":material/contrast:"),
    "articles": ("Articles", ":material/article:"),
    "method": ("Method", ":material/science:"),
    "add": ("Add articles", ":material/add:"),
}


def _offered(name: str) -> bool:
    return name != "add" or not settings.load().read_only


def pages() -> Any:
    """Tell Streamlit the pages; the one that the URL names."""
    made = [
        st.Page(state.PAGES[name], title=title, icon=icon, url_path=name, default=name == "overview")
        for name, (title, icon) in TITLES.items()
        if _offered(name)
    ]
    return st.navigation(made, position="hidden")


def stumbled() -> None:
    """What a reader is told when a page fails, and the ways on."""
    with st.container(key="stumbled"):
        st.error(
            "This page, or a part of it, could not be drawn. Nothing is lost: the articles and the filters are as they were. "
            "Reload the page, take a filter off, or open another page; the server's log has the cause.",
            icon=":material/error:",
        )


def show(current: Any) -> None:
    """The links, as real addresses under the filters in the URL."""
    under = state.filters().to_query()
    with st.container(horizontal=True, gap="xxsmall", vertical_alignment="center", key="navigation", wrap=False):
        st.title("Blamewire", anchor=False, width="content")
        for name, (title, icon) in TITLES.items():
            if not _offered(name):
                continue
            st.page_link(
                state.PAGES[name],
                label=f"**{title}**" if current.title == title else title,
                icon=icon,
                query_params=under,
            )
