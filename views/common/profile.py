"""The profile of one person, organisation, place or group."""

from __future__ import annotations

from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from analysis import figures, figures_desk
from analysis.filters import Filters
from analysis.queries import entities, overview
from analysis.queries.base import unit_for
from views.common import cards, show, state
from views.common.data import ask, drawn
from views.common.words import between, count, plain, share, when


def page(entity_id: str, filters: Filters) -> None:
    """The profile of one entity."""
    who = ask(entities.entity, entity_id)
    if who is None:
        st.warning("This name is not in the store that is open.", icon=":material/link_off:")
        return
    st.title(plain(who["name"]), anchor=False)
    st.caption(f"{who['kind']}, seen {between(who['first_seen'], who['last_seen'])} in the whole store")
    numbers = ask(entities.numbers, filters, entity_id)
    _numbers(entity_id, filters, numbers)
    _accusation_links(entity_id, who["name"], filters)
    days = ask(overview.span, filters)
    unit = unit_for(*days) if days else "week"
    course = ask(entities.course, filters, entity_id, unit)
    left, right = st.columns(2, gap="large")
    with left:
        show.heading("Namings over time")
        show.chart(drawn(figures_desk.namings, course, entity_id), course, "namings", "articles", {"names": entity_id})
    with right:
        show.heading("Tone of the sentences around the name", "VADER, mean over articles with its 95 % interval. Dark "
                     "words near a name say nothing of whether they are about it.")  # fmt: skip
        show.chart(drawn(figures.tone_over_time, course), course, "entity_tone", "articles", {"names": entity_id})
    for role, field, title in (
        ("accuser", "accused", "Accused by, in claims"),
        ("accused", "accusers", "Accuses, in claims"),
    ):
        with left if role == "accuser" else right:
            under = filters.narrowed(Filters(**{field: (entity_id,)}))
            rows = ask(overview.top, under, role)
            show.heading(title)
            if rows.empty:
                st.caption("Nobody in view.")
            else:
                figure = drawn(figures.ranked, rows, role, role)
                other = "accused" if role == "accuser" else "accuser"
                show.chart(figure, rows, f"with_{role}", more={other: entity_id, **show.accusing(filters)})
    show.heading("Named in the same sentences", "A bar opens that name's profile.")
    near = ask(entities.near, filters, entity_id)
    if len(near):
        show.chart(drawn(figures_desk.counted, near, "sentences", "entity", "sentences"), near, "near", "entity")
    else:
        st.caption("Nobody in view.")
    left, right = st.columns(2, gap="large")
    with left:
        show.heading("Latest quotations by this name")
        _quotes(ask(entities.quotes, filters, entity_id), filters, "quotes_by")
    with right:
        show.heading("Latest quotations that name them")
        _quotes(ask(entities.quotes_about, filters, entity_id), filters, "quotes_about")
    show.heading("Aliases")
    st.text(", ".join(str(a) for a in who["aliases"]) or "none")
    st.caption("Names are joined by rules over the whole store. Where two are joined wrongly, or one is split, the keeper of "
               "the store mends it in an aliases.toml in the store's folder and publishes again; the reading view shows which naming went "
               "where.")  # fmt: skip


def _numbers(entity_id: str, filters: Filters, numbers: dict[str, int]) -> None:
    def against(field: str) -> str:
        return state.address("accusations", filters.accusing.narrowed(Filters(**{field: (entity_id,)})))

    answered = f"{share(numbers['answered'], numbers['received'])} answered"
    said = state.address("people", entity=entity_id, open=f"quotes?{urlencode({'speaker': entity_id})}")
    within = state.address("articles", filters.narrowed(Filters(named=(entity_id,))))
    made = [
        cards.number("Claims received", f"{numbers['received']:,}", against("accused"), answered,
                     "Claims with this name as the accused."),
        cards.number("Claims made", f"{numbers['made']:,}", against("accusers"), "", "Claims with this name as the accuser."),
        cards.number("Quotations", f"{numbers['quotes']:,}", said),
        cards.number("Namings", f"{numbers['mentions']:,}", within, f"in {count(numbers['articles'], 'article')}"),
    ]  # fmt: skip
    cards.numbers(made, "profile_numbers")


def _accusation_links(entity_id: str, name: str, filters: Filters) -> None:
    links = [
        {
            "label": words,
            "href": state.address("accusations", filters.narrowed(Filters(**{field: (entity_id,)})), view="mentions"),
        }
        for field, words in (("accused", f"Accusations against {name}"), ("accusers", f"Accusations by {name}"))
    ]
    cards.show({"links": links}, "profile_links")


def _quotes(rows: pd.DataFrame, filters: Filters, key: str) -> None:
    if rows.empty:
        st.caption("None in view.")
        return
    made = [
        {
            "kicker": f"{r['outlet'] or 'unnamed outlet'} · {when(r['published'], r['published_precision'])}",
            "title": r["speaker"] if key == "quotes_about" else None,
            "segments": [{"text": r["content"], "kinds": [], "records": []}],
            "tags": [f"{r['kind']} speech", f"cue: {r['cue']}" if r["cue"] else "no cue word"],
            "links": [{"label": "Read", "href": state.address("articles", filters, article=r["article_id"])}],
        }
        for r in cards.rows_of(rows)
    ]
    cards.show({"cards": made}, key)
