"""What the article calls its parties: "the spokesman", "a lawyer", "the company" said of a name."""

from __future__ import annotations

import re
from collections import defaultdict

from analysis.language.names_join import Chain
from analysis.language.names_lexicon import lexicon
from analysis.language.names_mentions import NameMention
from analysis.language.names_text import Text
from analysis.records import Kind

PARTY_LETTER = {"D": "democrat", "R": "republican"}
FORMER = frozenset(("former", "ex", "then", "late", "onetime", "ousted"))


class Roles:
    """Role nouns and other words said of each chain, found on first use."""

    def __init__(self, text: Text, found: list[NameMention], chains: list[Chain]) -> None:
        self._text = text
        self._found = found
        self._chains = chains
        self._nouns: dict[str, dict[int, int]] | None = None
        self._words: dict[int, set[str]] = defaultdict(set)

    def called(self, chain: int, noun: str) -> int | None:
        """The token at which the chain is first called by the noun, if it is."""
        return self._index().get(noun, {}).get(chain)

    def bearers(self, noun: str) -> list[int]:
        """Chains called by the noun, in the order in which they were."""
        entry = self._index().get(noun, {})
        return sorted(entry, key=lambda chain: entry[chain])

    def words(self, chain: int) -> set[str]:
        """Words said of the chain beside its name: modifiers, titles, places ("russian", "chief", "california")."""
        self._index()
        return self._words[chain]

    def _index(self) -> dict[str, dict[int, int]]:
        if self._nouns is None:
            self._nouns = defaultdict(dict)
            for m in self._found:
                self._read(m)
        return self._nouns

    def _add(self, noun: str, chain: int, at: int) -> None:
        assert self._nouns is not None
        self._nouns[noun].setdefault(chain, at)

    def _read(self, m: NameMention) -> None:
        text, lex = self._text, lexicon()
        chain = self._chains[m.chain]
        head = text.root(m.i, m.j)
        former = any(
            text.low[k] in FORMER for k in range(max(0, m.i - 4), m.i) if text.sentence[k] == text.sentence[m.i]
        )
        for role in m.roles:
            if not former:
                self._add(role, m.chain, head)
                self._add(role.split()[-1], m.chain, head)
        if chain.kind is not Kind.PERSON and len(m.key) > 1:
            for part in {m.key[-1], m.key[0]}:
                if part in lex.organisation_nouns:
                    self._add(part, m.chain, head)
        words = self._words[m.chain]
        words.update(m.key)
        for k in range(max(0, m.i - 5), m.i):
            if text.sentence[k] == text.sentence[m.i] and text.pos[k] in ("ADJ", "NOUN", "PROPN"):
                words.add(text.low[k])
        for noun in self._beside(head):
            if noun is not None:
                self._add(text.low[noun], m.chain, head)
                words.update(text.low[c] for c in text.children[noun] if text.dep[c] in ("amod", "compound", "nmod"))
        self._party_letter(m)

    def _beside(self, head: int) -> list[int]:
        """Common nouns said of the name: in apposition, before it, after "is", after "as"."""
        text = self._text
        nouns = [
            c for c in text.children[head] if text.pos[c] == "NOUN" and text.dep[c] in ("appos", "compound", "nmod")
        ]
        up = text.head[head]
        if text.dep[head] == "appos" and text.pos[up] in ("NOUN", "PROPN"):
            nouns.append(up)
        if text.dep[head] in ("nsubj", "nsubjpass") and text.low[up] in ("is", "was", "became", "'s", "been", "be"):
            nouns.extend(c for c in text.children[up] if text.dep[c] == "attr" and text.pos[c] == "NOUN")
        return nouns

    def _party_letter(self, m: NameMention) -> None:
        """Reads "(D-Calif.)" and ", 58," after a name."""
        text = self._text
        after = text.text[text.end[m.j - 1] : text.end[m.j - 1] + 14]
        if letter := re.match(r"\s*[(,]\s*([DR])[-–]", after):
            self._add(PARTY_LETTER[letter[1]], m.chain, m.j)
        if age := re.match(r",\s*(\d{1,2})\b(?!\s*(?:percent|%|per|million))", after):
            self._add(f"{age[1]}-year-old", m.chain, m.j)
