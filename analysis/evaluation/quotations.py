"""Attributions: which contents were found, by kind, and who speaks them.

Contents are paired one to one where their characters overlap with Dice of at least .5 (white space and quotation marks
left out). An attribution is right if its content is paired and its speaker agrees.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from analysis.evaluation.counts import Report, Share, Tally
from analysis.evaluation.roles import head, normal, overlap, shared

Quote = Mapping[str, Any]
Spans = list[tuple[int, int]]
MARKS = frozenset("\"“”‘’'`")


def spans(quote: Quote, text: str) -> Spans:
    """Where a quotation's content stands; its first occurrence if it does not say."""
    if quote.get("content_spans"):
        return [(a, b) for a, b in quote["content_spans"]]
    if quote.get("content_span"):
        start, end = quote["content_span"]
        return [(start, end)]
    at = text.find(quote["content"]) if quote.get("content") else -1
    return [(at, at + len(quote["content"]))] if at >= 0 else []


def _characters(text: str, where: Spans) -> set[int]:
    return {i for a, b in where for i in range(a, min(b, len(text))) if not text[i].isspace() and text[i] not in MARKS}


def _bare(text: str, where: Spans) -> str:
    return re.sub(r"[\s\"“”‘’'`]", "", "".join(text[a:b] for a, b in sorted(where))).strip(",.;:")


def pair(text: str, gold: list[Quote], made: list[Quote]) -> dict[int, int]:
    """Gold index → index of the prediction whose content is the closest to it."""
    theirs = [_characters(text, spans(q, text)) for q in gold]
    at: dict[int, list[int]] = defaultdict(list)
    for i, characters in enumerate(theirs):
        for c in characters:
            at[c].append(i)
    close: list[tuple[float, int, int]] = []
    for j, p in enumerate(made):
        own = _characters(text, spans(p, text))
        common = Counter(i for c in own for i in at.get(c, ()))
        close += [(d, -i, -j) for i, n in common.items() if (d := 2 * n / (len(theirs[i]) + len(own))) >= 0.5]
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(close, reverse=True):
        if -i not in pairs and -j not in taken:
            pairs[-i] = -j
            taken.add(-j)
    return pairs


def right(gold: Quote, made: Quote, role: str, exact: bool = False) -> bool:
    """Whether speaker or cue agree: half their words or their heads, at overlapping places."""
    x, y = normal(gold.get(role)), normal(made.get(role))
    place, own = gold.get(f"{role}_span"), made.get(f"{role}_span")
    if not gold.get(role) or not made.get(role) or (place and own and not overlap(place, own)):
        return False
    if exact or x == y:
        return x == y
    return bool(x and y) and (shared(x, y) >= 0.5 or head(gold[role]) == head(made[role]))


class Quotations:
    """Counts over articles; add one at a time."""

    def __init__(self) -> None:
        names = [f"{n}{e}" for n in ("content", "speaker", "cue") for e in ("", " (exact)")]
        self.counts: dict[str, Tally] = {name: Tally() for name in ("attribution", *names)}
        self.kinds: dict[str, Share] = defaultdict(Share)
        self.speaker = Share()
        self.kind = Share()
        self.errors: list[str] = []

    def add(self, name: str, text: str, gold: list[Quote], made: list[Quote]) -> None:
        """Count one article."""
        pairs = pair(text, gold, made)
        for i, g in enumerate(gold):
            self._judge(text, g, made[pairs[i]] if i in pairs else None)
        for p in made:
            self.counts["attribution"].add(predicted=bool(p.get("speaker")))
            for end in ("", " (exact)"):
                self.counts["content" + end].add(predicted=1)
                for role in ("speaker", "cue"):
                    self.counts[role + end].add(predicted=bool(p.get(role)))
        taken = set(pairs.values())
        self.errors += [f"MISSED {name} {_line(g)}" for i, g in enumerate(gold) if i not in pairs]
        self.errors += [f"WRONG  {name} {_line(p)}" for j, p in enumerate(made) if j not in taken]

    def _judge(self, text: str, gold: Quote, made: Quote | None) -> None:
        said = bool(gold.get("speaker"))
        known = made is not None and right(gold, made, "speaker")
        self.counts["attribution"].add(right=known, gold=said)
        self.kinds[gold.get("kind") or "unknown"].add(made is not None)
        if made is not None and said:
            self.speaker.add(known)
        if made is not None and gold.get("kind") and made.get("kind"):
            self.kind.add(gold["kind"] == made["kind"])
        same = made is not None and _bare(text, spans(gold, text)) == _bare(text, spans(made, text))
        self.counts["content"].add(right=made is not None, gold=1)
        self.counts["content (exact)"].add(right=same, gold=1)
        for role in ("speaker", "cue"):
            for exact, end in ((False, ""), (True, " (exact)")):
                ok = made is not None and right(gold, made, role, exact)
                self.counts[role + end].add(right=ok, gold=bool(gold.get(role)))

    def report(self, title: str) -> Report:
        """The figures: contents, roles and attributions, recall by kind, and the speakers of what was found."""
        made = Report(title, errors=self.errors)
        made.sections["attributions"] = dict(self.counts)
        made.sections["recall of contents by kind"] = dict(sorted(self.kinds.items()))
        made.sections["of found contents"] = {"speaker right": self.speaker, "kind right": self.kind}
        return made


def _line(quote: Quote) -> str:
    content = " ".join((quote.get("content") or "").split())
    return f"[{quote.get('kind')}] {quote.get('speaker')!r} {quote.get('cue')!r}: {content}"


def score(gold: Iterable[Mapping[str, Any]], made: Mapping[str, Mapping[str, Any]], title: str) -> Report:
    """Figures of articles {"id", "text", "quotes"} against what was made of them, by id."""
    counts = Quotations()
    for article in gold:
        found = made.get(article["id"], {}).get("quotes", [])
        counts.add(str(article["id"]), article["text"], article["quotes"], found)
    return counts.report(title)
