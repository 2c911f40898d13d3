"""Accusations: claims, mentions, who accuses whom, and the page of one claim."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from analysis import figures, figures_network, wording
from analysis.filters import ONLY
from analysis.queries import accusations, overview, sides
from views.common import bar, download, drawer, show, state
from views.common.claim import show_claim
from views.common.data import ask, drawn
from views.common.words import count

VIEWS = {"claims": "Claims", "mentions": "Mentions", "network": "Who accuses whom", "kinds": "Kinds"}
DRAWN = {"network": "Network", "matrix": "Matrix"}
CLAIM_ORDER = {
    "mentions": "Most mentions",
    "outlets": "Most outlets",
    "newest": "First seen, newest",
    "latest": "Last seen, newest",
}
RECORD_ORDER = {"newest": "Newest first", "oldest": "Oldest first", "surest": "Most confident first"}
filters = state.filters()


def claims_view(total: int) -> None:
    """The table of claims; a chosen row opens the claim's page."""
    _narrowings()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        order = show.choice("Order", CLAIM_ORDER, "order", "select")
        download.rows(filters, "claims", "claims", order)
    limit, offset = show.pager(total, "claim")
    rows = ask(accusations.claims, filters, order, limit=limit, offset=offset)
    table = pd.DataFrame(
        {
            "Accuser": rows["accuser"].fillna("not stated"),
            "Accused": rows["accused"].fillna("not named"),
            "Charge": rows["charge"].fillna("none stated"),
            "Act": rows["act"].map(wording.ACTS),
            "Status": rows["status"].map(wording.STATUSES),
            "Mentions in view": rows["in_view"],
            "Mentions": rows["mentions"],
            "Independent outlets": rows["outlets"],
            "First seen": rows["first_seen"],
            "Last seen": rows["last_seen"],
        }
    )
    if (rows["in_view"] == rows["mentions"]).all():
        table = table.drop(columns="Mentions in view")
    _table(table, rows["claim_id"], "claim", "Claims under the filters. Choose a row to open the claim.")


def _narrowings() -> None:
    """Buttons that keep the unanswered, denied, anonymous or single-outlet claims, with how many each would leave."""
    left = ask(accusations.narrowings, filters)
    st.session_state["narrow"] = [o for o in filters.only if o in wording.ONLY_SHORT]

    def chosen() -> None:
        others = [o for o in filters.only if o not in wording.ONLY_SHORT]
        state.put_filters(replace(filters, only=(*others, *st.session_state["narrow"])))

    st.pills(
        "Only claims that are",
        list(wording.ONLY_SHORT),
        selection_mode="multi",
        format_func=lambda o: f"{wording.ONLY_SHORT[o]} · {left[o]:,}",
        key="narrow",
        help=" ".join(f"{short}: {ONLY[o]}." for o, short in wording.ONLY_SHORT.items()),
        on_change=chosen,
    )


def mentions_view(total: int) -> None:
    """The table of mentions; a chosen row opens the claim it belongs to, at that mention."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        order = show.choice("Order", RECORD_ORDER, "order", "select")
        download.rows(filters, "accusations", "mentions", order)
    limit, offset = show.pager(total, "mention")
    rows = ask(accusations.records, filters, order, limit=limit, offset=offset)
    table = pd.DataFrame(
        {
            "Date": rows["published"],
            "Outlet": rows["outlet"].fillna("unnamed"),
            "Accuser": rows["accuser"].fillna("not stated"),
            "Accused": rows["accused"].fillna("not named"),
            "Charge": rows["charge"].fillna("none stated"),
            "Sentence": rows["sentence"],
            "Act": rows["act"].map(wording.ACTS),
            "Certainty": rows["certainty"].map(wording.CERTAINTY),
            "Voice": rows["voice"].map(wording.VOICES),
        }
    )
    _table(table, rows["accusation_id"], "record", "Mentions under the filters. Choose a row to open its sentence.")


def _table(table: pd.DataFrame, ids: pd.Series, parameter: str, alt: str) -> None:
    name = f"table_{parameter}_{st.session_state.get('picks', 0)}"

    def chosen() -> None:
        rows = st.session_state[name]["selection"]["rows"]
        if rows:
            st.session_state["picks"] = st.session_state.get("picks", 0) + 1
            state.put(**{parameter: str(ids.iloc[rows[0]])})

    column = st.column_config
    shapes: dict[str, Any] = dict.fromkeys(
        ("Date", "First seen", "Last seen"), column.DateColumn(format="YYYY-MM-DD", help="UTC", width=88)
    )
    shapes |= {
        "Outlet": column.TextColumn(width=115),
        "Accuser": column.TextColumn(width=125),
        "Accused": column.TextColumn(width=125),
        "Charge": column.TextColumn(width=170 if "Sentence" in table else 230),
        "Sentence": column.TextColumn(width=320),
        "Act": column.TextColumn(help=wording.MEANINGS["acts"], width=105),
        "Certainty": column.TextColumn(help=wording.MEANINGS["certainty"]),
        "Voice": column.TextColumn(help=wording.MEANINGS["voices"]),
        "Status": column.TextColumn(help=wording.MEANINGS["status"], width=165),
        "Mentions in view": column.NumberColumn("In view", help="Mentions under the filters", width=70),
        "Mentions": column.NumberColumn(help="Mentions in the whole store", width=75),
        "Independent outlets": column.NumberColumn("Outlets", help="Independent outlets", width=65),
    }
    st.dataframe(
        table,
        key=name,
        hide_index=True,
        on_select=chosen,
        selection_mode="single-row",
        column_config={name: shape for name, shape in shapes.items() if name in table},
        height=show.height(len(table)),
        alt=alt,
    )
    st.caption(show.CHOOSE)


def network_view() -> None:
    """Accuser by accused, and both sides ranked."""
    rows = ask(overview.pairs, filters, limit=60)
    show.heading("Who accuses whom, by claims", "The 60 pairs with most claims. Denials and admissions are left out.")
    if rows.empty:
        st.caption("No record in view names both sides.")
        return
    more = show.accusing(filters)
    if show.choice("Draw as", DRAWN, "draw") == "network":
        st.caption("Arrows point from accuser to accused, the thicker the more claims. Orange: each accuses the other. The larger a "
                   "circle, the more claims its party receives. Click an arrowhead or a circle.")  # fmt: skip
        show.chart(drawn(figures_network.network, rows), rows, "network", more=more)
    else:
        show.chart(drawn(figures.matrix, rows), rows, "matrix", more=more)
    left, right = st.columns(2, gap="large")
    for column, role, title in ((left, "accuser", "Accusers, by claims made"), (right, "accused", "Accused, by claims received")):
        with column:
            show.heading(title, "Bars are in the colour that the party has on every page. A diamond is the party's other side; "
                         "none where it is 0. Denials and admissions are left out.")  # fmt: skip
            rows = ask(sides.ranked, filters, role)
            show.chart(drawn(figures.sides, rows, role), rows, f"ranked_{role}", more=more)


def kinds_view() -> None:
    """Mentions by act, certainty, voice and kind of charge."""
    groups = (
        ("acts", "act", wording.ACTS, "Mentions by act"),
        ("certainty", "certainty", wording.CERTAINTY, "Mentions by certainty"),
        ("voices", "voice", wording.VOICES, "Mentions by voice"),
        ("cameo", "cameo", wording.taxonomy(), "Mentions by kind of charge (CAMEO)"),
    )
    columns = st.columns(2, gap="large")
    for i, (field, parameter, words, title) in enumerate(groups):
        with columns[i % 2]:
            show.heading(title, wording.MEANINGS[field])
            rows = ask(overview.breakdown, filters, field)
            show.chart(drawn(figures.breakdown, rows, parameter, words, title), rows, f"kinds_{field}")


def page() -> None:
    """The list, or the claim or record that the URL names."""
    claim_id, record_id = state.get("claim"), state.get("record")
    if claim_id or record_id:
        show_claim(claim_id, record_id, filters)
        return
    totals = ask(overview.totals, filters)
    bar.headline("Accusations", f"{count(totals['claims'], 'claim')} in {count(totals['mentions'], 'mention')}")
    if not totals["mentions"]:
        bar.loosen("accusations")
        return
    view = show.choice("View", VIEWS, "view")
    if view == "claims":
        claims_view(totals["claims"])
    elif view == "mentions":
        mentions_view(totals["mentions"])
    elif view == "network":
        network_view()
    else:
        kinds_view()


page()
drawer.show_if_open()
