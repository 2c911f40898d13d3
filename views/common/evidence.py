"""The drawer for evidence that is no accusation record: sentences of a tone, quotations, sources, copies, replies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pandas as pd
import streamlit as st

from analysis.filters import Filters
from analysis.marking import Mark, Segment, segments
from analysis.queries import accusations, outlets, spikes, tone_groups
from views.common import cards, download, show, state
from views.common.data import ask
from views.common.words import count, plain, signed, when

Asked = dict[str, list[str]]
BACK = {True: "the accused answers in the article", False: "no answer in the article"}


def show_if_open() -> None:
    """Open the drawer when the URL names evidence of a kind that this module shows."""
    kind, _, rest = state.get("open").partition("?")
    if kind in KINDS:
        asked = parse_qs(rest)
        _draw(kind, asked, state.filters().narrowed(Filters.from_query(asked)))


def _close() -> None:
    state.put(open=None, opage=None)


@st.dialog("Behind this number", width="large", position="right", on_dismiss=_close, icon=":material/manage_search:")
def _draw(kind: str, asked: Asked, under: Filters) -> None:
    KINDS[kind](asked, under)


def table(
    frame: pd.DataFrame, leads: list[str], key: str, alt: str, raw: pd.DataFrame | None = None, **more: Any
) -> None:
    """A table whose chosen row opens the evidence that its member of `leads` names (kind?query).

    raw: its rows as numbers, which can be taken away; left out where a chart on the page gives the same.
    """
    name = f"{key}_{st.session_state.get('picks', 0)}"

    def chosen() -> None:
        rows = st.session_state[name]["selection"]["rows"]
        if rows:
            st.session_state["picks"] = st.session_state.get("picks", 0) + 1
            state.put(open=leads[rows[0]], opage=None)

    height = show.height(len(frame), 16)
    st.dataframe(
        frame, key=name, hide_index=True, on_select=chosen, selection_mode="single-row", height=height, alt=alt, **more
    )
    st.caption(show.CHOOSE)
    if raw is not None:
        under = state.filters()
        with st.container(horizontal=True, gap="small"):
            download.table(lambda: show.tidy(raw), under, key.replace("_", "-"), show.title(), show.in_view(under))


def _value(asked: Asked, name: str) -> str:
    return asked.get(name, [""])[-1]


def _number(asked: Asked, name: str, default: float) -> float:
    try:
        return max(-1.0, min(1.0, float(_value(asked, name))))
    except ValueError:
        return default


def _sentences(asked: Asked, under: Filters) -> None:
    by: Any = _value(asked, "by") if _value(asked, "by") in tone_groups.LEAST else "outlet"
    key, low, high = _value(asked, "key"), _number(asked, "low", -1), _number(asked, "high", 1)
    total = ask(tone_groups.sentences_count, under, by, key, low, high)
    name = ask(tone_groups.names, by, (key,)).get(key, "") if key else ""
    bounds = f", tone from {signed(low)} to {signed(high)}" if (low, high) != (-1.0, 1.0) else ""
    st.markdown(f"**{count(total, 'sentence')}**{' — ' + plain(name) if name else ''}{bounds}")
    order = show.choice("Order", {"darkest": "Darkest first", "brightest": "Brightest first"}, "order", "select")
    limit, offset = show.pager(total, "sentence", "opage")
    rows = ask(tone_groups.sentences, under, by, key, order, limit, offset, low, high)
    made = [_card(r, [Segment(r["sentence"])], [f"tone {signed(r['tone'])} (VADER)"], under) for r in cards.rows_of(rows)]
    cards.show({"cards": made}, "evidence")


def _quotes(asked: Asked, under: Filters) -> None:
    speaker = _value(asked, "speaker")
    total = ask(outlets.quotes_count, under, speaker)
    st.markdown(f"**{count(total, 'quotation')}**")
    limit, offset = show.pager(total, "quotation", "opage")
    made = []
    for r in cards.rows_of(ask(outlets.quotes, under, speaker, limit, offset)):
        marks = [Mark(r["content_start"] - r["start"], r["content_end"] - r["start"], "quote")]
        if r["speaker_start"] is not None and r["speaker_start"] >= r["start"]:
            marks.append(Mark(r["speaker_start"] - r["start"], r["speaker_end"] - r["start"], "accuser"))
        tags = [f"{r['kind']} speech", f"cue: {r['cue']}" if r["cue"] else "no cue word"]
        made.append(_card(r, segments(r["passage"], marks), tags, under))
    cards.show({"cards": made}, "evidence")


def _uses(asked: Asked, under: Filters) -> None:
    total = ask(outlets.uses_count, under)
    st.markdown(f"**{count(total, 'use', 'uses')} of a speaker as a source**")
    limit, offset = show.pager(total, "use", "opage")
    made = []
    for r in cards.rows_of(ask(outlets.uses, under, limit, offset)):
        said = [Segment(r["name"])]
        if r["sentence"] is not None:
            at = r["sentence_start"]
            said = segments(r["sentence"], [Mark(r["start"] - at, r["end"] - at, "found")])
        made.append(_card(r, said, [f"source: {r['name']}", "named" if r["named"] else "not named"], under))
    cards.show({"cards": made}, "evidence")


def _replies(asked: Asked, under: Filters) -> None:
    every = ask(outlets.replies, under)
    replied = int(every["replied"].sum())
    st.markdown(f"**{count(len(every), 'accusation')}**, {replied:,} of them with the accused's answer in the article")
    limit, offset = show.pager(len(every), "accusation", "opage")
    made = []
    for r in cards.rows_of(every.iloc[offset : offset + limit]):
        record = ask(accusations.record, r["accusation_id"])
        if record is not None:
            card = cards.record_card(record, under)
            quoted = ["the accused is quoted"] if r["quoted"] else []
            made.append({**card, "tags": [BACK[bool(r["replied"])], *quoted], "strong": bool(r["replied"])})
    cards.show({"legend": list(cards.ROLES), "cards": made}, "evidence")


def _copies(asked: Asked, under: Filters) -> None:
    every = ask(outlets.copies, under, _value(asked, "origin"), _value(asked, "copier"))
    st.markdown(f"**{count(len(every), 'copy', 'copies')}**")
    limit, offset = show.pager(len(every), "copy", "opage")
    made = [
        {
            "kicker": f"{r['outlet']} · {when(r['published'], 'minute')}",
            "title": r["title"] or "(no headline)",
            "note": f"copies {r['origin']}, {when(r['first'], 'minute')}: {r['original_title'] or '(no headline)'}",
            "links": [
                {"label": "Read the copy", "href": state.address("articles", under, article=r["article_id"])},
                {"label": "Read the original", "href": state.address("articles", under, article=r["original_id"])},
            ],
        }
        for r in cards.rows_of(every.iloc[offset : offset + limit])
    ]
    cards.show({"cards": made}, "evidence")


def _stories(asked: Asked, under: Filters) -> None:
    total = ask(spikes.stories, under, 1)["all"]
    total = int(total.iloc[0]) if len(total) else 0
    st.markdown(f"**{count(total, 'story', 'stories')}** with accusations, most claims first")
    limit, offset = show.pager(total, "story", "opage")
    made = []
    for r in cards.rows_of(ask(spikes.stories, under, limit, offset)):
        days = when(r["first"]) if when(r["first"]) == when(r["last"]) else f"{when(r['first'])} to {when(r['last'])}"
        made.append(
            {
                "kicker": days,
                "title": r["title"] or "(no headline)",
                "tags": [
                    count(int(r["claims"]), "claim"),
                    count(int(r["mentions"]), "mention"),
                    count(int(r["articles"]), "article"),
                    count(int(r["outlets"]), "outlet"),
                ],
                "links": [
                    {
                        "label": "Read its first article in view, and the others of the story",
                        "href": state.address("articles", state.filters(), article=r["article_id"]),
                    }
                ],
            }
        )
    cards.show({"cards": made}, "evidence")


def _card(row: dict[str, Any], said: list[Segment], tags: list[str], under: Filters) -> dict[str, Any]:
    facts = [row["outlet"] or "unnamed outlet", when(row["published"], row["published_precision"])]
    return {
        "kicker": " · ".join([*facts, "copy of another article"] if row["copy"] else facts),
        "segments": [s.data() for s in said],
        "note": f"Headline: {row['title']}" if row["title"] else None,
        "tags": tags,
        "links": [
            {"label": "Read the article", "href": state.address("articles", under, article=row["article_id"])},
            *cards.original(row["url"]),
        ],
    }


KINDS: dict[str, Callable[[Asked, Filters], None]] = {
    "sentences": _sentences,
    "quotes": _quotes,
    "uses": _uses,
    "replies": _replies,
    "copies": _copies,
    "stories": _stories,
}
"""Kind of evidence → what draws it."""
