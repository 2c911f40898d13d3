"""Threads: which claim a denial, counter-accusation, step, verdict or admission answers, and how each claim stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx

from analysis.charges import Weights
from analysis.records import Act

if TYPE_CHECKING:
    from analysis.claims import Claim, Mention

WINDOW_DAYS = 400
"""Courts are slow: an answer later than this belongs to another affair."""
COUNTER_DAYS = 30
"""A counter-accusation follows while the first is news."""
ALIKE = 0.3
"""Least likeness of the charges of a step and of the claim it answers, told in different articles."""

_STEPS = {Act.CHARGE, Act.LAWSUIT, Act.INVESTIGATE, Act.VERDICT, Act.ADMIT}
_ACCUSING = {Act.ALLEGE, Act.CRITICISE}
_ANSWERABLE: dict[Act, frozenset[Act]] = {
    Act.DENY: frozenset({Act.ALLEGE, Act.CRITICISE, Act.CHARGE, Act.LAWSUIT, Act.INVESTIGATE, Act.VERDICT}),
    Act.ADMIT: frozenset({Act.ALLEGE, Act.CRITICISE, Act.CHARGE, Act.LAWSUIT, Act.INVESTIGATE}),
    Act.INVESTIGATE: frozenset(_ACCUSING),
    Act.LAWSUIT: frozenset(_ACCUSING),
    Act.CHARGE: frozenset({*_ACCUSING, Act.INVESTIGATE, Act.LAWSUIT}),
    Act.VERDICT: frozenset({*_ACCUSING, Act.INVESTIGATE, Act.LAWSUIT, Act.CHARGE}),
}
_NEXT_TO = {Act.VERDICT: Act.CHARGE, Act.CHARGE: Act.INVESTIGATE}
"""The step that usually comes just before."""

_OF_STEP = {
    Act.ADMIT: "admitted",
    Act.INVESTIGATE: "investigated",
    Act.LAWSUIT: "sued",
    Act.CHARGE: "charged",
    Act.DENY: "denied",
}
_RANK = ("open", "answered", "denied", "investigated", "sued", "charged", "admitted", "convicted", "cleared")


@dataclass(frozen=True, slots=True)
class Linked:
    """answers: accusation_id → claim_id. thread_of, status: by claim_id. answered: claims with the accused's answer."""

    answers: dict[str, str]
    thread_of: dict[str, str]
    status: dict[str, str]
    answered: set[str]


def link(claims: list[Claim], weights: Weights) -> Linked:
    """Link every record to the claim it answers, if it answers one.

    A denial, admission or formal step answers a claim against the same accused that was made before it or beside it:
    the one most alike in its charge, in its own sentence or article first. An accusation by the accused against the
    accuser answers the claim against them.
    """
    against = _index(claims)
    of = {m.accusation_id: c for c in claims for m in c.mentions}
    answers: dict[str, str] = {}
    for c in claims:
        for m in c.mentions:
            found = _answered_by(m, of[m.accusation_id], against, weights)
            if found is not None:
                answers[m.accusation_id] = found.claim_id
    return Linked(
        answers, _threads(claims, of, answers), _statuses(claims, of, answers), _answered(claims, of, answers)
    )


def _index(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    against: dict[str, list[Claim]] = defaultdict(list)
    for c in claims:
        for party in {c.first.accused, *c.first.also}:
            against[party].append(c)
    return against


def _answered_by(m: Mention, own: Claim, against: dict[str, list[Claim]], weights: Weights) -> Claim | None:
    if m.act in _ACCUSING:
        return _countered(m, against)
    options = [
        (c, _fit(m, c, weights))
        for c in {c.claim_id: c for party in sorted({m.accused, *m.also}) for c in against[party]}.values()
        if c is not own and c.first.act in _ANSWERABLE[m.act] and _before(c, m, WINDOW_DAYS) and m.accused
    ]
    fitting = [(c, fit) for c, fit in options if fit > 0]
    return max(fitting, key=lambda o: (o[1], _latest(o[0], m)), default=(None, 0.0))[0]


def _fit(m: Mention, c: Claim, weights: Weights) -> float:
    """How well the claim fits as what `m` answers; 0: not at all."""
    alike = max((weights.alike(m.terms, w) for w in c.wordings), default=0.0)
    here = any(o.article_id == m.article_id for o in c.mentions)
    beside = any(o.sentence == m.sentence for o in c.mentions)
    if m.terms and c.wordings and not beside and alike < ALIKE:
        # In one article a denial answers the accusation it stands with, however each is worded; a step need not.
        return 0.001 + alike if here and m.act == Act.DENY else 0.0
    # A denial without its content may answer the news of the last days, never an old affair.
    if not here and not m.terms and not _before(c, m, COUNTER_DAYS):
        return 0.0
    return 0.01 + alike + 0.5 * beside + 0.25 * here + 0.2 * (_NEXT_TO.get(m.act) == c.first.act)


def _countered(m: Mention, against: dict[str, list[Claim]]) -> Claim | None:
    if not m.accuser or not m.accused or m.accuser == m.accused:
        return None
    options = [
        c
        for c in against[m.accuser]
        if c.first.accuser == m.accused and c.first.act not in (Act.DENY, Act.ADMIT) and _before(c, m, COUNTER_DAYS)
    ]
    return max(options, key=lambda c: _latest(c, m), default=None)


def _before(c: Claim, m: Mention, days: int) -> bool:
    """Whether the claim was on record when `m` was made, at most `days` before."""
    if any(o.article_id == m.article_id and (m.act not in _ACCUSING or o.place < m.place) for o in c.mentions):
        return True
    if m.at is None:
        return False
    earlier = [o.at for o in c.mentions if o.at is not None and o.at <= m.at and o.article_id != m.article_id]
    return bool(earlier) and m.at - max(earlier) <= days


def _latest(c: Claim, m: Mention) -> tuple[int, int, str]:
    here = [o.place for o in c.mentions if o.article_id == m.article_id and o.place <= m.place]
    days = [o.at for o in c.mentions if o.at is not None and (m.at is None or o.at <= m.at)]
    return (max(here, default=-1), max(days, default=0), c.claim_id)


def _threads(claims: list[Claim], of: dict[str, Claim], answers: dict[str, str]) -> dict[str, str]:
    """claim_id → id of the earliest claim of its thread."""
    joined: nx.utils.UnionFind[str] = nx.utils.UnionFind(c.claim_id for c in claims)
    for accusation_id, claim_id in answers.items():
        joined.union(of[accusation_id].claim_id, claim_id)
    first = {c.claim_id: c.first.order for c in claims}
    made: dict[str, str] = {}
    for members in joined.to_sets():
        thread = min(members, key=lambda i: (first[i], i))
        made.update(dict.fromkeys(members, thread))
    return made


def _steps(claims: list[Claim], of: dict[str, Claim], answers: dict[str, str]) -> dict[str, list[Mention]]:
    """claim_id → the records that answer it, those that answer its formal steps among them."""
    direct: dict[str, list[Mention]] = defaultdict(list)
    records = {m.accusation_id: m for c in claims for m in c.mentions}
    for accusation_id, claim_id in sorted(answers.items()):
        direct[claim_id].append(records[accusation_id])
    made: dict[str, list[Mention]] = {}
    for c in claims:
        found, seen, waiting = [], {c.claim_id}, [c.claim_id]
        while waiting:
            for m in direct[waiting.pop()]:
                found.append(m)
                step = of[m.accusation_id].claim_id
                if m.act in _STEPS and step not in seen:
                    seen.add(step)
                    waiting.append(step)
        made[c.claim_id] = found
    return made


def _standing(m: Mention) -> str:
    if m.act == Act.VERDICT:
        return "cleared" if m.cleared else "convicted"
    if m.act in (Act.CHARGE, Act.INVESTIGATE) and m.cleared:
        return "open"
    return _OF_STEP.get(m.act, "answered")


def _statuses(claims: list[Claim], of: dict[str, Claim], answers: dict[str, str]) -> dict[str, str]:
    steps = _steps(claims, of, answers)
    made: dict[str, str] = {}
    for c in claims:
        own = "open" if c.first.act in _ACCUSING else _standing(c.first)
        standings = [own, *(_standing(m) for m in steps[c.claim_id])]
        verdicts = sorted((m for m in [c.first, *steps[c.claim_id]] if m.act == Act.VERDICT), key=lambda m: m.order)
        made[c.claim_id] = _standing(verdicts[-1]) if verdicts else max(standings, key=_RANK.index)
    return made


def _answered(claims: list[Claim], of: dict[str, Claim], answers: dict[str, str]) -> set[str]:
    """Claims that the accused (or somebody for them) denied, admitted or met with a counter-accusation."""
    steps = _steps(claims, of, answers)
    own_words = {Act.DENY, Act.ADMIT, *_ACCUSING}
    return {c.claim_id for c in claims if any(m.act in own_words for m in steps[c.claim_id])}
