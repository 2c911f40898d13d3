"""How well quotations are found: `python -m bench.quotes GOLD.jsonl [--rules] [--limit N]` prints the figures.

A gold line holds id, text and quotes, each with content_spans (or content_span), speaker, speaker_span and kind.
Contents are paired one to one where their characters overlap with Dice ≥ .5 (white space and quotation marks left out);
a speaker is right if the spans overlap and half of the words agree or the heads do. attribution: both right, over the
gold that has a speaker.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from analysis.language import quotes
from analysis.language.pipeline import load_spacy
from analysis.records import Quote
from analysis.settings import Settings
from analysis.settings import load as load_settings

PREPOSITIONS = {*["of", "for", "by", "with", "from", "that", "to", "over", "in", "on", "about", "as", "against", "at"]}
ARTICLES = {"the", "a", "an", "its", "their", "his", "her"}
RELATIVES = {"who", "which", "that", "whom", "whose", "where", "when"}
MARKS = set("\"“”‘’'`")
Spans = list[tuple[int, int]]


@dataclass(slots=True)
class Tally:
    """Right, predicted and gold counts."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def figures(self) -> dict[str, float]:
        """Precision, recall and F1, to three places, and the counts."""
        p = self.right / self.predicted if self.predicted else 0.0
        r = self.right / self.gold if self.gold else 0.0
        f = 2 * p * r / (p + r) if p + r else 0.0
        return {"p": round(p, 3), "r": round(r, 3), "f1": round(f, 3), "predicted": self.predicted, "gold": self.gold}


@dataclass(slots=True)
class Scores:
    """Figures over articles; add one article at a time."""

    content: Tally = field(default_factory=Tally)
    attribution: Tally = field(default_factory=Tally)
    speaker: Tally = field(default_factory=Tally)
    found: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)

    def add(self, text: str, gold: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> None:
        """Count one article; predicted like gold."""
        pairs = paired(text, gold, predicted)
        self.content = _plus(self.content, len(pairs), len(predicted), len(gold))
        named = [(g, p) for g, p in pairs if g.get("speaker")]
        right = sum(same_speaker(g, p) for g, p in named)
        said = sum(bool(p.get("speaker")) for p in predicted)
        self.attribution = _plus(self.attribution, right, said, sum(bool(g.get("speaker")) for g in gold))
        self.speaker = _plus(self.speaker, right, len(named), len(named))
        self.found.update(g["kind"] for g, _ in pairs)
        self.gold.update(g["kind"] for g in gold)

    def figures(self) -> dict[str, Any]:
        """All figures, ready for a model card."""
        return {
            "attribution": self.attribution.figures(),
            "content": self.content.figures(),
            "speaker_right_of_matched": self.speaker.figures()["p"],
            "recall_by_kind": {k: round(self.found[k] / n, 3) for k, n in sorted(self.gold.items())},
        }


def _plus(tally: Tally, right: int, predicted: int, gold: int) -> Tally:
    return Tally(tally.right + right, tally.predicted + predicted, tally.gold + gold)


def characters(text: str, spans: Iterable[tuple[int, int]]) -> set[int]:
    """Offsets in the spans of what is neither white space nor a quotation mark."""
    return {i for a, b in spans for i in range(a, min(b, len(text))) if not text[i].isspace() and text[i] not in MARKS}


def content_spans(quote: dict[str, Any]) -> Spans:
    """The spans of a quotation's content."""
    return [(a, b) for a, b in quote.get("content_spans") or [quote["content_span"]]]


def dice(a: set[int], b: set[int]) -> float:
    """Overlap of two sets of characters, 0 to 1."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def paired(text: str, gold: list[dict[str, Any]], predicted: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """One-to-one pairs of gold and predicted whose contents overlap with Dice ≥ .5, the closest first."""
    theirs = [characters(text, content_spans(p)) for p in predicted]
    at: dict[int, list[int]] = {}
    for j, c in enumerate(theirs):
        for x in c:
            at.setdefault(x, []).append(j)
    close: list[tuple[float, int, int]] = []
    for i, g in enumerate(gold):
        own = characters(text, content_spans(g))
        common = Counter(j for x in own for j in at.get(x, ()))
        close += [(d, -i, -j) for j, n in common.items() if (d := 2 * n / (len(own) + len(theirs[j]))) >= 0.5]
    used: set[int] = set()
    taken: set[int] = set()
    pairs = []
    for _, i, j in sorted(close, reverse=True):
        if -i not in used and -j not in taken:
            used.add(-i)
            taken.add(-j)
            pairs.append((gold[-i], predicted[-j]))
    return pairs


def _words(phrase: str) -> list[str]:
    phrase = re.sub(r"\s+'s\b", "'s", phrase).lower().replace("’", "'")
    words = [re.sub(r"'s$|'$", "", w) for w in re.findall(r"[a-z0-9]+(?:[.&'-][a-z0-9]+)*", phrase)]
    words = [w for w in words if w and w != "s"]
    while len(words) > 1 and words[0] in PREPOSITIONS | ARTICLES:
        words = words[1:]
    return words


def _head(phrase: str) -> str | None:
    cut = re.split(r",|\(|;|\bwho\b|\bwhich\b", phrase, maxsplit=1)[0]
    head = None
    for k, word in enumerate(_words(cut) or _words(phrase)):
        if k and word in PREPOSITIONS | RELATIVES:
            break
        head = word
    return head


def same_speaker(gold: dict[str, Any], predicted: dict[str, Any]) -> bool:
    """Whether the predicted speaker is the gold one, leniently."""
    a, b = gold.get("speaker"), predicted.get("speaker")
    if not a or not b:
        return False
    x, y = gold.get("speaker_span"), predicted.get("speaker_span")
    if x and y and not (x[0] < y[1] and y[0] < x[1]):
        return False
    left, right = Counter(_words(a)), Counter(_words(b))
    if left == right:
        return True
    if not left or not right:
        return False
    common = sum((left & right).values())
    return 2 * common / (left.total() + right.total()) >= 0.5 or _head(a) == _head(b)


def as_gold(quote: Quote) -> dict[str, Any]:
    """A found quotation in the form of the gold."""
    return {
        "speaker": quote.speaker.text,
        "speaker_span": quote.speaker.span,
        "content_spans": [list(s) for s in quote.parts],
        "kind": quote.kind.value,
        "cue": quote.cue,
    }


def read_gold(path: Path) -> list[dict[str, Any]]:
    """The lines of a gold file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def main() -> None:
    """Print the figures of the shipped model or of the rules, or what the finding costs beside nlp.pipe."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--rules", action="store_true", help="without the learned scorers")
    parser.add_argument("--limit", type=int, help="only the first N articles")
    options = parser.parse_args()
    settings: Settings = load_settings()
    model = None if options.rules else quotes.load(settings.models)
    nlp = load_spacy(settings.spacy_model)
    gold = read_gold(options.gold)[: options.limit]
    scores = Scores()
    began = time.process_time()
    docs = list(nlp.pipe((g["text"] for g in gold), batch_size=32))
    parsing = time.process_time() - began
    began = time.process_time()
    found = [quotes.find(doc, None, model) for doc in docs]
    finding = time.process_time() - began
    for g, f in zip(gold, found, strict=True):
        scores.add(g["text"], g["quotes"], [as_gold(q) for q in f])
    shown = {"articles": len(gold), "model": model.version if model else None, **scores.figures()}
    print(json.dumps({**shown, "share_of_parsing_time": round(finding / parsing, 3)}, indent=2))


if __name__ == "__main__":
    main()
