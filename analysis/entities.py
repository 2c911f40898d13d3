"""Names joined across articles into entities."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

import pandas as pd

from analysis.records import Kind


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organisation, place or group across articles; aliases: other forms of its name, sorted."""

    entity_id: str
    name: str
    kind: Kind
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """entity_of: (article_id, name as resolved in that article) → entity_id. entities: each once."""

    entity_of: dict[tuple[str, str], str]
    entities: list[Entity]

    def names(self) -> dict[str, str]:
        """entity_id → name."""
        return {e.entity_id: e.name for e in self.entities}


def join(named: pd.DataFrame) -> Joined:
    """Join names across articles.

    named: article_id, name (fullest in that article), kind (null for a party that is no mention), surface (may be
    null); in any order, rows may repeat. The result does not depend on the order of rows.
    """
    kinds: dict[str, Counter[str]] = {}
    ids: dict[tuple[str, str], str] = {}
    for article_id, name, kind in zip(named["article_id"], named["name"], named["kind"], strict=True):
        ids[(article_id, name)] = _digest(name)
        kinds.setdefault(name, Counter()).update([] if pd.isna(kind) else [kind])
    return Joined(ids, [Entity(_digest(name), name, _usual(seen), ()) for name, seen in kinds.items()])


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _usual(seen: Counter[str]) -> Kind:
    return Kind(min(k for k, n in seen.items() if n == max(seen.values()))) if seen else Kind.GROUP
