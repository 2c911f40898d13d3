"""The state of a view: all of it in the URL, so that a copied link shows the same view elsewhere."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode

import streamlit as st

from analysis.filters import PARAMETERS, Filters

KEPT = ("view", "order", "size", "share", "subject", "pick", "draw", "find", "entity", "profile")
"""Parameters of a page that outlive a change of filters; the others (page number, open record) are of one view."""

PAGES = {
    "overview": "views/overview.py",
    "accusations": "views/accusations.py",
    "people": "views/people.py",
    "sources": "views/sources.py",
    "tone": "views/tone.py",
    "articles": "views/articles.py",
    "method": "views/method.py",
    "add": "views/add.py",
}
"""URL path → file of every page that links lead to."""


def query() -> dict[str, list[str]]:
    """All URL parameters."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def filters() -> Filters:
    """The filters in the URL."""
    return Filters.from_query(query())


def get(name: str, default: str = "") -> str:
    """The last value of a page's own parameter."""
    values = st.query_params.get_all(name)
    return values[-1] if values else default


def number(name: str, default: int = 1) -> int:
    """A page's own parameter as a whole number from 1."""
    value = get(name)
    return max(1, int(value)) if value.isdecimal() and len(value) < 8 else default


def put(**params: str | None) -> None:
    """Set or remove a page's own parameters; one step in the browser's history."""
    new = query()
    for name, value in params.items():
        new.pop(name, None)
        if value:
            new[name] = [value]
    _replace(new)


def put_filters(new: Filters) -> None:
    """Put filters in place of those in the URL; back to the first page of the list, with nothing open."""
    kept = {k: v for k, v in query().items() if k in KEPT}
    _replace({**new.to_query(), **kept})


def _replace(new: dict[str, list[str]]) -> None:
    if new != query():
        st.query_params.from_dict(new)


def address(page: str, under: Filters | None = None, **params: str) -> str:
    """A relative link to a page under filters; those in the URL when none are given."""
    chosen = filters() if under is None else under
    values = {**chosen.to_query(), **{k: [v] for k, v in params.items() if v}}
    path = "." if page == "overview" else page
    return f"{path}?{urlencode(values, doseq=True)}" if values else path


def go(link: str) -> None:
    """Follow a link made by address(); ends the run."""
    path, _, rest = link.partition("?")
    page = PAGES.get(path.strip("./") or "overview")
    if page is not None:
        st.switch_page(page, query_params=parse_qs(rest))


def go_later(link: str) -> None:
    """Follow a link from a callback, in which a page cannot be switched: the run that follows does."""
    st.session_state["go"] = link


def go_if_asked() -> None:
    """Follow the link that a callback left."""
    if link := st.session_state.pop("go", None):
        go(link)


def opened() -> tuple[str, Filters] | None:
    """What the drawer shows: kind of record (accusations, articles) and the filters that narrow the page's."""
    kind, _, rest = get("open").partition("?")
    if kind not in ("accusations", "articles"):
        return None
    return kind, Filters.from_query(parse_qs(rest))


def parameters() -> tuple[str, ...]:
    """The URL parameters that hold filters."""
    return tuple(PARAMETERS.values())
