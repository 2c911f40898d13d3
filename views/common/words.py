"""How values are written on the pages, and how strangers' words are kept from being read as markup."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from analysis.wording import count as count
from analysis.wording import percent as percent

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$^=&])")


def plain(text: object) -> str:
    """Text for a place that reads Markdown (labels, captions): shown as it is, whatever it holds."""
    escaped = _MARKUP.sub(r"\\\1", " ".join(str(text).split()))
    # A colon begins directives (:red[…]) and emoji names; a word joiner behind it ends that.
    return re.sub(r":(?=\S)", ":\u2060", escaped)


def when(value: Any, precision: str | None = "day") -> str:
    """A moment as the reader knows it: to the minute only where the source was that exact."""
    if value is None or value is pd.NaT or pd.isna(value):
        return "undated"
    moment: datetime = pd.Timestamp(value).to_pydatetime().astimezone(UTC)
    if precision == "year":
        return f"{moment:%Y}"
    if precision == "month":
        return f"{moment:%B %Y}"
    day = f"{moment.day} {moment:%B %Y}"
    return f"{day}, {moment:%H:%M} UTC" if precision in ("hour", "minute", "second") else day


def between(first: Any, last: Any) -> str:
    """Two days, or the one that both are."""
    return when(first) if when(first) == when(last) else f"{when(first)} to {when(last)}"


def signed(value: float, form: str = ".2f") -> str:
    """A number with its sign, the minus as long as the plus: +0.12, −0.06."""
    return f"{value:+{form}}".replace("-", "−")


def share(part: int, whole: int) -> str:
    """A share with its denominator: 25 % (3 of 12)."""
    return f"{percent(part, whole)} ({part:,} of {whole:,})" if whole else "– (none)"
