"""The windows that the encoder reads: neighbouring sentences of an article as word pieces with offsets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

CONTEXT, CORE = 56, 200
"""Most word pieces of the context before a window's own sentences, and of these; a longer sentence is cut at its end."""

MOST = 60
"""Most sentences of a window: each brings a mark of its own, and the encoder knows a limited number of places."""
LONGEST = CONTEXT + CORE + MOST + 2
"""Most word pieces of a window, marks included."""

CLS, SEP = 2, 3
MARK = (-1, -1)


@dataclass(slots=True)
class Window:
    """Word pieces [CLS] context [SEP] sentence [SEP] sentence [SEP] …

    ids: vocabulary numbers. spans: (start, end) of each piece in the article's text, MARK for the marks. sentence: the
    article's sentence a piece belongs to, -1 for context and marks.
    """

    ids: list[int]
    spans: list[tuple[int, int]]
    sentence: list[int]

    def __len__(self) -> int:
        return len(self.ids)


class Windows:
    """Makes windows over one article, encoding each sentence once."""

    def __init__(self, tokenizer: Tokenizer, text: str, sentences: list[tuple[int, int]]) -> None:
        self._tokenizer = tokenizer
        self._text = text
        self._sentences = sentences
        self._pieces: dict[int, tuple[list[int], list[tuple[int, int]]]] = {}

    def pieces(self, i: int) -> tuple[list[int], list[tuple[int, int]]]:
        """Vocabulary numbers and spans of sentence i, cut at CORE pieces."""
        if i not in self._pieces:
            start, end = self._sentences[i]
            made = self._tokenizer.encode(self._text[start : min(end, start + 2000)], add_special_tokens=False)
            self._pieces[i] = (list(made.ids[:CORE]), [(start + a, start + b) for a, b in made.offsets[:CORE]])
        return self._pieces[i]

    def _context(self, i: int) -> tuple[list[int], list[tuple[int, int]]]:
        ids: list[int] = []
        spans: list[tuple[int, int]] = []
        j = i - 1
        while j >= 0 and len(ids) < CONTEXT:
            more, where = self.pieces(j)
            ids, spans = more + ids, where + spans
            j -= 1
        return ids[-CONTEXT:], spans[-CONTEXT:]

    def pack(self, chosen: Iterable[int]) -> Iterator[Window]:
        """Windows over the chosen sentences (ascending), neighbours together as far as CORE allows.

        A single sentence between two chosen ones is read with them: as context of the second it would cost as much.
        """
        run: list[int] = []
        size = 0
        for i in chosen:
            more = [i - 1, i] if run and i == run[-1] + 2 else [i]
            length = sum(len(self.pieces(j)[0]) for j in more)
            if run and (more[0] != run[-1] + 1 or size + length > CORE or len(run) + len(more) > MOST):
                yield self._window(run)
                run, size, more, length = [], 0, [i], len(self.pieces(i)[0])
            run += more
            size += length
        if run:
            yield self._window(run)

    def _window(self, run: list[int]) -> Window:
        ids, spans = self._context(run[0])
        made = Window([CLS, *ids, SEP], [MARK, *spans, MARK], [-1] * (len(ids) + 2))
        for i in run:
            ids, spans = self.pieces(i)
            made.ids += [*ids, SEP]
            made.spans += [*spans, MARK]
            made.sentence += [i] * len(ids) + [-1]
        return made
