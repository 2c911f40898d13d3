"""Trains the stances' head anew on the shipped encoder: python -m training.stances --gold DIR --models data/models.

In the joint training a sentence with one labelled pair weighs little beside an article; the head alone, over the finished encoder's
vectors, takes minutes. Sentences kept for validation (`held_back`) are left out. Rewrites reader_heads.npz.gz and its digest in the card.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from analysis.language.encoder import Encoder, read_arrays
from analysis.language.learned import HEADS, STEP
from training.data import digest, directed_example, read_jsonl
from training.export import HEAD_STEP, rounded, spread, write_arrays
from training.reader import SEED, held_back

EPOCHS, RATE, BATCH = 6, 3e-4, 64


def inputs(hidden: Tensor, pairs: list[tuple[tuple[int, int], tuple[int, int], int]]) -> list[Tensor]:
    """The head's input of each pair, as `Reader.stances` of training.model puts it together."""
    summed = nn.functional.pad(hidden.cumsum(0), (0, 0, 1, 0))

    def mean(low: int, high: int) -> Tensor:
        return (summed[max(high, low) + 1] - summed[low]) / max(1, high - low + 1)

    return [
        torch.cat(
            [mean(*a), mean(*b), mean(min(a[1], b[1]), max(a[0], b[0])), hidden[0], hidden[a[0]] * hidden[b[0]]]
        )
        for a, b, _ in pairs
    ]


def train(x: Tensor, y: Tensor, hidden: nn.Linear, out: nn.Linear) -> None:
    """Trains both layers by AdamW with a falling rate and dropout on the input."""
    parameters = [*hidden.parameters(), *out.parameters()]
    optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.05)
    order = torch.Generator().manual_seed(SEED)
    for epoch in range(EPOCHS):
        shuffled = torch.randperm(len(x), generator=order)
        total = 0.0
        for at in range(0, len(x), BATCH):
            batch = shuffled[at : at + BATCH]
            logits = out(nn.functional.gelu(hidden(nn.functional.dropout(x[batch], 0.3))))
            loss = nn.functional.cross_entropy(logits, y[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            total += float(loss.detach()) * len(batch)
        optimiser.param_groups[0]["lr"] = RATE * (1 - (epoch + 1) / EPOCHS)
        print(f"epoch {epoch + 1} mean loss {total / len(x):.3f}", flush=True)


def main() -> None:
    """Command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--gold", type=Path, required=True)
    ap.add_argument("--models", type=Path, required=True)
    args = ap.parse_args()
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    tokenizer = Tokenizer.from_file(str(args.models / "reader_tokenizer.json"))
    rows = [r for r in read_jsonl(args.gold / "directed_sentiment.dev.jsonl") if not held_back(r)]
    examples = [e for r in rows if (e := directed_example(r, tokenizer))]
    examples.sort(key=lambda e: len(e.window))
    encoder = Encoder(args.models)
    found = [encoder.run(e.window.ids, e.types) for e in examples]
    x = torch.stack([t for e, h in zip(examples, found, strict=True) for t in inputs(torch.from_numpy(h), e.pairs)])
    y = torch.tensor([stance for e in examples for _, _, stance in e.pairs])
    heads = read_arrays(args.models / HEADS)
    layers = {name: nn.Linear(*reversed(heads[f"{name}.weight"].shape)) for name in ("pair_hidden", "pair_out")}
    with torch.no_grad():
        for name, layer in layers.items():
            weight = heads[f"{name}.weight"].astype(np.float32)
            step = heads.get(f"{name}.weight{STEP}")
            layer.weight.copy_(torch.from_numpy(weight if step is None else weight * step[:, None]))
            layer.bias.copy_(torch.from_numpy(heads[f"{name}.bias"].astype(np.float32)))
    train(x, y, layers["pair_hidden"], layers["pair_out"])
    for name, layer in layers.items():
        weight = layer.weight.detach()
        key = f"{name}.weight"
        if key + STEP in heads:
            step = spread(weight) * HEAD_STEP
            heads[key], heads[key + STEP] = rounded(weight, step), step[:, 0].numpy()
        else:
            heads[key] = weight.numpy().astype(np.float16)
        heads[f"{name}.bias"] = layer.bias.detach().numpy().astype(np.float16)
    write_arrays(args.models / HEADS, heads)
    card = json.loads((args.models / "reader.json").read_text(encoding="utf-8"))
    card["files"][HEADS] = digest([args.models / HEADS])
    (args.models / "reader.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
