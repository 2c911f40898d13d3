"""Charts of the sources page: outlets by a measure, quoted speakers, outlet by subject, copies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import pandas as pd
import plotly.graph_objects as go

from analysis.figures import BLUE, GREY, ORANGE, SMALL_N, alt_bars, entity_colour, finish, label, ticks
from analysis.queries.outlets import wilson
from analysis.wording import count


@dataclass(frozen=True, slots=True)
class Measure:
    """A share of an outlet: columns of queries.outlets.outlets() that hold the part and the whole, and its words.

    noun: what the whole counts. opens: what a bar leads to.
    """

    title: str
    part: str
    whole: str
    noun: str
    opens: str
    meaning: str


MEASURES = {
    "voice": Measure(
        "Share of voice",
        "articles",
        "all_articles",
        "articles in view",
        "articles",
        "The outlet's articles among all articles in view that name an outlet, copies included.",
    ),
    "reply": Measure(
        "Right of reply",
        "replied",
        "accusing",
        "accusations",
        "replies",
        "Of the claims that an article tells against a stated accused, those whose article also carries the accused's"
        " answer: a denial, an admission or a counter-accusation. A claim counts once an article.",
    ),
    "unnamed": Measure(
        "Unnamed sourcing",
        "unnamed",
        "speakers",
        "uses of a speaker",
        "uses",
        "Of the speakers that articles draw on, those without a name: officials, witnesses, “a source”.",
    ),
    "copied": Measure(
        "Copies",
        "copies",
        "articles",
        "articles",
        "copies",
        "Articles that are near-duplicates of an earlier one, of this or another outlet.",
    ),
}
"""The shares by which outlets are compared; tone is compared by analysis.figures_tone.means()."""


def outlets(frame: pd.DataFrame, measure: Measure) -> go.Figure:
    """A bar an outlet, largest share first, with its 95 % interval; outlined only where the whole is small."""
    rows = frame[frame[measure.whole] > 0].copy()
    rows["share"] = rows[measure.part] / rows[measure.whole]
    rows = rows.sort_values(["share", measure.whole], ascending=True, kind="stable")
    few = rows[measure.whole] < SMALL_N
    ends = [wilson(int(p), int(w)) for p, w in zip(rows[measure.part], rows[measure.whole], strict=True)]
    noun, _, rest = measure.noun.partition(" ")
    said = [
        f"{p:,} of {count(w, noun.removesuffix('s'), noun)} {rest}".rstrip()
        for p, w in zip(rows[measure.part], rows[measure.whole], strict=True)
    ]
    figure = go.Figure(
        go.Bar(
            x=rows["share"] * 100,
            y=ticks(rows["outlet"]),
            orientation="h",
            marker={
                "color": ["rgba(0,0,0,0)" if f else BLUE for f in few],
                "line": {"color": BLUE, "width": 1.5},
            },
            error_x={
                "type": "data",
                "array": [100 * (h - s) for (_, h), s in zip(ends, rows["share"], strict=True) if h is not None],
                "arrayminus": [
                    100 * (s - low) for (low, _), s in zip(ends, rows["share"], strict=True) if low is not None
                ],
                "color": GREY,
                "thickness": 1,
                "width": 3,
            },
            customdata=[urlencode({"outlet": o}) for o in rows["outlet"]],
            hovertext=[s + (", small n" if f else "") for s, f in zip(said, few, strict=True)],
            hovertemplate="%{y}: %{x:.0f} %<br>%{hovertext}<extra></extra>",
        )
    )
    figure.update_layout(xaxis_title=f"{measure.title.lower()}, % of {measure.noun} (line: 95 % interval)")
    figure.update_xaxes(rangemode="tozero")
    first = "; ".join(
        f"{o}: {s:.0%}, {t}" for o, s, t in list(zip(rows["outlet"], rows["share"], said, strict=True))[::-1][:5]
    )
    alt = (
        f"{measure.title} by outlet, {len(rows)} bars with 95 % intervals; outlined bars have fewer than {SMALL_N}."
        f" {first}."
    )
    return finish(figure, alt, bars=len(rows))


def speakers(frame: pd.DataFrame) -> go.Figure:
    """Who is quoted most, from queries.outlets.speakers()."""
    rows = frame.iloc[::-1]
    figure = go.Figure(
        go.Bar(
            x=rows["quotes"],
            y=ticks(rows["name"]),
            orientation="h",
            marker={"color": [entity_colour(k) for k in rows["key"]]},
            customdata=[urlencode({"speaker": k}) for k in rows["key"]],
            text=rows["quotes"],
            textposition="auto",
            textangle=0,
            hovertext=[
                f"{count(q, 'quotation')}<br>{d:,} direct, in {count(a, 'article')}"
                for q, d, a in zip(rows["quotes"], rows["direct"], rows["articles"], strict=True)
            ],
            hovertemplate="%{y}: %{hovertext}<extra></extra>",
        )
    )
    figure.update_layout(xaxis_title="quotations")
    return finish(figure, alt_bars("Most quoted", frame["name"], frame["quotes"], "quotations"), bars=len(rows))


def subjects(frame: pd.DataFrame, parameter: str, words: Mapping[str, str]) -> go.Figure:
    """A heat map of outlet by subject, from queries.outlets.by_subject(): the darker the square, the more mentions.

    Squares of a scatter, since Plotly's own heat map cannot be clicked. parameter: the filter that a subject sets.
    """
    most = max(1, int(frame["mentions"].max())) if len(frame) else 1
    rows = list(frame.groupby("outlet")["mentions"].sum().sort_values(ascending=False, kind="stable").index)
    columns = frame.groupby("key")["mentions"].sum().sort_values(ascending=False, kind="stable").index
    names = dict(zip(frame["key"], frame["name"], strict=True))
    shown = dict(zip(columns, ticks([words.get(k, names[k]) for k in columns]), strict=True))
    figure = go.Figure(
        go.Scatter(
            x=[shown[k] for k in frame["key"]],
            y=[label(o, 26) for o in frame["outlet"]],
            mode="markers+text",
            marker={
                "symbol": "square",
                "size": 27,
                "color": frame["mentions"],
                "cmin": 0,
                "cmax": most,
                "colorscale": [[0, "#DCE8F6"], [0.5, "#6FA3DC"], [1, "#1F4E86"]],
                "line": {"width": 0},
                "opacity": 1,
            },
            text=frame["mentions"],
            textfont={"size": 12, "color": ["#FFFFFF" if m / most > 0.62 else "#10233B" for m in frame["mentions"]]},
            customdata=[
                urlencode({"outlet": o, parameter: k}) for o, k in zip(frame["outlet"], frame["key"], strict=True)
            ],
            hovertext=[
                f"{count(m, 'mention')} of {count(c, 'claim')}"
                for m, c in zip(frame["mentions"], frame["claims"], strict=True)
            ],
            hovertemplate="%{y}, %{x}<br>%{hovertext}<extra></extra>",
        )
    )
    figure.update_layout(xaxis_title="mentions of accusations; the darker, the more")
    figure.update_xaxes(categoryorder="array", categoryarray=list(shown.values()), tickangle=-40, showgrid=False)
    figure.update_yaxes(categoryorder="array", categoryarray=[label(o, 26) for o in rows[::-1]], showgrid=False)
    top = frame.head(3)
    first = "; ".join(
        f"{o}, {words.get(k, names[k])}: {m}"
        for o, k, m in zip(top["outlet"], top["key"], top["mentions"], strict=True)
    )
    alt = f"Heat map of {len(rows)} outlets by {len(columns)} subjects, in mentions of accusations. Most: {first}."
    return finish(figure, alt, height=150 + 34 * max(2, len(rows)))


def reporting(frame: pd.DataFrame) -> go.Figure:
    """Articles an outlet by where they come from: own reporting, credited to an agency, copies. From outlets()."""
    rows = frame.iloc[::-1]
    own = rows["articles"] - rows["copies"] - rows["credited"]
    figure = go.Figure()
    for values, name, colour, pattern in (
        (own, "no agency credited", BLUE, ""),
        (rows["credited"], "credited to an agency", GREY, "/"),
        (rows["copies"], "copies", ORANGE, "x"),
    ):
        figure.add_bar(
            x=values,
            y=ticks(rows["outlet"]),
            orientation="h",
            name=name,
            marker={"color": colour, "pattern": {"shape": pattern, "solidity": 0.25}},
            customdata=[urlencode({"outlet": o}) for o in rows["outlet"]],
            hovertext=[f"of {count(a, 'article')}" for a in rows["articles"]],
            hovertemplate="%{y}: %{x} " + name + "<br>%{hovertext}<extra></extra>",
        )
    figure.update_layout(xaxis_title="articles", barmode="stack", showlegend=True)
    alt = (
        f"Articles of {len(rows)} outlets by origin: {int(own.sum())} without a credited agency,"
        f" {int(rows['credited'].sum())} credited to one, {int(rows['copies'].sum())} copies."
    )
    return finish(figure, alt, bars=len(rows))
