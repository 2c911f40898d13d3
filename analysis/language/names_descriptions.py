"""Descriptions: which party "the spokesman", "the ministry" or "his lawyers" means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from analysis.language.names_join import Chain
from analysis.language.names_lexicon import lexicon
from analysis.language.names_mentions import NameMention
from analysis.language.names_text import Text
from analysis.records import Kind

DEFINITE = frozenset(("the", "this", "that"))
POSSESSIVE = frozenset(("his", "her", "its", "their", "my", "our", "whose"))
ROLE_OF = {"congressman": "representative", "congresswoman": "representative", "lawmaker": "representative"}


class Descriptions:
    """Resolves descriptions of one article."""

    def __init__(self, text: Text, found: list[NameMention], chains: list[Chain], at: list[int]) -> None:
        self._text = text
        self._found = found
        self._chains = chains
        self._at = at
        self._lex = lexicon()
        self._index: dict[str, list[tuple[int, int]]] | None = None
        self._phrases: dict[str, list[tuple[int, int, int]]] | None = None

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
        if text.low[i] in DEFINITE or text.pos[root] == "NOUN" and i == root and text.sentence[root] == 0:
            chain = self._antecedent(i, j, root)
            if chain is not None:
                return self._chains[chain].name
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

    def _roles(self) -> dict[str, list[tuple[int, int]]]:
        """Role noun → (token, chain) of the names it was said of."""
        if self._index is not None:
            return self._index
        index: dict[str, list[tuple[int, int]]] = defaultdict(list)
        text, lex = self._text, self._lex
        for m in self._found:
            chain = self._chains[m.chain]
            head = text.root(m.i, m.j)
            for role in m.roles:
                index[role].append((head, m.chain))
            if chain.kind is not Kind.PERSON and len(m.key) > 1:
                for part in (m.key[-1], m.key[0]):
                    if part in lex.organisation_nouns:
                        index[part].append((head, m.chain))
            for noun in self._beside(m, head):
                index[noun].append((head, m.chain))
        for entries in index.values():
            entries.sort()
        self._index = index
        return index

    def _beside(self, m: NameMention, head: int) -> list[str]:
        """Common nouns said of the name: in apposition, before it, or after "is"."""
        text = self._text
        nouns: list[str] = []
        for c in text.children[head]:
            if text.pos[c] == "NOUN" and text.dep[c] in ("appos", "compound", "nmod"):
                nouns.append(text.low[c])
        up = text.head[head]
        if text.dep[head] == "appos" and text.pos[up] == "NOUN":
            nouns.append(text.low[up])
        if text.dep[head] == "nsubj" and text.low[up] in ("is", "was", "became", "'s"):
            nouns.extend(text.low[c] for c in text.children[up] if text.dep[c] == "attr" and text.pos[c] == "NOUN")
        return nouns

    def _antecedent(self, i: int, j: int, root: int) -> int | None:
        """The chain that "the X" means: the last one called an X, else the last party of X's kind before it."""
        text, lex = self._text, self._lex
        noun = text.low[root]
        modified = any(
            text.dep[c] in ("amod", "compound", "prep", "nmod", "relcl", "acl")
            for c in text.children[root]
            if i <= c < j
        )
        called = [chain for at, chain in self._roles().get(noun, []) if at < i]
        if not called and not modified:
            called = [chain for at, chain in self._roles().get(noun, []) if at > i][:1]
        if called and not modified:
            return called[-1]
        if modified:
            return None
        if noun in ("company", "firm", "group", "organisation", "organization", "agency"):
            return self._last(i, Kind.ORGANISATION, 3)
        if noun in ("country", "nation"):
            return self._last(i, Kind.PLACE, 3)
        if noun in lex.person_gender and lex.person_gender[noun] != "neutral":
            return self._last(i, Kind.PERSON, 3, lex.person_gender[noun])
        return None

    def _last(self, i: int, kind: Kind, sentences: int, gender: str | None = None) -> int | None:
        text = self._text
        for m in reversed([m for m in self._found if m.i < i]):
            if text.sentence[i] - text.sentence[m.i] > sentences:
                return None
            chain = self._chains[m.chain]
            if chain.kind is kind and (gender is None or chain.gender in (None, gender)):
                return m.chain
        return None

    def _fullest(self, i: int, j: int, root: int) -> str | None:
        """The phrase without its article; a bare noun takes the fullest phrase with the same head that stands before it."""
        text = self._text
        while i < j and (text.low[i] in ("the", "a", "an", "this", "that", "these", "those") or text.pos[i] == "PUNCT"):
            i += 1
        return text.surface(i, j) or None
