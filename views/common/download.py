"""Downloads of what is on screen."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analysis.filters import Filters
from analysis.queries import accusations as queries
from views.common.data import ask

COLUMNS = [
    "accusation_id", "published", "outlet", "accuser", "accused", "charge", "act", "certainty", "voice", "quote",
    "medium", "cameo", "sentence", "title", "url", "copy", "claim_id", "article_id", "rule", "confidence", "model",
]  # fmt: skip


def accusations(filters: Filters, key: str, order: str = "newest") -> None:
    """A button for all records under the filters, in the order on screen."""
    st.download_button(
        "CSV of all rows",
        data=lambda: csv(ask(queries.records, filters, order)),
        file_name=name(filters),
        mime="text/csv",
        key=key,
        icon=":material/download:",
        on_click="ignore",
    )


def csv(rows: pd.DataFrame) -> bytes:
    """UTF-8 with a mark for Excel; cells that a spreadsheet would take for a formula are defused."""
    made = rows[COLUMNS].copy()
    for column in made.columns[[not pd.api.types.is_numeric_dtype(t) for t in made.dtypes]]:
        text = made[column].astype("string")
        made[column] = text.where(~text.str.match(r"^[=+\-@\t\r]", na=False), "'" + text)
    return made.to_csv(index=False).encode("utf-8-sig")


def name(filters: Filters) -> str:
    """A file name that says what is in it."""
    words = [f"{k}-{v}" for k, vs in filters.to_query().items() for v in vs]
    safe = "".join(c if (c.isascii() and c.isalnum()) or c in "-." else "-" for c in "_".join(words))[:80]
    return f"blamewire-accusations{'_' if safe else ''}{safe}.csv"
