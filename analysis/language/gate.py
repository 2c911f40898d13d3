"""The gate: a linear model on word pieces that keeps sentences without any accusation away from the encoder."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.language.windows import SENTENCE_TYPE, Window

BUCKETS = 1 << 16
_PRIME = 1_000_003


def features(window: Window) -> NDArray[np.int64]:
    """Buckets of the window: pieces and neighbouring pairs of the sentence, and pieces of the 24 before it."""
    sentence = [p for p, t in zip(window.ids, window.types, strict=True) if t == SENTENCE_TYPE]
    first = window.types.index(SENTENCE_TYPE) if sentence else len(window.ids)
    before = window.ids[max(1, first - 25) : max(1, first - 1)]
    own = np.asarray(sentence, dtype=np.int64)
    near = np.asarray(before, dtype=np.int64)
    pairs = (own[:-1] * _PRIME + own[1:] * 31 + 7) % BUCKETS
    return np.unique(np.concatenate([own * 7919 % BUCKETS, pairs, (near * 104_729 + 13) % BUCKETS]))


class Gate:
    """weights: float array of BUCKETS; bias; threshold on the logit that `passes` uses."""

    def __init__(self, weights: NDArray[np.float32], bias: float, threshold: float) -> None:
        self._weights = weights
        self._bias = bias
        self._threshold = threshold

    def score(self, window: Window) -> float:
        """The logit: higher is likelier to hold an accusation."""
        return float(self._weights[features(window)].sum()) + self._bias

    def passes(self, window: Window) -> bool:
        """Whether the encoder should read the window."""
        return self.score(window) >= self._threshold
