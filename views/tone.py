"""Tone: over time, by outlet, around names; with intervals, n, and what it does not measure."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from analysis import figures, figures_desk
from analysis.queries import overview, tone
from views.common import bar, cards, drawer, evidence, show, state, tone_groups
from views.common.data import ask, drawn
from views.common.words import count

KINDS = {
    "dark": ("Dark sentences (≤ −0.05)", "-1", "-0.0499"),
    "neutral": ("Neutral sentences", "-0.0499", "0.05"),
    "bright": ("Bright sentences (≥ +0.05)", "0.05", "1"),
}
"""Kind → its words and its bounds, from the first to below the second; VADER rounds to four places."""
filters = state.filters()
total = ask(overview.totals, filters)["articles"]
bar.headline("Articles", count(total, "article"))


def caution(expanded: bool) -> None:
    """What the measure is and is not."""
    with st.expander("What tone measures, and what it does not", expanded=expanded, icon=":material/info:"):
        st.markdown(
            "Tone is **VADER's compound score**: each sentence gets from −1 (dark words: *kill, fraud, fear*) to +1 "
            "(bright words: *win, peace, praise*). An article's tone is the mean of its sentences; every mean here is "
            "over articles, with its 95 % interval.\n\n"
            "It does **not** measure who is right, whom the words are aimed at, or the outlet's view: a sober report "
            "of a massacre is dark, and a sarcastic one may be bright. It was made for social media in English; "
            "negation and irony over several words escape it. Compare like with like, and read the sentences."
        )


def page() -> None:
    """The three courses and the words of caution."""
    caution(expanded=True)
    parts = ask(tone.spread, filters)
    everything = sum(parts.values())
    made = []
    for name, (words, low, high) in KINDS.items():
        behind = state.address("tone", open=f"sentences?{urlencode({'low': low, 'high': high})}")
        of = f"{parts[name]:,} of {count(everything, 'sentence')}"
        made.append(cards.number(words, f"{parts[name] / max(1, everything):.0%}", behind, of))
    cards.numbers(made, "tone_numbers")
    show.heading("Mean tone of articles over time", "Hollow points: few articles.")
    course = ask(overview.over_time, filters)
    show.chart(drawn(figures.tone_over_time, course), course, "tone_time", opens="articles")
    left, right = st.columns(2, gap="large")
    with left:
        show.heading("Mean tone by outlet", "Of each article, all its sentences. The 20 with most articles in view, darkest first.")
        rows = ask(tone.by_outlet, filters)
        show.chart(drawn(figures_desk.means, rows, "outlet", "outlet"), rows, "tone_outlets", opens="articles")
    with right:
        show.heading("Mean tone around names", "Sentences that name each of the 20 most named, places left out, darkest first.")
        rows = ask(tone.around_entities, filters)
        show.chart(drawn(figures_desk.means, rows, "names", "name"), rows, "tone_names", opens="articles")


if total:
    view = show.choice("View", tone_groups.VIEWS, "view")
    if view == "all":
        page()
    else:
        caution(expanded=False)
        if view == "sentences":
            tone_groups.sentences(filters)
        else:
            tone_groups.groups(filters, view)
else:
    bar.loosen("articles")
evidence.show_if_open()
drawer.show_if_open()
