"""Whole articles labelled by the codebook: which records were found, and which of their fields are right.

Records of one article are paired one to one, the closest first; two can pair when their sentences overlap and they
agree on the accused or on the charge. A gold record with "alt" was read in two ways, and either is right; one with
"optional" was seen by one reader only: it is not demanded, and a prediction that pairs with it is not counted.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

from analysis.evaluation.counts import Figure, Report, Section, Share, Tally

Record = Mapping[str, Any]
FIELDS = ("accuser", "accused", "charge", "act", "certainty", "voice", "quote")
STOP = frozenset(
    {"the", "a", "an", "of", "to", "for", "in", "on", "with", "by", "and"}
    | {"their", "his", "her", "its", "mr", "mrs", "ms", "dr"}
)
GROUP = frozenset(
    {"forces", "government", "army", "militia", "supporters", "police", "party"}
    | {"troops", "campaign", "lawyers", "family", "officials", "regime", "administration"}
)
"""Words that make a possessed group of a name: the group is never the one whose it is."""
ALIKE = 0.5
CONTAINED = 0.4
BINS = 10
SHOWN = ("accuser", "accuser_name", "accused", "accused_name", "charge", "act", "rule")


def words(text: str | None) -> set[str]:
    """The words that count, in lower case and without the possessive mark."""
    found = re.findall(r"[\w]+(?:[-'’][\w]+)*", (text or "").lower())
    return {w for w in (re.sub(r"['’]s$", "", w) for w in found) if w not in STOP}


def _dice(a: set[str], b: set[str]) -> float:
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def alike(x: str | None, y: str | None) -> bool:
    """Whether two wordings name one party: half the words shared, or all of one's in the other's."""
    a, b = words(x), words(y)
    if not a or not b:
        return False
    if (a & GROUP) != (b & GROUP):
        return a == b
    return _dice(a, b) >= ALIKE or a <= b or b <= a


def same_party(gold: Record, made: Record, role: str) -> bool:
    """Whether surface or resolved name agree; nobody agrees with nobody."""
    theirs = [v for v in (gold.get(role), gold.get(f"{role}_name")) if v]
    own = [v for v in (made.get(role), made.get(f"{role}_name")) if v]
    return any(alike(x, y) for x, y in product(theirs, own)) if theirs else not own


def same_charge(gold: Record, made: Record) -> bool:
    """Whether half the words are shared, or the shorter wording is within the longer and not much shorter."""
    x, y = gold.get("charge"), made.get("charge")
    if not x and not y:
        return True
    a, b = words(x), words(y)
    if not a or not b:
        return False
    small, large = sorted((a, b), key=len)
    return _dice(a, b) >= ALIKE or (small <= large and len(small) >= CONTAINED * len(large))


def _same(gold: Record, made: Record, name: str) -> bool:
    if name in {"accuser", "accused"}:
        return same_party(gold, made, name)
    return same_charge(gold, made) if name == "charge" else gold.get(name) == made.get(name)


def agreement(gold: Record, made: Record) -> dict[str, bool]:
    """Field → whether it agrees with one of the gold record's readings."""
    readings = (gold, {**gold, **gold.get("alt", {})})
    return {name: any(_same(reading, made, name) for reading in readings) for name in FIELDS}


def pair(gold: list[Record], made: list[Record]) -> list[tuple[int, int]]:
    """Indices (gold, made) of the records that belong together."""
    close: list[tuple[bool, int, int, int]] = []
    for (i, g), (j, p) in product(enumerate(gold), enumerate(made)):
        if g["start"] >= p["end"] or p["start"] >= g["end"]:
            continue
        ok = agreement(g, p)
        alt = g.get("alt", {})
        says_whom = any(r.get("accused") or r.get("accused_name") for r in (g, alt))
        if (ok["accused"] and says_whom) or (ok["charge"] and (g.get("charge") or alt.get("charge"))):
            fit = 2 * ok["accused"] + 2 * ok["charge"] + 2 * ok["accuser"] + ok["act"]
            close.append((not g.get("optional"), fit, -i, -j))
    taken_gold: set[int] = set()
    taken_made: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for _, _, i, j in sorted(close, reverse=True):
        if -i not in taken_gold and -j not in taken_made:
            taken_gold.add(-i)
            taken_made.add(-j)
            pairs.append((-i, -j))
    return pairs


class Complete:
    """Counts over articles; add one at a time."""

    def __init__(self) -> None:
        self.counts: dict[str, Tally] = {"found": Tally(), "tuple": Tally(), "full": Tally()}
        self.fields: dict[str, Share] = {name: Share() for name in FIELDS}
        self.acts: dict[str, Tally] = defaultdict(Tally)
        self.rules: dict[str, Share] = defaultdict(Share)
        self.rules_tuple: dict[str, Share] = defaultdict(Share)
        self.bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
        self.errors: list[str] = []

    def add(self, name: str, gold: list[Record], made: list[Record]) -> None:
        """Count one article."""
        pairs = pair(gold, made)
        spare = {j for i, j in pairs if gold[i].get("optional")}
        partner = {j: i for i, j in pairs if j not in spare}
        demanded = [g for g in gold if not g.get("optional")]
        for tally in self.counts.values():
            tally.add(predicted=len(made) - len(spare), gold=len(demanded))
        read_as = {i: str(made[j]["act"]) for i, j in pairs if agreement(gold[i], made[j])["act"]}
        for i, g in enumerate(gold):
            if not g.get("optional"):
                # A record with two readings is of the act that was found, where that is one of them.
                self.acts[read_as[i] if i in read_as else str(g["act"])].add(gold=1)
        for j, p in enumerate(made):
            if j not in spare:
                self._judge(p, gold[partner[j]] if j in partner else None)
        self._list(name, gold, made, {i for i, _ in pairs}, {j for _, j in pairs})

    def _judge(self, made: Record, gold: Record | None) -> None:
        ok = agreement(gold, made) if gold is not None else dict.fromkeys(FIELDS, False)
        both = ok["accuser"] and ok["accused"]
        self.counts["found"].add(right=gold is not None)
        self.counts["tuple"].add(right=both)
        self.counts["full"].add(right=both and ok["charge"] and ok["act"])
        self.acts[made["act"]].add(right=ok["act"], predicted=1)
        if gold is not None:
            for name, right in ok.items():
                self.fields[name].add(right)
        rule = made.get("rule") or "(no rule named)"
        self.rules[rule].add(gold is not None)
        self.rules_tuple[rule].add(both)
        if made.get("confidence") is not None:
            confidence = float(made["confidence"])
            self.bins[min(int(confidence * BINS), BINS - 1)].append((confidence, gold is not None))

    def _list(self, name: str, gold: list[Record], made: list[Record], seen: set[int], used: set[int]) -> None:
        for i, g in enumerate(gold):
            if i not in seen and not g.get("optional"):
                self.errors.append(f"MISSED {name} {_line(g)}")
        self.errors += [f"WRONG  {name} {_line(p)}" for j, p in enumerate(made) if j not in used]

    def report(self, title: str) -> Report:
        """The figures: records, fields of the found, by act, by rule, and confidence against what is right."""
        made = Report(title, errors=self.errors)
        made.sections["records"] = dict(self.counts)
        made.sections["of found, right"] = dict(self.fields)
        made.sections["by act: found with the act right"] = _most(self.acts)
        made.sections["by rule: found"] = _most(self.rules)
        made.sections["by rule: both parties right"] = _most(self.rules_tuple)
        made.sections["confidence (mean) → share found"] = {
            f"{b / BINS:.1f} to {(b + 1) / BINS:.1f} ({sum(c for c, _ in rows) / len(rows):.2f})": Share(
                sum(right for _, right in rows), len(rows)
            )
            for b, rows in sorted(self.bins.items())
        }
        return made


def _most(figures: Mapping[str, Figure]) -> Section:
    return dict(sorted(figures.items(), key=lambda item: (-_size(item[1]), item[0])))


def _size(figure: Figure) -> int:
    return figure.gold if isinstance(figure, Tally) else figure.whole


def _line(record: Record) -> str:
    shown = {k: record[k] for k in SHOWN if record.get(k)}
    return f"{json.dumps(shown, ensure_ascii=False)}\n         {' '.join((record.get('sentence') or '').split())}"


def score(gold: Iterable[Mapping[str, Any]], made: Mapping[str, Mapping[str, Any]], title: str) -> Report:
    """Figures of articles {"id", "records"} against what was made of them, by id."""
    counts = Complete()
    for article in gold:
        counts.add(str(article["id"]), article["records"], made.get(article["id"], {}).get("records", []))
    return counts.report(title)
