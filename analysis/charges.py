"""How alike two wordings of a charge are."""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cache, lru_cache

from analysis.settings import DATA

Terms = frozenset[str]
"""The meaning-bearing words of a charge, as stems; words of one meaning under one stem."""

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_ENDINGS = (
    "ications",
    "ication",
    "ations",
    "ation",
    "ments",
    "ment",
    "ings",
    "ing",
    "ies",
    "ied",
    "ers",
    "er",
    "ed",
    "es",
    "s",
    "e",
    "y",
)
_SHORTEST = 3


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """`word` (in small letters) without its ending: a rough stem that joins the forms of a verb and its noun."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            cut = word[: -len(ending)]
            doubled = len(cut) > _SHORTEST and cut[-1] == cut[-2] and cut[-1] not in "sl"
            return cut[:-1] if doubled else cut
    return word


@cache
def _lexicon() -> tuple[frozenset[str], dict[str, str]]:
    with (DATA / "lexicons" / "claims.toml").open("rb") as file:
        read = tomllib.load(file)
    same: dict[str, str] = {}
    for group in read["same"]:
        for word in group:
            same.setdefault(stem(word), stem(group[0]))
    return frozenset(read["stop"]), same


@lru_cache(maxsize=100_000)
def terms(charge: str) -> Terms:
    """The terms of a charge."""
    stop, same = _lexicon()
    stems = (stem(w) for w in _WORD.findall(charge.lower().replace("’s", "").replace("'s", "")) if w not in stop)
    return frozenset(same.get(s, s) for s in stems)


class Weights:
    """How telling each term is: rare terms weigh more (inverse document frequency over the charges given)."""

    def __init__(self, charges: Iterable[Terms]) -> None:
        seen = Counter(t for some in charges for t in some)
        self._count = max(sum(1 for _ in seen), 1)
        self._seen = seen

    def of(self, term: str) -> float:
        """Weight of a term, at least 1."""
        return 1 + math.log(1 + self._count / (1 + self._seen[term]))

    def alike(self, a: Terms, b: Terms) -> float:
        """Weighted mean of Dice's coefficient and of the share of the shorter found in the longer; 0 to 1."""
        if not a or not b:
            return 0.0
        both = sum(map(self.of, a & b))
        left, right = sum(map(self.of, a)), sum(map(self.of, b))
        return (2 * both / (left + right) + both / min(left, right)) / 2
