"""The deeper views of the Tone page: names, outlets or stories ranked and over time, with the sentences behind them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from analysis import figures_tone
from analysis.figures import SMALL_N
from analysis.filters import Filters
from analysis.queries import tone_groups
from views.common import evidence, show, state
from views.common.data import ask, drawn
from views.common.words import plain, signed

VIEWS = {"all": "All articles", "party": "Names", "outlet": "Outlets", "story": "Stories", "sentences": "Sentences"}
TITLES = {
    "party": ("name", "Of each article, the sentences that name the party. Places are left out."),
    "outlet": ("outlet", "Of each article, all its sentences."),
    "story": ("story", "Of each article of a story of two or more; a story is called by its first headline."),
}
MOST = 5


def groups(filters: Filters, by: Any) -> None:
    """The course of the chosen ones, then all of them ranked."""
    word, meaning = TITLES[by]
    rows = ask(tone_groups.ranking, filters, by)
    if rows.empty:
        st.info(f"No {word} in view has enough articles.", icon=":material/filter_alt_off:")
        return
    names = {str(k): str(n) for k, n in zip(rows["key"], rows["name"], strict=True)}
    keys = _picked(by, names)
    show.heading(f"Mean tone over time, by {word}")
    st.caption(f"{meaning} Lines are 95 % intervals; hollow points have fewer than {SMALL_N} articles.")
    course = ask(tone_groups.course, filters, by, keys)
    show.chart(drawn(figures_tone.course, course, by), course, f"course_{by}", opens="sentences")
    show.heading(f"Mean tone, by {word}", f"The {len(rows)} with most articles in view.")
    ordered = rows.sort_values(["tone", "key"])
    leads = [urlencode({"by": by, "key": k}) for k in ordered["key"]]
    show.chart(drawn(figures_tone.means, ordered, leads, f"Mean tone by {word}"), ordered, f"means_{by}", opens="sentences")
    shown = pd.DataFrame(
        {
            word.capitalize(): ordered["name"],
            "Mean tone": [signed(t) for t in ordered["tone"]],
            "95 % interval": [
                "none: one article" if pd.isna(low) else f"{signed(low)} to {signed(high)}"
                for low, high in zip(ordered["low"], ordered["high"], strict=True)
            ],
            "Articles (n)": [f"{n}{', small n' if n < SMALL_N else ''}" for n in ordered["n"]],
        }
    )
    evidence.table(
        shown, [f"sentences?{lead}" for lead in leads], f"tone_{by}", "Means. Choose a row to read the sentences."
    )


def _picked(by: str, names: dict[str, str]) -> tuple[str, ...]:
    """The groups to draw over time: from the URL, else the first three."""
    asked = [k for k in state.query().get("pick", []) if k in names] or list(names)[:3]
    key = f"pick_{by}"
    st.session_state[key] = asked[:MOST]

    def changed() -> None:
        new = {**state.query(), "pick": list(st.session_state[key])}
        st.query_params.from_dict(new)

    st.multiselect(
        "Compare",
        list(names),
        format_func=lambda k: names.get(k, plain(k)),
        key=key,
        max_selections=MOST,
        on_change=changed,
        help=f"At most {MOST}.",
    )
    return tuple(asked[:MOST])


def sentences(filters: Filters) -> None:
    """How the tone of sentences is spread; a bar opens them."""
    rows = ask(tone_groups.spread, filters)
    show.heading("Sentences by tone")
    st.caption("A sentence without a word of VADER's list stands at 0. A bar opens its sentences.")
    show.chart(drawn(figures_tone.spread, rows), rows, "spread", opens="sentences")
