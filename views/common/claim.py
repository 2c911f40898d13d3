"""One claim: every mention with its spans, how it spread, the thread it stands in."""

from __future__ import annotations

from typing import Any

import streamlit as st

from analysis import figures, figures_claim, wording
from analysis.filters import Filters
from analysis.queries import accusations
from views.common import cards, show, state
from views.common.data import ask
from views.common.words import between, count, plain, when

SPREAD_HELP = "One mark a mention, of the claim or of an answer to it; a cross is a denial, a square a verdict, a star an admission."
THREAD_HELP = "Claims that answer one another: accusation, denial, counter-accusation, formal step, verdict."


def show_claim(claim_id: str, record_id: str, filters: Filters) -> None:
    """The page of a claim, or of one mention when only that is known."""
    show.back("Back to the list", "claim", "record")
    if not claim_id:
        record = ask(accusations.record, record_id)
        if record is None:
            _missing("record")
            return
        show.heading("The sentence")
        cards.show({"legend": list(cards.ROLES), "cards": [cards.record_card(record, filters)]}, "record")
        claim_id = record["claim_id"] or ""
        if not claim_id:
            return
    claim = ask(accusations.claim, claim_id)
    if claim is None:
        _missing("claim")
        return
    st.title(plain(cards.sides(claim)), anchor=False)
    st.text(f"Reported charge: {claim['charge'] or 'none stated'}")
    st.caption(
        f"A reported claim, not a finding of fact. Status: {wording.STATUSES[claim['status']]}. "
        f"{count(claim['mentions'], 'mention')} in {count(claim['articles'], 'article')} of "
        f"{count(claim['outlets'], 'independent outlet')}, {between(claim['first_seen'], claim['last_seen'])}."
    )
    rows = ask(accusations.mentions_of, claim_id)
    _carriers(claim_id, filters)
    if len(rows) > 1:
        show.heading("How it spread", SPREAD_HELP)
        table = rows[["published", "outlet", "title", "act", "copy", "sentence"]]
        show.chart(figures.spread(rows), table, "spread", opens="record")
    _thread(claim, filters)
    own = int((rows["claim_id"] == claim_id).sum())
    answers = f", and {count(len(rows) - own, 'answer')} to it" if len(rows) > own else ""
    show.heading(f"Every mention ({own:,}){answers}, oldest first")
    limit, offset = show.pager(len(rows), "mention", "mpage")
    cards.accusations(rows.iloc[offset : offset + limit], "mentions", filters, claim_links=False)


def _carriers(claim_id: str, filters: Filters) -> None:
    """Who carried the claim first, and who followed when."""
    rows = cards.rows_of(ask(accusations.carriers, claim_id))
    first, others = rows[0], rows[1:]
    show.heading("Who carried it first")
    made = [
        {
            "kicker": f"{first['outlet']} · {when(first['first'], 'minute')}",
            "title": first["title"] or "(no headline)",
            "tags": [_reach(first)],
            "links": [{"label": "Read it", "href": state.address("articles", filters, article=first["article_id"])}],
        }
    ]
    cards.show({"cards": made}, "first")
    if others:
        listed = [
            {
                "label": f"{r['outlet']}, {'undated' if r['hours'] is None else _delay(r['hours'])}: {r['title']}",
                "value": _reach(r),
                "href": state.address("articles", filters, article=r["article_id"]),
            }
            for r in others
        ]
        cards.show({"table": {"title": "Then", "rows": listed, "nothing": ""}}, "carriers")


def _delay(hours: float) -> str:
    return f"{hours:,.0f} hours later" if hours < 72 else f"{hours / 24:,.0f} days later"


def _reach(row: dict[str, Any]) -> str:
    copies = f", {count(int(row['copies']), 'copy')}" if row["copies"] else ""
    return f"{count(int(row['mentions']), 'mention')} in {count(int(row['articles']), 'article')}{copies}"


def _thread(claim: dict[str, Any], filters: Filters) -> None:
    """What answers what, on a time line and in words."""
    rows = ask(accusations.thread, claim["thread_id"], claim["claim_id"])
    if len(rows) < 2:
        return
    every = int(rows["all"].iloc[0])
    show.heading("The thread, oldest first", THREAD_HELP)
    if every > len(rows):
        st.caption(f"The {len(rows)} of {every:,} claims of the thread that are nearest in time to this one.")
    show.chart(figures_claim.thread(rows, claim["claim_id"]), rows.drop(columns=["claim_id", "all"]), "thread", "claim")
    with st.expander(f"The {len(rows)} claims in words", expanded=len(rows) <= 6):
        made = [
            {**cards.claim_card(r, filters), "strong": r["claim_id"] == claim["claim_id"]} for r in cards.rows_of(rows)
        ]
        cards.show({"cards": made}, "thread_cards")


def _missing(what: str) -> None:
    st.warning(
        f"This {what} is not in the store that is open. It may have been published anew since the link was made.",
        icon=":material/link_off:",
    )
