"""The gate: a linear model on word pieces that keeps sentences unlikely to hold an accusation away from the encoder."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.language.windows import Windows

BUCKETS = 1 << 15
NEAR = 24
_PRIME = 1_000_003


def features(own: list[int], near: list[int]) -> NDArray[np.int64]:
    """Buckets of a sentence: its pieces, its neighbouring pairs, and the last pieces (NEAR of them) before it."""
    pieces = np.asarray(own, dtype=np.int64)
    before = np.asarray(near[-NEAR:], dtype=np.int64)
    pairs = (pieces[:-1] * _PRIME + pieces[1:] * 31 + 7) % BUCKETS
    return np.unique(np.concatenate([pieces * 7919 % BUCKETS, pairs, (before * 104_729 + 13) % BUCKETS]))


class Gate:
    """weights: float array of BUCKETS; bias; threshold on the logit that `passes` uses."""

    def __init__(self, weights: NDArray[np.float32], bias: float, threshold: float) -> None:
        self._weights = weights
        self._bias = bias
        self._threshold = threshold

    def score(self, windows: Windows, i: int) -> float:
        """The logit of sentence i: higher is likelier to hold an accusation."""
        near = windows.pieces(i - 1)[0] if i else []
        return float(self._weights[features(windows.pieces(i)[0], near)].sum()) + self._bias

    def passes(self, windows: Windows, i: int) -> bool:
        """Whether the encoder should read sentence i."""
        return self.score(windows, i) >= self._threshold
