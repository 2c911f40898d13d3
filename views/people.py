"""People and organisations: search, profile, comparison."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analysis import figures, figures_desk
from analysis.filters import Filters
from analysis.queries import entities, overview
from analysis.queries.base import unit_for
from views.common import bar, cards, drawer, show, state
from views.common.data import ask
from views.common.words import count, plain, share, when

ORDER = {"received": "Most accused", "made": "Most accusing", "mentions": "Most named"}
filters = state.filters()


def listing() -> None:
    """The table of entities; one chosen row opens a profile, two to five are compared."""
    text = state.get("find")
    st.session_state["find"] = text
    st.text_input(
        "Find a name or alias",
        key="find",
        type="search",
        on_change=lambda: state.put(find=st.session_state["find"] or None, page=None),
    )
    total = ask(entities.count, filters, text)
    bar.headline("Articles", f"{count(total, 'name')} in the articles in view")
    if not total:
        if text:
            st.info(f"No name in view holds “{plain(text)}”. Try a part of it, or take a filter off.")
        else:
            bar.loosen("articles")
        return
    order = show.choice("Order", ORDER, "order", "select")
    limit, offset = show.pager(total, "name")
    rows = ask(entities.listing, filters, text, order, limit, offset)
    table = pd.DataFrame(
        {
            "Name": rows["name"],
            "Kind": rows["kind"],
            "Claims received": rows["received"],
            "Claims made": rows["made"],
            "Namings": rows["mentions"],
            "Articles": rows["articles"],
        }
    )
    ids = list(rows["entity_id"])
    name = f"people_{st.session_state.get('picks', 0)}"
    event = st.dataframe(
        table, key=name, hide_index=True, on_select="rerun", selection_mode="multi-row",
        alt="Names in the articles in view. Choose one for its profile, two to five to compare.",
    )  # fmt: skip
    chosen = [ids[i] for i in event["selection"]["rows"] if i < len(ids)][:5]
    st.caption("Choose one row for a profile, two to five to compare them.")
    label = "Open the profile" if len(chosen) < 2 else f"Compare these {len(chosen)}"
    st.button(label, key="open_people", disabled=not chosen, type="primary", on_click=_open, args=(chosen,))


def _open(chosen: list[str]) -> None:
    st.session_state["picks"] = st.session_state.get("picks", 0) + 1
    state.put(entity=",".join(chosen), page=None)


def profile(entity_id: str) -> None:
    """One entity."""
    who = ask(entities.entity, entity_id)
    if who is None:
        st.warning("This name is not in the store that is open.", icon=":material/link_off:")
        return
    st.title(plain(who["name"]), anchor=False)
    st.caption(f"{who['kind']}, seen {when(who['first_seen'])} to {when(who['last_seen'])} in the whole store")
    numbers = ask(entities.numbers, filters, entity_id)
    _metrics(numbers)
    _accusation_links(entity_id, who["name"])
    days = ask(overview.span, filters)
    unit = unit_for(*days) if days else "week"
    course = ask(entities.course, filters, entity_id, unit)
    left, right = st.columns(2, gap="large")
    with left:
        show.heading("Namings over time")
        show.chart(figures_desk.namings(course, entity_id), course, "namings", "articles", {"names": entity_id})
    with right:
        show.heading("Tone of the sentences around the name", "VADER, mean over articles with its 95 % interval. Dark "
                     "words near a name say nothing of whether they are about it.")  # fmt: skip
        show.chart(figures.tone_over_time(course), course, "entity_tone", "articles", {"names": entity_id})
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
                figure = figures.ranked(rows, role, role)
                other = "accused" if role == "accuser" else "accuser"
                show.chart(figure, rows, f"with_{role}", more={other: entity_id})
    show.heading("Named in the same sentences", "A bar opens that name's profile.")
    near = ask(entities.near, filters, entity_id)
    if len(near):
        show.chart(figures_desk.counted(near, "sentences", "entity", "sentences"), near, "near", "entity")
    else:
        st.caption("Nobody in view.")
    _quotes(entity_id)
    show.heading("Aliases")
    st.text(", ".join(str(a) for a in who["aliases"]) or "none")
    st.caption("Names are joined by rules over the whole store. Two that are joined wrongly, or one that is split, are "
               "best reported with the article: the reading view shows which naming went where.")  # fmt: skip


def _metrics(numbers: dict[str, int]) -> None:
    with st.grid(4, min_column_width=150):
        st.metric("Claims received", f"{numbers['received']:,}", border=True,
                  delta=share(numbers["answered"], numbers["received"]), delta_arrow="off", delta_color="off",
                  delta_description="answered", help="Claims with this name as the accused.")  # fmt: skip
        st.metric("Claims made", f"{numbers['made']:,}", border=True, help="Claims with this name as the accuser.")
        st.metric("Quotations", f"{numbers['quotes']:,}", border=True)
        st.metric("Namings", f"{numbers['mentions']:,}", border=True, delta_arrow="off", delta_color="off",
                  delta=f"in {count(numbers['articles'], 'article')}")  # fmt: skip


def _accusation_links(entity_id: str, name: str) -> None:
    links = [
        {
            "label": words,
            "href": state.address("accusations", filters.narrowed(Filters(**{field: (entity_id,)})), view="mentions"),
        }
        for field, words in (("accused", f"Accusations against {name}"), ("accusers", f"Accusations by {name}"))
    ]
    cards.show({"links": links}, "profile_links")


def _quotes(entity_id: str) -> None:
    rows = ask(entities.quotes, filters, entity_id)
    show.heading("Latest quotations")
    if rows.empty:
        st.caption("None in view.")
        return
    made = [
        {
            "kicker": f"{r['outlet'] or 'unnamed outlet'} · {when(r['published'], r['published_precision'])}",
            "segments": [{"text": r["content"], "kinds": [], "records": []}],
            "tags": [f"{r['kind']} speech", f"cue: {r['cue']}" if r["cue"] else "no cue word"],
            "links": [{"label": "Read", "href": state.address("articles", filters, article=r["article_id"])}],
        }
        for r in cards.rows_of(rows)
    ]
    cards.show({"cards": made}, "quotes")


def compare(ids: list[str]) -> None:
    """Two to five entities side by side."""
    known = ask(overview.names, tuple(sorted(ids)))
    rows: list[dict[str, Any]] = []
    for entity_id in ids:
        if entity_id in known:
            numbers = ask(entities.numbers, filters, entity_id)
            rows.append({"key": entity_id, "name": known[entity_id], **numbers})
    table = pd.DataFrame(rows)
    if table.empty:
        st.warning("None of these names is in the store that is open.", icon=":material/link_off:")
        return
    st.title("Side by side", anchor=False)
    st.dataframe(show.tidy(table), hide_index=True, alt="Counts of each name in view")
    columns = st.columns(2, gap="large")
    sides = (
        ("received", "accused", "Claims received"),
        ("made", "accuser", "Claims made"),
        ("articles", "names", "Articles that name them"),
    )
    for i, (value, parameter, title) in enumerate(sides):
        with columns[i % 2]:
            show.heading(title)
            unit = "articles" if value == "articles" else "claims"
            opens = "articles" if value == "articles" else "accusations"
            show.chart(figures_desk.counted(table, value, parameter, unit), table, f"compare_{value}", opens=opens)


chosen = [i for i in state.get("entity").split(",") if i][:5]
if not chosen:
    listing()
else:
    show.back("Back to the names", "entity")
    bar.headline("Articles", count(ask(overview.totals, filters)["articles"], "article"))
    if len(chosen) == 1:
        profile(chosen[0])
    else:
        compare(chosen)
drawer.show_if_open()
