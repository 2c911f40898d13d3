"""One claim: every mention with its spans, how it spread, the thread it stands in."""

from __future__ import annotations

import streamlit as st

from analysis import figures, wording
from analysis.filters import Filters
from analysis.queries import accusations
from views.common import cards, show
from views.common.data import ask
from views.common.words import count, plain, when

SPREAD_HELP = "One mark a mention; a cross is a denial, a square a verdict, a star an admission."
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
    st.title(
        f"{plain(claim['accuser'] or 'Somebody not stated')} → {plain(claim['accused'] or 'somebody not named')}",
        anchor=False,
    )
    st.text(f"Reported charge: {claim['charge'] or 'none stated'}")
    st.caption(
        f"A reported claim, not a finding of fact. Status: {wording.STATUSES[claim['status']]}. "
        f"{count(claim['mentions'], 'mention')} in {count(claim['articles'], 'article')} of "
        f"{count(claim['outlets'], 'independent outlet')}, {when(claim['first_seen'])} to {when(claim['last_seen'])}."
    )
    rows = ask(accusations.mentions_of, claim_id)
    if len(rows) > 1:
        show.heading("How it spread", SPREAD_HELP)
        table = rows[["published", "outlet", "title", "act", "copy", "sentence"]]
        show.chart(figures.spread(rows), table, "spread", opens="record")
    thread = ask(accusations.thread, claim["thread_id"])
    if len(thread) > 1:
        show.heading("The thread, oldest first", THREAD_HELP)
        made = [{**cards.claim_card(r, filters), "strong": r["claim_id"] == claim_id} for r in cards.rows_of(thread)]
        cards.show({"cards": made}, "thread")
    show.heading(f"Every mention ({len(rows):,}), oldest first")
    limit, offset = show.pager(len(rows), "mention", "mpage")
    cards.accusations(rows.iloc[offset : offset + limit], "mentions", filters, claim_links=False)


def _missing(what: str) -> None:
    st.warning(
        f"This {what} is not in the store that is open. It may have been published anew since the link was made.",
        icon=":material/link_off:",
    )
