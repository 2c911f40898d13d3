"""A spaCy document as flat lists, with the paragraphs, sentences and quoted stretches that name resolution needs."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from spacy.symbols import DEP, ENT_IOB, ENT_TYPE, HEAD, IDX, LENGTH, POS, SENT_START, TAG
from spacy.tokens import Doc

from analysis.language.parse import text_of
from analysis.records import Quote

QUOTED = re.compile(r"[“\"«„][^“”\"«»„\n]{2,}[”\"»]?|[‘](?=\w)[^‘\n]{12,}?’(?!\w)")


@dataclass(slots=True)
class Text:
    """Token by token: word, folded word, part of speech, tag, dependency (names), head (index), entity label ("" outside),
    start and end offsets, sentence and paragraph numbers, and the number of the quoted stretch (0: none)."""

    doc: Doc
    text: str
    words: list[str]
    low: list[str]
    pos: list[str]
    tag: list[str]
    dep: list[str]
    head: list[int]
    label: list[str]
    begins: list[bool]
    start: list[int]
    end: list[int]
    sentence: list[int]
    paragraph: list[int]
    quoted: list[int]
    children: list[list[int]]
    quotes: list[tuple[int, int]]
    first_body: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Tokens (first, past the last) that overlap the characters start to end; empty when there are none."""
        i = bisect_right(self.end, start)
        j = bisect_left(self.start, end)
        while i < j and not self.words[i].strip():
            i += 1
        while j > i and not self.words[j - 1].strip():
            j -= 1
        return i, max(i, j)

    def root(self, i: int, j: int) -> int:
        """The token of [i, j) that the others hang from; the last one if the parse is no help."""
        heads = [k for k in range(i, j) if not i <= self.head[k] < j or self.head[k] == k]
        nominal = [k for k in heads if self.pos[k] in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET")]
        return nominal[0] if nominal else (heads[0] if heads else j - 1)

    def surface(self, i: int, j: int) -> str:
        """The text of tokens [i, j), white space folded."""
        return " ".join(self.text[self.start[i] : self.end[j - 1]].split()) if i < j else ""


def _quoted_spans(text: str, quotes: Sequence[Quote] | None) -> list[tuple[int, int]]:
    if quotes is not None:
        return sorted(q.content_span for q in quotes if q.kind != "indirect")
    return [m.span() for m in QUOTED.finditer(text)]


def flatten(doc: Doc, body_start: int = 0, quotes: Sequence[Quote] | None = None) -> Text:
    """The lists of a document. Documents without tags, parse or entities give lists that say so ("")."""
    n = len(doc)
    content = text_of(doc)
    strings = doc.vocab.strings
    table = doc.to_array([POS, TAG, DEP, HEAD, ENT_TYPE, ENT_IOB, SENT_START, IDX, LENGTH]) if n else np.zeros((0, 9), dtype=np.uint64)
    heads = (table[:, 3].astype(np.int64) + np.arange(n)).tolist()
    columns: list[list[int]] = table.T.tolist()
    seen: dict[int, str] = {0: ""}

    def names(column: list[int]) -> list[str]:
        for code in set(column):
            if code not in seen:
                seen[code] = strings[code]
        return [seen[code] for code in column]

    start = columns[7]
    end = [s + length for s, length in zip(start, columns[8], strict=True)]
    words = [content[s:e] for s, e in zip(start, end, strict=True)]
    has_parse = doc.has_annotation("SENT_START")
    starts = [code == 1 for code in columns[6]] if has_parse else [i == 0 for i in range(n)]
    folded: dict[str, str] = {}
    low: list[str] = []
    for word in words:
        form = folded.get(word)
        if form is None:
            form = folded[word] = word.lower().replace("’", "'")
        low.append(form)
    sentence, paragraph, quoted = [0] * n, [0] * n, [0] * n
    spans = _quoted_spans(content, quotes)
    s = p = q = 0
    fresh = False
    for i in range(n):
        word = words[i]
        if starts[i] and i and not fresh:
            s += 1
        fresh = False
        if "\n" in word and not word.strip():
            p += 1
            s += 1
            fresh = True
        sentence[i], paragraph[i] = s, p
        while q < len(spans) and spans[q][1] <= start[i]:
            q += 1
        if q < len(spans) and spans[q][0] <= start[i]:
            quoted[i] = q + 1
    children: list[list[int]] = [[] for _ in range(n)]
    for i, h in enumerate(heads):
        if h != i:
            children[h].append(i)
    labels = names(columns[4])
    first = bisect_left(start, body_start)
    return Text(
        doc,
        content,
        words,
        low,
        names(columns[0]),
        names(columns[1]),
        names(columns[2]),
        heads,
        labels,
        [code == 3 for code in columns[5]],
        start,
        end,
        sentence,
        paragraph,
        quoted,
        children,
        spans,
        first,
    )
