"""Articles: full-text search, and the reading view with everything that was found in the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from analysis import wording
from analysis.queries import articles
from views.common import bar, cards, download, drawer, show, state
from views.common.data import ask
from views.common.reader import show_article
from views.common.words import count, plain

FACETS: dict[str, Mapping[str, str]] = {
    "outlets": {},
    "acts": wording.ACTS,
    "voices": wording.VOICES,
    "certainty": wording.CERTAINTY,
    "contexts": {},
    "languages": {},
}
ORDER = {"newest": "Newest first", "oldest": "Oldest first", "longest": "Longest first"}
filters = state.filters()


def page() -> None:
    """The list, or the article that the URL names."""
    if state.get("article"):
        show_article(state.get("article"), filters)
        return
    total = ask(articles.count, filters)
    bar.headline("Articles", count(total, "article"))
    if not total:
        bar.loosen("articles")
        return
    listed, narrow = st.columns([7, 3], gap="large")
    with narrow:
        show.heading("Narrow by", "Articles that each choice would show, the other filters kept. The 8 choices with most articles "
                     "of each kind; the filter bar has all.")  # fmt: skip
        for field, words in FACETS.items():
            facet(field, words)
    with listed:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            order = show.choice("Order", ORDER, "order", "select")
            download.rows(filters, "articles", "articles", order)
        limit, offset = show.pager(total, "article")
        cards.articles(ask(articles.found, filters, order, limit=limit, offset=offset), "found", filters)


def facet(field: str, words: Mapping[str, str]) -> None:
    """The values of one filter as buttons with the number of articles that each would show."""
    rows = ask(articles.facet, filters, field)
    counts = dict(zip(rows["value"], rows["articles"], strict=True))
    chosen = [v for v in getattr(filters, field) if v in counts]
    if not counts or (len(counts) == 1 and not chosen):
        return
    key = f"facet_{field}"
    st.session_state[key] = chosen

    def picked() -> None:
        state.put_filters(replace(filters, **{field: tuple(st.session_state[key])}))

    st.pills(
        wording.FIELD_NAMES[field],
        list(counts),
        selection_mode="multi",
        format_func=lambda v: f"{plain(words.get(v, v.replace('_', ' ')))} · {counts[v]:,}",
        key=key,
        help=wording.MEANINGS.get(field),
        wrap=True,
        on_change=picked,
    )


page()
drawer.show_if_open()
