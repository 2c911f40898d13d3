"""Who accuses whom as a network of nodes and arrows; the counterpart of figures.matrix()."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlencode

import networkx as nx
import pandas as pd
import plotly.graph_objects as go

from analysis.figures import BLUE, ORANGE, entity_colour, finish, label
from analysis.wording import count

WIDTHS = (1.2, 2.4, 4.0)
"""Widths of lines: up to a third of the most claims, up to two thirds, above."""
MOST_LABELS = 80


def network(frame: pd.DataFrame) -> go.Figure:
    """Parties as circles sized by claims received, claims as arrows from accuser to accused, from overview.pairs().

    Mutual accusations are orange and thicker. An arrow leads to the accusations of that pair and direction, a circle to
    all with that party on either side.
    """
    graph = _graph(frame)
    at = _places(graph)
    words = {node: _words(graph, node) for node in graph}
    most = max(1, int(frame["claims"].max())) if len(frame) else 1
    figure = go.Figure()
    for mutual, colour in ((False, BLUE), (True, ORANGE)):
        for step, width in enumerate(WIDTHS):
            low, high = most * step / len(WIDTHS), most * (step + 1) / len(WIDTHS)
            rows = frame[(frame["mutual"] == mutual) & (frame["claims"] > low) & (frame["claims"] <= high)]
            if len(rows):
                figure.add_trace(_arrows(rows, at, words, colour, width + (0.8 if mutual else 0)))
    figure.add_trace(_circles(graph, at, words))
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    figure.update_layout(hovermode="closest", hoverdistance=12)
    first = "; ".join(
        f"{r['accuser']} and {r['accused']}"
        for r in frame[frame["mutual"]].to_dict("records")
        if str(r["accuser_key"]) < str(r["accused_key"])
    )
    alt = (
        f"Network of {graph.number_of_nodes()} parties and {graph.number_of_edges()} directed pairs; the larger a circle,"
        f" the more claims it receives. Mutual accusations, in orange: {first or 'none'}."
    )
    return finish(figure, alt, height=680)


def _graph(frame: pd.DataFrame) -> nx.DiGraph:
    graph = nx.DiGraph()
    for row in frame.to_dict("records"):
        for role in ("accuser", "accused"):
            graph.add_node(row[f"{role}_key"], name=row[role])
        graph.add_edge(row["accuser_key"], row["accused_key"], claims=int(row["claims"]))
    return graph


def _places(graph: nx.DiGraph) -> dict[str, tuple[float, float]]:
    """Where each node stands: each connected part by itself, the parts side by side, the largest first."""
    return _placed(tuple(graph.edges))


@lru_cache(maxsize=64)
def _placed(edges: tuple[tuple[str, str], ...]) -> dict[str, tuple[float, float]]:
    graph = nx.Graph((a, b) for a, b in edges if a != b)
    graph.add_nodes_from(a for a, b in edges if a == b)
    parts = sorted(nx.connected_components(graph), key=lambda p: (-len(p), min(p)))
    sizes = [0.75 + 0.55 * len(p) ** 0.62 for p in parts]
    made: dict[str, tuple[float, float]] = {}
    for part, size, (x, y) in zip(parts, sizes, _packed(sizes), strict=True):
        # Sorted, since the places depend on the order: the same picture for the same numbers, whoever asks.
        whole = nx.Graph(sorted(tuple(sorted(edge)) for edge in graph.subgraph(part).edges))
        whole.add_nodes_from(part)
        inside = nx.kamada_kawai_layout(whole, scale=size - 0.75) if len(part) > 1 else {next(iter(part)): (0.0, 0.0)}
        made |= {node: (x + float(dx), y + float(dy)) for node, (dx, dy) in inside.items()}
    return made


def _packed(sizes: list[float]) -> list[tuple[float, float]]:
    """Centres of squares of these half widths, largest first, in rows of columns about 1.7 times as wide as high."""
    width = max(2 * sizes[0], (1.7 * sum((2 * s) ** 2 for s in sizes)) ** 0.5) if sizes else 0
    centres = []
    top, high, left, wide, down = 0.0, 0.0, 0.0, 0.0, 0.0
    for size in sizes:
        if high and down + 2 * size > high + 1e-9:
            left, down, wide = left + wide, 0.0, 0.0
        if not high or left + 2 * size > width + 1e-9:
            top, left, down, wide, high = top - high, 0.0, 0.0, 0.0, 2 * size
        centres.append((left + size, top - down - size))
        down, wide = down + 2 * size, max(wide, 2 * size)
    return centres


def _arrows(
    rows: pd.DataFrame, at: dict[str, tuple[float, float]], said_of: dict[str, str], colour: str, width: float
) -> go.Scatter:
    """Lines with an arrowhead on the way; the head turns to its line in pixels, and is what can be clicked.

    A line ends in the middle of a circle, where its end says and opens what the circle does.
    """
    x: list[float | None] = []
    y: list[float | None] = []
    size: list[float] = []
    leads: list[str | None] = []
    words: list[str | None] = []
    for row in rows.to_dict("records"):
        (x0, y0), (x1, y1) = at[row["accuser_key"]], at[row["accused_key"]]
        way = 0.62
        x += [x0, x0 + way * (x1 - x0), x1, None]
        y += [y0, y0 + way * (y1 - y0), y1, None]
        size += [0, 10 + 2 * width, 0, 0]
        lead = urlencode({"accuser": row["accuser_key"], "accused": row["accused_key"]})
        leads += [urlencode({"party": row["accuser_key"]}), lead, urlencode({"party": row["accused_key"]}), None]
        reach = f"{count(row['claims'], 'claim')}, {count(row['mentions'], 'mention')}"
        said = f"{label(row['accuser'])} → {label(row['accused'])}<br>{reach}"
        words += [said_of[row["accuser_key"]], said, said_of[row["accused_key"]], None]
    return go.Scatter(
        x=x,
        y=y,
        mode="lines+markers",
        line={"color": colour, "width": width},
        opacity=0.85,
        marker={"symbol": "arrow", "angleref": "previous", "size": size, "color": colour, "opacity": 1},
        customdata=leads,
        hovertext=words,
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def _words(graph: nx.DiGraph, node: str) -> str:
    received, made = (int(degree(node, weight="claims")) for degree in (graph.in_degree, graph.out_degree))
    return f"{label(graph.nodes[node]['name'])}<br>{count(received, 'claim')} received, {made} made, in these pairs"


def _circles(graph: nx.DiGraph, at: dict[str, tuple[float, float]], words: dict[str, str]) -> go.Scatter:
    received = {n: int(graph.in_degree(n, weight="claims")) for n in graph}
    made = {n: int(graph.out_degree(n, weight="claims")) for n in graph}
    nodes = sorted(graph, key=lambda n: (-(received[n] + made[n]), n))
    most = max(received.values(), default=1) or 1
    named = set(nodes[:MOST_LABELS])
    return go.Scatter(
        x=[at[n][0] for n in nodes],
        y=[at[n][1] for n in nodes],
        mode="markers+text",
        text=[label(graph.nodes[n]["name"], 22) if n in named else "" for n in nodes],
        textposition="top center",
        textfont={"size": 10.5},
        marker={
            "size": [11 + 26 * (received[n] / most) ** 0.5 for n in nodes],
            "color": [entity_colour(n) for n in nodes],
            "opacity": 1,
            "line": {"width": 1.5, "color": "rgba(255,255,255,0.85)"},
        },
        customdata=[urlencode({"party": n}) for n in nodes],
        hovertext=[words[n] for n in nodes],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )
