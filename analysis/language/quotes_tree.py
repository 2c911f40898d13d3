"""A parsed article as plain lists: what the quotation rules read of it, drawn out of spaCy once."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt
from spacy.tokens import Doc

from analysis.language.parse import text_of
from analysis.language.quotes_marks import Quoted, quoted

COLUMNS = ("HEAD", "DEP", "POS", "TAG", "LEMMA", "LOWER", "ENT_TYPE", "SENT_START", "IDX", "LENGTH")

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})

TokenSpan = tuple[int, int]
"""Token numbers (start, end), end exclusive."""


class Tree:
    """Tokens of one article as lists, indexed by token number.

    head: number of the head (itself for a root). dep, pos, tag, lemma, low, ent: strings. at, till: offsets of the
    token. kids: numbers of the dependents in order. line: number of the line. sent: (start, end) of its sentence,
    never across a line break. quote: number of the quoted stretch in `quotes`, -1 outside. finite: how many of the tokens
    before are finite verbs, one entry more than tokens. quote_states: what quotes_features.quote_state has told so far.
    """

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.text = text_of(doc)
        n = self.n = len(doc)
        strings = doc.vocab.strings
        cache: dict[int, str] = {}

        def named(column: npt.NDArray[Any]) -> list[str]:
            made = []
            for key in column.tolist():
                value = cache.get(key)
                if value is None:
                    value = cache[key] = strings[key] if key else ""
                made.append(value)
            return made

        columns = doc.to_array(list(COLUMNS)).reshape(n, len(COLUMNS))
        numbers = np.arange(n)
        heads = numbers + columns[:, 0].astype(np.int64)
        self.head: list[int] = heads.tolist()
        self.dep, self.pos, self.tag, self.lemma, self.low, self.ent = (named(columns[:, k]) for k in range(1, 7))
        self.at: list[int] = columns[:, 8].tolist()
        self.till: list[int] = (columns[:, 8] + columns[:, 9]).tolist()
        self._subtrees: list[TokenSpan | None] = [None] * n
        self.quote_states: dict[int, str] = {}
        self.kids: list[list[int]] = [[] for _ in range(n)]
        for i, h in enumerate(self.head):
            if h != i:
                self.kids[h].append(i)
        self._lines_and_sentences(columns[:, 7].astype(np.int64).tolist())
        self.finite: list[int] = [0, *accumulate(tag in FINITE for tag in self.tag)]
        self.quotes: list[Quoted] = quoted(self.text)
        self.quote = [-1] * n
        for number, q in enumerate(self.quotes):
            for i in range(bisect.bisect_left(self.at, q.start), bisect.bisect_left(self.at, q.end)):
                self.quote[i] = number

    def _lines_and_sentences(self, starts: list[int]) -> None:
        self.line = [0] * self.n
        self.sent: list[TokenSpan] = [(0, 0)] * self.n
        line = 0
        first = 0
        for i in range(self.n):
            broke = self.pos[i] == "SPACE" and "\n" in self.text[self.at[i] : self.till[i]]
            if (starts[i] == 1 or broke) and i > first:
                self._close(first, i)
                first = i
            self.line[i] = line
            if broke:
                line += 1
                self._close(i, i + 1)
                first = i + 1
        self._close(first, self.n)

    def _close(self, first: int, last: int) -> None:
        for i in range(first, last):
            self.sent[i] = (first, last)

    def subtree(self, i: int) -> TokenSpan:
        """Edges of the subtree of token i, kept within its sentence."""
        made = self._subtrees[i]
        if made is None:
            token = self.doc[i]
            first, last = self.sent[i]
            made = self._subtrees[i] = max(token.left_edge.i, first), min(token.right_edge.i + 1, last)
        return made

    def path_up(self, i: int, most: int = 6) -> Iterator[int]:
        """Heads of token i, nearest first."""
        for _ in range(most):
            h = self.head[i]
            if h == i:
                return
            yield h
            i = h

    def trimmed(self, span: TokenSpan) -> TokenSpan | None:
        """The span without white space, commas and dashes at its edges; None if nothing is left."""
        a, b = span
        while a < b and (self.pos[a] == "SPACE" or self.low[a] in _EDGE):
            a += 1
        while b > a and (self.pos[b - 1] == "SPACE" or self.low[b - 1] in _EDGE):
            b -= 1
        return (a, b) if a < b else None

    def tokens(self, start: int, end: int) -> TokenSpan:
        """Numbers of the tokens that begin in text[start:end]."""
        return bisect.bisect_left(self.at, start), bisect.bisect_left(self.at, end)

    def chars(self, span: TokenSpan) -> tuple[int, int]:
        """Offsets of a token span."""
        return self.at[span[0]], self.till[span[1] - 1]


_EDGE = {",", "—", "–", "-", ";", ":", "--", "...", "…", "."}
