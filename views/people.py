"""People and organisations: search, profile, comparison."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analysis.queries import entities, overview
from views.common import bar, compare, download, drawer, evidence, profile, show, state
from views.common.data import ask
from views.common.words import count, plain

ORDER = {"received": "Most accused", "made": "Most accusing", "mentions": "Most named"}
filters = state.filters()


def listing() -> None:
    """The table of entities; one chosen row opens a profile, two to five are compared."""
    text = state.get("find")
    st.session_state["find"] = text
    st.text_input(
        "Find a name or alias",
        key="find",
        type="search",
        on_change=lambda: state.put(find=st.session_state["find"] or None, page=None),
    )
    total = ask(entities.count, filters, text)
    bar.headline("Names in articles", count(total, "name"))
    if not total:
        if text:
            st.info(f"No name in view holds “{plain(text)}”. Try a part of it, or take a filter off.")
        else:
            bar.loosen("articles")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        order = show.choice("Order", ORDER, "order", "select")
        title, said = "People and organisations", show.in_view(filters)
        download.table(lambda: ask(entities.listing, filters, text, order, None), filters, "people", title, said)
    limit, offset = show.pager(total, "name")
    rows = ask(entities.listing, filters, text, order, limit, offset)
    table = pd.DataFrame(
        {
            "Name": rows["name"],
            "Kind": rows["kind"],
            "Claims received": rows["received"],
            "Claims made": rows["made"],
            "Namings": rows["mentions"],
            "Articles": rows["articles"],
        }
    )
    ids = list(rows["entity_id"])
    name = f"people_{st.session_state.get('picks', 0)}"
    event = st.dataframe(
        table, key=name, hide_index=True, on_select="rerun", selection_mode="multi-row",
        height=show.height(len(table)),
        alt="Names in the articles in view. Choose one for its profile, two to five to compare.",
    )  # fmt: skip
    chosen = [ids[i] for i in event["selection"]["rows"] if i < len(ids)][:5]
    st.caption(f"Choose one row for a profile, two to five to compare them. {show.KEYS}")
    label = "Open the profile" if len(chosen) < 2 else f"Compare these {len(chosen)}"
    st.button(label, key="open_people", disabled=not chosen, type="primary", on_click=_open, args=(chosen,))


def _open(chosen: list[str]) -> None:
    st.session_state["picks"] = st.session_state.get("picks", 0) + 1
    state.put(entity=",".join(chosen), page=None)


chosen = [i for i in state.get("entity").split(",") if i][:5]
if not chosen:
    listing()
else:
    show.back("Back to the names", "entity")
    bar.headline("Articles", count(ask(overview.totals, filters)["articles"], "article"))
    if len(chosen) == 1:
        profile.page(chosen[0], filters)
    else:
        compare.page(chosen, filters)
evidence.show_if_open()
drawer.show_if_open()
