"""One is one claim, not 1 claims, in every word that a figure says."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest

from analysis import figures, figures_desk, figures_network, figures_sources, figures_tone

DAY = pd.Timestamp("2025-03-03", tz="UTC")
COUNTS = ("claims", "mentions", "outlets", "articles", "quotes", "direct", "sentences", "made", "received", "n", "copies",
          "credited", "accusing", "replied", "all_articles", "unnamed", "speakers")  # fmt: skip


def frame(unit: str = "week", **columns: Any) -> pd.DataFrame:
    """One row with a one in every count."""
    row = {"key": "e1", "name": "A", "outlet": "Gazette", "period": DAY, "complete": True, "tone": 0.1, "low": 0.0,
           "high": 0.2, "from": 0.1, "value": "allege", "mutual": False, "accuser_key": "e1", "accused_key": "e2",
           "accuser": "A", "accused": "B", **dict.fromkeys(COUNTS, 1), **columns}  # fmt: skip
    made = pd.DataFrame({k: [v] for k, v in row.items()})
    made.attrs["unit"] = unit
    return made


DRAWN = {
    "articles": lambda: figures.articles_over_time(frame()),
    "claims": lambda: figures.claims_over_time(frame()),
    "tone": lambda: figures.tone_over_time(frame()),
    "ranked": lambda: figures.ranked(frame(), "accused", "accused"),
    "sides": lambda: figures.sides(frame(), "accuser"),
    "pairs": lambda: figures.pairs(frame()),
    "matrix": lambda: figures.matrix(frame()),
    "kinds": lambda: figures.breakdown(frame(), "act", {}, "By act"),
    "means": lambda: figures_desk.means(frame(), "outlet", "outlet"),
    "namings": lambda: figures_desk.namings(frame(), "e1"),
    "courses": lambda: figures_desk.courses(frame()),
    "near": lambda: figures_desk.counted(frame(), "sentences", "entity", "sentences"),
    "outlet matrix": lambda: figures_desk.outlet_matrix(frame(name="A")),
    "network": lambda: figures_network.network(frame()),
    "speakers": lambda: figures_sources.speakers(frame()),
    "subjects": lambda: figures_sources.subjects(frame(), "cameo", {}),
    "reporting": lambda: figures_sources.reporting(frame(copies=0, credited=0)),
    **{f"share {m}": lambda m=m: figures_sources.outlets(frame(), figures_sources.MEASURES[m]) for m in figures_sources.MEASURES},
    "course of tone": lambda: figures_tone.course(frame(), "outlet"),
    "spread": lambda: figures_tone.spread(frame()),
}


def texts(figure: go.Figure) -> str:
    """All that a mark can say, as the browser would fill it in."""
    said = []
    for trace in figure.data:
        hover = trace.hovertext if isinstance(trace.hovertext, list | tuple) else [trace.hovertext]
        said += [str(trace.hovertemplate).replace("%{hovertext}", str(h)) for h in hover]
    return re.sub(r"%\{[xy]\}", "1", " ".join(said))


@pytest.mark.parametrize("name", DRAWN)
def test_one_of_a_thing_is_in_the_singular(name: str) -> None:
    said = texts(DRAWN[name]())
    many = "claims|mentions|articles|sentences|namings|quotations|outlets|uses|accusations"
    assert not re.search(rf"(?<![\d.,])1 [a-z ]{{0,12}}?({many})\b", said), said


def test_the_words_would_be_caught() -> None:
    wrong = go.Figure(go.Bar(x=[1], y=["A"], hovertext=["1 mention"], hovertemplate="%{y}: %{x} claims<br>%{hovertext}"))
    assert "1 claims" in texts(wrong)
