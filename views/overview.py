"""Overview: what is new since last week, the course of accusations and tone with its spikes, who accuses whom most."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from analysis import figures, wording
from analysis.filters import ALLOWED
from analysis.queries import accusations, overview, spikes
from views.common import bar, cards, drawer, evidence, show, state
from views.common.data import ask, drawn
from views.common.words import count, share, signed, when

TONE_HELP = (
    "VADER: how dark or bright the words are, from −1 to +1. It does not measure who is right, nor whom the words are "
    f"aimed at. Bars are 95 % intervals. {spikes.RULE_TONE}"
)
FIELDS = {"accused": "accused", "accuser": "accusers", "charge": "cameo"}
MOST_SPIKES = 3
filters = state.filters()
totals = ask(overview.totals, filters)
span = ask(overview.span, filters)
bar.headline("Accusations", f"{count(totals['mentions'], 'mention')} of {count(totals['claims'], 'claim')}")


def freshness() -> None:
    """How new and how whole the store is."""
    of = ask(overview.freshness)
    st.caption(
        f"Latest article {when(of['last'])}, last ingest {when(of['ingested'], 'minute')}. "
        f"{count(of['articles'], 'article')} of {count(of['outlets'], 'outlet')} in {count(of['languages'], 'language')}, "
        f"{of['analysed']:,} analysed (English), {of['copies']:,} copies, {of['undated']:,} undated; "
        f"published since {when(of['first'])}; {of['quarantined']:,} inputs set aside."
    )


def numbers(changes: dict[str, Any]) -> None:
    """The four counts that must not be taken for one another, each with its change in the last week of the data."""
    week = f"{changes['since']:%-d %b} to {changes['until']:%-d %b %Y} against the seven days before"
    carrying = filters if filters.acts else replace(filters, acts=ALLOWED["acts"])
    shown = (
        ("claims", "Claims", "One accusation, however often it is repeated.", state.address("accusations")),
        ("mentions", "Mentions", "Each time an accusation stands in an article, copies included.",
         state.address("accusations", view="mentions")),
        ("outlets", "Independent outlets", "Outlets with an accusation in an article that is not a copy.",
         state.address("sources", carrying)),
        ("articles_with", "Articles with accusations", "Articles that carry at least one, copies included.",
         state.address("articles", carrying)),
    )  # fmt: skip
    made = []
    for name, label, meaning, href in shown:
        now, before = changes["now"][name], changes["before"][name]
        note = f"{signed(now - before, ',')} in 7 days: {now:,}, was {before:,}"
        if name == "articles_with":
            note = f"{share(totals[name], totals['analysed'])} analysed. {note}"
        made.append(cards.number(label, f"{totals[name]:,}", href, note, f"{meaning} Change: {week}."))
    cards.numbers(made, "numbers")


def since_last_week(changes: dict[str, Any]) -> None:
    """Who and what rose in the last seven days of the data, and the newest claims."""
    days = f"{wording.day(changes['since'])} to {wording.day(changes['until'])}"
    show.heading("What changed since last week", f"{days}, by the growth in claims against the seven days before.")
    titles = {"accused": "Rising accused", "accuser": "Rising accusers", "charge": "Rising kinds of charge"}
    for column, (role, title) in zip(st.columns(3, gap="medium"), titles.items(), strict=True):
        rows = changes["rising"][role]
        with column:
            made = [_riser(r, role, changes) for r in rows.to_dict("records")]
            cards.show({"table": {"title": title, "rows": made, "nothing": "None rose."}}, f"rising_{role}")
    show.heading("Newest claims", "Claims by the day they were first seen.")
    st.caption(f"{count(changes['new_claims'], 'claim')} first seen from {days}.")
    cards.claims(ask(accusations.claims, filters, "newest", limit=3), "newest", filters, wide=True)


def _riser(row: dict[str, Any], role: str, changes: dict[str, Any]) -> dict[str, Any]:
    week = {"since": changes["since"], "until": changes["until"]}
    under = filters.accusing.narrowed(type(filters)(**{FIELDS[role]: (row["key"],)}, **week))
    name = wording.taxonomy().get(row["key"], row["name"]) if role == "charge" else row["name"]
    return {
        "label": name,
        "value": f"{row['now']:,}, was {row['before']:,}",
        "href": state.address("accusations", under, view="claims"),
    }


def explained(frame: Any, spiking: list[bool]) -> None:
    """The latest spikes, each with the story that weighs most in it."""
    found = spikes.days_of(frame, spiking)
    if not found:
        st.caption("No spike in view.")
        return
    windows = tuple(found[:MOST_SPIKES])
    rows = []
    for first in ask(spikes.leading, filters, windows).to_dict("records"):
        since, until = windows[first["window"]]
        rows.append(
            {
                "label": f"★ {wording.period(since, until)}: {first['title'] or '(no headline)'}",
                "value": f"{count(int(first['claims']), 'claim')} in {count(int(first['articles']), 'article')}, first of "
                f"{count(int(first['all']), 'story')}",
                "href": state.address("overview", open=f"stories?{urlencode({'from': since, 'to': until})}"),
            }
        )
    title = f"The stories behind {'the latest of ' if len(found) > len(rows) else ''}{count(len(found), 'spike')}"
    cards.show({"table": {"title": title, "rows": rows, "nothing": ""}}, "spikes")


def accusing() -> None:
    """Claims over time, and who stands on either side of most."""
    course = ask(overview.over_time, filters, days=span)
    high = spikes.of_counts(course["claims"])
    show.heading(
        "Claims and mentions over time", f"Bars: distinct claims. Diamonds: mentions, copies included. {spikes.RULE}"
    )
    show.chart(drawn(figures.starred, figures.claims_over_time, course, "claims", high), course.assign(spike=high), "claims_time")
    explained(course, high)
    if changes := ask(overview.changes, filters, days=span):
        since_last_week(changes)
    more = show.accusing(filters)
    left, right = st.columns(2, gap="large")
    with left:
        show.heading("Who accuses whom most, by claims", "Denials and admissions are answers and are left out.")
        rows = ask(overview.pairs, filters)
        show.chart(drawn(figures.pairs, rows), rows, "pairs", more=more)
    with right:
        show.heading("Most accused, by claims")
        rows = ask(overview.top, filters, "accused", limit=8)
        show.chart(drawn(figures.ranked, rows, "accused", "accused"), rows, "top_accused", more=more)
        show.heading("Most frequent accusers, by claims", "Accusations whose accuser is not stated are left out.")
        rows = ask(overview.top, filters, "accuser", limit=8)
        show.chart(drawn(figures.ranked, rows, "accuser", "accuser"), rows, "top_accusers", more=more)


def volume() -> None:
    """Articles and tone over time."""
    course = ask(overview.over_time, filters, days=span)
    left, right = st.columns(2, gap="large")
    with left:
        show.heading("Articles over time", spikes.RULE)
        high = spikes.of_counts(course["articles"])
        figure = drawn(figures.starred, figures.articles_over_time, course, "articles", high)
        show.chart(figure, course[["period", "articles", "complete"]], "articles_time", opens="articles")
    with right:
        show.heading("Mean tone of articles over time", TONE_HELP)
        high = spikes.of_tone(course["tone"], course["n"])
        figure = drawn(figures.starred, figures.tone_over_time, course, "tone", high)
        show.chart(figure, course[["period", "tone", "low", "high", "n"]], "tone_time", opens="articles")


freshness()
if totals["articles"] == 0:
    bar.loosen("articles")
else:
    if week := ask(overview.changes, filters, days=span):
        numbers(week)
    if totals["mentions"]:
        accusing()
    else:
        bar.loosen("accusations")
    volume()
evidence.show_if_open()
drawer.show_if_open()
