"""Sources: outlets, right of reply, unnamed sources, quoted speakers, outlets against the accused."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analysis import figures_desk
from analysis.figures import SMALL_N
from analysis.queries import outlets, overview, sources
from views.common import bar, download, drawer, evidence, outlet, show, sourcing, state
from views.common.data import ask, drawn
from views.common.words import count, share, signed

filters = state.filters()
rows = ask(outlets.outlets, filters)
total = int(rows["articles"].sum())
bar.headline("Articles", f"{count(len(rows), 'outlet')}, {count(total, 'article')}")


def table() -> pd.DataFrame:
    """The outlets with shares beside their denominators."""
    pairs = (("replied", "accusing"), ("unnamed", "speakers"))
    shares = [[share(a, b) for a, b in zip(rows[part], rows[whole], strict=True)] for part, whole in pairs]
    tone = [
        f"{signed(t)} ({signed(low)} to {signed(high)}), n = {n}" if n >= SMALL_N else f"small n ({n})"
        for t, low, high, n in zip(rows["tone"], rows["low"], rows["high"], rows["n"], strict=True)
    ]
    return pd.DataFrame(
        {
            "Outlet": rows["outlet"],
            "Articles": rows["articles"],
            "Share of voice": [share(a, total) for a in rows["articles"]],
            "Copies": [share(c, a) for c, a in zip(rows["copies"], rows["articles"], strict=True)],
            "Claims": rows["claims"],
            "Mentions": rows["mentions"],
            "Right of reply": shares[0],
            "Unnamed sourcing": shares[1],
            "Mean tone (95 % interval)": tone,
        }
    )


def page() -> None:
    """The outlets and what they carry."""
    show.heading("Outlets", f"Means over fewer than {SMALL_N} articles are not shown.")
    st.caption("“Shares compared” says what each share counts.")
    name = f"outlets_{st.session_state.get('picks', 0)}"

    def chosen() -> None:
        picked = st.session_state[name]["selection"]["rows"]
        if picked:
            st.session_state["picks"] = st.session_state.get("picks", 0) + 1
            state.put(profile=str(rows["outlet"].iloc[picked[0]]))

    st.dataframe(table(), key=name, hide_index=True, on_select=chosen, selection_mode="single-row",
                 alt="Outlets in view. Choose a row for the profile of that outlet.")  # fmt: skip
    st.caption(show.CHOOSE)
    download.table(lambda: rows, filters, "outlets", "Outlets", show.in_view(filters))
    left, right = st.columns(2, gap="large")
    with left:
        show.heading("Quoted and named sources, by articles")
        named = ask(sources.speakers, filters, True)
        show.chart(drawn(figures_desk.counted, named, "articles", "names", "articles"), named, "named", "articles")
    with right:
        show.heading("Unnamed sources, by articles", "A bar opens the accusations that they voice.")
        unnamed = ask(sources.speakers, filters, False)
        show.chart(drawn(figures_desk.counted, unnamed, "articles", "accuser", "articles"), unnamed, "unnamed_who")
    show.heading("Outlets and the accused, by mentions", "The busiest outlets and the most accused in view.")
    cells = ask(sources.accused_by_outlet, filters)
    if cells.empty:
        st.caption("No accusation in view.")
    else:
        show.chart(drawn(figures_desk.outlet_matrix, cells), cells, "outlet_matrix")
    totals = ask(overview.totals, filters)
    st.caption(f"{share(totals['copies'], totals['articles'])} of the articles in view are copies of another.")


if rows.empty:
    bar.loosen("articles")
elif state.get("profile"):
    outlet.page(state.get("profile"), filters)
else:
    view = show.choice("View", sourcing.VIEWS, "view")
    {
        "outlets": page,
        "shares": lambda: sourcing.shares(filters),
        "speakers": lambda: sourcing.speakers(filters),
        "subjects": lambda: sourcing.subjects(filters),
        "copies": lambda: sourcing.copies(filters),
    }[view]()
evidence.show_if_open()
drawer.show_if_open()
