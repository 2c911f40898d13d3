"""Single sentences with accuser, accused and charge: FrameNet, PropBank, PLOVER and PolNeAR's accusing cues.

A role is right if half its words agree or its heads do; where both sides give offsets, these must overlap. Roles that a
source did not annotate ("unlabelled") are left out. A gold accusation of another tier than the one asked for is
nobody's fault: its sentence is left out, unless it holds one of the tier asked for as well.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from analysis.evaluation.counts import Report, Section, Share, Tally

Accusation = Mapping[str, Any]
Offsets = tuple[int, int] | list[int] | None
ROLES = ("accuser", "accused", "charge")
PREPOSITIONS = frozenset(
    ("of", "for", "by", "with", "from", "that", "to", "over", "in", "on", "about", "as", "against", "at")
)
ARTICLES = frozenset({"the", "a", "an", "its", "their", "his", "her"})
RELATIVES = frozenset({"who", "which", "that", "whom", "whose", "where", "when"})


def tokens(text: str | None) -> list[str]:
    """Words in lower case."""
    return re.findall(r"[a-z0-9]+(?:[.&'’-][a-z0-9]+)*", (text or "").lower().replace("’", "'"))


def normal(text: str | None) -> list[str]:
    """Words without possessive marks, leading prepositions and articles."""
    found = [re.sub(r"'s$|'$", "", t) for t in tokens(re.sub(r"\s+'s\b", "'s", text or ""))]
    found = [t for t in found if t and t != "s"]
    while len(found) > 1 and found[0] in PREPOSITIONS | ARTICLES:
        found = found[1:]
    return found


def head(text: str | None) -> str | None:
    """The last word before the first comma, preposition or relative pronoun."""
    folded = " ".join(re.sub(r"\s+'s\b", "'s", text or "").split())
    first = re.split(r",|\(|;|\bwho\b|\bwhich\b", folded, maxsplit=1)[0]
    kept: list[str] = []
    for i, token in enumerate(normal(first) or normal(text)):
        if i and token in PREPOSITIONS | RELATIVES:
            break
        kept.append(token)
    return kept[-1] if kept else None


def overlap(a: Offsets, b: Offsets) -> bool:
    """Whether two spans share a character."""
    return bool(a and b and a[0] < b[1] and b[0] < a[1])


def shared(x: list[str], y: list[str]) -> float:
    """Dice overlap of two lists of words, each word as often as it stands."""
    common = sum((Counter(x) & Counter(y)).values())
    return 2 * common / (len(x) + len(y)) if x or y else 0.0


def filler(gold: Accusation, made: Accusation, role: str) -> tuple[str | None, Offsets]:
    """What was predicted for a role; accused and charge together where the gold's charge covers both."""
    text, span = made.get(role), made.get(f"{role}_span")
    if role != "charge" or not gold.get("charge_includes_accused") or not made.get("accused"):
        return text, span
    accused, accused_span = made["accused"], made.get("accused_span")
    if not text:
        return accused, accused_span
    if not (accused_span and span):
        return f"{accused} {text}", None
    joined = f"{accused} {text}" if accused_span[0] <= span[0] else f"{text} {accused}"
    return joined, (min(accused_span[0], span[0]), max(accused_span[1], span[1]))


def right(gold: Accusation, made: Accusation, role: str, exact: bool = False) -> bool:
    """Whether a predicted role agrees with the gold's."""
    wanted = gold.get(role)
    text, span = filler(gold, made, role)
    place = gold.get(f"{role}_span")
    if not wanted or not text or (place and span and not overlap(place, span)):
        return False
    x, y = normal(wanted), normal(text)
    if exact:
        return x == y
    if not x or not y:
        return bool(wanted.strip() == text.strip())
    return x == y or shared(x, y) >= 0.5 or (role != "charge" and head(wanted) == head(text))


def _similar(gold: Accusation, made: Accusation) -> int:
    labelled = [role for role in ROLES if role not in gold.get("unlabelled", ())]
    fit = sum(10 * right(gold, made, role) + 5 * right(gold, made, role, exact=True) for role in labelled)
    if overlap(gold.get("trigger_span"), made.get("trigger_span")):
        return fit + 8
    same = gold.get("trigger") and made.get("trigger") and tokens(gold["trigger"])[-1:] == tokens(made["trigger"])[-1:]
    return fit + 3 * bool(same)


def pair(gold: list[Accusation], made: list[Accusation]) -> dict[int, int]:
    """Gold index → index of the prediction that belongs to it, the most alike first."""
    ranked = sorted(((_similar(g, p), -i, -j) for i, g in enumerate(gold) for j, p in enumerate(made)), reverse=True)
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in ranked:
        if -i not in pairs and -j not in taken:
            pairs[-i] = -j
            taken.add(-j)
    return pairs


class Roles:
    """Counts over sentences of one tier (None: all); add one sentence at a time."""

    def __init__(self, tier: str | None = None) -> None:
        self.tier = tier
        names = ("detection", *(f"{r}{e}" for r in (*ROLES, "tuple") for e in ("", " (exact)")))
        self.counts: dict[str, Tally] = {name: Tally() for name in names}
        self.errors: list[str] = []

    def add(self, sentence: Mapping[str, Any], made: list[Accusation]) -> None:
        """Count one sentence."""
        gold: list[Accusation] = sentence["accusations"]
        kept = [i for i, a in enumerate(gold) if self.tier is None or a.get("tier") == self.tier]
        if gold and not kept:
            return
        self.counts["detection"].add(bool(kept and made), bool(made), bool(kept))
        pairs = pair(gold, made)
        for i in kept:
            self._judge(gold[i], made[pairs[i]] if i in pairs else None)
        unlabelled = set((gold[0] if gold else sentence).get("unlabelled", ()))
        surplus = [p for j, p in enumerate(made) if j not in pairs.values()]
        for p in surplus:
            self._surplus(p, unlabelled)
        self._list(sentence, [gold[i] for i in kept if i not in pairs], surplus)

    def _judge(self, gold: Accusation, made: Accusation | None) -> None:
        labelled = [role for role in ROLES if role not in gold.get("unlabelled", ())]
        whole = "accuser" in labelled and "accused" in labelled
        wanted = bool(gold.get("accuser") and gold.get("accused"))
        for exact, end in ((False, ""), (True, " (exact)")):
            ok = {role: made is not None and right(gold, made, role, exact) for role in ROLES}
            for role in labelled:
                given = made is not None and bool(filler(gold, made, role)[0])
                self.counts[role + end].add(ok[role], given, bool(gold.get(role)))
            if whole:
                given = made is not None and bool(made.get("accuser") and made.get("accused"))
                self.counts["tuple" + end].add(wanted and ok["accuser"] and ok["accused"], given, wanted)

    def _surplus(self, made: Accusation, unlabelled: set[str]) -> None:
        for end in ("", " (exact)"):
            for role in set(ROLES) - unlabelled:
                self.counts[role + end].add(predicted=bool(made.get(role)))
            if not unlabelled & {"accuser", "accused"}:
                self.counts["tuple" + end].add(predicted=bool(made.get("accuser") and made.get("accused")))

    def _list(self, sentence: Mapping[str, Any], missed: list[Accusation], wrong: list[Accusation]) -> None:
        for word, some in (("MISSED", missed), ("WRONG ", wrong)):
            for a in some:
                shown = {k: a[k] for k in (*ROLES, "trigger", "rule") if a.get(k)}
                told = f"{word} {sentence['id']} {json.dumps(shown, ensure_ascii=False)}"
                self.errors.append(f"{told}\n         {' '.join(sentence['text'].split())}")


def score(gold: Iterable[Mapping[str, Any]], made: Mapping[str, Mapping[str, Any]], title: str) -> Report:
    """Figures of sentences {"id", "text", "accusations"}, over all tiers and for each, and the false alarms."""
    sentences = list(gold)
    tiers = sorted({a["tier"] for s in sentences for a in s["accusations"] if a.get("tier")})
    report = Report(title)
    for tier in (None, *tiers):
        counts = Roles(tier)
        for sentence in sentences:
            counts.add(sentence, made.get(sentence["id"], {}).get("records", []))
        report.sections[f"tier {tier}" if tier else "all tiers"] = dict(counts.counts)
        report.errors = report.errors or counts.errors
    report.sections |= _alarms(sentences, made)
    return report


def _alarms(sentences: list[Mapping[str, Any]], made: Mapping[str, Mapping[str, Any]]) -> dict[str, Section]:
    without = [s for s in sentences if not s["accusations"]]
    found = [made.get(s["id"], {}).get("records", []) for s in without]
    alarms: Section = {"with a record": Share(sum(bool(f) for f in found), len(without))}
    hard = [f for s, f in zip(without, found, strict=True) if s.get("hard_negative")]
    if hard:
        alarms["with a record, hard (praise)"] = Share(sum(bool(f) for f in hard), len(hard))
    acts: dict[str, int] = defaultdict(int)
    for record in (r for f in found for r in f):
        acts[record["act"]] += 1
    alarms |= {f"records: {act}": Share(n, len(without)) for act, n in sorted(acts.items())}
    return {"false alarms (sentences without accusation)": alarms}
