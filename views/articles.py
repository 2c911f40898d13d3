"""Articles: full-text search, and the reading view with everything that was found in the text."""

from __future__ import annotations

import streamlit as st

from analysis.queries import articles
from views.common import bar, cards, download, drawer, show, state
from views.common.data import ask
from views.common.reader import show_article
from views.common.words import count

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
    order = show.choice("Order", ORDER, "order", "select")
    with st.container(horizontal=True):
        download.rows(filters, "articles", "articles", order)
    limit, offset = show.pager(total, "article")
    cards.articles(ask(articles.found, filters, order, limit=limit, offset=offset), "found", filters)


page()
drawer.show_if_open()
