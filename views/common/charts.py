"""What every chart of a page gets in the browser: keys that walk its marks, labels that keep off each other; see charts.js."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent
_CHARTS = st.components.v2.component(
    "blamewire_charts",
    css=(HERE / "charts.css").read_text(encoding="utf-8"),
    js=(HERE / "charts.js").read_text(encoding="utf-8"),
)


def attend() -> None:
    """Attend to the charts of the page that is about to be drawn."""
    _CHARTS(key="charts")
