"""The reader: an encoder with heads that find records, their parties and fields, and the stances between parties."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from training.data import ACTS, CERTAINTIES, QUOTES, STANCES, VOICES

KINDS = 2
"""Kinds of anchors: accusing, denying."""
POINTERS = ("accuser_start", "accuser_end", "accused_start", "accused_end", "charge_end")
FIELDS = {"act": ACTS, "certainty": CERTAINTIES, "voice": VOICES, "quote": QUOTES}
REACH = 64
"""Largest distance in pieces, either way, that has a bias of its own."""


class Reader(nn.Module):
    """Heads over an encoder of width `width`; the heads' weights are what data/models/reader_heads.npz ships."""

    def __init__(self, encoder: nn.Module, width: int = 768, query: int = 256, key: int = 128) -> None:
        super().__init__()
        self.encoder = encoder
        self.dropout = nn.Dropout(0.15)
        self.anchor_hidden = nn.Linear(width, 192)
        self.anchor_out = nn.Linear(192, KINDS)
        self.inside = nn.Linear(width, 3)
        self.kind = nn.Embedding(KINDS, 64)
        self.query = nn.Linear(width + 64, query)
        self.keys = nn.Linear(width, key * len(POINTERS))
        self.asks = nn.Linear(query, key * len(POINTERS))
        self.null = nn.Linear(query, len(POINTERS))
        self.distance = nn.Parameter(torch.zeros(len(POINTERS), 2 * REACH + 1))
        self.same = nn.Parameter(torch.zeros(len(POINTERS), 2))
        self.absent = nn.Parameter(torch.zeros(2, width))
        self.field_hidden = nn.Linear(query + 3 * width, 256)
        self.fields = nn.ModuleDict({name: nn.Linear(256, len(values)) for name, values in FIELDS.items()})
        self.pair_hidden = nn.Linear(5 * width, 256)
        self.pair_out = nn.Linear(256, len(STANCES))
        self.key_width = key

    def encode(self, ids: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        """Hidden states [batch, pieces, width]."""
        made: Tensor = self.encoder(ids, mask, types)
        return made

    def anchors(self, hidden: Tensor) -> Tensor:
        """Logits [batch, pieces, KINDS]."""
        return self.anchor_out(nn.functional.gelu(self.anchor_hidden(self.dropout(hidden))))

    def queries(self, hidden: Tensor, batch: Tensor, token: Tensor, kind: Tensor) -> Tensor:
        """A query an anchor: [anchors, query]."""
        at = torch.cat([hidden[batch, token], self.kind(kind)], dim=-1)
        return nn.functional.gelu(self.query(self.dropout(at)))

    def pointers(
        self, hidden: Tensor, sentence: Tensor, batch: Tensor, token: Tensor, query: Tensor, mask: Tensor
    ) -> Tensor:
        """Logits [anchors, POINTERS, pieces + 1]; the last column is "none"."""
        n, t = len(batch), hidden.shape[1]
        keys = self.keys(self.dropout(hidden)).view(hidden.shape[0], t, len(POINTERS), self.key_width)[batch]
        asks = self.asks(query).view(n, len(POINTERS), self.key_width)
        scores = torch.einsum("ntpk,npk->npt", keys, asks) / self.key_width**0.5
        offset = (torch.arange(t)[None] - token[:, None]).clamp(-REACH, REACH) + REACH
        scores = scores + self.distance[:, offset].permute(1, 0, 2)
        inside = (sentence[batch] == sentence[batch, token][:, None]).long()
        scores = scores + self.same[:, inside].permute(1, 0, 2)
        scores = scores.masked_fill(~mask[batch][:, None].bool(), -1e4)
        return torch.cat([scores, self.null(query)[:, :, None]], dim=-1)

    def classify(
        self, hidden: Tensor, batch: Tensor, query: Tensor, accuser: Tensor, accused: Tensor
    ) -> dict[str, Tensor]:
        """Logits of each field; accuser and accused are the first pieces, -1 for none."""
        parts = [query, hidden[batch, 0]]
        for i, start in enumerate((accuser, accused)):
            known = hidden[batch, start.clamp(min=0)]
            parts.append(torch.where((start >= 0)[:, None], known, self.absent[i][None]))
        mixed = nn.functional.gelu(self.field_hidden(self.dropout(torch.cat(parts, dim=-1))))
        return {name: head(mixed) for name, head in self.fields.items()}

    def stances(self, hidden: Tensor, batch: Tensor, first: Tensor, second: Tensor) -> Tensor:
        """Logits [pairs, STANCES] of the first span towards the second; spans are [pairs, 2] of first and last piece."""
        between_low = torch.minimum(first[:, 1], second[:, 1])
        between_high = torch.maximum(first[:, 0], second[:, 0])
        summed = nn.functional.pad(hidden.cumsum(1), (0, 0, 1, 0))

        def mean(low: Tensor, high: Tensor) -> Tensor:
            size = (high - low + 1).clamp(min=1)
            return (summed[batch, torch.maximum(high, low) + 1] - summed[batch, low]) / size[:, None]

        parts = [
            mean(first[:, 0], first[:, 1]),
            mean(second[:, 0], second[:, 1]),
            mean(between_low, between_high),
            hidden[batch, 0],
            hidden[batch, first[:, 0]] * hidden[batch, second[:, 0]],
        ]
        return self.pair_out(nn.functional.gelu(self.pair_hidden(self.dropout(torch.cat(parts, dim=-1)))))
