"""Descriptions: which party "the spokesman", "the ministry" or "his lawyers" means."""

from __future__ import annotations

from collections.abc import Callable

from analysis.language.names_antecedents import Antecedents
from analysis.language.names_join import Chain
from analysis.language.names_text import Text

DEFINITE = frozenset(("the", "this", "that"))
POSSESSIVE = frozenset(("his", "her", "its", "their", "my", "our", "whose"))


class Descriptions:
    """Resolves descriptions of one article."""

    def __init__(self, text: Text, chains: list[Chain], antecedents: Antecedents) -> None:
        self._text = text
        self._chains = chains
        self._antecedents = antecedents

    def name(self, i: int, j: int, root: int, name: Callable[[int, int], str | None]) -> str | None:
        """The name of the party described at tokens [i, j) with head `root`; `name` resolves a phrase inside it."""
        text = self._text
        owner = self._owner(i, j, root)
        if owner is not None:
            a, b = owner
            possessor = name(a, b)
            rest_at = b
            while rest_at < j and text.low[rest_at] in ("'s", "’s", "'", "’"):
                rest_at += 1
            rest = text.surface(rest_at, j)
            if possessor and rest:
                mark = "'" if possessor.endswith("s") else "'s"
                return f"{possessor}{mark} {rest}"
        meant = self._antecedents.resolve(root)
        if meant is not None and meant.chain is not None:
            return self._chains[meant.chain].name
        return self._fullest(i, j, root)

    def _owner(self, i: int, j: int, root: int) -> tuple[int, int] | None:
        """The possessor's tokens at the head of the phrase."""
        text = self._text
        for c in text.children[root]:
            if text.dep[c] == "poss" and i <= c < j:
                if text.low[c] in POSSESSIVE:
                    return c, c + 1
                a = c
                while a > i and text.low[a - 1] not in DEFINITE:
                    a -= 1
                return a, c + 1
        return None

    def _fullest(self, i: int, j: int, root: int) -> str | None:
        """The phrase without its article; a bare noun takes the fullest phrase with the same head that stands before it."""
        text = self._text
        while i < j and (text.low[i] in ("the", "a", "an", "this", "that", "these", "those") or text.pos[i] == "PUNCT"):
            i += 1
        return text.surface(i, j) or None
