"""Trains the gate on the vectors of the encoder's words; articles left out of it give its threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn

from analysis.language.gate import MOST
from analysis.language.windows import Windows

WIDTH, CHANNELS, INNER = 64, 96, 32
FOLDS = 5


@dataclass(slots=True)
class GateData:
    """The pieces, a label and an article number for each sentence."""

    pieces: list[list[int]]
    labels: NDArray[np.float32]
    articles: NDArray[np.int64]


def gather(articles: list[dict[str, Any]], sentences: list[list[tuple[int, int]]], tokenizer: Tokenizer) -> GateData:
    """Every sentence of completely labelled articles; its label is whether a record stands in it."""
    pieces: list[list[int]] = []
    labels: list[float] = []
    numbers: list[int] = []
    for number, (article, spans) in enumerate(zip(articles, sentences, strict=True)):
        windows = Windows(tokenizer, article["text"], spans)
        for i, (start, end) in enumerate(spans):
            pieces.append(windows.pieces(i)[0][:MOST])
            labels.append(float(any(r["start"] < end and start < r["end"] for r in article["records"])))
            numbers.append(number)
    return GateData(pieces, np.array(labels, dtype=np.float32), np.array(numbers))


class GateModel(nn.Module):
    """The convolution of analysis.language.gate, trainable; vectors start as the principal components of the encoder's words."""

    def __init__(self, words: Tensor) -> None:
        super().__init__()
        centred = words - words.mean(0)
        u, s, _ = torch.pca_lowrank(centred, q=WIDTH, center=False, niter=4)
        start = u * s
        self.vectors = nn.Embedding.from_pretrained(start / start.std(), freeze=False, padding_idx=0)
        with torch.no_grad():
            self.vectors.weight[0] = 0
        self.mix = nn.Conv1d(WIDTH, CHANNELS, 3, padding=1)
        self.hidden = nn.Linear(2 * CHANNELS, INNER)
        self.out = nn.Linear(INNER, 1)
        self.dropout = nn.Dropout(0.3)

    def pooled(self, ids: Tensor) -> Tensor:
        """The largest of each channel: [sentences, CHANNELS]; 0 pads."""
        mixed = self.mix(self.vectors(ids).transpose(1, 2)).relu() * (ids > 0)[:, None]
        return mixed.amax(2)

    def forward(self, ids: Tensor, before: Tensor) -> Tensor:
        both = torch.cat([self.pooled(ids), self.pooled(before)], dim=1)
        return self.out(self.hidden(self.dropout(both)).relu()).squeeze(1)


def _padded(pieces: Sequence[list[int]]) -> Tensor:
    longest = max(1, *map(len, pieces))
    return torch.tensor([[*p, *[0] * (longest - len(p))] for p in pieces])


def _before(data: GateData, rows: Sequence[int]) -> list[list[int]]:
    return [data.pieces[i - 1] if i and data.articles[i] == data.articles[i - 1] else [] for i in rows]


def fit(data: GateData, rows: NDArray[np.int64], words: Tensor, seed: int, epochs: int = 4) -> GateModel:
    """A gate of the sentences `rows`, by Adam on the log loss."""
    torch.manual_seed(seed)
    model = GateModel(words)
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0.05)
    rng = np.random.default_rng(seed)
    steps = epochs * (len(rows) // 128 + 1)
    schedule = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.05, steps)
    model.train()
    for _ in range(epochs):
        shuffled = rng.permutation(rows)
        for at in range(0, len(shuffled), 128):
            batch = sorted(shuffled[at : at + 128], key=lambda i: len(data.pieces[i]))
            logits = model(_padded([data.pieces[i] for i in batch]), _padded(_before(data, batch)))
            loss = nn.functional.binary_cross_entropy_with_logits(logits, torch.from_numpy(data.labels[batch]))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    return model.eval()


def logits_of(model: GateModel, data: GateData, rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """The logit of each of the sentences `rows`."""
    with torch.no_grad():
        parts = [rows[at : at + 512] for at in range(0, len(rows), 512)]
        made = [model(_padded([data.pieces[i] for i in p]), _padded(_before(data, p))).numpy() for p in parts]
    return np.concatenate(made)


def out_of_fold(data: GateData, words: Tensor, seed: int, folds: int = FOLDS) -> NDArray[np.float32]:
    """Each sentence's logit from a gate that did not see its article."""
    fold = np.random.default_rng(seed).permutation(int(data.articles.max()) + 1)[data.articles] % folds
    scores = np.zeros(len(data.pieces), dtype=np.float32)
    for k in range(folds):
        rows = np.flatnonzero(fold == k)
        scores[rows] = logits_of(fit(data, np.flatnonzero(fold != k), words, seed), data, rows)
    return scores


def tables(model: GateModel, threshold: float) -> dict[str, NDArray[Any]]:
    """The arrays that analysis.language.gate reads (its PARTS)."""
    vectors = model.vectors.weight.detach().numpy()
    step = np.maximum(np.abs(vectors).max(1), 1e-8) / 127
    mix = model.mix.weight.detach().numpy()
    return {
        "vectors": np.round(vectors / step[:, None]).astype(np.int8),
        "steps": step.astype(np.float16),
        "mix": mix.transpose(2, 1, 0).reshape(3 * WIDTH, CHANNELS).astype(np.float16),
        "mix_bias": model.mix.bias.detach().numpy().astype(np.float16),
        "hidden": model.hidden.weight.detach().numpy().T.astype(np.float16),
        "hidden_bias": model.hidden.bias.detach().numpy().astype(np.float16),
        "out": model.out.weight.detach().numpy().T.astype(np.float16),
        "out_bias": model.out.bias.detach().numpy().astype(np.float16),
        "threshold": np.array([threshold], dtype=np.float32),
    }
