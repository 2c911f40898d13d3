"""Two to five people or organisations side by side."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analysis import figures, figures_desk, figures_tone
from analysis.filters import Filters
from analysis.queries import entities, overview, tone_groups
from analysis.queries.base import unit_for
from views.common import show
from views.common.data import ask, drawn

SIDES = (
    ("received", "accused", "Claims received"),
    ("made", "accuser", "Claims made"),
    ("articles", "names", "Articles that name them"),
)


def page(ids: list[str], filters: Filters) -> None:
    """The comparison."""
    table = ask(entities.compared, filters, tuple(ids))
    if table.empty:
        st.warning("None of these names is in the store that is open.", icon=":material/link_off:")
        return
    known = tuple(table["key"])
    st.title("Side by side", anchor=False)
    words = {"name": "Name", "made": "Claims made", "received": "Claims received", "answered": "Of these answered",
             "quotes": "Quotations", "mentions": "Namings", "articles": "Articles"}  # fmt: skip
    st.dataframe(show.tidy(table).rename(columns=words), hide_index=True, alt="Counts of each name in view")
    for column, (value, parameter, title) in zip(st.columns(3, gap="medium"), SIDES, strict=True):
        with column:
            show.heading(title)
            articles = value == "articles"
            more: Any = {} if articles else show.accusing(filters)
            figure = drawn(figures_desk.counted, table, value, parameter, "articles" if articles else "claims", True)
            show.chart(figure, table[["name", value]], f"compare_{value}", "articles" if articles else "accusations", more)
    days = ask(overview.span, filters)
    unit = unit_for(*days) if days else "week"
    course = ask(entities.courses, filters, known, unit)
    show.heading("Namings over time")
    show.chart(drawn(figures_desk.courses, course), course, "compare_course", "articles")
    tone = ask(tone_groups.course, filters, "party", known, unit)
    show.heading("Mean tone of the sentences that name them", "VADER: how dark the words are, not whom they are aimed at.")
    show.chart(drawn(figures_tone.course, tone, "party"), tone, "compare_tone", "sentences")
    among = ask(overview.pairs, filters.narrowed(Filters(accusers=known, accused=known)))
    show.heading("Among themselves, by claims")
    if among.empty:
        st.caption("None of them accuses another in view.")
    else:
        show.chart(drawn(figures.pairs, among), among, "compare_pairs", more=show.accusing(filters))
