"""Saved views: the menu of named links, the name for the one on screen, and its address to copy."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from analysis import saved, settings
from analysis.errors import StoreError
from views.common import state
from views.common.words import plain

KEY = "save_name"


def show(page: str) -> None:
    """The menu. page: the URL path of the page on screen."""
    kept = saved.views(_file())
    label = f"Saved views ({len(kept)})" if kept else "Saved views"
    menu = st.popover(label, icon=":material/bookmark:", key="saved", on_change="rerun", width="stretch")
    if menu.open:
        with menu:
            _menu(page, kept)


def _menu(page: str, kept: list[saved.View]) -> None:
    for i, view in enumerate(kept):
        if view.page not in state.PAGES:
            continue
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=f"saved_{i}"):
            st.page_link(state.PAGES[view.page], label=plain(view.name), query_params=dict(view.query), width="stretch")
            if not settings.load().read_only:
                st.button(
                    f"Remove {plain(view.name)}", key=f"unsave_{i}", icon=":material/delete:", type="tertiary",
                    on_click=_remove, args=(view.name,),
                )  # fmt: skip
    if not kept:
        st.caption("Nothing saved yet.")
    if settings.load().read_only:
        st.caption("This dashboard is read-only: keep views as bookmarks of your browser.")
    else:
        with st.form("save_view", border=False, clear_on_submit=True):
            st.text_input("Name for the view on screen", key=KEY, max_chars=saved.LONGEST_NAME)
            st.form_submit_button("Save this view", icon=":material/bookmark_add:", on_click=_save, args=(page,))
        st.caption("Everyone who uses this dashboard sees the saved views.")
    if told := st.session_state.pop("save_told", None):
        st.warning(told)
    st.caption("Link to the view on screen")
    st.code(_address(page), language=None, wrap_lines=True)


def _file() -> Path:
    return saved.place(settings.load().store)


def _save(page: str) -> None:
    try:
        saved.save(_file(), saved.View(st.session_state[KEY], page, state.query()))
    except (ValueError, StoreError) as error:
        st.session_state["save_told"] = f"Not saved: {error}."


def _remove(name: str) -> None:
    try:
        saved.remove(_file(), name)
    except StoreError as error:
        st.session_state["save_told"] = f"Not removed: {error}."


def _address(page: str) -> str:
    """The address of the view on screen, as another browser would open it."""
    here = (st.context.url or "").partition("?")[0].rstrip("/")
    if here.rsplit("/", 1)[-1] in state.PAGES:
        here = here.rsplit("/", 1)[0]
    query = urlencode(state.query(), doseq=True)
    return f"{here}/{'' if page == 'overview' else page}{'?' if query else ''}{query}"
