"""Exports a trained reader for run time: python -m training.export --run DIR --gold DIR --extra FILE --out data/models.

The encoder's graph is written with weights of one byte each, on the grid that the training rounded them to, and packed: the grid is
coarse, so that Huffman's code takes under four bits a weight. What the training did not round (words, heads, gate) is rounded here.
"""

from __future__ import annotations

import argparse
import json
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor, nn

from analysis.language.encoder import GRAPH, TABLES
from analysis.language.learned import GATE, HEADS, STEP
from analysis.language.windows import LONGEST
from training.data import digest, read_jsonl, split_sentences
from training.encoder import Encoder, small_tokenizer, step_of
from training.gate import fit, gather, out_of_fold, tables
from training.model import FIELDS, Reader
from training.reader import SEED, labelled_articles

GATE_RECALL = 0.97
"""Share of the sentences with a record that the gate must let through."""
WORDS, COMMON = 10_500, 5_000
"""Words that are shipped, the commonest first; how many of them are rounded finely."""
FINE, COARSE, HEAD_STEP = 0.13, 0.45, 0.2
"""Steps of the rounding of common and of other words and of the heads, in standard deviations of a row."""
TRAINED_ONLY = ("encoder", "inside")
"""Parts of the model that the run time does not need here: the encoder has files of its own, `inside` only helps the training."""


class _Layers(nn.Module):
    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, embedded: Tensor, bias: Tensor, away: Tensor) -> Tensor:
        return self.encoder.run(embedded, bias + away)


def packed(data: bytes) -> bytes:
    """gzip by Huffman's code alone: there is nothing that repeats in weights, and looking for it makes the file larger."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31, 9, zlib.Z_HUFFMAN_ONLY)
    return packer.compress(data) + packer.flush()


def write_arrays(path: Path, arrays: dict[str, NDArray[Any]]) -> None:
    """The arrays as numpy's .npz, packed."""
    plain = BytesIO()
    np.savez(plain, **arrays)
    path.write_bytes(packed(plain.getvalue()))


def rounded(weight: Tensor, step: Tensor) -> NDArray[np.int8]:
    """Whole numbers of steps; step [rows, 1]."""
    return (weight / step).round().clamp(-127, 127).to(torch.int8).numpy()


def spread(weight: Tensor) -> Tensor:
    """The root mean square of each row [rows, 1]."""
    return weight.pow(2).mean(1, keepdim=True).sqrt().clamp(min=1e-6)


def fewer_words(model: Reader, tokenizer: Tokenizer, source: Path) -> Tokenizer:
    """Leaves the model the commonest WORDS words and the letters of European scripts; the tokenizer of these. In place."""
    size = tokenizer.get_vocab_size()
    pieces = [tokenizer.id_to_token(i) for i in range(size)]
    kept = [i for i, p in enumerate(pieces) if i < WORDS or (len(p.removeprefix("##")) == 1 and p[-1] <= LAST_LETTER)]
    made = small_tokenizer(source, [pieces[i] for i in kept[MARKS:]])
    model.encoder.words = nn.Embedding.from_pretrained(model.encoder.words.weight.detach()[torch.tensor(kept)])
    return made


def word_steps(size: int) -> Tensor:
    """The step of each word in standard deviations [words, 1]."""
    return torch.where(torch.arange(size)[:, None] < COMMON, FINE, COARSE)


MARKS = 4
"""[PAD], [UNK], [CLS], [SEP]."""
LAST_LETTER = "\u024f"


def export_encoder(encoder: Encoder, out: Path) -> None:
    """Writes GRAPH (embedded, bias, away → hidden) and TABLES."""
    import onnx
    from onnx import numpy_helper
    from onnxruntime.quantization import QuantType, quantize_dynamic

    encoder.eval()
    width = encoder.words.embedding_dim
    sample = (torch.randn(2, 16, width), torch.zeros(1, 12, 16, 16), torch.zeros(2, 1, 1, 16))
    plain, small = out / "reader.float.onnx", out / "reader.int8.onnx"
    axes = {"embedded": {0: "batch", 1: "pieces"}, "bias": {2: "pieces", 3: "pieces"}, "away": {0: "batch", 3: "pieces"}}
    torch.onnx.export(
        _Layers(encoder),
        sample,
        str(plain),
        input_names=list(axes),
        output_names=["hidden"],
        dynamic_axes={**axes, "hidden": {0: "batch", 1: "pieces"}},
        dynamo=False,
        opset_version=17,
    )
    quantize_dynamic(str(plain), str(small), weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"])
    graph = onnx.load(str(small))
    by_shape: dict[str, Any] = {i.name: i for i in graph.graph.initializer}
    floats = {i.name: numpy_helper.to_array(i) for i in onnx.load(str(plain)).graph.initializer}
    for name, given in by_shape.items():
        if not name.endswith("_quantized"):
            continue
        base = name.removesuffix("_quantized")
        weight = torch.from_numpy(floats[base].T.copy())
        step = step_of(weight)
        given.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(rounded(weight, step).T), name))
        scale = by_shape[base + "_scale"]
        scale.CopyFrom(numpy_helper.from_array(step.numpy().reshape(numpy_helper.to_array(scale).shape), base + "_scale"))
    (out / GRAPH).write_bytes(packed(graph.SerializeToString()))
    plain.unlink()
    small.unlink()
    words = encoder.words.weight.detach()
    step = spread(words) * word_steps(len(words))
    positions = encoder.positions.weight.detach()[:LONGEST]
    fine = spread(positions) * FINE / 2
    tables = {
        "words": rounded(words, step),
        "steps": step[:, 0].numpy(),
        "positions": rounded(positions, fine),
        "position_steps": fine[:, 0].numpy(),
        "types": encoder.types.weight.detach().numpy().astype(np.float16),
        "relative": encoder.relative.weight.detach().numpy().astype(np.float16),
    }
    write_arrays(out / TABLES, tables)


def export_heads(model: Reader, out: Path) -> None:
    """Writes HEADS: matrices as bytes with a step a row, the rest in half precision."""
    kept: dict[str, NDArray[Any]] = {}
    for name, value in model.state_dict().items():
        if name.split(".")[0] in TRAINED_ONLY:
            continue
        if value.ndim == 2 and value.numel() > 50_000:
            step = spread(value) * HEAD_STEP
            kept[name] = rounded(value, step)
            kept[name + STEP] = step[:, 0].numpy()
        else:
            kept[name] = value.numpy().astype(np.float16)
    write_arrays(out / HEADS, kept)


def main() -> None:
    """Command line of the export."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--run", type=Path, required=True, help="--out of training.reader")
    ap.add_argument("--gold", type=Path, required=True)
    ap.add_argument("--extra", type=Path, nargs="*", default=[])
    ap.add_argument("--layers", type=int, default=6)
    ap.add_argument("--out", type=Path, required=True)
    args = ap.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(args.run / "reader_tokenizer.json"))
    model = Reader(Encoder(tokenizer.get_vocab_size(), args.layers))
    weights = args.run / "reader.pt"
    model.load_state_dict(torch.load(weights, weights_only=True))
    tokenizer = fewer_words(model, tokenizer, args.run / "all-mpnet-base-v2")
    export_encoder(model.encoder, args.out)
    articles = labelled_articles(args.gold, args.extra)
    data = gather(articles, split_sentences(articles, args.run), tokenizer)
    words = model.encoder.words.weight.detach()
    scores = out_of_fold(data, words, SEED)
    cut = float(np.quantile(scores[data.labels == 1], 1 - GATE_RECALL))
    np.savez_compressed(args.out / GATE, **tables(fit(data, np.arange(len(data.pieces)), words, SEED), cut))
    export_heads(model, args.out)
    tokenizer.save(str(args.out / "reader_tokenizer.json"), pretty=False)
    labelled = [args.gold / "complete.train.jsonl", *args.extra, args.gold / "directed_sentiment.dev.jsonl"]
    files = (GRAPH, TABLES, GATE, HEADS, "reader_tokenizer.json")
    card = {
        "version": "reader-" + digest([weights])[:12],
        "labels": {name: list(values) for name, values in FIELDS.items()},
        "encoder": f"the lowest {args.layers} layers of all-mpnet-base-v2 (Apache-2.0), fine-tuned, rounded in training, int8",
        "training": {path.name: {"sha256": digest([path]), "rows": len(read_jsonl(path))} for path in labelled},
        "gate": {"recall_out_of_fold": GATE_RECALL, "share_passed": round(float((scores >= cut).mean()), 3)},
        "files": {name: digest([args.out / name]) for name in files},
    }
    (args.out / "reader.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(card["gate"]), sum(f.stat().st_size for f in args.out.iterdir()) / 1e6, "MB")


if __name__ == "__main__":
    main()
