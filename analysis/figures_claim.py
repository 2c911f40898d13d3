"""Charts of one claim: the thread it stands in, on a time line."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analysis.figures import BLUE, CRIMSON, GREY, finish, label

KINDS = {
    "accusation": (("allege", "criticise"), BLUE, "circle"),
    "formal step": (("charge", "lawsuit", "investigate", "verdict"), GREY, "square"),
    "answer": (("deny", "admit"), CRIMSON, "x"),
}
"""Word → acts, colour and mark of what happens in a thread."""


def thread(frame: pd.DataFrame, claim_id: str) -> go.Figure:
    """The claims of a thread as lines from first to last mention, oldest at the top, from accusations.thread().

    A mark leads to its claim (customdata is its id); that of `claim_id` is ringed.
    """
    dated = frame[frame["first_seen"].notna()].reset_index(drop=True)
    rows = [_words(row) for row in dated.to_dict("records")]
    figure = go.Figure()
    for i, row in dated.iterrows():
        figure.add_scatter(
            x=[row["first_seen"], row["last_seen"]],
            y=[i, i],
            mode="lines",
            line={"color": GREY, "width": 2},
            hoverinfo="skip",
            showlegend=False,
        )
    for word, (acts, colour, symbol) in KINDS.items():
        part = dated[dated["act"].isin(acts)]
        if len(part):
            figure.add_scatter(
                x=part["first_seen"],
                y=list(part.index),
                mode="markers",
                name=word,
                marker={
                    "size": 13,
                    "color": colour,
                    "symbol": symbol,
                    "line": {"width": [3 if c == claim_id else 0 for c in part["claim_id"]], "color": colour},
                },
                customdata=list(part["claim_id"]),
                hovertext=[rows[i] for i in part.index],
                hovertemplate="first seen %{x|%-d %b %Y}<br>%{hovertext}<extra></extra>",
            )
    figure.update_yaxes(
        tickmode="array",
        tickvals=list(range(len(rows))),
        ticktext=[f"<b>{r}</b>" if c == claim_id else r for r, c in zip(rows, dated["claim_id"], strict=True)],
        autorange="reversed",
    )
    figure.update_layout(xaxis_title="first to last mention, UTC", showlegend=True)
    answers = int(dated["act"].isin(KINDS["answer"][0]).sum())
    alt = f"Time line of {len(dated)} claims of a thread, {answers} of them answers, oldest at the top."
    return finish(figure, alt, bars=max(2, len(rows)))


def _words(row: dict[str, object]) -> str:
    who = "not stated" if pd.isna(row["accuser"]) else row["accuser"]
    whom = "not named" if pd.isna(row["accused"]) else row["accused"]
    if row["act"] in ("deny", "admit"):
        return f"{label(who, 26)} {'denies' if row['act'] == 'deny' else 'admits'}"
    return f"{label(who, 20)} → {label(whom, 20)}"
