"""The learned scorers of quotations: reading them from their file and scoring features with numpy alone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.errors import ModelError

Floats = npt.NDArray[np.float32]
STAGES = ("cue", "content", "speaker", "judge")
FILE = "quotes.npz"
CHUNK = 2048


@dataclass(slots=True)
class Scorer:
    """A small network over bags of string features: a linear part and one hidden layer over summed embeddings.

    vocabulary: feature to row. linear: (V,); embedding: (V, D); hidden: (D, H); hidden_bias, out: (H,); bias: a number.
    """

    vocabulary: dict[str, int]
    linear: Floats
    embedding: Floats
    hidden: Floats
    hidden_bias: Floats
    out: Floats
    bias: float

    def score(self, rows: list[list[str]]) -> Floats:
        """A logit for each row of features; features that training did not know are left out."""
        parts = [self._score(rows[i : i + CHUNK]) for i in range(0, len(rows), CHUNK)]
        return np.concatenate(parts) if parts else np.zeros(0, np.float32)

    def _score(self, rows: list[list[str]]) -> Floats:
        get = self.vocabulary.get
        unknown = len(self.vocabulary)
        # Row `unknown` is all zeros, so that no bag is ever empty.
        flat: list[int] = []
        starts: list[int] = []
        for row in rows:
            starts.append(len(flat))
            flat.append(unknown)
            flat += [k for k in map(get, row) if k is not None]
        ids = np.array(flat, np.int64)
        summed = np.add.reduceat(self.embedding[ids], starts, axis=0)
        linear = np.add.reduceat(self.linear[ids], starts)
        layer = np.maximum(summed @ self.hidden + self.hidden_bias, 0.0)
        made: Floats = (linear + layer @ self.out + self.bias).astype(np.float32)
        return made


@dataclass(slots=True)
class Model:
    """The four scorers, the lemmas that may be cues, the thresholds (logits) and the version that records name."""

    cue: Scorer
    content: Scorer
    speaker: Scorer
    judge: Scorer
    lemmas: frozenset[str]
    gate: float
    keep: float
    keep_quoted: float
    version: str


def load(folder: Path) -> Model | None:
    """The model in `folder`, None if there is none. Raises ModelError for a file that cannot be read."""
    path = folder / FILE
    if not path.exists():
        return None
    try:
        with np.load(path, allow_pickle=False) as data:
            about: dict[str, Any] = json.loads(bytes(data["about"]).decode())
            scorers = {stage: _scorer(data, stage) for stage in STAGES}
        return Model(
            **scorers,
            lemmas=frozenset(about["lemmas"]),
            gate=about["gate"],
            keep=about["keep"],
            keep_quoted=about["keep_quoted"],
            version=about["version"],
        )
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{path}: not a model of quotations ({error})") from error


def _scorer(data: Any, stage: str) -> Scorer:
    words = bytes(data[f"{stage}_vocabulary"]).decode().split("\n")
    embedding = data[f"{stage}_embedding"].astype(np.float32) * data[f"{stage}_scale"].astype(np.float32)
    return Scorer(
        vocabulary={w: i for i, w in enumerate(words)},
        linear=np.append(data[f"{stage}_linear"].astype(np.float32), np.float32(0)),
        embedding=np.vstack([embedding, np.zeros((1, embedding.shape[1]), np.float32)]),
        hidden=data[f"{stage}_hidden"].astype(np.float32),
        hidden_bias=data[f"{stage}_hidden_bias"].astype(np.float32),
        out=data[f"{stage}_out"].astype(np.float32),
        bias=float(data[f"{stage}_bias"]),
    )


def save(path: Path, model: dict[str, Scorer], about: dict[str, Any]) -> None:
    """Write scorers and what else a Model holds; embeddings as whole numbers of one byte with a scale a column."""
    arrays: dict[str, Any] = {"about": np.frombuffer(json.dumps(about, sort_keys=True).encode(), np.uint8)}
    for stage, scorer in model.items():
        scale = np.maximum(np.abs(scorer.embedding).max(axis=0), 1e-6) / 127
        arrays |= {
            f"{stage}_vocabulary": np.frombuffer("\n".join(scorer.vocabulary).encode(), np.uint8),
            f"{stage}_embedding": np.round(scorer.embedding / scale).astype(np.int8),
            f"{stage}_scale": scale.astype(np.float32),
            f"{stage}_linear": scorer.linear.astype(np.float16),
            f"{stage}_hidden": scorer.hidden.astype(np.float32),
            f"{stage}_hidden_bias": scorer.hidden_bias.astype(np.float32),
            f"{stage}_out": scorer.out.astype(np.float32),
            f"{stage}_bias": np.float32(scorer.bias),
        }
    np.savez_compressed(path, **arrays)
