"""The deeper views of the Sources page: shares with intervals, quoted speakers, outlet by subject, copies."""

from __future__ import annotations

from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from analysis import figures_sources, wording
from analysis.figures import SMALL_N
from analysis.filters import Filters
from analysis.queries import outlets
from views.common import evidence, show
from views.common.data import ask, drawn
from views.common.words import count, share, signed, when

VIEWS = {
    "outlets": "Outlets",
    "shares": "Shares compared",
    "speakers": "Quoted speakers",
    "subjects": "Outlet × subject",
    "copies": "Copies",
}
SUBJECTS = {"contexts": "Context of the charge", "cameo": "Kind of charge (CAMEO)", "accused": "Accused"}
PARAMETERS = {"contexts": "context", "cameo": "cameo", "accused": "accused"}


def shares(filters: Filters) -> None:
    """One share of every outlet, with its interval; a bar opens what it counts."""
    measures = figures_sources.MEASURES
    chosen = measures[show.choice("Share", {k: m.title for k, m in measures.items()}, "share")]
    rows = ask(outlets.outlets, filters)
    show.heading(f"{chosen.title}, by outlet")
    small = f"Lines are 95 % intervals (Wilson); outlined bars have fewer than {SMALL_N} {chosen.noun}."
    st.caption(f"{chosen.meaning} {small}")
    if not rows[chosen.whole].sum():
        st.caption(f"No {chosen.noun} under these filters.")
        return
    figure = drawn(figures_sources.outlets, rows, chosen)
    show.chart(figure, rows[["outlet", chosen.part, chosen.whole]], f"share_{chosen.part}", opens=chosen.opens)
    if chosen.part == "replied":
        heard, accusing = int(rows["heard"].sum()), int(rows["accusing"].sum())
        st.caption(f"Counting also the accused who are quoted on anything: {share(heard, accusing)}.")


def speakers(filters: Filters) -> None:
    """Who is quoted, how often, and in how many outlets; a bar or a row opens the quotations."""
    totals = ask(outlets.quotations, filters)
    rows = ask(outlets.speakers, filters)
    show.heading("Most quoted, by quotations")
    st.caption(
        f"{count(totals['quotes'], 'quotation')} of {count(totals['speakers'], 'speaker')}. Whose words they are could be "
        f"told of {share(totals['spoken'], totals['quotes'])}. The table holds the first {len(rows)} speakers."
    )
    if rows.empty:
        return
    show.chart(drawn(figures_sources.speakers, rows.head(15)), rows.head(15), "speakers", opens="quotes")
    shown = pd.DataFrame(
        {
            "Speaker": rows["name"],
            "Kind": rows["kind"].fillna("not joined"),
            "Quotations": rows["quotes"],
            "Direct or mixed": rows["direct"],
            "Articles": rows["articles"],
            "Outlets": rows["outlets"],
            "Carry an accusation": rows["accusing"],
        }
    )
    leads = [f"quotes?{urlencode({'speaker': k})}" for k in rows["key"]]
    evidence.table(shown, leads, "speakers_table", "Speakers with their quotations. Choose a row to read them.",
                   rows.rename(columns={"accusing": "carry_accusation"}))  # fmt: skip


def subjects(filters: Filters) -> None:
    """The heat map of outlets by what they carry accusations of, and the tone of the accusing sentences."""
    by = show.choice("Subject", SUBJECTS, "subject")
    cells = ask(outlets.by_subject, filters, by)
    words = wording.taxonomy() if by == "cameo" else {k: k.replace("_", " ") for k in cells["key"]}
    words = {} if by == "accused" else words
    show.heading(f"Mentions of accusations, by outlet and {SUBJECTS[by].lower()}")
    if cells.empty:
        st.caption("No accusation in view has such a subject.")
        return
    st.caption(
        "The 12 largest outlets and subjects. A mention may have several contexts. A square opens its sentences."
    )
    show.chart(drawn(figures_sources.subjects, cells, PARAMETERS[by], words), cells, f"subjects_{by}")
    names = [words.get(k, n) for k, n in zip(cells["key"], cells["name"], strict=True)]
    show.heading("Tone of the accusing sentences, by outlet and subject")
    st.caption(
        f"Mean VADER over articles with its 95 % interval; means over fewer than {SMALL_N} articles are small n."
    )
    interval = [
        "none: one article" if pd.isna(low) else f"{signed(low)} to {signed(high)}"
        for low, high in zip(cells["low"], cells["high"], strict=True)
    ]
    shown = pd.DataFrame(
        {
            "Outlet": cells["outlet"],
            SUBJECTS[by]: names,
            "Mentions": cells["mentions"],
            "Claims": cells["claims"],
            "Mean tone": [signed(t) for t in cells["tone"]],
            "95 % interval": interval,
            "Articles (n)": [f"{n}{', small n' if n < SMALL_N else ''}" for n in cells["n"]],
        }
    )
    leads = [
        f"accusations?{urlencode({'outlet': o, PARAMETERS[by]: k})}"
        for o, k in zip(cells["outlet"], cells["key"], strict=True)
    ]
    evidence.table(shown, leads, f"subjects_table_{by}", "Outlets by subject. Choose a row to open its accusations.")


def copies(filters: Filters) -> None:
    """Own reporting against agency copy and copies, and who carries whose texts."""
    rows = ask(outlets.outlets, filters)
    show.heading("Articles by origin, by outlet")
    st.caption(
        "A copy is a near-duplicate of an article that was published earlier. “Credited” articles name an agency in "
        "byline or dateline and are no copy of an article in the store. The rest may still rest on agency copy."
    )
    show.chart(
        drawn(figures_sources.reporting, rows), rows[["outlet", "articles", "copies", "credited"]], "origin", "articles"
    )
    pairs = ask(outlets.copying, filters)
    show.heading("Who carries whose texts")
    if pairs.empty:
        st.caption("No copy in view.")
        return
    hours = [f"{h:,.1f} hours" if not pd.isna(h) else "undated" for h in pairs["hours"]]
    shown = pd.DataFrame(
        {"First": pairs["origin"], "Carried by": pairs["outlet"], "Copies": pairs["articles"], "Median delay": hours}
    )
    leads = [
        f"copies?{urlencode({'origin': a, 'copier': b})}" for a, b in zip(pairs["origin"], pairs["outlet"], strict=True)
    ]
    evidence.table(shown, leads, "copying", "Who carries whose texts. Choose a row to see the copies.", pairs)
    first, last = ask(outlets.copies, filters)["published"].agg(["min", "max"])
    st.caption(f"Copies published {when(first)} to {when(last)}. Times are as the outlets give them, in UTC.")
