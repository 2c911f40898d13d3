"""Charts of tone: means with intervals, their course, and how sentences are spread. Blue is bright, orange is dark."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

import pandas as pd
import plotly.graph_objects as go

from analysis.figures import (
    BLUE,
    GREY,
    ORANGE,
    SMALL_N,
    SYMBOLS,
    UNIT_WORDS,
    apart,
    finish,
    label,
    short,
    ticks,
)
from analysis.queries.base import Unit, day_range
from analysis.wording import count

AXIS = "mean tone, −1 dark to +1 bright (line: 95 % interval)"


def means(frame: pd.DataFrame, leads: Sequence[str], title: str) -> go.Figure:
    """A point a row with its 95 % interval, hollow where n is small. Columns: name, tone, low, high, n.

    leads: the customdata of each row.
    """
    rows = frame.assign(leads=list(leads)).iloc[::-1]
    few = rows["n"] < SMALL_N
    figure = go.Figure(
        go.Scatter(
            x=rows["tone"],
            y=ticks([f"{short(n, 22)} (n = {k:,})" for n, k in zip(rows["name"], rows["n"], strict=True)]),
            mode="markers",
            marker={
                "size": 11,
                "color": [BLUE if t >= 0 else ORANGE for t in rows["tone"]],
                "symbol": ["circle-open" if f else "circle" for f in few],
            },
            error_x=_interval(rows),
            customdata=list(rows["leads"]),
            hovertext=[_n(int(n)) for n in rows["n"]],
            hovertemplate="%{y}: %{x:+.2f}<br>%{hovertext}<extra></extra>",
        )
    )
    figure.add_vline(x=0, line={"color": GREY, "width": 1, "dash": "dot"})
    figure.update_layout(xaxis_title=AXIS)
    alt = f"{title}: nothing to show."
    if len(rows):
        dark, bright = rows.loc[rows["tone"].idxmin()], rows.loc[rows["tone"].idxmax()]
        alt = (
            f"{title}, {len(rows)} points with 95 % intervals; hollow ones have fewer than {SMALL_N} articles. Darkest:"
            f" {dark['name']}, {dark['tone']:+.2f}; brightest: {bright['name']}, {bright['tone']:+.2f}."
        )
    return finish(figure, alt, bars=max(3, len(rows)))


def course(frame: pd.DataFrame, by: str) -> go.Figure:
    """The means of some parties, outlets or stories by period, from queries.tone_groups.course()."""
    unit: Unit = frame.attrs.get("unit", "week")
    figure = go.Figure()
    keys = list(dict.fromkeys(frame["key"]))
    for i, key in enumerate(keys):
        rows = frame[frame["key"] == key]
        few = rows["n"] < SMALL_N
        symbol = SYMBOLS[i % len(SYMBOLS)]
        figure.add_scatter(
            x=rows["period"],
            y=rows["tone"],
            mode="lines+markers",
            name=label(rows["name"].iloc[0]),
            line={"color": apart(keys)[key], "width": 1.5},
            marker={"size": 9, "symbol": [symbol + "-open" if f else symbol for f in few]},
            error_y={**_interval(rows), "color": apart(keys)[key]},
            customdata=[_lead(by, key, p, unit) for p in rows["period"]],
            hovertext=[_n(int(n)) for n in rows["n"]],
            hovertemplate=f"{unit} of %{{x|%-d %b %Y}}: %{{y:+.2f}}<br>%{{hovertext}}<extra>%{{fullData.name}}</extra>",
        )
    figure.add_hline(y=0, line={"color": GREY, "width": 1, "dash": "dot"})
    figure.update_layout(
        yaxis_title="mean tone, −1 to +1",
        xaxis_title=f"{UNIT_WORDS[unit]} of publication, UTC",
        showlegend=True,
    )
    names = "; ".join(dict.fromkeys(map(str, frame["name"])))
    alt = (
        f"Mean tone by {unit} of {names}. Lines are 95 % intervals, hollow points have fewer than {SMALL_N} articles."
        if keys
        else "No tone to show."
    )
    return finish(figure, alt, height=360)


def spread(frame: pd.DataFrame) -> go.Figure:
    """Sentences by tone, from queries.tone_groups.spread()."""
    total = max(1, int(frame["sentences"].sum()))
    figure = go.Figure(
        go.Bar(
            x=[(t + 0.05) for t in frame["from"]],
            y=frame["sentences"],
            width=0.094,
            marker={"color": [BLUE if t >= 0 else ORANGE for t in frame["from"]]},
            customdata=[urlencode({"low": f"{t:.1f}", "high": f"{t + 0.1:.1f}"}) for t in frame["from"]],
            hovertext=[
                f"{count(n, 'sentence')}<br>{t:+.1f} to {t + 0.1:+.1f}: {n / total:.1%} of {total:,}"
                for t, n in zip(frame["from"], frame["sentences"], strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    figure.update_layout(xaxis_title="tone of a sentence, −1 dark to +1 bright", yaxis_title="sentences")
    figure.update_xaxes(range=[-1.02, 1.02])
    dark = int(frame.loc[frame["from"] < 0, "sentences"].sum())
    alt = f"Histogram of the tone of {total:,} sentences; {dark:,} of them are below 0."
    return finish(figure, alt)


def _lead(by: str, key: str, period: pd.Timestamp, unit: Unit) -> str:
    first, last = day_range(period, unit)
    return urlencode({"by": by, "key": key, "from": first.isoformat(), "to": last.isoformat()})


def _interval(rows: pd.DataFrame) -> dict[str, object]:
    return {
        "type": "data",
        "array": (rows["high"] - rows["tone"]).fillna(0),
        "arrayminus": (rows["tone"] - rows["low"]).fillna(0),
        "color": GREY,
        "thickness": 1,
        "width": 3,
    }


def _n(n: int) -> str:
    return f"n = {count(n, 'article')}{', small' if n < SMALL_N else ''}"
