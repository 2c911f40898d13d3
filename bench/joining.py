"""The joining of names across articles, measured on ECB+ (Cybulska and Vossen 2014): B³, MUC, CEAF-e and CoNLL F1."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pandas as pd
from spacy.language import Language
from spacy.tokens import Doc

from analysis.entities import join
from analysis.entities_aliases import Aliases
from analysis.language.names import resolve

Clusters = dict[Any, Any]
"""Mention → cluster."""


def _documents(path: Path) -> dict[str, list[tuple[int, list[tuple[int, str]]]]]:
    """doc_id → sentences, each its number and its (token number, word)."""
    made: dict[str, dict[int, list[tuple[int, str]]]] = defaultdict(dict)
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if len(fields) >= 4:
            made[fields[0]].setdefault(int(fields[1]), []).append((int(fields[2]), fields[3]))
    return {doc: sorted(sentences.items()) for doc, sentences in made.items()}


def _text(sentences: list[tuple[int, list[tuple[int, str]]]]) -> tuple[str, dict[tuple[int, int], tuple[int, int]]]:
    """The text of a document, and where each (sentence, token) stands in it."""
    parts: list[str] = []
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    at = 0
    for number, words in sentences:
        for token, word in words:
            glued = word in {",", ".", ";", ":", "?", "!", "'s", "’s", "n't", ")", "%"}
            if glued and parts and parts[-1] == " ":
                parts.pop()
                at -= 1
            spans[(number, token)] = (at, at + len(word))
            parts += [word, " "]
            at += len(word) + 1
    return "".join(parts).rstrip(), spans


def read(folder: Path, part: str) -> tuple[dict[str, str], list[tuple[str, int, int, str, str]]]:
    """Texts by doc_id, and the human mentions: doc_id, start, end, chain, words."""
    texts: dict[str, str] = {}
    places: dict[str, dict[tuple[int, int], tuple[int, int]]] = {}
    for doc, sentences in _documents(folder / f"ECB_{part}_corpus.txt").items():
        texts[doc], places[doc] = _text(sentences)
    mentions = []
    gold = json.loads((folder / f"ECB_{part}_Entity_gold_mentions.json").read_text(encoding="utf-8"))
    for m in gold:
        spans = [places.get(m["doc_id"], {}).get((m["sent_id"], t)) for t in m["tokens_number"]]
        if m["mention_type"].startswith(("HUM", "LOC")) and spans and None not in spans:
            mentions.append((m["doc_id"], spans[0][0], spans[-1][1], m["coref_chain"], m["tokens_str"]))
    return texts, mentions


def b_cubed(gold: Clusters, found: Clusters) -> tuple[float, float, float]:
    """Precision, recall and F1 of B³ over the mentions of `gold`."""
    both: Counter[tuple[Any, Any]] = Counter((gold[m], found[m]) for m in gold)
    of_gold, of_found = Counter(gold.values()), Counter(found[m] for m in gold)
    n = len(gold)
    p = sum(c * c / of_found[f] for (_, f), c in both.items()) / n
    r = sum(c * c / of_gold[g] for (g, _), c in both.items()) / n
    return p, r, 2 * p * r / (p + r)


def muc(gold: Clusters, found: Clusters) -> float:
    """MUC F1."""

    def links(a: Clusters, b: Clusters) -> float:
        sets: dict[Any, set[Any]] = defaultdict(set)
        size: Counter[Any] = Counter()
        for m in gold:
            sets[a[m]].add(b[m])
            size[a[m]] += 1
        total = sum(n - 1 for n in size.values())
        return sum(size[c] - len(parts) for c, parts in sets.items()) / total if total else 0.0

    r, p = links(gold, found), links(found, gold)
    return 2 * p * r / (p + r) if p + r else 0.0


def ceaf_e(gold: Clusters, found: Clusters) -> float:
    """CEAF-e F1, clusters aligned greedily by their φ4 similarity (a lower bound of the optimal alignment)."""
    of_gold, of_found = Counter(gold.values()), Counter(found[m] for m in gold)
    both: Counter[tuple[Any, Any]] = Counter((gold[m], found[m]) for m in gold)
    similar = sorted(((2 * c / (of_gold[g] + of_found[f]), str(g), str(f)) for (g, f), c in both.items()), reverse=True)
    used_gold: set[str] = set()
    used_found: set[str] = set()
    total = 0.0
    for value, g, f in similar:
        if g not in used_gold and f not in used_found:
            used_gold.add(g)
            used_found.add(f)
            total += value
    p, r = total / len(of_found), total / len(of_gold)
    return 2 * p * r / (p + r)


def measure(folder: Path, part: str, nlp: Language) -> dict[str, dict[str, float]]:
    """Scores of the joined names and of the baseline (equal strings), over all mentions and over names alone."""
    texts, mentions = read(folder, part)
    docs: dict[str, Doc] = dict(zip(texts, nlp.pipe(texts.values(), batch_size=64), strict=True))
    names = {doc_id: resolve(doc) for doc_id, doc in docs.items()}
    rows: list[dict[str, Any]] = [
        {"article_id": doc_id, "name": m.name, "kind": str(m.kind), "surface": m.surface}
        for doc_id, found in names.items()
        for m in found.mentions
    ]
    answer: dict[tuple[str, int, int], str] = {}
    for doc_id, start, end, _, words in mentions:
        answer[(doc_id, start, end)] = names[doc_id].name_of(start, end) or words
        rows.append({"article_id": doc_id, "name": answer[(doc_id, start, end)], "kind": None, "surface": words})
    joined = join(pd.DataFrame(rows), Aliases())
    gold: Clusters = {(d, s, e): chain for d, s, e, chain, _ in mentions}
    found_by_join: Clusters = {m: joined.entity_of[(m[0], name)] for m, name in answer.items()}
    equal: Clusters = {(d, s, e): words.casefold() for d, s, e, _, words in mentions}
    named = {(d, s, e): c for d, s, e, c, words in mentions if words[:1].isupper() and words.lower() not in SMALL}
    return {
        f"{which}, {how}": scores(some, found)
        for which, some in (("all", gold), ("names", named))
        for how, found in (("equal strings", equal), ("joined", found_by_join))
    }


SMALL = frozenset(
    ("he", "she", "they", "it", "i", "we", "his", "her", "their", "its", "our", "my", "you", "who", "the", "a")
)


def scores(gold: Clusters, found: Clusters) -> dict[str, float]:
    """B³ precision, recall, F1; MUC, CEAF-e and CoNLL F1."""
    p, r, f = b_cubed(gold, found)
    m, c = muc(gold, found), ceaf_e(gold, found)
    return {"b3_p": p, "b3_r": r, "b3_f1": f, "muc": m, "ceaf_e": c, "conll": (f + m + c) / 3, "mentions": len(gold)}
