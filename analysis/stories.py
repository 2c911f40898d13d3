"""Stories: articles about one event, grouped."""

from __future__ import annotations

import pandas as pd


def group(articles: pd.DataFrame, mentions: pd.DataFrame) -> dict[str, str]:
    """article_id → story_id of the articles that share an event with another."""
    return {}
