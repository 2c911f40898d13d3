"""The gate: a small convolution over word pieces that keeps sentences unlikely to hold an accusation away from the encoder.

A sentence's pieces are vectors, three neighbours at a time are mixed, the largest of each channel over the sentence is kept (Kim 2014);
so are those of the sentence before it. What is kept tells the odds of an accusation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST = 120
"""Pieces of a sentence that are looked at."""
PARTS = ("vectors", "steps", "mix", "mix_bias", "hidden", "hidden_bias", "out", "out_bias", "threshold")

Float = NDArray[np.float32]


class Gate:
    """tables: the arrays of PARTS. vectors [pieces, width] as bytes with a step each; mix [3 * width, channels]."""

    def __init__(self, tables: Mapping[str, NDArray[Any]]) -> None:
        self._w = {name: tables[name].astype(np.float32) for name in PARTS if name != "vectors"}
        self._vectors: Float = tables["vectors"].astype(np.float32) * self._w["steps"][:, None]

    def scores(self, sentences: Sequence[Sequence[int]]) -> Float:
        """The logit of each of an article's sentences, given as pieces in their order; higher is likelier."""
        pooled = self._pooled([s[:MOST] for s in sentences])
        before = np.concatenate([np.zeros_like(pooled[:1]), pooled[:-1]])
        both = np.concatenate([pooled, before], axis=1)
        inner = np.maximum(both @ self._w["hidden"] + self._w["hidden_bias"], 0)
        made: Float = inner @ self._w["out"] + self._w["out_bias"]
        return made[:, 0]

    def passes(self, sentences: Sequence[Sequence[int]]) -> list[bool]:
        """Whether the encoder should read each sentence."""
        if not sentences:
            return []
        return [bool(s >= self._w["threshold"][0]) for s in self.scores(sentences)]

    def _pooled(self, sentences: Sequence[Sequence[int]]) -> Float:
        # All sentences in one row, an empty place between them, so that no piece mixes with another sentence's.
        width = self._vectors.shape[1]
        sizes = np.array([len(s) + 1 for s in sentences])
        row = np.zeros((int(sizes.sum()) + 1, width), dtype=np.float32)
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        real = np.ones(len(row), dtype=bool)
        real[np.append(starts, len(row) - 1)] = False
        flat = np.fromiter((p for s in sentences for p in s), dtype=np.int64)
        row[real] = self._vectors[flat]
        mixed = np.concatenate([row[:-2], row[1:-1], row[2:]], axis=1) @ self._w["mix"] + self._w["mix_bias"]
        mixed = np.maximum(mixed, 0)
        # Places between sentences hold no piece: they must not count as one.
        mixed[~real[1:-1]] = 0
        made: Float = np.maximum.reduceat(np.concatenate([np.zeros_like(mixed[:1]), mixed]), starts)
        return made
