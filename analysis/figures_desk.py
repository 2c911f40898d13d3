"""Charts of the further pages: means with intervals, courses of one party, outlets against the accused."""

from __future__ import annotations

from urllib.parse import urlencode

import pandas as pd
import plotly.graph_objects as go

from analysis.figures import (
    BLUE,
    GREY,
    ORANGE,
    SMALL_N,
    SYMBOLS,
    alt_bars,
    apart,
    days_of,
    entity_colour,
    finish,
    label,
    short,
    ticks,
    unit_words,
)
from analysis.wording import count


def means(frame: pd.DataFrame, parameter: str, what: str) -> go.Figure:
    """Mean tone with its 95 % interval, a row each, from queries.tone; hollow where n is small."""
    rows = frame.iloc[::-1]
    few = rows["n"] < SMALL_N
    figure = go.Figure(
        go.Scatter(
            x=rows["tone"],
            y=ticks([f"{short(name, 22)} (n = {n:,})" for name, n in zip(rows["name"], rows["n"], strict=True)]),
            mode="markers",
            marker={
                "size": 10,
                "color": [BLUE if t >= 0 else ORANGE for t in rows["tone"]],
                "symbol": ["circle-open" if f else "circle" for f in few],
            },
            error_x={
                "type": "data",
                "array": (rows["high"] - rows["tone"]).fillna(0),
                "arrayminus": (rows["tone"] - rows["low"]).fillna(0),
                "color": GREY,
                "thickness": 1,
                "width": 0,
            },
            customdata=[urlencode({parameter: k}) for k in rows["key"]],
            hovertext=[f"n = {count(n, 'article')}{', small' if f else ''}" for n, f in zip(rows["n"], few, strict=True)],
            hovertemplate="%{y}: %{x:.2f}<br>%{hovertext}<extra></extra>",
        )
    )
    figure.add_vline(x=0, line={"color": GREY, "width": 1, "dash": "dot"})
    figure.update_layout(xaxis_title="mean tone of articles, −1 dark to +1 bright")
    alt = f"Mean tone by {what}, {len(frame)} rows with 95 % intervals; hollow: fewer than {SMALL_N} articles."
    return finish(figure, alt, bars=len(rows))


def namings(frame: pd.DataFrame, key: str) -> go.Figure:
    """Namings of a party a period, in its own colour, from queries.entities.course()."""
    unit = frame.attrs["unit"]
    figure = go.Figure(
        go.Bar(
            x=frame["period"],
            y=frame["mentions"],
            marker={"color": entity_colour(key)},
            customdata=days_of(frame),
            hovertext=[count(m, "naming") for m in frame["mentions"]],
            hovertemplate=f"{unit} of %{{x|%-d %b %Y}}: %{{hovertext}}<extra></extra>",
        )
    )
    figure.update_layout(yaxis_title="namings", xaxis_title=f"{unit_words(unit)} of publication, UTC")
    figure.update_yaxes(rangemode="tozero")
    return finish(figure, f"Bar chart of namings by {unit}: {int(frame['mentions'].sum())} in {len(frame)} periods.")


def courses(frame: pd.DataFrame) -> go.Figure:
    """Namings of several parties a period, a line each in its own colour, from queries.entities.courses()."""
    unit = frame.attrs["unit"]
    figure = go.Figure()
    keys = list(dict.fromkeys(frame["key"]))
    colours = apart(keys)
    for symbol, key in zip(SYMBOLS, keys, strict=False):
        rows = frame[frame["key"] == key]
        rows.attrs["unit"] = unit
        figure.add_scatter(
            x=rows["period"],
            y=rows["mentions"],
            name=label(rows["name"].iloc[0]),
            mode="lines+markers",
            line={"color": colours[key], "width": 2},
            marker={"size": 8, "symbol": symbol},
            customdata=[f"{days}&{urlencode({'names': key})}" for days in days_of(rows)],
            hovertext=[count(m, "naming") for m in rows["mentions"]],
            hovertemplate=f"{unit} of %{{x|%-d %b %Y}}: %{{hovertext}}<extra>%{{fullData.name}}</extra>",
        )
    figure.update_layout(yaxis_title="namings", xaxis_title=f"{unit_words(unit)} of publication, UTC", showlegend=True)
    figure.update_yaxes(rangemode="tozero")
    counts = "; ".join(f"{n}: {int(m)}" for n, m in frame.groupby("name", sort=False)["mentions"].sum().items())
    return finish(figure, f"Lines of namings by {unit}. In all, {counts or 'none'}.", height=340)


def counted(frame: pd.DataFrame, value: str, parameter: str, unit: str, distinct: bool = False) -> go.Figure:
    """Bars of a frame with key and name, one each, of `value`.

    distinct: where two parties share a colour, the later takes another, as in courses() of the same parties.
    """
    rows = frame.iloc[::-1]
    colours = apart(list(frame["key"])) if distinct else {k: entity_colour(k) for k in frame["key"]}
    figure = go.Figure(
        go.Bar(
            x=rows[value],
            y=ticks(rows["name"]),
            orientation="h",
            marker={"color": [colours[k] for k in rows["key"]]},
            customdata=[urlencode({parameter: k}) for k in rows["key"]],
            text=rows[value],
            textangle=0,
            hovertext=[count(n, unit.removesuffix("s")) for n in rows[value]],
            hovertemplate="%{y}: %{hovertext}<extra></extra>",
        )
    )
    figure.update_layout(xaxis_title=unit)
    return finish(figure, alt_bars(f"By {unit}", frame["name"], frame[value], unit), bars=len(rows))


def outlet_matrix(frame: pd.DataFrame) -> go.Figure:
    """Outlets by accused, squares sized by mentions, from sources.accused_by_outlet()."""
    most = max(1, int(frame["mentions"].max())) if len(frame) else 1
    outlets = list(dict.fromkeys(frame["outlet"]))
    figure = go.Figure(
        go.Scatter(
            x=[label(n, 22) for n in frame["name"]],
            y=[label(o, 26) for o in frame["outlet"]],
            mode="markers",
            marker={"symbol": "square", "color": BLUE, "opacity": 1, "size": [6 + 20 * (m / most) ** 0.5 for m in frame["mentions"]]},
            customdata=[
                urlencode({"outlet": o, "accused": k}) for o, k in zip(frame["outlet"], frame["key"], strict=True)
            ],
            hovertext=[count(m, "mention") for m in frame["mentions"]],
            hovertemplate="%{y} on %{x}<br>%{hovertext}<extra></extra>",
        )
    )
    figure.update_layout(xaxis_title="accused", yaxis_title="outlet")
    figure.update_yaxes(autorange="reversed")
    figure.update_xaxes(tickangle=-40)
    alt = f"Matrix of {len(outlets)} outlets by the accused; the larger the square, the more mentions, at most {most}."
    return finish(figure, alt, height=max(320, 110 + 28 * len(outlets)))
