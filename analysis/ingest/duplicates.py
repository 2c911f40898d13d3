"""Copies: the same text in several articles, and updated versions of one address."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True, slots=True)
class Copies:
    """article_id → article_id: of a copy to the earliest article with that text; of a version to the first version."""

    duplicate_of: dict[str, str] = field(default_factory=dict)
    version_of: dict[str, str] = field(default_factory=dict)


def find(articles: pd.DataFrame) -> Copies:
    """Copies and versions among `articles` (article_id, url, outlet, published, text, content_hash)."""
    made = Copies()
    ordered = articles.sort_values(["published", "article_id"], na_position="last")
    for _, group in ordered.groupby("content_hash", sort=True):
        first, *others = group["article_id"]
        made.duplicate_of.update(dict.fromkeys(others, first))
    return made
