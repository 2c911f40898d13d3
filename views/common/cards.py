"""Cards of sentences and the reading view, built in the browser from plain data: no text is ever read as markup."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from analysis import wording
from analysis.filters import Filters
from analysis.marking import Mark, Segment, excerpt, segments
from views.common import state
from views.common.words import count, signed, when

HERE = Path(__file__).parent
_CARDS = st.components.v2.component(
    "blamewire_cards",
    css=(HERE / "cards.css").read_text(encoding="utf-8"),
    js=(HERE / "cards.js").read_text(encoding="utf-8"),
)
ROLES = ("accuser", "accused", "charge")


def show(data: Mapping[str, Any], key: str) -> None:
    """Mount a component; a link followed in it ends the run and opens its page."""
    result = _CARDS(data=dict(data), key=key, on_follow_change=_nothing)
    if result.follow:
        state.go(str(result.follow))


def number(label: str, value: str, href: str, note: str = "", help: str = "") -> dict[str, Any]:
    """One count for numbers(): what it is called, how much, where it leads, and what must stand beside it."""
    return {"label": label, "value": value, "href": href, "note": note, "help": help}


def numbers(made: list[dict[str, Any]], key: str) -> None:
    """Counts side by side, each of which opens what it counts."""
    show({"numbers": made}, key)


def _nothing() -> None:
    """The component's click is read from its result, in the run that it causes."""


def accusations(rows: pd.DataFrame, key: str, under: Filters, claim_links: bool = True) -> None:
    """Records as cards: what is reported, the sentence with its spans, outlet and date, links. Rows of records()."""
    cards = [record_card(row, under, claim_links) for row in rows_of(rows)]
    show({"legend": list(ROLES), "cards": cards}, key)


def record_card(row: Mapping[str, Any], under: Filters, claim_links: bool = True) -> dict[str, Any]:
    links = [{"label": "Read the article", "href": state.address("articles", under, article=row["article_id"])}]
    if claim_links and row["claim_id"]:
        links.append({"label": "All mentions of this claim", "href": claim_address(row["claim_id"], under)})
    links += original(row["url"])
    return {
        "kicker": _origin(row),
        "title": wording.reading(row),
        "segments": [s.data() for s in sentence(row)],
        "note": f"Headline: {row['title']}" if row["title"] else None,
        "tags": tags(row),
        "links": links,
    }


def sentence(row: Mapping[str, Any]) -> list[Segment]:
    """A record's sentence, its accuser, accused and charge marked."""
    at = int(row["start"])
    marks = [
        Mark(int(row[f"{role}_start"]) - at, int(row[f"{role}_end"]) - at, role)
        for role in ROLES
        if row[f"{role}_start"] is not None and row[f"{role}_end"] is not None
    ]
    return segments(row["sentence"], marks)


def _origin(row: Mapping[str, Any]) -> str:
    facts = [row["outlet"] or "unnamed outlet", when(row["published"], row["published_precision"])]
    return " · ".join([*facts, "copy of another article"] if row["copy"] else facts)


def tags(row: Mapping[str, Any]) -> list[str]:
    """A record's codes in words."""
    made = [
        f"act: {wording.ACTS[row['act']]}",
        f"certainty: {wording.CERTAINTY[row['certainty']]}",
        f"voice: {wording.VOICES[row['voice']]}",
    ]
    if row.get("medium"):
        made.append(f"through: {row['medium']}")
    if row.get("said_on"):
        made.append(f"said: {when(row['said_on'], row['said_precision'])}")
    if row.get("acted_on"):
        made.append(f"act dated: {when(row['acted_on'], row['acted_precision'])}")
    made.append(wording.found_by(row["rule"], row["confidence"]))
    return made


def claim_address(claim_id: str, under: Filters) -> str:
    """The link to a claim's page."""
    return state.address("accusations", under, claim=claim_id)


def original(url: str | None) -> list[dict[str, Any]]:
    """The link to the article at its outlet, if its address is one that a browser should open."""
    if not url or urlsplit(url).scheme not in ("http", "https"):
        return []
    return [{"label": f"Original at {urlsplit(url).hostname or 'its outlet'} ↗", "href": url, "away": True}]


def articles(rows: pd.DataFrame, key: str, under: Filters) -> None:
    """Articles as cards with the passage that the search found. Rows of articles.found()."""
    cards = [_article(row, under) for row in rows_of(rows)]
    show({"cards": cards}, key)


def _article(row: Mapping[str, Any], under: Filters) -> dict[str, Any]:
    body = row["text"][len(row["title"]) :].lstrip() if row["text"].startswith(row["title"]) else row["text"]
    facts = [count(int(row["accusations"]), "accusation"), count(int(row["words"]), "word")]
    if row["tone"] is not None:
        facts.append(f"tone {signed(row['tone'])}")
    if row["language"] not in (None, "en"):
        facts.append(f"language {row['language']}: not analysed")
    return {
        "kicker": _origin(row),
        "title": row["title"] or "(no headline)",
        "segments": [s.data() for s in excerpt(body, under.text)],
        "tags": facts,
        "links": [
            {"label": "Read", "href": state.address("articles", under, article=row["article_id"])},
            *original(row["url"]),
        ],
    }


def claims(rows: pd.DataFrame, key: str, under: Filters, wide: bool = False) -> None:
    """Claims as cards, side by side if `wide`. Rows of accusations.claims()."""
    show({"cards": [claim_card(row, under) for row in rows_of(rows)], "wide": wide}, key)


def claim_card(row: Mapping[str, Any], under: Filters) -> dict[str, Any]:
    """One claim as a card."""
    return {
        "kicker": f"first seen {when(row['first_seen'])}",
        "title": sides(row),
        "segments": [Segment(row["charge"] or "no charge stated").data()],
        "tags": [
            wording.ACTS[row["act"]],
            wording.STATUSES[row["status"]],
            count(int(row["mentions"]), "mention"),
            count(int(row["outlets"]), "independent outlet"),
        ],
        "links": [{"label": "Open the claim", "href": claim_address(row["claim_id"], under)}],
    }


def sides(claim: Mapping[str, Any]) -> str:
    """Who against whom; who answers for themselves, when a claim is a denial or an admission of its own accuser."""
    accuser, accused, act = claim["accuser"], claim["accused"], claim["act"]
    if accuser and accuser == accused and act in ("deny", "admit"):
        return f"{accuser} {wording.ACTS[act]}"
    return f"{accuser or 'Somebody not stated'} → {accused or 'somebody not named'}"


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as dictionaries, missing values as None."""
    columns = {
        str(name): [None if gone else value for value, gone in zip(column.tolist(), column.isna().tolist(), strict=True)]
        for name, column in frame.items()
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
