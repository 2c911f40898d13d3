"""The profile of one outlet: how much it carries, of whom, from whom, and in what tone."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from analysis import figures, figures_sources, figures_tone
from analysis.figures import SMALL_N
from analysis.filters import Filters
from analysis.queries import outlets, overview
from views.common import cards, show, state
from views.common.data import ask, drawn
from views.common.words import count, percent, plain


def page(outlet: str, filters: Filters) -> None:
    """The profile."""
    show.back("Back to the outlets", "profile")
    every = ask(outlets.outlets, filters)
    rows = every[every["outlet"] == outlet]
    st.title(plain(outlet), anchor=False)
    if rows.empty:
        st.info("This outlet has no article under these filters.", icon=":material/filter_alt_off:")
        return
    row = rows.iloc[0]
    under = filters.narrowed(Filters(outlets=(outlet,)))
    more = {"outlet": outlet}
    _numbers(outlet, under, {str(k): row[k] for k in row.index})
    st.button("Make this outlet the filter", key="keep_outlet", on_click=state.put_filters, args=(under,))
    course = ask(overview.over_time, under)
    left, right = st.columns(2, gap="large")
    with left:
        show.heading("Articles over time")
        show.chart(drawn(figures.articles_over_time, course), course[["period", "articles"]], "outlet_time", "articles", more)
        show.heading("Whom it carries accusations of, by claims")
        top = ask(overview.top, under, "accused")
        accusing = {**more, **show.accusing(filters)}
        show.chart(drawn(figures.ranked, top, "accused", "accused"), top, "outlet_accused", more=accusing)
    with right:
        show.heading("Mean tone of its articles over time", "VADER: how dark the words are, not the outlet's view.")
        tone = course[["period", "tone", "low", "high", "n"]]
        tone.attrs["unit"] = course.attrs["unit"]
        show.chart(drawn(figures.tone_over_time, tone), tone, "outlet_tone", "articles", more)
        show.heading("Whom it quotes, by quotations")
        quoted = ask(outlets.speakers, under, 10)
        show.chart(drawn(figures_sources.speakers, quoted), quoted, "outlet_quotes", "quotes", more)
    show.heading("Tone of its accusing sentences, by subject", f"Hollow: fewer than {SMALL_N} articles.")
    cells = ask(outlets.by_subject, under, "contexts")
    named = cells[cells["n"] > 0].assign(name=[k.replace("_", " ") for k in cells[cells["n"] > 0]["key"]])
    if named.empty:
        st.caption("No accusation in view has a subject.")
    else:
        leads = [urlencode({"context": k}) for k in named["key"]]
        figure = drawn(figures_tone.means, named, leads, "Mean tone by subject")
        show.chart(figure, named[["name", "tone", "low", "high", "n", "mentions"]], "outlet_subjects", more=more)
    _copies(outlet, filters)


def _numbers(outlet: str, under: Filters, row: dict[str, int]) -> None:
    def opened(kind: str, parameter: str = "outlet") -> str:
        return state.address("sources", profile=outlet, open=f"{kind}?{urlencode({parameter: outlet})}")

    shown = (
        ("Share of voice", "articles", "all_articles", "articles in view", "Articles in view.", state.address("articles", under)),
        ("Right of reply", "replied", "accusing", "claims told", "Claims told there carry the accused's answer.", opened("replies")),
        ("Unnamed sourcing", "unnamed", "speakers", "uses of a speaker", "Uses of a speaker give no name.", opened("uses")),
        ("Copies", "copies", "articles", "articles", "Articles that are near-duplicates of earlier ones.", opened("copies", "copier")),
    )
    made = [
        cards.number(
            title, percent(row[part], row[whole]) if row[whole] else "–", href, f"{row[part]:,} of {row[whole]:,} {what}", meaning
        )
        for title, part, whole, what, meaning, href in shown
    ]
    cards.numbers(made, "outlet_numbers")


def _copies(outlet: str, filters: Filters) -> None:
    """Whose texts it carries, and who carries its."""
    pairs = ask(outlets.copying, filters)
    carries, carried = pairs[pairs["outlet"] == outlet], pairs[pairs["origin"] == outlet]
    show.heading("Copied texts")
    said = [
        *(f"{count(int(n), 'text')} of {o} carried here" for o, n in zip(carries["origin"], carries["articles"], strict=True)),
        *(f"{count(int(n), 'text')} from here carried by {o}" for o, n in zip(carried["outlet"], carried["articles"], strict=True)),
    ]
    st.text("\n".join(said) or "None in view.")
