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
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from torch import Tensor, nn

from analysis.language.encoder import GRAPH, TABLES
from analysis.language.learned import GATE, HEADS, STEP
from analysis.language.windows import LONGEST
from training.data import digest, read_jsonl, split_sentences
from training.encoder import Encoder, Layer, small_tokenizer, step_of
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


class _Graph:
    """Collects an ONNX graph's nodes and weights; each method returns the name of its result."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.weights: list[Any] = []

    def op(self, kind: str, given: list[str], results: int = 1, **attributes: Any) -> list[str]:
        """A node."""
        made = [f"{kind}_{len(self.nodes)}_{i}" for i in range(results)]
        self.nodes.append(helper.make_node(kind, given, made, name=made[0], **attributes))
        return made

    def weight(self, name: str, value: NDArray[Any]) -> str:
        """A constant."""
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def quantised(self, x: str) -> list[str]:
        """x as bytes, their step and their zero."""
        return self.op("DynamicQuantizeLinear", [x], 3)

    def linear(self, x: list[str], name: str, weight: Tensor, bias: Tensor) -> str:
        """x (of `quantised`) by a weight on the training's grid."""
        step = step_of(weight)
        whole = self.weight(f"{name}.weight", rounded(weight, step).T)
        steps = self.weight(f"{name}.steps", step[:, 0].numpy())
        added = self.weight(f"{name}.bias", bias.numpy())
        given = [x[0], whole, x[1], steps, x[2], "", added]
        return self.op("MatMulIntegerToFloat", given, domain="com.microsoft")[0]

    def norm(self, x: str, name: str, layer: nn.LayerNorm) -> str:
        """x normalised."""
        given = [x, self.weight(f"{name}.weight", layer.weight.numpy()), self.weight(f"{name}.bias", layer.bias.numpy())]
        return self.op("LayerNormalization", given, epsilon=layer.eps, axis=-1)[0]

    def layer(self, x: str, name: str, layer: Layer) -> str:
        """A transformer layer. q, k and v are three products, so that nothing is split; x is quantised once for them."""
        parts = zip(layer.qkv.weight.chunk(3), layer.qkv.bias.chunk(3), "qkv", strict=True)
        bytes_of = self.quantised(x)
        qkv = [self.linear(bytes_of, f"{name}.{part}", weight, bias) for weight, bias, part in parts]
        heads = {"q_num_heads": layer.heads, "kv_num_heads": layer.heads}
        mixed = self.op("Attention", [*qkv, "bias"], **heads)[0]
        out = self.linear(self.quantised(mixed), f"{name}.out", layer.out.weight, layer.out.bias)
        x = self.norm(self.op("Add", [x, out])[0], f"{name}.norm", layer.norm)
        up = self.linear(self.quantised(x), f"{name}.up", layer.up.weight, layer.up.bias)
        inner = self.quantised(self.op("Gelu", [up])[0])
        down = self.linear(inner, f"{name}.down", layer.down.weight, layer.down.bias)
        return self.norm(self.op("Add", [x, down])[0], f"{name}.last", layer.last)

    def model(self, given: dict[str, list[Any]], result: str, name: str, shape: list[Any]) -> bytes:
        """The graph as a file; given: shapes of the inputs."""
        self.nodes.append(helper.make_node("Identity", [result], [name]))
        inputs = [helper.make_tensor_value_info(k, TensorProto.FLOAT, v) for k, v in given.items()]
        outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)]
        graph = helper.make_graph(self.nodes, "reader", inputs, outputs, self.weights)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR)
        made: bytes = model.SerializeToString()
        return made


OPSET, IR = 23, 10
"""The first operators of ONNX with attention, and the file's format of that time."""


@torch.no_grad()
def export_encoder(encoder: Encoder, out: Path) -> None:
    """Writes GRAPH (embedded [1, pieces, width], bias [1, heads, pieces, pieces] → hidden) and TABLES.

    The graph is written as it shall run, operator by operator: onnxruntime's own fusions would bring in its SkipLayerNormalization, which
    takes ten times as long as adding and normalising.
    """
    encoder.eval()
    width, heads = encoder.words.embedding_dim, encoder.relative.embedding_dim
    graph = _Graph()
    x = graph.norm("embedded", "norm", encoder.norm)
    for n, layer in enumerate(encoder.layers):
        x = graph.layer(x, f"layers.{n}", layer)
    given = {"embedded": [1, "pieces", width], "bias": [1, heads, "pieces", "pieces"]}
    (out / GRAPH).write_bytes(packed(graph.model(given, x, "hidden", [1, "pieces", width])))
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
