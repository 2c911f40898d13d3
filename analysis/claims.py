"""Claims: the mentions of one accusation, grouped across articles and outlets whatever the wording."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from analysis import threads
from analysis.charges import Terms, Weights, terms
from analysis.records import Act, Certainty, Voice

ALIKE = 0.3
"""Least likeness of two charges between the same parties for one claim; tuned on tests/gold/claims.jsonl."""
KIN = 0.08
"""What a shared kind of wrongdoing (CAMEO code beyond the general ones) adds."""
WINDOW_DAYS = 120
"""A claim not repeated for longer is raised anew, unless its words return."""
SAME_WORDS = 0.6
"""Likeness of charges that joins them over any time."""
BARE_DAYS = 30
"""A mention without its charge ("he denied it") speaks of the news of the last days."""

_GENERAL = {"110", "111", "112", "090", "173", "115", "116", "015", "016"}
_CLASS = {Act.ALLEGE: "accusation", Act.CRITICISE: "accusation"}


@dataclass(slots=True)
class Mention:
    """A record of an accusation, as far as grouping needs it. accuser, accused: key of the party ("" where unknown).

    also: keys of those named in the accused beside or within it ("Crail and Lune", "Voss's men").
    at: day number of publication (None: undated). place: order in the article. headline: it stands in the title.
    root: the article, or the one it is a copy of. carrier: the agency or outlet that vouches for the text.
    """

    accusation_id: str
    article_id: str
    root: str
    carrier: str | None
    published: datetime | None
    at: int | None
    place: int
    headline: bool
    act: Act
    cleared: bool
    certainty: Certainty
    accuser: str
    accused: str
    also: frozenset[str]
    accuser_id: str | None
    accused_id: str | None
    accuser_name: str | None
    accused_name: str | None
    charge: str | None
    terms: Terms
    cameo: str | None
    sentence: tuple[str, int]

    @property
    def order(self) -> tuple[bool, int, str, int, str]:
        """By day (undated last), article, place."""
        return (self.at is None, self.at or 0, self.article_id, self.place, self.accusation_id)


@dataclass(slots=True)
class Claim:
    """One accusation and its mentions, in order."""

    claim_id: str
    mentions: list[Mention]
    wordings: set[Terms] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    last: int | None = None

    @property
    def first(self) -> Mention:
        """The earliest mention."""
        return self.mentions[0]

    def add(self, mention: Mention) -> None:
        """Take a further mention in."""
        self.mentions.append(mention)
        if mention.terms:
            self.wordings.add(mention.terms)
        if mention.cameo and mention.cameo not in _GENERAL:
            self.codes.add(mention.cameo)
        if mention.at is not None:
            self.last = max(self.last or mention.at, mention.at)


@dataclass(frozen=True, slots=True)
class Grouped:
    """claim_of, answers: accusation_id → claim_id. claims: rows of the table of claims."""

    claim_of: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    claims: list[dict[str, object]] = field(default_factory=list)


def group(accusations: pd.DataFrame, articles: pd.DataFrame, names: dict[str, str]) -> Grouped:
    """Claims and threads of `accusations` (with entity ids); names: entity_id → name.

    One claim: the same accuser and accused (entities, or the same words where no entity is known), the same kind of act
    (allegation or criticism; each formal step, denial and admission apart), charges alike, not further apart than
    WINDOW_DAYS. A headline joins what its article says of the same parties; without a charge, the nearest claim counts.
    """
    mentions = _mentions(accusations, articles)
    weights = Weights({m.terms for m in mentions})
    claims = _grouped(mentions, weights)
    linked = threads.link(claims, weights)
    return Grouped(
        {m.accusation_id: c.claim_id for c in claims for m in c.mentions},
        linked.answers,
        [_row(c, linked, names) for c in sorted(claims, key=lambda c: c.claim_id)],
    )


def _text(value: object) -> str | None:
    return None if pd.isna(value) else str(value)


def _key(entity_id: str | None, *words: str | None) -> str:
    if entity_id:
        return entity_id
    said = next((w for w in words if w), None)
    if said is None:
        return ""
    low = said.casefold().removeprefix("the ").removeprefix("a ").removeprefix("an ")
    return "~" + " ".join(low.split())


_PARTS = re.compile(r",? and |, |(?:’s|'s|’|') ")


def _within_accused(name: str | None, known: dict[str, str]) -> frozenset[str]:
    """Keys of the parties that a joint or possessed accused names: "Crail and Lune", "Voss's men"."""
    parts = _PARTS.split(name) if name else []
    return frozenset(known[p.casefold()] for p in parts if len(parts) > 1 and p.casefold() in known)


def _mentions(accusations: pd.DataFrame, articles: pd.DataFrame) -> list[Mention]:
    about = {a["article_id"]: a for a in articles.drop(columns="text").to_dict("records")}
    known: dict[str, str] = {}
    for role in ("accuser", "accused"):
        for name, key in zip(accusations[f"{role}_name"], accusations[f"{role}_id"], strict=True):
            if not pd.isna(name) and not pd.isna(key):
                known.setdefault(name.casefold(), key)
    made = []
    for r in accusations.to_dict("records"):
        article = about[r["article_id"]]
        root = about.get(article["duplicate_of"], article)
        published = None if pd.isna(article["published"]) else article["published"]
        accuser_id, accused_id = _text(r["accuser_id"]), _text(r["accused_id"])
        own = f"outlet {_text(article['outlet'])}" if r["voice"] == Voice.OUTLET else None
        charge = _text(r["charge"])
        made.append(
            Mention(
                accusation_id=r["accusation_id"],
                article_id=r["article_id"],
                root=root["article_id"],
                carrier=_text(root["medium"]) or _text(root["outlet"]),
                published=published,
                at=published.toordinal() if published is not None else None,
                place=int(r["start"]),
                headline=int(r["end"]) <= len(article["title"]),
                act=Act(r["act"]),
                cleared=r["certainty"] == Certainty.NEGATED,
                certainty=Certainty(r["certainty"]),
                accuser=_key(accuser_id, _text(r["accuser_name"]), _text(r["accuser"]), own),
                accused=_key(accused_id, _text(r["accused_name"]), _text(r["accused"])),
                also=_within_accused(_text(r["accused_name"]), known),
                accuser_id=accuser_id,
                accused_id=accused_id,
                accuser_name=_text(r["accuser_name"]) or _text(r["accuser"]),
                accused_name=_text(r["accused_name"]) or _text(r["accused"]),
                charge=charge,
                terms=terms(charge) if charge else frozenset(),
                cameo=_text(r["cameo"]),
                sentence=(r["article_id"], int(r["start"])),
            )
        )
    return sorted(made, key=lambda m: m.order)


def _grouped(mentions: list[Mention], weights: Weights) -> list[Claim]:
    pairs: dict[tuple[str, bool, str, str], list[Mention]] = defaultdict(list)
    for m in mentions:
        step = _CLASS.get(m.act, str(m.act))
        pairs[step, step == Act.VERDICT and m.cleared, m.accuser, m.accused].append(m)
    made: list[Claim] = []
    for _, some in sorted(pairs.items()):
        made += _of_a_pair(some, weights)
    return made


def _of_a_pair(mentions: list[Mention], weights: Weights) -> list[Claim]:
    """Claims between two parties: worded mentions of the bodies first, then headlines, then those without a charge."""
    claims: list[Claim] = []
    worded = [m for m in mentions if m.terms]
    telling: dict[str, dict[str, Claim]] = defaultdict(dict)
    for m in [m for m in worded if not m.headline]:
        # Charges without a word in common are never alike: those claims need no comparison.
        sharing = {i: c for term in sorted(m.terms) for i, c in telling[term].items()}
        placed = _place(m, list(sharing.values()), weights, ALIKE, claims)
        for term in m.terms:
            telling[term][placed.claim_id] = placed
    for m in [m for m in worded if m.headline]:
        # A headline sums its article up: what the article says of the same parties is the claim, however it is worded.
        own = [c for c in claims if any(o.article_id == m.article_id for o in c.mentions)]
        _place(m, own or claims, weights, 0.0 if own else ALIKE, claims)
    for m in [m for m in mentions if not m.terms]:
        near = [c for c in claims if _distance(c, m)[0] <= BARE_DAYS]
        if near:
            min(near, key=lambda c: _distance(c, m)).add(m)
        else:
            claims.append(_new(m))
    for c in claims:
        c.mentions.sort(key=lambda m: m.order)
    return claims


def _place(m: Mention, options: list[Claim], weights: Weights, least: float, claims: list[Claim]) -> Claim:
    """Add `m` to the option most like it, or make a claim of it among `claims`; the claim."""
    best, likeness = None, least
    for c in options:
        alike = max((weights.alike(m.terms, w) for w in c.wordings), default=0.0)
        alike += KIN if m.cameo in c.codes else 0.0
        near = alike >= SAME_WORDS or _within(c, m, WINDOW_DAYS)
        if near and (alike > likeness or (best is None and alike >= likeness)):
            best, likeness = c, alike
    if best is not None:
        best.add(m)
        return best
    claims.append(_new(m))
    return claims[-1]


def _new(m: Mention) -> Claim:
    digest = hashlib.sha256(f"claim {m.accusation_id}".encode()).hexdigest()[:16]
    made = Claim(digest, [])
    made.add(m)
    return made


def _within(claim: Claim, m: Mention, days: int) -> bool:
    return claim.last is None or m.at is None or m.at - claim.last <= days


def _distance(claim: Claim, m: Mention) -> tuple[int, int, tuple[bool, int, str, int, str]]:
    nearest = min(claim.mentions, key=lambda o: _apart(o, m))
    return (*_apart(nearest, m), claim.first.order)


def _apart(o: Mention, m: Mention) -> tuple[int, int]:
    if o.article_id == m.article_id:
        return (-1, abs(o.place - m.place))
    days = abs(o.at - m.at) if o.at is not None and m.at is not None else BARE_DAYS
    return (days, o.place)


def _row(claim: Claim, linked: threads.Linked, names: dict[str, str]) -> dict[str, object]:
    first = claim.first
    dates = [m.published for m in claim.mentions if m.published is not None]
    return {
        "claim_id": claim.claim_id,
        "thread_id": linked.thread_of[claim.claim_id],
        "accuser_id": first.accuser_id,
        "accuser": names.get(first.accuser_id or "", first.accuser_name),
        "accused_id": first.accused_id,
        "accused": names.get(first.accused_id or "", first.accused_name),
        "charge": _clearest(claim),
        "act": str(first.act),
        "cameo": first.cameo or next((m.cameo for m in claim.mentions if m.cameo), None),
        "first_seen": min(dates, default=None),
        "last_seen": max(dates, default=None),
        "mentions": len(claim.mentions),
        "articles": len({m.article_id for m in claim.mentions}),
        "outlets": len({m.carrier or m.root for m in claim.mentions}),
        "status": linked.status[claim.claim_id],
        "answered": claim.claim_id in linked.answered,
    }


def _clearest(claim: Claim) -> str | None:
    """The wording that says most in few words: the most common, then the one nearest to eight words, then the first."""
    worded = [m.charge for m in claim.mentions if m.charge and not m.headline]
    worded = worded or [m.charge for m in claim.mentions if m.charge]
    if not worded:
        return None
    return max(worded, key=lambda c: (worded.count(c), -abs(len(c.split()) - 8), -worded.index(c)))
