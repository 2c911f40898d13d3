"""The filter bar that all pages share, and the sentence with its chips that says what is in view."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import streamlit as st

from analysis import wording
from analysis.filters import ALLOWED, EXACTLY, LISTS, NAMELESS, Filters
from analysis.queries import overview
from views.common import saved, state
from views.common.data import ask
from views.common.show import names
from views.common.words import count, plain

PRESETS = {"7 days": 6, "30 days": 29, "3 months": 91, "1 year": 365}
"""Label → days before the last day of the data."""

WORDS_HELP = (
    "Whole words, any case. Quotation marks for a phrase, OR between alternatives, NOT or - to leave out, * for any ending. "
    "Accusations are searched in their sentence, articles in the whole text."
)
PARTY_HELP = "Pick from the most frequent, or type any part of a name and press Enter."


def show(page: str) -> None:
    """The bar, in the sidebar. page: the URL path of the page on screen."""
    filters = state.filters()
    _fill(filters)
    with st.sidebar:
        saved.show(page)
        st.text_input(
            "Words",
            key="f_text",
            type="search",
            placeholder='bribes OR "oil company"',
            help=WORDS_HELP,
            on_change=_changed,
            args=("text",),
        )
        _days(filters)
        known = {**ask(overview.parties), **names(filters)}
        for field in ("accusers", "accused", "parties"):
            _parties(field, known, filters)
        _choice("acts", list(ALLOWED["acts"]), wording.ACTS, filters)
        _choice("outlets", ask(overview.options, "outlets"), {}, filters)
        with st.expander("More filters", expanded=_any_of(filters)):
            _parties("named", known, filters)
            _choice("certainty", list(ALLOWED["certainty"]), wording.CERTAINTY, filters)
            _choice("voices", list(ALLOWED["voices"]), wording.VOICES, filters)
            codes = ask(overview.options, "cameo")
            _choice("cameo", codes, wording.taxonomy(), filters)
            contexts = ask(overview.options, "contexts")
            _choice("contexts", contexts, {c: c.replace("_", " ") for c in contexts}, filters)
            _choice("languages", ask(overview.options, "languages"), {}, filters)
            _choice("only", list(ALLOWED["only"]), wording.ONLY, filters)
        if filters:
            st.button("Clear all filters", key="f_clear", on_click=state.put_filters, args=(Filters(),))


def _any_of(filters: Filters) -> bool:
    return any(getattr(filters, f) for f in ("named", "certainty", "voices", "cameo", "contexts", "languages", "only"))


def _fill(filters: Filters) -> None:
    """The URL is the truth: the widgets take their values from it before they are drawn."""
    for field in LISTS:
        st.session_state[f"f_{field}"] = list(getattr(filters, field))
    st.session_state["f_text"] = filters.text
    st.session_state["f_since"], st.session_state["f_until"] = filters.since, filters.until


def _changed(field: str) -> None:
    value: Any = st.session_state[f"f_{field}"]
    if field in ("accusers", "accused", "parties", "named"):
        value = tuple(_token(v) for v in value)
    elif field in LISTS:
        value = tuple(value)
    elif field == "text":
        value = value or ""
    state.put_filters(replace(state.filters(), **{field: value}))


def _token(value: str) -> str:
    """What was picked stays as it is; what was typed is looked for in names."""
    known = {**ask(overview.parties), **names(state.filters())}
    if value in known or value[:1] in (NAMELESS, EXACTLY):
        return value
    for entity_id, name in known.items():
        if name.casefold() == value.strip().casefold():
            return entity_id
    return NAMELESS + value


def _days(filters: Filters) -> None:
    last = _last_day()
    if last is not None:
        chosen = next((p for p, n in PRESETS.items() if filters.since == last - timedelta(days=n)), None)
        st.session_state["f_preset"] = chosen if filters.until in (None, last) else None
        st.pills("Published", list(PRESETS), key="f_preset", on_change=_preset, help=f"Before {wording.day(last)}, the "
                 "last day in the data. Days are in UTC.")  # fmt: skip
    first, second = st.columns(2, gap="xsmall")
    for column, field, label in ((first, "since", "From"), (second, "until", "To")):
        column.date_input(
            label,
            value=None,
            key=f"f_{field}",
            min_value=date(1800, 1, 1),
            max_value=date(2100, 12, 31),
            format="YYYY-MM-DD",
            on_change=_changed,
            args=(field,),
        )


def _last_day() -> date | None:
    last = ask(overview.freshness)["last"]
    return last.date() if last is not None else None


def _preset() -> None:
    chosen, last = st.session_state["f_preset"], _last_day()
    since = last - timedelta(days=PRESETS[chosen]) if chosen and last else None
    state.put_filters(replace(state.filters(), since=since, until=None))


def _parties(field: str, known: Mapping[str, str], filters: Filters) -> None:
    chosen = getattr(filters, field)
    st.multiselect(
        wording.FIELD_NAMES[field],
        [*chosen, *(k for k in known if k not in chosen and len(k) > 5)],
        format_func=lambda v: wording.value_label(field, v, known) if v else v,
        key=f"f_{field}",
        accept_new_options=True,
        placeholder="Any",
        help=PARTY_HELP,
        on_change=_changed,
        args=(field,),
    )


def _choice(field: str, options: list[str], words: Mapping[str, str], filters: Filters) -> None:
    chosen = getattr(filters, field)
    st.multiselect(
        wording.FIELD_NAMES[field],
        [*options, *(v for v in chosen if v not in options)],
        format_func=lambda v: words.get(v, v),
        key=f"f_{field}",
        placeholder="Any",
        help=wording.MEANINGS.get(field),
        on_change=_changed,
        args=(field,),
    )


def headline(subject: str, counted: str) -> None:
    """What is in view: the sentence, the count, and a chip for each filter that takes it off."""
    filters = state.filters()
    known = names(filters)
    st.markdown(f"**{counted}** — {plain(wording.sentence(filters, known, subject))}")
    chips = wording.chips(filters, known)
    if not chips:
        return
    with st.container(horizontal=True, gap="xsmall", key="chips"):
        for i, chip in enumerate(chips):
            st.button(
                plain(chip.label),
                key=f"chip_{i}",
                icon=":material/close:",
                icon_position="right",
                help="Take this filter off",
                on_click=state.put_filters,
                args=(chip.without,),
            )


def loosen(what: str) -> None:
    """The empty state: nothing matches, and which filter to take off to see how much."""
    filters = state.filters()
    chips = wording.chips(filters, names(filters))
    if not chips:
        st.info(f"The store holds no {what} yet. Add articles, or open a store that has some.", icon=":material/inbox:")
        return
    st.info(f"No {what} under these filters. Take one off:", icon=":material/filter_alt_off:")
    for i, chip in enumerate(chips[:6]):
        left = ask(overview.totals, chip.without)
        shown = f"{count(left['mentions'], 'accusation')}, {count(left['articles'], 'article')}"
        st.button(
            f"Without {plain(chip.label)} — {shown}",
            key=f"loosen_{i}",
            on_click=state.put_filters,
            args=(chip.without,),
        )
