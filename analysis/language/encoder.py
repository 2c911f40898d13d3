"""The trained encoder at run time: word pieces in, a vector for each out, by onnxruntime on int8 weights."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from analysis.language.windows import Window

GRAPH, TABLES = "reader.onnx.gz", "reader_words.npz.gz"
BUCKETS, DISTANCE = 32, 128
"""Relative positions of the attention's bias, and the distance from which all share the last (Raffel et al. 2020)."""
TYPES = 6
"""Marks of a piece: lower case, capital first letter, all capitals, each in the context or in the window's own sentences."""
Float = NDArray[np.float32]


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays of an .npz that is packed by gzip."""
    with np.load(BytesIO(gzip.decompress(path.read_bytes()))) as arrays:
        return {name: arrays[name] for name in arrays.files}


def bucket_table(size: int) -> NDArray[np.int64]:
    """The bucket of each (asking, asked) pair of positions: [size, size], by T5's rule as MPNet uses it."""
    half, exact = BUCKETS // 2, BUCKETS // 4
    away = np.arange(size)[:, None] - np.arange(size)[None]
    after, distance = (away < 0) * half, np.abs(away)
    with np.errstate(divide="ignore"):
        far = exact + (np.log(distance / exact) / np.log(DISTANCE / exact) * (half - exact))
    far = np.minimum(np.where(distance < exact, 0, far), half - 1).astype(np.int64)
    made: NDArray[np.int64] = after + np.where(distance < exact, distance, far)
    return made


def types_of(window: Window, text: str) -> list[int]:
    """The mark of each piece of a window (see TYPES)."""
    made = []
    for (start, end), sentence in zip(window.spans, window.sentence, strict=True):
        case = 0
        if start >= 0 and text[start].isupper():
            case = 2 if end - start > 1 and text[start:end].isupper() else 1
        made.append(case + (3 if sentence >= 0 else 0))
    return made


class Encoder:
    """Reads windows. The tables (words, positions, types, relative) and the graph come from one training."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # The graph is written as it shall run (training/export.py): what onnxruntime would fuse in it runs slower.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        graph = gzip.decompress((folder / GRAPH).read_bytes())
        self._session = onnxruntime.InferenceSession(graph, options)
        tables = read_arrays(folder / TABLES)
        self._words, self._steps = tables["words"], tables["steps"]
        self._positions: Float = tables["positions"] * tables["position_steps"][:, None]
        self._types = tables["types"].astype(np.float32)
        relative = tables["relative"].astype(np.float32)
        self._bias: Float = np.ascontiguousarray(relative[bucket_table(len(self._positions))].transpose(2, 0, 1)[None])

    def embedded(self, ids: NDArray[np.int64], types: NDArray[np.int64]) -> Float:
        """The layers' input [pieces, width]."""
        made: Float = self._words[ids] * self._steps[ids][:, None]
        made += self._positions[: len(ids)]
        made += self._types[types]
        return made

    def run(self, ids: Sequence[int], types: Sequence[int]) -> Float:
        """A vector for each piece of a window [pieces, width].

        One window at a time: nothing is padded, and a window's arrays stay in the processor's cache.
        """
        t = len(ids)
        embedded = self.embedded(np.array(ids), np.array(types))
        given: dict[str, Any] = {"embedded": embedded[None], "bias": np.ascontiguousarray(self._bias[:, :, :t, :t])}
        made: Float = self._session.run(["hidden"], given)[0][0]
        return made

    def read(self, windows: list[Window], text: str) -> list[Float]:
        """A vector for each piece of each window: [pieces, width] each."""
        return [self.run(window.ids, types_of(window, text)) for window in windows]
