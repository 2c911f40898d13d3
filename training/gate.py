"""Trains the gate by logistic regression; out-of-fold scores give its threshold."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from analysis.language.gate import BUCKETS, features
from training.data import Example


def fit(bags: list[NDArray[np.int64]], labels: NDArray[np.float32], seed: int, epochs: int = 12) -> tuple[NDArray[np.float32], float]:
    """Weights (BUCKETS,) and bias, by Adam on the weighted log loss with L2."""
    torch.manual_seed(seed)
    table = torch.nn.EmbeddingBag(BUCKETS, 1, mode="sum")
    torch.nn.init.zeros_(table.weight)
    bias = torch.nn.Parameter(torch.tensor(-1.0))
    optimiser = torch.optim.Adam([*table.parameters(), bias], lr=0.02)
    target = torch.from_numpy(labels)
    heavier = torch.tensor(float((labels == 0).sum() / max(1, (labels == 1).sum())) ** 0.5)
    order = np.random.default_rng(seed)
    for _ in range(epochs):
        shuffled = order.permutation(len(bags))
        for at in range(0, len(shuffled), 256):
            batch = shuffled[at : at + 256]
            flat = torch.from_numpy(np.concatenate([bags[i] for i in batch]))
            offsets = torch.from_numpy(np.cumsum([0, *[len(bags[i]) for i in batch[:-1]]]))
            logits = table(flat, offsets).squeeze(1) + bias
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, target[batch], pos_weight=heavier)
            loss = loss + 2e-5 * table.weight.pow(2).sum()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return table.weight.detach().numpy()[:, 0].copy(), float(bias.detach())


def out_of_fold(examples: list[Example], seed: int, folds: int = 5) -> NDArray[np.float32]:
    """Each example's logit from a model that did not see its article."""
    bags = [features(e.window) for e in examples]
    labels = np.array([bool(e.anchors) for e in examples], dtype=np.float32)
    names = sorted({e.article for e in examples})
    fold_of = {name: i % folds for i, name in enumerate(np.random.default_rng(seed).permutation(names))}
    fold = np.array([fold_of[e.article] for e in examples])
    scores = np.zeros(len(examples), dtype=np.float32)
    for k in range(folds):
        train = np.flatnonzero(fold != k)
        weights, bias = fit([bags[i] for i in train], labels[train], seed)
        for i in np.flatnonzero(fold == k):
            scores[i] = weights[bags[i]].sum() + bias
    return scores
