"""Claims: mentions of one accusation grouped across articles, and claims that answer one another linked in threads."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import pandas as pd


@dataclass(frozen=True, slots=True)
class Grouped:
    """claim_of, answers: accusation_id → claim_id. claims: rows of the table of claims."""

    claim_of: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    claims: list[dict[str, object]] = field(default_factory=list)


def group(accusations: pd.DataFrame, articles: pd.DataFrame, names: dict[str, str]) -> Grouped:
    """Claims of `accusations`; names: entity_id → name."""
    made = Grouped()
    by_id = articles.set_index("article_id")
    keyed = accusations.assign(
        key=[
            "\x1f".join("" if pd.isna(v) else str(v).casefold() for v in row)
            for row in zip(accusations["accuser_name"], accusations["accused_name"], accusations["charge"], strict=True)
        ]
    )
    for key, some in keyed.groupby("key", sort=True):
        claim_id = hashlib.sha256(str(key).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        made.claim_of.update(dict.fromkeys(some["accusation_id"], claim_id))
        about = by_id.loc[some["article_id"]]
        first = some.iloc[0]
        made.claims.append(
            {
                "claim_id": claim_id,
                "thread_id": claim_id,
                "accuser_id": first["accuser_id"],
                "accuser": first["accuser_name"],
                "accused_id": first["accused_id"],
                "accused": first["accused_name"],
                "charge": first["charge"],
                "act": first["act"],
                "cameo": first["cameo"],
                "first_seen": about["published"].min(),
                "last_seen": about["published"].max(),
                "mentions": len(some),
                "articles": some["article_id"].nunique(),
                "outlets": about["outlet"].nunique(),
                "status": "open",
                "answered": False,
            }
        )
    return made
