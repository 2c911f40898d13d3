"""Overview: what is new, the course of accusations and tone, who accuses whom most."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analysis import figures
from analysis.queries import accusations, overview
from views.common import bar, cards, drawer, show, state
from views.common.data import ask
from views.common.words import count, share, when

TONE_HELP = (
    "VADER: how dark or bright the words are, from −1 to +1. It does not measure who is right, nor whom the words are "
    "aimed at. Bars are 95 % intervals."
)
filters = state.filters()
totals = ask(overview.totals, filters)
bar.headline("Accusations", f"{count(totals['mentions'], 'mention')} of {count(totals['claims'], 'claim')}")


def numbers(changes: dict[str, Any]) -> None:
    """The four counts that must not be taken for one another, each with its change in the last week of the data."""
    help_week = f"Change: {changes['since']:%-d %b} to {changes['until']:%-d %b %Y} against the seven days before."
    shown = (
        ("claims", "Claims", "One accusation, however often it is repeated."),
        ("mentions", "Mentions", "Each time an accusation stands in an article, copies included."),
        ("outlets", "Independent outlets", "Outlets with an accusation in an article that is not a copy."),
        ("articles_with", "Articles with accusations", share(totals["articles_with"], totals["analysed"])
         + " of the articles analysed."),
    )  # fmt: skip
    with st.grid(4, min_column_width=150, border=False, key="numbers"):
        for name, label, meaning in shown:
            now, before = changes["now"][name], changes["before"][name]
            st.metric(
                label,
                f"{totals[name]:,}",
                delta=f"{now - before:+,}",
                delta_color="off",
                delta_description=f"in 7 days: {now:,}, was {before:,}",
                help=f"{meaning} {help_week}",
                border=True,
            )


def new(changes: dict[str, Any]) -> None:
    """The latest claims, and who rose in the last week of the data."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        show.heading("Newest claims", "Claims by the day they were first seen.")
        st.caption(f"{count(changes['new_claims'], 'claim')} first seen in the last seven days of what is in view.")
        cards.claims(ask(accusations.claims, filters, "newest", limit=4), "newest", filters)
    with right:
        for role, title in (("accused", "Rising accused"), ("accuser", "Rising accusers")):
            show.heading(title, "By the growth in claims, last seven days in view against the seven before.")
            rows = ask(overview.rising, filters, role)
            if rows.empty:
                st.caption(f"No {role} has more claims than in the week before.")
            else:
                cards.show({"cards": [_riser(r, role) for r in rows.to_dict("records")]}, f"rising_{role}")


def _riser(row: dict[str, Any], role: str) -> dict[str, Any]:
    field = "accusers" if role == "accuser" else "accused"
    under = filters.narrowed(type(filters)(**{field: (row["key"],)}))
    return {
        "title": row["name"],
        "kicker": f"{count(row['now'], 'claim')}, {row['before']} the week before",
        "links": [{"label": "See the claims", "href": state.address("accusations", under)}],
    }


if totals["articles"] == 0:
    bar.loosen("articles")
else:
    changes = ask(overview.changes, filters)
    if changes:
        numbers(changes)
    course = ask(overview.over_time, filters)
    if totals["mentions"]:
        show.heading("Claims and mentions over time", "Bars: distinct claims. Diamonds: mentions, copies included.")
        show.chart(figures.claims_over_time(course), course, "claims_time")
        left, right = st.columns(2, gap="large")
        with left:
            show.heading("Who accuses whom most, by claims", "Denials and admissions are answers and are left out.")
            rows = ask(overview.pairs, filters)
            show.chart(figures.pairs(rows), rows, "pairs")
        with right:
            show.heading("Most accused, by claims")
            rows = ask(overview.top, filters, "accused")
            show.chart(figures.ranked(rows, "accused", "accused"), rows, "top_accused")
            show.heading("Most frequent accusers, by claims", "Accusations whose accuser is not stated are left out.")
            rows = ask(overview.top, filters, "accuser")
            show.chart(figures.ranked(rows, "accuser", "accuser"), rows, "top_accusers")
        if changes:
            new(changes)
    else:
        bar.loosen("accusations")
    left, right = st.columns(2, gap="large")
    with left:
        show.heading("Articles over time")
        show.chart(figures.articles_over_time(course), course, "articles_time", opens="articles")
    with right:
        show.heading("Mean tone of articles over time", TONE_HELP)
        show.chart(figures.tone_over_time(course), course, "tone_time", opens="articles")

state_of = ask(overview.freshness)
st.caption(
    f"Coverage: {count(state_of['articles'], 'article')} of {count(state_of['outlets'], 'outlet')}, "
    f"{state_of['analysed']:,} analysed (English), {state_of['copies']:,} copies, {state_of['undated']:,} undated; "
    f"published {when(state_of['first'])} to {when(state_of['last'])}; "
    f"last ingest {when(state_of['ingested'], 'minute')}; {state_of['quarantined']:,} inputs set aside."
)
drawer.show_if_open()
