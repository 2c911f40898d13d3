"""The trained encoder at run time: word pieces in, a vector for each out, by onnxruntime on int8 weights."""

from __future__ import annotations

import gzip
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
PIECES = 2048
"""Word pieces of a batch."""

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
        graph = gzip.decompress((folder / GRAPH).read_bytes())
        self._session = onnxruntime.InferenceSession(graph, options)
        tables = read_arrays(folder / TABLES)
        self._words, self._steps = tables["words"], tables["steps"]
        self._positions: Float = tables["positions"] * tables["position_steps"][:, None]
        self._types = tables["types"].astype(np.float32)
        self._relative = tables["relative"].astype(np.float32)
        self._buckets = bucket_table(len(self._positions))

    def embedded(self, ids: NDArray[np.int64], types: NDArray[np.int64]) -> Float:
        """The layers' input [batch, pieces, width]."""
        words = self._words[ids] * self._steps[ids][..., None]
        made: Float = words + self._positions[: ids.shape[1]] + self._types[types]
        return made

    def run(self, ids: NDArray[np.int64], types: NDArray[np.int64], mask: NDArray[np.bool_]) -> Float:
        """A vector for each piece of a batch [batch, pieces, width]; mask: which pieces are there."""
        t = ids.shape[1]
        bias = self._relative[self._buckets[:t, :t]].transpose(2, 0, 1)[None]
        hidden_away = np.where(mask, 0.0, -1e4).astype(np.float32)[:, None, None, :]
        given: dict[str, Any] = {"embedded": self.embedded(ids, types), "bias": bias, "away": hidden_away}
        made: Float = self._session.run(["hidden"], given)[0]
        return made

    def read(self, windows: list[Window], text: str) -> list[Float]:
        """A vector for each piece of each window: [pieces, width] each."""
        order = sorted(range(len(windows)), key=lambda i: len(windows[i]))
        made: dict[int, Float] = {}
        at = 0
        while at < len(order):
            size = max(1, PIECES // len(windows[order[min(at + 7, len(order) - 1)]]))
            batch = order[at : at + size]
            longest = max(len(windows[i]) for i in batch)
            ids = np.zeros((len(batch), longest), dtype=np.int64)
            types = np.zeros_like(ids)
            mask = np.zeros(ids.shape, dtype=bool)
            for k, i in enumerate(batch):
                n = len(windows[i])
                ids[k, :n] = windows[i].ids
                types[k, :n] = types_of(windows[i], text)
                mask[k, :n] = True
            hidden = self.run(ids, types, mask)
            made.update((i, hidden[k, : len(windows[i])]) for k, i in enumerate(batch))
            at += size
        return [made[i] for i in range(len(windows))]
