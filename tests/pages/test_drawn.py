"""A figure is built once for the same values, and never shown for others."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import plotly.graph_objects as go
import pytest

from views.common.data import FIGURES, drawn


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    yield
    FIGURES.clear()


def bars(frame: pd.DataFrame, title: str = "") -> go.Figure:
    """A figure of all that the frame holds."""
    return go.Figure(go.Bar(x=frame["x"], y=frame["y"]), layout={"title": title + str(frame.attrs.get("unit"))})


def other(frame: pd.DataFrame) -> go.Figure:
    """Another figure of the same."""
    return go.Figure(go.Scatter(x=frame["x"], y=frame["y"]))


def frame(y: int = 2, unit: str = "week") -> pd.DataFrame:
    made = pd.DataFrame({"x": ["a", None], "y": [1, y]})
    made.attrs["unit"] = unit
    return made


def test_the_same_values_give_the_same_figure() -> None:
    assert drawn(bars, frame(), "t") is drawn(bars, frame(), "t")
    assert drawn(bars, frame(), "t").to_json() == bars(frame(), "t").to_json()


def test_other_values_words_periods_columns_and_functions_give_others() -> None:
    renamed = frame().rename(columns={"x": "z"}).assign(x="a")[["z", "y", "x"]]
    made = [drawn(bars, f, t) for f, t in ((frame(), ""), (frame(3), ""), (frame(unit="day"), ""), (frame(), "t"), (renamed, ""))]
    made.append(drawn(other, frame()))
    assert len({id(m) for m in made}) == len(made)
