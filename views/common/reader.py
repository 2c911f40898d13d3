"""The reading view: an article with every record marked in its text, and a margin that explains each."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analysis import wording
from analysis.filters import Filters
from analysis.marking import Mark, segments
from analysis.queries import articles
from views.common import cards, show, state
from views.common.data import ask
from views.common.words import count, plain, signed, when

LEGEND = ("accuser", "accused", "charge", "quote", "name")


def show_article(article_id: str, filters: Filters) -> None:
    """The article's page."""
    show.back("Back to the articles", "article")
    article = ask(articles.article, article_id)
    if article is None:
        st.warning("This article is not in the store that is open.", icon=":material/link_off:")
        return
    found = ask(articles.parts, article_id)
    facts = [article["outlet"] or "unnamed outlet", when(article["published"], article["published_precision"])]
    facts += [", ".join(article["authors"])] if len(article["authors"]) else []
    facts += [f"credited to {article['medium']}"] if article["medium"] else []
    facts.append(count(article["words"], "word"))
    if len(found["sentences"]):
        facts.append(f"mean tone {signed(found['sentences']['tone'].mean())} (VADER)")
    st.caption(plain(" · ".join(facts)))
    if not article["analysed"]:
        st.info(f"In the language “{plain(article['language'] or 'unknown')}”: only English is analysed.")
    blocks = _blocks(article, _marks(found))
    nothing = "No accusation or quotation was found in this text."
    shown = {"blocks": blocks, "notes": _notes(found), "nothing": nothing, "links": cards.original(article["url"])}
    cards.show({"legend": list(LEGEND), **shown}, "reader")
    _kin(article_id, filters)


def _marks(found: dict[str, pd.DataFrame]) -> list[Mark]:
    marks = []
    for row in cards.rows_of(found["accusations"]):
        for role in cards.ROLES:
            if row[f"{role}_start"] is not None and row[f"{role}_end"] is not None:
                marks.append(Mark(row[f"{role}_start"], row[f"{role}_end"], role, row["accusation_id"]))
        marks.append(Mark(row["start"], row["end"], "sentence", row["accusation_id"]))
    for row in cards.rows_of(found["quotes"]):
        marks.append(Mark(row["content_start"], row["content_end"], "quote", row["quote_id"]))
    marks += [Mark(row["start"], row["end"], "name") for row in cards.rows_of(found["mentions"])]
    return marks


def _blocks(article: dict[str, Any], marks: list[Mark]) -> list[dict[str, Any]]:
    text, title = article["text"], article["title"]
    captions = [tuple(span) for span in article["caption_spans"]]
    blocks, at = [], 0
    for paragraph in text.split("\n\n"):
        end = at + len(paragraph)
        if paragraph.strip():
            kind = "headline" if at == 0 and title and paragraph == title else ""
            kind = "caption" if any(a <= at < b for a, b in captions) else kind
            blocks.append({"kind": kind, "segments": [s.data() for s in segments(text, marks, at, end)]})
        at = end + 2
    return blocks


def _notes(found: dict[str, pd.DataFrame]) -> list[dict[str, Any]]:
    notes = []
    for row in cards.rows_of(found["accusations"]):
        accuser = row["accuser_name"] or row["accuser"] or wording.VOICES[row["voice"]]
        notes.append(
            {
                "at": row["start"],
                "id": row["accusation_id"],
                "kind": "accusation",
                "what": f"{accuser} → {row['accused_name'] or row['accused'] or 'not named'}",
                "lines": [row["charge"] or "no charge stated", " · ".join(cards.tags(row))],
            }
        )
    for row in cards.rows_of(found["quotes"]):
        notes.append(
            {
                "at": row["start"],
                "id": row["quote_id"],
                "kind": "quote",
                "what": f"{row['speaker_name'] or row['speaker'] or 'Speaker not known'}: {row['kind']} speech",
                "lines": [f"cue: {row['cue']}" if row["cue"] else "no cue word"],
            }
        )
    return sorted(notes, key=lambda n: n["at"])


def _kin(article_id: str, filters: Filters) -> None:
    rows = ask(articles.kin, article_id)
    for kind, title in (("copy", "Copies of this text"), ("version", "Other versions"), ("story", "The same story")):
        part = rows[rows["kin"] == kind]
        if len(part):
            show.heading(f"{title} ({len(part)})")
            made = [
                {
                    "kicker": f"{r['outlet'] or 'unnamed outlet'} · {when(r['published'])}",
                    "title": r["title"],
                    "links": [{"label": "Read", "href": state.address("articles", filters, article=r["article_id"])}],
                }
                for r in cards.rows_of(part)
            ]
            cards.show({"cards": made}, f"kin_{kind}")
