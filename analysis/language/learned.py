"""The trained reader at run time: heads in numpy over the encoder's vectors, records decoded from them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ModelError
from analysis.language.encoder import GRAPH, TABLES, Encoder, read_arrays
from analysis.language.gate import Gate
from analysis.language.windows import Window, Windows
from analysis.records import Span

RULES_VERSION = "rules-1"
GATE, HEADS = "reader_gate.npz", "reader_heads.npz.gz"
FILES = (GRAPH, TABLES, GATE, HEADS, "reader_tokenizer.json", "reader.json")
POINTERS = 5
REACH = 64
LEAST = 0.04
"""Anchors less likely than this are not decoded."""
SECONDED = 0.15
"""Score from which a record stands when a rule finds the same; what scores less is of no use to anybody."""
LONGEST = 28
"""Word pieces of a party."""
OUTSIDE = 2.0
"""Log odds that a party outside the record's sentence must have over one inside."""
STEP = ":step"
"""Ending of the name under which a matrix of whole numbers has the step of each of its rows."""

Float = NDArray[np.float32]


@dataclass(slots=True)
class Candidate:
    """A record as the reader sees it. Spans are offsets, a party's may lie outside the sentence; fields: odds of labels."""

    sentence: int
    kind: int
    score: float
    accuser: Span | None
    accused: Span | None
    charge: Span | None
    fields: dict[str, dict[str, float]]


@dataclass(slots=True)
class _Read:
    window: Window
    hidden: Float


Place = tuple[int, int]
"""First and last word piece of a party in its window."""
_Pair = tuple[_Read, Place, Place]


class Reading:
    """What the reader makes of one article. candidates: records of at least SECONDED, the surest first in each sentence."""

    def __init__(self, candidates: list[Candidate], read: list[_Read], reader: Reader) -> None:
        self.candidates = candidates
        self._read = read
        self._reader = reader
        self._window_of = {i: r for r in read for i in set(r.window.sentence) if i >= 0}

    def confidence(self, score: float) -> float:
        """The calibrated probability that a record of this score is right."""
        return self._reader.confidence(score)

    def covers(self, sentence: int) -> bool:
        """Whether the encoder read the sentence (the gate may have passed over it)."""
        return sentence in self._window_of

    def stances(self, asked: Sequence[tuple[int, Sequence[tuple[Span, Span]]]]) -> list[Float]:
        """Probabilities [pairs, 3] of neutral, negative, positive of the first party towards the second, for each sentence asked of.

        asked: (sentence, its pairs). All at once: a product with the heads' weights costs nearly the same for few rows as for many.
        """
        made: list[Float] = []
        pairs: list[_Pair] = []
        rows: list[tuple[int, int]] = []
        for number, (sentence, wanted) in enumerate(asked):
            odds = np.zeros((len(wanted), 3), dtype=np.float32)
            odds[:, 0] = 1.0
            made.append(odds)
            read = self._window_of.get(sentence)
            if read is None:
                continue
            places = {span: _pieces(read.window, span) for span in dict.fromkeys(s for pair in wanted for s in pair)}
            for i, (a, b) in enumerate(wanted):
                first, second = places[a], places[b]
                if first is not None and second is not None:
                    pairs.append((read, first, second))
                    rows.append((number, i))
        if pairs:
            for (number, i), odds in zip(rows, self._reader.stances(pairs), strict=True):
                made[number][i] = odds
        return made


class Reader:
    """The encoder and its heads. version names the model; card is data/models/reader.json."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        self._encoder = Encoder(folder)
        self._tokenizer = Tokenizer.from_file(str(folder / "reader_tokenizer.json"))
        self.card: dict[str, Any] = json.loads((folder / "reader.json").read_text(encoding="utf-8"))
        heads = read_arrays(folder / HEADS)
        self._w: dict[str, Float] = {k: _matrix(heads, k) for k in heads if not k.endswith(STEP)}
        self.version = str(self.card["version"])
        points = self.card.get("calibration") or [(0.0, 0.0), (1.0, 1.0)]
        self._scores = [float(p[0]) for p in points]
        self._shares = [float(p[1]) for p in points]
        self._labels: dict[str, list[str]] = self.card["labels"]
        with np.load(folder / GATE) as tables:
            self._gate = Gate(tables)

    def confidence(self, score: float) -> float:
        """The share of records of this score that were right on labelled articles kept from the training."""
        return round(float(np.interp(score, self._scores, self._shares)), 3)

    def read(self, text: str, sentences: list[Span], wanted: Sequence[int] = ()) -> Reading:
        """Reads an article. wanted: sentences that the encoder must read whatever the gate says."""
        windows = Windows(self._tokenizer, text, sentences)
        must = set(wanted)
        passed = self._gate.passes([windows.pieces(i)[0] for i in range(len(sentences))])
        chosen = [i for i in range(len(sentences)) if i in must or passed[i]]
        packed = list(windows.pack(chosen))
        vectors = self._encoder.read(packed, text)
        read = [_Read(window, hidden) for window, hidden in zip(packed, vectors, strict=True)]
        candidates = [c for r in read for c in self._decode(r, text)]
        return Reading(candidates, read, self)

    def _linear(self, name: str, x: Float) -> Float:
        return x @ self._w[f"{name}.weight"].T + self._w[f"{name}.bias"]

    def stances(self, pairs: Sequence[_Pair]) -> Float:
        """Probabilities [pairs, 3] of stances.

        The first layer is a sum over five parts of its input. Each part is multiplied once for every party, pair of parties or
        window that it hangs on, not again for each of the ordered pairs.
        """
        weight = np.split(self._w["pair_hidden.weight"].T, 5)
        summed: dict[int, Float] = {}
        alone, joined, windows = _Rows(), _Rows(), _Rows()

        def mean(read: _Read, low: int, high: int) -> Float:
            sums = summed.get(id(read))
            if sums is None:
                start = np.zeros((1, read.hidden.shape[1]), np.float32)
                sums = summed[id(read)] = np.concatenate([start, read.hidden.cumsum(0)])
            made: Float = (sums[max(high, low) + 1] - sums[low]) / max(high - low + 1, 1)
            return made

        def together(read: _Read, a: Place, b: Place) -> Float:
            return np.concatenate([mean(read, min(a[1], b[1]), max(a[0], b[0])), read.hidden[a[0]] * read.hidden[b[0]]])

        places: list[tuple[int, int, int, int]] = []
        for read, a, b in pairs:
            key = id(read)
            places.append(
                (
                    alone.at((key, *a), partial(mean, read, *a)),
                    alone.at((key, *b), partial(mean, read, *b)),
                    joined.at((key, *min(a, b), *max(a, b)), partial(together, read, a, b)),
                    windows.at((key,), partial(read.hidden.__getitem__, 0)),
                )
            )
        first, second, both, start = np.array(places).T
        parties = alone.all()
        mixed = (parties @ weight[0])[first] + (parties @ weight[1])[second]
        mixed += (joined.all() @ np.concatenate([weight[2], weight[4]]))[both]
        mixed += (windows.all() @ weight[3])[start] + self._w["pair_hidden.bias"]
        return _softmax(self._linear("pair_out", _gelu(mixed)))

    def _decode(self, read: _Read, text: str) -> list[Candidate]:
        hidden, window = read.hidden, read.window
        sentence = np.asarray(window.sentence)
        logits = self._linear("anchor_out", _gelu(self._linear("anchor_hidden", hidden)))[:, :2]
        chance = 1 / (1 + np.exp(-logits))
        chance[sentence < 0] = 0
        tokens, kinds = np.nonzero(chance > LEAST)
        if not len(tokens):
            return []
        at = np.concatenate([hidden[tokens], self._w["kind.weight"][kinds]], axis=1)
        query = _gelu(self._linear("query", at))
        scores = self._point(hidden, sentence, tokens, query)
        charges = [_charge(scores[n, 4], sentence, int(token)) for n, token in enumerate(tokens)]
        odds = [float(chance[token, kind]) for token, kind in zip(tokens, kinds, strict=True)]
        kept = [(score, n) for score, n in _merge(odds, charges, tokens, kinds, sentence) if score >= SECONDED]
        if not kept:
            return []
        parties = [[_best_span(scores[n, i], scores[n, i + 1], sentence, int(tokens[n])) for i in (0, 2)] for _, n in kept]
        fields = self._fields(hidden, query[[n for _, n in kept]], parties)
        return [
            Candidate(
                int(sentence[tokens[n]]),
                int(kinds[n]),
                score,
                _offsets(window, accuser, text),
                _offsets(window, accused, text),
                _offsets(window, charges[n], text),
                labels,
            )
            for (score, n), (accuser, accused), labels in zip(kept, parties, fields, strict=True)
        ]

    def _point(self, hidden: Float, sentence: NDArray[Any], tokens: NDArray[Any], query: Float) -> Float:
        n, t = len(tokens), len(hidden)
        keys = self._linear("keys", hidden).reshape(t, POINTERS, -1)
        asks = self._linear("asks", query).reshape(n, POINTERS, -1)
        # One product a pointer; einsum without BLAS takes many times as long.
        scores = (asks.transpose(1, 0, 2) @ keys.transpose(1, 2, 0)).transpose(1, 0, 2) / np.sqrt(keys.shape[2])
        offset = np.clip(np.arange(t)[None] - tokens[:, None], -REACH, REACH) + REACH
        scores += self._w["distance"][:, offset].transpose(1, 0, 2)
        inside = (sentence[None] == sentence[tokens][:, None]).astype(int)
        scores += self._w["same"][:, inside].transpose(1, 0, 2)
        return np.concatenate([scores, self._linear("null", query)[:, :, None]], axis=2).astype(np.float32)

    def _fields(
        self, hidden: Float, query: Float, parties: Sequence[Sequence[Place | None]]
    ) -> list[dict[str, dict[str, float]]]:
        """The odds of each record's labels; query: a row a record, parties: its accuser and accused."""
        start = np.broadcast_to(hidden[0], (len(query), hidden.shape[1]))
        known = [
            np.stack([hidden[place[0]] if place else absent for place in places])
            for places, absent in zip(zip(*parties, strict=True), self._w["absent"], strict=True)
        ]
        mixed = _gelu(self._linear("field_hidden", np.concatenate([query, start, *known], axis=1)))
        made: list[dict[str, dict[str, float]]] = [{} for _ in parties]
        for name, labels in self._labels.items():
            for record, odds in zip(made, _softmax(self._linear(f"fields.{name}", mixed)).tolist(), strict=True):
                record[name] = dict(zip(labels, odds, strict=True))
        return made


def _matrix(heads: dict[str, NDArray[Any]], name: str) -> Float:
    made: Float = heads[name].astype(np.float32)
    return made * heads[name + STEP][:, None] if name + STEP in heads else made


class _Rows:
    """Rows of a matrix, each made once for its key."""

    def __init__(self) -> None:
        self._number: dict[tuple[int, ...], int] = {}
        self._rows: list[Float] = []

    def at(self, key: tuple[int, ...], make: Callable[[], Float]) -> int:
        """The number of the row of `key`."""
        number = self._number.get(key)
        if number is None:
            number = self._number[key] = len(self._rows)
            self._rows.append(make())
        return number

    def all(self) -> Float:
        """The matrix."""
        return np.stack(self._rows)


def _gelu(x: Float) -> Float:
    """GELU by Abramowitz and Stegun 7.1.26 for erf, right to 2e-7."""
    z = np.abs(x) / np.sqrt(2.0)
    t = 1 / (1 + 0.3275911 * z)
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(x) * (1 - poly * np.exp(-z * z))
    made: Float = (0.5 * x * (1 + erf)).astype(np.float32)
    return made


def _softmax(x: Float) -> Float:
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    made: Float = e / e.sum(axis=-1, keepdims=True)
    return made


def _best_span(start: Float, end: Float, sentence: NDArray[Any], token: int) -> Place | None:
    """The likeliest (first, last) piece within one sentence or the context; None when "none" is likelier."""
    none = float(start[-1] + end[-1])
    best, chosen = none, None
    start = start[:-1] - np.where(sentence == sentence[token], 0.0, OUTSIDE).astype(np.float32)
    for s in np.argsort(-start)[:6].tolist():
        same = sentence[s : s + LONGEST] == sentence[s]
        reach = int(same.argmin()) or len(same)
        e = s + int(end[s : s + reach].argmax())
        if float(start[s] + end[e]) > best:
            best, chosen = float(start[s] + end[e]), (s, e)
    return chosen


def _charge(end: Float, sentence: NDArray[Any], token: int) -> Place | None:
    same = np.flatnonzero(sentence == sentence[token])
    same = same[same >= token]
    e = int(same[end[same].argmax()])
    return (token, e) if float(end[e]) >= float(end[-1]) else None


def _overlap(a: Place, b: Place) -> float:
    shared = min(a[1], b[1]) - max(a[0], b[0]) + 1
    return max(0, shared) / min(a[1] - a[0] + 1, b[1] - b[0] + 1)


def _merge(
    odds: list[float],
    charges: list[Place | None],
    tokens: NDArray[Any],
    kinds: NDArray[Any],
    sentence: NDArray[Any],
) -> list[tuple[float, int]]:
    """Anchors of one record brought together: the surest stands for all, with the chance that any of them is right (noisy or).

    (score, number of the anchor), the surest first.
    """
    own = [charge or (int(token), int(token)) for charge, token in zip(charges, tokens, strict=True)]
    kept: list[tuple[float, int]] = []
    for n in sorted(range(len(odds)), key=lambda n: -odds[n]):
        twin = next(
            (
                k
                for k, (_, m) in enumerate(kept)
                if sentence[tokens[n]] == sentence[tokens[m]]
                and kinds[n] == kinds[m]
                and _overlap(own[n], own[m]) >= 0.5
            ),
            None,
        )
        if twin is None:
            kept.append((odds[n], n))
        else:
            surest, m = kept[twin]
            kept[twin] = (1 - (1 - surest) * (1 - odds[n]), m)
    return sorted(kept, key=lambda k: -k[0])


def _offsets(window: Window, span: tuple[int, int] | None, text: str) -> Span | None:
    """Offsets of the pieces, widened to whole words."""
    if span is None:
        return None
    start, end = window.spans[span[0]][0], window.spans[span[1]][1]
    if start < 0 or end < 0 or end <= start:
        return None
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end


def _pieces(window: Window, span: Span) -> tuple[int, int] | None:
    hit = [
        i for i, (a, b) in enumerate(window.spans) if a >= 0 and a < span[1] and b > span[0] and window.sentence[i] >= 0
    ]
    return (hit[0], hit[-1]) if hit else None


def load(folder: Path) -> Reader | None:
    """The reader in `folder`; None when its files are not there (the rules then work alone). Raises ModelError."""
    there = [name for name in FILES if (folder / name).exists()]
    if not there:
        return None
    if len(there) < len(FILES):
        missing = ", ".join(sorted(set(FILES) - set(there)))
        raise ModelError(
            f"the trained reader in {folder} is incomplete: {missing} missing; restore data/models or remove it"
        )
    return Reader(folder)
