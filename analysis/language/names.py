"""Who is who in one article: names, pronouns and descriptions resolved to the fullest name of their party."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from spacy.tokens import Doc

from analysis.language.names_antecedents import Antecedents, Referent, Weights
from analysis.language.names_descriptions import Descriptions
from analysis.language.names_join import Chain, Joiner
from analysis.language.names_mentions import NameMention, find_mentions
from analysis.language.names_pronouns import is_pronoun
from analysis.language.names_roles import Roles
from analysis.language.names_text import Text, flatten
from analysis.records import Kind, Mention, Party, Quote


class Names:
    """The parties of one article.

    mentions: every naming (names only, neither pronouns nor descriptions), in order of their offsets.
    """

    def __init__(
        self, text: Text, found: list[NameMention], chains: list[Chain], weights: Weights | None = None
    ) -> None:
        self._text = text
        self._found = found
        self._chains = chains
        self._at = [-1] * len(text.words)
        for number, m in enumerate(found):
            for k in range(m.i, m.j):
                self._at[k] = number
        self.antecedents = Antecedents(text, found, chains, self._at, Roles(text, found, chains), weights)
        self._descriptions = Descriptions(text, chains, self.antecedents)
        self._memo: dict[tuple[int, int], str | None] = {}
        self._kinds = {chain.name: chain.kind for chain in chains if chain.mentions}
        self.mentions = [
            Mention(
                text.start[m.i],
                text.end[m.j - 1],
                text.text[text.start[m.i] : text.end[m.j - 1]],
                chains[m.chain].name,
                chains[m.chain].kind,
            )
            for m in found
        ]

    def name_of(self, start: int, end: int) -> str | None:
        """The fullest name in the article of the party that stands at text[start:end]: a name, pronoun, possessive or
        description; several joined ("X and Y") are named in order. A party that is only described gets its fullest
        description. None if it cannot be told (a pronoun without antecedent, no word at all)."""
        i, j = self._text.span(start, end)
        key = (i, j)
        if key not in self._memo:
            self._memo[key] = self._name(i, j, 0) if i < j else None
        return self._memo[key]

    def party(self, start: int, end: int) -> Party:
        """The party at text[start:end] as it stands and as meant."""
        return Party(self._text.text[start:end], (start, end), self.name_of(start, end))

    def kind_of(self, name: str) -> Kind | None:
        """The kind of a party by its fullest name, None if no such name stands in the article."""
        return self._kinds.get(name)

    def _name(self, i: int, j: int, depth: int) -> str | None:
        if depth > 4:
            return self._text.surface(i, j) or None
        parts = self._conjuncts(i, j)
        if len(parts) > 1:
            names = [self._name(a, b, depth + 1) or self._text.surface(a, b) for a, b in parts]
            return ", ".join(names[:-1]) + " and " + names[-1]
        root = self._text.root(i, j)
        named = self._named(i, j, root)
        if named is not None:
            return named
        if j - i == 1 and is_pronoun(self._text.words[i]):
            return self._pronoun(i, depth)
        return self._descriptions.name(i, j, root, lambda a, b: self._name(a, b, depth + 1))

    def _pronoun(self, i: int, depth: int) -> str | None:
        answer = self.antecedents.resolve(i)
        if answer is None:
            return None
        return self.name_at(answer, depth)

    def name_at(self, referent: Referent, depth: int = 0) -> str | None:
        """The name of a party that an anaphor was found to mean."""
        if referent.chain is not None:
            return self._chains[referent.chain].name
        return self._name(referent.i, referent.j, depth + 1)

    def head_of(self, start: int, end: int) -> int | None:
        """The head token of the phrase at text[start:end]."""
        i, j = self._text.span(start, end)
        return self._text.root(i, j) if i < j else None

    def _named(self, i: int, j: int, root: int) -> str | None:
        """The name if the phrase's head is one, or if a name stands in apposition to its head."""
        number = self._at[root]
        if number >= 0 and self._whole(i, j, number):
            return self._chains[self._found[number].chain].name
        inside = sorted({self._at[k] for k in range(i, j) if self._at[k] >= 0})
        for number in inside:
            m = self._found[number]
            if m.i >= i and m.j <= j and self._equals(root, m):
                return self._chains[m.chain].name
        return None

    def _whole(self, i: int, j: int, number: int) -> bool:
        """Whether the name is what the phrase is about, not a modifier of a common noun after it."""
        m = self._found[number]
        rest = [
            k
            for k in range(m.j, j)
            if self._text.pos[k] in ("NOUN", "PROPN") and self._text.head[k] not in range(m.j, j)
        ]
        return not (
            rest and self._text.dep[rest[0]] not in ("appos", "pobj", "conj", "npadvmod", "dobj", "attr", "nsubj")
        )

    def _equals(self, root: int, m: NameMention) -> bool:
        head = self._text.root(m.i, m.j)
        return self._text.dep[head] == "appos" and self._text.head[head] == root

    def _conjuncts(self, i: int, j: int) -> list[tuple[int, int]]:
        """[i, j) parted at the "and" or commas that join its heads."""
        text = self._text
        root = text.root(i, j)
        heads = [root]
        for k in range(root + 1, j):
            if text.dep[k] == "conj" and text.head[k] in heads and text.pos[k] in ("NOUN", "PROPN", "PRON"):
                heads.append(k)
        if len(heads) == 1 or any(
            self._at[a] >= 0 and self._at[a] == self._at[b] for a in heads for b in heads if a < b
        ):
            return [(i, j)]
        if any(text.low[k] in ("or", "but") for k in range(i, j) if text.dep[k] == "cc"):
            return [(i, j)]
        parts: list[tuple[int, int]] = []
        at = i
        for left, right in pairwise(heads):
            cut = next((k for k in range(left + 1, right) if text.dep[k] == "cc" or text.words[k] == ","), None)
            if cut is None:
                return [(i, j)]
            parts.append((at, cut))
            at = cut
            while at < right and (text.dep[at] == "cc" or text.words[at] == ","):
                at += 1
        parts.append((at, j))
        return [(a, b) for a, b in parts if a < b]


def resolve(
    doc: Doc, body_start: int = 0, quotes: Sequence[Quote] | None = None, weights: Weights | None = None
) -> Names:
    """The parties of an article. doc: the whole text, tagged, parsed and with entities; body_start: where the body begins
    after the headline; quotes: the quotations, if known (their speakers answer for "I" and "we")."""
    text = flatten(doc, body_start, quotes)
    found = find_mentions(text)
    chains = Joiner(text, found).run()
    return Names(text, found, chains, weights)
