"""Stances: who is for or against whom in a sentence, wider than accusations."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from analysis.language.learned import Reading
from analysis.language.names import Names
from analysis.language.parse import text_of
from analysis.records import Accusation, Act, Party, Span, Stance

MOST = 6
"""Parties of a sentence that are paired; more come from lists, not from statements."""
LEAST = {"negative": 0.25, "positive": 0.35}
"""Probability from which a stance is recorded, tuned on the tenth of the training data that was held back."""
LABELS = ("neutral", "negative", "positive")


def find(
    doc: Doc, sentences: Sequence[Span], names: Names, accusations: Sequence[Accusation], reading: Reading | None
) -> list[Stance]:
    """The stances of an article: accuser against accused of each accusation, and what the reader sees between parties."""
    made = [s for a in accusations if (s := _from_accusation(a)) is not None]
    if reading is not None:
        known = {_key(s) for s in made}
        for s in _from_reading(doc, sentences, names, reading):
            if _key(s) not in known:
                known.add(_key(s))
                made.append(s)
    return sorted(made, key=lambda s: (s.start, s.holder.span or (0, 0), s.target.span or (0, 0)))


def _key(s: Stance) -> tuple[int, str | None, str | None]:
    return s.start, s.holder.name or s.holder.text, s.target.name or s.target.text


def _from_accusation(a: Accusation) -> Stance | None:
    own = a.act in {Act.DENY, Act.ADMIT}
    someone = (a.accuser.text or a.accuser.name) and (a.accused.text or a.accused.name)
    if own or not someone or a.certainty == "negated" or (a.accuser.name and a.accuser.name == a.accused.name):
        return None
    return Stance(a.start, a.end, a.accuser, a.accused, "negative", a.confidence, a.rule)


def _from_reading(doc: Doc, sentences: Sequence[Span], names: Names, reading: Reading) -> list[Stance]:
    mentions = sorted(names.mentions, key=lambda m: m.start)
    asked: list[tuple[int, list[tuple[Span, Span]]]] = []
    at = 0
    for i, (start, end) in enumerate(sentences):
        inside = []
        while at < len(mentions) and mentions[at].start < end:
            if mentions[at].start >= start:
                inside.append(mentions[at])
            at += 1
        spans: list[Span] = [(m.start, m.end) for m in inside[:MOST]]
        if len(spans) >= 2 and reading.covers(i):
            asked.append((i, [(a, b) for a in spans for b in spans if a != b]))
    made: list[Stance] = []
    for (i, pairs), odds in zip(asked, reading.stances(asked), strict=True):
        for (a, b), row in zip(pairs, odds.tolist(), strict=True):
            for k in (1, 2):
                if row[k] >= LEAST[LABELS[k]]:
                    holder, target = _party(doc, names, a), _party(doc, names, b)
                    if holder.name != target.name:
                        made.append(Stance(*sentences[i], holder, target, LABELS[k], round(row[k], 3), "reader"))
    return made


def _party(doc: Doc, names: Names, span: Span) -> Party:
    return Party(text_of(doc)[span[0] : span[1]], span, names.name_of(*span))
