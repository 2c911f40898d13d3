"""Trains the gate by logistic regression; out-of-fold scores give its threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from analysis.language.gate import BUCKETS, features
from analysis.language.windows import Windows

Bags = list[NDArray[np.int64]]


@dataclass(slots=True)
class GateData:
    """A bag of features, a label and an article number for each sentence."""

    bags: Bags
    labels: NDArray[np.float32]
    articles: NDArray[np.int64]


def gather(articles: list[dict[str, object]], sentences: list[list[tuple[int, int]]], tokenizer: Tokenizer) -> GateData:
    """Every sentence of completely labelled articles; its label is whether a record stands in it."""
    bags: Bags = []
    labels: list[float] = []
    numbers: list[int] = []
    for number, (article, spans) in enumerate(zip(articles, sentences, strict=True)):
        windows = Windows(tokenizer, str(article["text"]), spans)
        records = article["records"]
        assert isinstance(records, list)
        for i, (start, end) in enumerate(spans):
            bags.append(features(windows.pieces(i)[0], windows.pieces(i - 1)[0] if i else []))
            labels.append(float(any(r["start"] < end and start < r["end"] for r in records)))
            numbers.append(number)
    return GateData(bags, np.array(labels, dtype=np.float32), np.array(numbers))


def fit(bags: Bags, labels: NDArray[np.float32], seed: int, epochs: int = 6) -> tuple[NDArray[np.float32], float]:
    """Weights (BUCKETS,) and bias, by Adam on the weighted log loss with L2."""
    torch.manual_seed(seed)
    table = torch.nn.EmbeddingBag(BUCKETS, 1, mode="sum")
    torch.nn.init.zeros_(table.weight)
    bias = torch.nn.Parameter(torch.tensor(-1.0))
    optimiser = torch.optim.Adam([*table.parameters(), bias], lr=0.02)
    target = torch.from_numpy(labels)
    order = np.random.default_rng(seed)
    for _ in range(epochs):
        shuffled = order.permutation(len(bags))
        for at in range(0, len(shuffled), 256):
            batch = shuffled[at : at + 256]
            flat = torch.from_numpy(np.concatenate([bags[i] for i in batch]))
            offsets = torch.from_numpy(np.cumsum([0, *[len(bags[i]) for i in batch[:-1]]]))
            logits = table(flat, offsets).squeeze(1) + bias
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, target[batch])
            loss = loss + 1e-3 * table.weight.pow(2).sum()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return table.weight.detach().numpy()[:, 0].copy(), float(bias.detach())


def out_of_fold(data: GateData, seed: int, folds: int = 5) -> NDArray[np.float32]:
    """Each sentence's logit from a model that did not see its article."""
    fold = np.random.default_rng(seed).permutation(int(data.articles.max()) + 1)[data.articles] % folds
    scores = np.zeros(len(data.bags), dtype=np.float32)
    for k in range(folds):
        train = np.flatnonzero(fold != k)
        weights, bias = fit([data.bags[i] for i in train], data.labels[train], seed)
        for i in np.flatnonzero(fold == k):
            scores[i] = weights[data.bags[i]].sum() + bias
    return scores


def threshold(data: GateData, seed: int, recall: float) -> tuple[float, float]:
    """The logit that keeps `recall` of the sentences with a record, and the share of all sentences it lets through."""
    scores = out_of_fold(data, seed)
    cut = float(np.quantile(scores[data.labels == 1], 1 - recall))
    return cut, float((scores >= cut).mean())
