"""Charts: pure functions from the small frames of analysis.queries to Plotly figures.

Every figure states its units on its axes, starts bars at zero, and carries in layout.meta["alt"] what it shows in
words. Each mark's customdata is the URL query of the filters that lead to the records behind it. Names come from
strangers' texts and Plotly reads tags in labels, so every label is escaped.
"""

from __future__ import annotations

import hashlib
import html
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

import pandas as pd
import plotly.graph_objects as go

from analysis.queries.base import Unit, day_range
from analysis.wording import count, percent

BLUE, ORANGE, GREY, CRIMSON = "#3276C3", "#C9650B", "#80868F", "#CF4457"
ENTITY_COLOURS = ("#3276C3", "#C9650B", "#1B8A68", "#A8519E", "#A67C00", "#CF4457", "#5B8426", "#7A6CC9")
"""Told apart under the common kinds of colour blindness and, at 3:1, from a white and from a black ground."""

SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x")
"""Marks of the lines of one chart, told apart without colour."""

SMALL_N = 10
"""Means over fewer articles than this are drawn hollow and called small."""

UNFINISHED = "unfinished: the data or the filter ends inside it"
UNIT_WORDS: dict[Unit, str] = {"day": "day", "week": "week (from Monday)", "month": "month", "year": "year"}


def entity_colour(key: str) -> str:
    """The colour of a party: the same on every page and in every store."""
    return ENTITY_COLOURS[hashlib.sha256(key.encode()).digest()[0] % len(ENTITY_COLOURS)]


def apart(keys: Sequence[str]) -> dict[str, str]:
    """The keys' own colours; where two would share one, the later by name of key takes a free one.

    The order of the keys changes nothing, so that all charts of the same parties agree.
    """
    made: dict[str, str] = {}
    for key in sorted(keys):
        own = entity_colour(key)
        free = [c for c in ENTITY_COLOURS if c not in made.values()]
        made[key] = own if own in free or not free else free[0]
    return made


def label(name: object, most: int = 34) -> str:
    """A name as a chart's label: shortened and escaped."""
    return html.escape(short(name, most), quote=False)


def short(name: object, most: int) -> str:
    """A name of at most so many characters."""
    text = "unnamed" if name is None or name is pd.NA else str(name)
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def articles_over_time(frame: pd.DataFrame) -> go.Figure:
    """Bars of articles a period, from overview.over_time()."""
    return _bars_over_time(frame, "articles", "article", GREY)


def claims_over_time(frame: pd.DataFrame) -> go.Figure:
    """Claims a period as bars and their mentions as points, from overview.over_time()."""
    figure = _bars_over_time(frame, "claims", "claim", BLUE)
    figure.add_scatter(
        x=frame["period"],
        y=frame["mentions"],
        name="mentions",
        mode="markers",
        marker={"color": ORANGE, "size": 7, "symbol": "diamond"},
        customdata=days_of(frame),
        hovertext=[count(m, "mention") for m in frame["mentions"]],
        hovertemplate="%{x|%-d %b %Y}: %{hovertext}<extra></extra>",
    )
    figure.update_layout(showlegend=True, yaxis_title="claims, mentions")
    figure.layout.meta["alt"] += f" Mentions come to {int(frame['mentions'].sum())} in all."
    return figure


def starred(
    draw: Callable[[pd.DataFrame], go.Figure], frame: pd.DataFrame, column: str, spiking: list[bool]
) -> go.Figure:
    """draw(frame), one of the figures over time, with its spikes marked."""
    return mark_spikes(draw(frame), frame, column, spiking)


def mark_spikes(figure: go.Figure, frame: pd.DataFrame, column: str, spiking: list[bool]) -> go.Figure:
    """A star over each period that queries.spikes marked; a star leads to the stories behind it."""
    high = frame[spiking]
    if high.empty:
        return figure
    top = max(float(max(trace.y)) for trace in figure.data)
    lift = 0.09 * top if column != "tone" else 0.03
    figure.add_scatter(
        x=high["period"],
        y=high[column] + lift,
        name="spike",
        mode="markers",
        marker={"size": 13, "symbol": "star", "color": CRIMSON},
        cliponaxis=False,
        customdata=[f"stories?{days}" for days in days_of(high)],
        hovertemplate="%{x|%-d %b %Y}: stands out<br>click for the stories behind it<extra></extra>",
    )
    figure.update_layout(showlegend=True)
    days = ", ".join(f"{p:%d %B %Y}" for p in high["period"])
    figure.layout.meta["alt"] += f" Spikes, marked by a star: {days}."
    return figure


def _bars_over_time(frame: pd.DataFrame, column: str, one: str, colour: str) -> go.Figure:
    unit: Unit = frame.attrs.get("unit", "week")
    pattern = ["" if done else "/" for done in frame["complete"]]
    figure = go.Figure(
        go.Bar(
            x=frame["period"],
            y=frame[column],
            name=column,
            marker={"color": colour, "pattern": {"shape": pattern, "fgcolor": colour, "fillmode": "replace"}},
            customdata=days_of(frame),
            hovertext=[
                count(n, one) + ("" if done else f"<br>{UNFINISHED}")
                for n, done in zip(frame[column], frame["complete"], strict=True)
            ],
            hovertemplate=f"{unit} of %{{x|%-d %b %Y}}: %{{hovertext}}<extra></extra>",
        )
    )
    figure.update_layout(yaxis_title=f"{one}s", xaxis_title=f"{UNIT_WORDS[unit]} of publication, UTC")
    figure.update_yaxes(rangemode="tozero")
    return finish(figure, _alt_time(frame, column, f"{one}s", unit))


def _alt_time(frame: pd.DataFrame, column: str, unit_word: str, unit: Unit) -> str:
    if frame.empty:
        return f"No {unit_word}."
    peak = frame.loc[frame[column].idxmax()]
    tail = " The hatched periods are unfinished." if not frame["complete"].all() else ""
    return (
        f"Bar chart of {unit_word} by {unit}, {len(frame)} periods, {int(frame[column].sum())} counted;"
        f" most, {int(peak[column])}, in the {unit} of {peak['period']:%d %B %Y}.{tail}"
    )


def tone_over_time(frame: pd.DataFrame) -> go.Figure:
    """Mean VADER tone a period with its 95 % interval; hollow where n is small. Columns of overview.over_time()."""
    unit: Unit = frame.attrs.get("unit", "week")
    some = frame[frame["n"] > 0]
    few = some["n"] < SMALL_N
    figure = go.Figure(
        go.Scatter(
            x=some["period"],
            y=some["tone"],
            mode="lines+markers",
            name="tone",
            line={"color": GREY, "width": 1},
            marker={
                "size": 8,
                "color": [BLUE if t >= 0 else ORANGE for t in some["tone"]],
                "symbol": ["circle-open" if f else "circle" for f in few],
            },
            error_y={
                "type": "data",
                "array": (some["high"] - some["tone"]).fillna(0),
                "arrayminus": (some["tone"] - some["low"]).fillna(0),
                "color": GREY,
                "thickness": 1,
                "width": 0,
            },
            customdata=days_of(some),
            hovertext=[f"n = {count(n, 'article')}{', small' if f else ''}" for n, f in zip(some["n"], few, strict=True)],
            hovertemplate=f"{unit} of %{{x|%-d %b %Y}}: %{{y:.2f}}<br>%{{hovertext}}<extra></extra>",
        )
    )
    figure.add_hline(y=0, line={"color": GREY, "width": 1, "dash": "dot"})
    figure.update_layout(
        yaxis_title="tone, −1 dark to +1 bright", xaxis_title=f"{UNIT_WORDS[unit]} of publication, UTC"
    )
    alt = "No tone to show."
    if not some.empty:
        alt = (
            f"Mean tone of articles by {unit}, {len(some)} periods, from {some['tone'].min():.2f} to"
            f" {some['tone'].max():.2f}; bars are 95 % intervals, hollow points have fewer than {SMALL_N} articles."
        )
    return finish(figure, alt)


def ranked(frame: pd.DataFrame, parameter: str, role: str) -> go.Figure:
    """Parties by claims, from overview.top(). parameter: the filter each bar leads to. role: for the words."""
    rows = frame.iloc[::-1]
    figure = go.Figure(
        go.Bar(
            x=rows["claims"],
            y=ticks(rows["name"]),
            orientation="h",
            marker={"color": [entity_colour(k) for k in rows["key"]]},
            customdata=[urlencode({parameter: k}) for k in rows["key"]],
            text=rows["claims"],
            textposition="auto",
            textangle=0,
            hovertext=_reach(rows),
            hovertemplate="%{y}: %{hovertext}<extra></extra>",
        )
    )
    figure.update_layout(xaxis_title="claims")
    return finish(figure, alt_bars(f"Most frequent {role}s", frame["name"], frame["claims"]), bars=len(rows))


def sides(frame: pd.DataFrame, role: str) -> go.Figure:
    """Parties ranked by claims in `role` as bars, their claims on the other side as diamonds, from sides.ranked().

    role: "accuser" or "accused". A bar leads to the party in that role, a diamond to the party in the other.
    """
    own, other = ("made", "received") if role == "accuser" else ("received", "made")
    opposite = "accused" if role == "accuser" else "accuser"
    rows = frame.iloc[::-1]
    names = ticks(rows["name"])
    said = [
        f"{count(m, 'claim')} made, {r:,} received" for m, r in zip(rows["made"], rows["received"], strict=True)
    ]
    figure = go.Figure(
        go.Bar(
            x=rows[own],
            y=names,
            orientation="h",
            name=f"claims {own}",
            marker={"color": [entity_colour(k) for k in rows["key"]]},
            customdata=[urlencode({role: k}) for k in rows["key"]],
            hovertext=said,
            hovertemplate="%{y}: %{hovertext}<extra></extra>",
            showlegend=False,
        )
    )
    some = [n > 0 for n in rows[other]]
    figure.add_scatter(
        x=rows.loc[some, other],
        y=[n for n, keep in zip(names, some, strict=True) if keep],
        mode="markers",
        name=f"claims {other}",
        marker={"size": 11, "symbol": "diamond", "color": GREY, "line": {"width": 1.5, "color": "#FFFFFF"}},
        customdata=[urlencode({opposite: k}) for k in rows.loc[some, "key"]],
        hovertext=[s for s, keep in zip(said, some, strict=True) if keep],
        hovertemplate="%{y}: %{hovertext}<extra></extra>",
        showlegend=True,
        cliponaxis=False,
    )
    # Both numbers stand behind the longer mark, where neither mark hides them.
    ends = rows[["made", "received"]].max(axis=1)
    figure.add_scatter(
        x=ends,
        y=names,
        mode="text",
        text=[f"\u2003{a:,} · {b:,}" for a, b in zip(rows[own], rows[other], strict=True)],
        textposition="middle right",
        textfont={"size": 11},
        hoverinfo="skip",
        showlegend=False,
    )
    figure.update_layout(xaxis_title=f"claims (bar and first number: {own}; diamond and second: {other})", showlegend=True)
    figure.update_xaxes(range=[0, 1.22 * max(1, int(ends.max() if len(ends) else 1))])
    figure.update_yaxes(categoryorder="array", categoryarray=names)
    first = "; ".join(
        f"{r['name']}: {int(r[own])} {own}, {int(r[other])} {other}" for r in frame.head(5).to_dict("records")
    )
    return finish(figure, f"Claims {own} and {other}, {len(frame)} parties. {first}.", bars=len(rows) + 1)


def pairs(frame: pd.DataFrame) -> go.Figure:
    """Who accuses whom, by claims, from overview.pairs(); mutual accusations stand out."""
    rows = frame.iloc[::-1]
    names = [
        f"{label(a, 22)} {'⇄' if m else '→'} {label(b, 22)}"
        for a, b, m in zip(rows["accuser"], rows["accused"], rows["mutual"], strict=True)
    ]
    figure = go.Figure()
    for mutual, name, colour in ((False, "one way", BLUE), (True, "mutual: each accuses the other", ORANGE)):
        chosen = rows["mutual"] == mutual
        part = rows[chosen]
        figure.add_bar(
            x=part["claims"],
            y=[n for n, keep in zip(names, chosen, strict=True) if keep],
            orientation="h",
            name=name,
            marker={"color": colour},
            customdata=[
                urlencode({"accuser": a, "accused": b})
                for a, b in zip(part["accuser_key"], part["accused_key"], strict=True)
            ],
            text=part["claims"],
            textposition="auto",
            textangle=0,
            hovertext=_reach(part),
            hovertemplate="%{y}: %{hovertext}<extra></extra>",
        )
    figure.update_layout(xaxis_title="claims", showlegend=bool(frame["mutual"].any()), barmode="overlay")
    figure.update_yaxes(categoryorder="array", categoryarray=names)
    who = frame["accuser"].astype("string") + " against " + frame["accused"].astype("string")
    return finish(figure, alt_bars("Who accuses whom most", who, frame["claims"]), bars=len(rows))


MOST_SIDES = 24


def matrix(frame: pd.DataFrame) -> go.Figure:
    """Accuser by accused as squares sized by claims, from overview.pairs(); heat maps cannot be clicked.

    The MOST_SIDES accusers and accused with most claims in the frame.
    """
    sides = {role: frame.groupby(f"{role}_key")["claims"].sum() for role in ("accuser", "accused")}
    for role, claims in sides.items():
        kept = claims.sort_values(ascending=False, kind="stable").index[:MOST_SIDES]
        frame = frame[frame[f"{role}_key"].isin(kept)]
    most = max(1, int(frame["claims"].max())) if len(frame) else 1
    accusers = list(dict.fromkeys(frame["accuser"]))
    accused = list(dict.fromkeys(frame["accused"]))
    figure = go.Figure(
        go.Scatter(
            x=[label(b, 22) for b in frame["accused"]],
            y=[label(a, 22) for a in frame["accuser"]],
            mode="markers",
            marker={
                "symbol": "square",
                "size": [6 + 16 * (c / most) ** 0.5 for c in frame["claims"]],
                "color": [ORANGE if m else BLUE for m in frame["mutual"]],
                "opacity": 1,
            },
            customdata=[
                urlencode({"accuser": a, "accused": b})
                for a, b in zip(frame["accuser_key"], frame["accused_key"], strict=True)
            ],
            hovertext=[
                f"{count(c, 'claim')}, {count(m, 'mention')}"
                for c, m in zip(frame["claims"], frame["mentions"], strict=True)
            ],
            hovertemplate="%{y} → %{x}<br>%{hovertext}<extra></extra>",
        )
    )
    figure.update_layout(xaxis_title="accused", yaxis_title="accuser", height=max(320, 90 + 30 * len(accusers)))
    figure.update_xaxes(tickangle=-40, automargin=True, showgrid=True)
    figure.update_yaxes(autorange="reversed", automargin=True, showgrid=True)
    alt = (
        f"Matrix of {len(accusers)} accusers by {len(accused)} accused; the larger the square, the more claims, at most"
        f" {most}; orange squares are mutual accusations."
    )
    return finish(figure, alt, height=figure.layout.height)


def breakdown(frame: pd.DataFrame, parameter: str, words: dict[str, str], title: str) -> go.Figure:
    """Mentions by the values of a coded field, from overview.breakdown(), each with its share of all shown."""
    rows = frame.iloc[::-1]
    total = max(1, int(frame["mentions"].sum()))
    figure = go.Figure(
        go.Bar(
            x=rows["mentions"],
            y=ticks([words.get(v, v) for v in rows["value"]]),
            orientation="h",
            marker={"color": BLUE},
            customdata=[urlencode({parameter: v}) for v in rows["value"]],
            text=[f"{m:,} ({html.escape(percent(m, total), quote=False)})" for m in rows["mentions"]],
            textposition="auto",
            textangle=0,
            hovertemplate="%{y}: %{text} of " + count(total, "mention") + "<extra></extra>",
        )
    )
    figure.update_layout(xaxis_title=f"mentions (share of {total:,})")
    shown = pd.Series([words.get(v, v) for v in frame["value"]])
    return finish(figure, alt_bars(title, shown, frame["mentions"], "mentions"), bars=len(rows))


def spread(frame: pd.DataFrame) -> go.Figure:
    """How a claim travelled: one mark a mention, outlet by time, from accusations.mentions_of()."""
    dated = frame[frame["published"].notna()]
    symbols = {"deny": "x", "admit": "star", "verdict": "square"}
    figure = go.Figure()
    for copy, name in ((False, "own reporting"), (True, "copy")):
        part = dated[dated["copy"] == copy]
        figure.add_scatter(
            x=part["published"],
            y=[label(o, 26) for o in part["outlet"]],
            mode="markers",
            name=name,
            marker={
                "size": 11,
                "color": GREY if copy else BLUE,
                "symbol": [symbols.get(a, "circle") for a in part["act"]],
            },
            customdata=part["accusation_id"],
            hovertext=[label(t, 70) for t in part["title"]],
            hovertemplate="%{x|%-d %b %Y %H:%M} UTC, %{y}<br>%{hovertext}<extra></extra>",
        )
    figure.update_layout(xaxis_title="time of publication, UTC", showlegend=bool(dated["copy"].any()))
    # Whoever carried it first stands at the top.
    first = dict.fromkeys(label(o, 26) for o in dated.sort_values("published", kind="stable")["outlet"])
    figure.update_yaxes(categoryorder="array", categoryarray=list(first), autorange="reversed")
    outlets = int(dated["outlet"].nunique())
    alt = f"Mentions over time: {len(dated)} in {count(outlets, 'outlet')}."
    return finish(figure, alt, bars=max(2, outlets))


def unit_words(unit: Unit) -> str:
    """A period in words."""
    return UNIT_WORDS[unit]


def days_of(frame: pd.DataFrame) -> list[str]:
    """The URL query of each period's days."""
    unit: Unit = frame.attrs.get("unit", "week")
    days = [day_range(p, unit) for p in frame["period"]]
    return [urlencode({"from": first.isoformat(), "to": last.isoformat()}) for first, last in days]


def ticks(names: object) -> list[str]:
    """Labels that stay apart: Plotly would stack bars of one label."""
    seen: dict[str, int] = {}
    made = []
    for name in names:  # type: ignore[attr-defined]
        text = label(name)
        seen[text] = seen.get(text, 0) + 1
        made.append(text + "\u200b" * (seen[text] - 1))
    return made


def _reach(rows: pd.DataFrame) -> list[str]:
    """Claims, and below them mentions and outlets, of each row."""
    return [
        f"{count(c, 'claim')}<br>{count(m, 'mention')}, {count(o, 'independent outlet')}"
        for c, m, o in zip(rows["claims"], rows["mentions"], rows["outlets"], strict=True)
    ]


def alt_bars(title: str, names: pd.Series, values: pd.Series, unit: str = "claims") -> str:
    """The words for a bar chart: what it counts and its first five bars."""
    first = "; ".join(f"{n}: {int(v)}" for n, v in zip(list(names)[:5], list(values)[:5], strict=True))
    return f"{title}, {len(values)} bars, in {unit}. {first}."


def finish(figure: go.Figure, alt: str, bars: int | None = None, height: float | None = None) -> go.Figure:
    """What all figures share. alt: the figure in words. bars: rows of a horizontal chart, for its height."""
    axes: dict[str, dict[str, object]] = {"xaxis": {"automargin": True}, "yaxis": {"automargin": True}}
    for trace in figure.data:
        # A scale of claims has no halves.
        if trace.type == "bar" and trace.orientation == "h" and len(trace.x) and max(trace.x) < 8:
            axes["xaxis"]["dtick"] = 1
        elif trace.type == "bar" and trace.orientation is None and len(trace.y) and max(trace.y) < 6:
            axes["yaxis"]["dtick"] = 1
    # One call: each walks the whole layout, which took a third of building a figure.
    figure.update_layout(
        height=height or (90 + 27 * max(bars, 2) if bars is not None else 260),
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        meta={"alt": alt},
        bargap=0.25,
        dragmode=False,
        hoverlabel={"align": "left"},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        clickmode="event+select",
        showlegend=bool(figure.layout.showlegend),
        **axes,
    )
    return figure
