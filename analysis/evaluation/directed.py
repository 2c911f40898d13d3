"""Directed sentiment: of one marked pair (p, q) a sentence, whether p is against q, or q against p.

A stance counts if its holder and target are the pair, in either direction; stances between others are not judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from analysis.evaluation.counts import Report, Share, Tally
from analysis.evaluation.roles import right

Sentence = Mapping[str, Any]
FARTHEST = 40
"""A party may be longer than the marked entity that it covers by this many characters."""


def _covers(stance: Mapping[str, Any], role: str, sentence: Sentence, entity: str) -> bool:
    span = sentence[f"{entity}_span"]
    if right({role: sentence[entity], f"{role}_span": span}, stance, role):
        return True
    own = stance.get(f"{role}_span")
    if not stance.get(role) or not own:
        return False
    return bool(own[0] <= span[0] and span[1] <= own[1] and own[1] - own[0] <= len(sentence[entity]) + FARTHEST)


def directions(sentence: Sentence, stances: Iterable[Mapping[str, Any]]) -> set[str]:
    """The directions ("p->q", "q->p") in which the stances set the pair against each other."""
    made: set[str] = set()
    for stance in stances:
        if _covers(stance, "holder", sentence, "p") and _covers(stance, "target", sentence, "q"):
            made.add("p->q")
        elif _covers(stance, "holder", sentence, "q") and _covers(stance, "target", sentence, "p"):
            made.add("q->p")
    return made


def wanted(sentence: Sentence) -> str | None:
    """The negative direction by the label; None if there is none."""
    kind, _, direction = sentence["sentiment"].partition(" ")
    return direction.split()[0] if kind.startswith("neg") and direction else None


def score(gold: Iterable[Sentence], made: Mapping[str, Mapping[str, Any]], title: str) -> Report:
    """Figures of the negative stances in sentences {"id", "text", "p", "q", "p_span", "q_span", "sentiment"}."""
    pairs, direction, cued = Tally(), Share(), Share()
    alarms: dict[str, Share] = {}
    report = Report(title)
    for sentence in gold:
        stances = [s for s in made.get(sentence["id"], {}).get("stances", []) if s["polarity"] == "negative"]
        found, label = directions(sentence, stances), wanted(sentence)
        pairs.add(label in found, len(found), label is not None)
        if label is None:
            alarms.setdefault(sentence["sentiment"], Share()).add(bool(found))
        elif found:
            direction.add(label in found)
        if label is not None and sentence.get("accusation_word"):
            cued.add(label in found)
        word = "MISSED" if label is not None and label not in found else "WRONG " if found - {label} else None
        if word:
            parties = f"p={sentence['p']!r} q={sentence['q']!r} {sentence['sentiment']} found={sorted(found)}"
            report.errors.append(f"{word} {sentence['id']} {parties}\n         {' '.join(sentence['text'].split())}")
    report.sections["negative stances"] = {"directed pairs": pairs}
    report.sections["of the pairs"] = {"direction right when found": direction, "recall with an accusing word": cued}
    report.sections["false alarms by label"] = dict(sorted(alarms.items()))
    return report
