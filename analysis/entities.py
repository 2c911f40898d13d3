"""Names joined across articles into entities."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from analysis.entities_aliases import Aliases, default_aliases
from analysis.entities_keys import (
    PersonName,
    body,
    capital_of,
    conflicting_middles,
    given_initial,
    person,
    same_given,
    state_of,
    surname_sound,
)
from analysis.language.names_lexicon import fold
from analysis.records import Kind

DOMINANT = 10
"""A surname alone means the person who bears it in this many times as many articles as all others of that surname."""
OVERLONG = 3
"""A name that holds another is that one with words of a headline if the shorter is in this many times as many articles."""
MOST_ALIASES = 50


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organisation, place or group across articles; aliases: other forms of its name, sorted."""

    entity_id: str
    name: str
    kind: Kind
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Joined:
    """entity_of: (article_id, name as resolved in that article) → entity_id. entities: each once."""

    entity_of: dict[tuple[str, str], str]
    entities: list[Entity]

    def names(self) -> dict[str, str]:
        """entity_id → name."""
        return {e.entity_id: e.name for e in self.entities}


@dataclass(slots=True)
class _Use:
    """A name over all articles."""

    articles: set[str] = field(default_factory=set)
    kinds: Counter[str] = field(default_factory=Counter)
    surfaces: set[str] = field(default_factory=set)

    @property
    def kind(self) -> Kind | None:
        """The kind that most mentions have; None for a party that is never a mention."""
        if not self.kinds:
            return None
        return Kind(min(k for k, n in self.kinds.items() if n == max(self.kinds.values())))


class _Sets:
    """Disjoint sets of names, with pairs that must not meet."""

    def __init__(self) -> None:
        self._up: dict[str, str] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)

    def find(self, name: str) -> str:
        root = name
        while (up := self._up.get(root, root)) != root:
            root = up
        while (up := self._up.get(name, name)) != root:
            self._up[name], name = root, up
        return root

    def keep_apart(self, names: Iterable[str]) -> None:
        some = set(names)
        for name in some:
            self._apart[self.find(name)] |= some - {name}

    def _parted(self, a: str, b: str) -> bool:
        return any(self.find(x) == b for x in self._apart.get(a, ()))

    def join(self, a: str, b: str) -> bool:
        """Joins two sets unless a correction keeps members of them apart."""
        a, b = self.find(a), self.find(b)
        if a == b:
            return True
        if any(self.find(x) == b for x in self._apart.get(a, ())) or any(
            self.find(x) == a for x in self._apart.get(b, ())
        ):
            return False
        keep, drop = sorted((a, b))
        self._up[drop] = keep
        if drop in self._apart:
            self._apart[keep] |= self._apart.pop(drop)
        return True


def join(named: pd.DataFrame, aliases: Aliases | None = None) -> Joined:
    """Join names across articles.

    named: article_id, name (fullest in that article), kind (null for a party that is no mention), surface (may be
    null); in any order, rows may repeat. aliases: the users' corrections, by default those of data/aliases.toml and the
    store. The result does not depend on the order of rows.

    Persons meet by the sound of the surname and agreeing given names; a surname alone joins the one who bears it,
    or the one who bears it in DOMINANT times as many articles as all others, and else stays its article's own. States
    meet by name, adjective and seat, and by capital where the name is never a mere place. Bodies meet by their words in
    any order, by initials that the lexicon or an article spells out.
    """
    uses, acting = _uses(named)
    named_there = {(a, state) for (a, _), state in acting.items() if a in uses[state].articles}
    for (article_id, _), state in acting.items():
        uses[state].articles.add(article_id)
    given = default_aliases() if aliases is None else aliases
    sets = _Sets()
    for group in given.apart:
        sets.keep_apart(group)
    for group in given.same:
        for name in group[1:]:
            sets.join(group[0], name)
    kinds = {name: _kind(name, use) for name, use in uses.items()}
    _join_states(uses, kinds, sets)
    _join_bodies(uses, kinds, sets)
    loose = _join_persons(uses, kinds, sets)
    _join_possessed(uses, sets)
    made = _made(uses, kinds, sets, loose, {name: group[0] for group in given.same for name in group})
    meant = {(a, name): made.entity_of[(a, state)] for (a, name), state in acting.items()}
    for (article_id, _), state in acting.items():
        if (article_id, state) not in named_there:
            made.entity_of.pop((article_id, state), None)
    made.entity_of.update(meant)
    return made


def _uses(named: pd.DataFrame) -> tuple[dict[str, _Use], dict[tuple[str, str], str]]:
    """Every name's use, and the capitals that act in an article ("Moscow" a party there) with their states."""
    uses: dict[str, _Use] = defaultdict(_Use)
    acting: dict[tuple[str, str], str] = {}
    places: set[tuple[str, str]] = set()
    capitals: dict[str, str | None] = {}
    columns = (named[c].astype(object).where(named[c].notna(), None) for c in ("article_id", "name", "kind", "surface"))
    for article_id, name, kind, surface in zip(*columns, strict=True):
        if name not in capitals:
            capitals[name] = capital_of(name)
        if (state := capitals[name]) is not None:
            if kind is None:
                acting[(article_id, name)] = state
                continue
            places.add((article_id, name))
        use = uses[name]
        use.articles.add(article_id)
        if kind is not None:
            use.kinds[str(kind)] += 1
            if surface and surface != name and len(use.surfaces) < MOST_ALIASES:
                use.surfaces.add(surface)
    acting = {where: state for where, state in acting.items() if where not in places}
    return uses, acting


def _kind(name: str, use: _Use) -> Kind | None:
    return Kind.PLACE if state_of(name) else use.kind


def _join_states(uses: dict[str, _Use], kinds: dict[str, Kind | None], sets: _Sets) -> None:
    first: dict[str, str] = {}
    for name in sorted(uses):
        state = state_of(name) if kinds[name] is Kind.PLACE else None
        if state:
            sets.join(first.setdefault(state, name), name)


def _join_bodies(uses: dict[str, _Use], kinds: dict[str, Kind | None], sets: _Sets) -> None:
    """Bodies, groups and described parties of one key; one without a state joins the only state's body of the key."""
    by_key: dict[tuple[str, ...], dict[str | None, str]] = defaultdict(dict)
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for name in sorted(uses):
        if kinds[name] is Kind.PERSON or state_of(name):
            continue
        key, state = body(name)
        sets.join(by_key[key].setdefault(state, name), name)
        for surface in uses[name].surfaces:
            if surface.isupper() and " " not in surface and len(name) > len(surface) + 3:
                spelled[surface.replace(".", "")][name] += len(uses[name].articles)
    for variants in by_key.values():
        states = [s for s in variants if s is not None]
        if None in variants and len(states) == 1:
            sets.join(variants[None], variants[states[0]])
    for short, full in spelled.items():
        if short in uses and kinds[short] is not Kind.PERSON and full:
            name, count = full.most_common(1)[0]
            if count >= 0.8 * full.total():
                sets.join(short, name)


def _join_persons(uses: dict[str, _Use], kinds: dict[str, Kind | None], sets: _Sets) -> set[str]:
    """Joins persons; returns the names that are surnames alone and mean nobody in particular."""
    parts = {name: person(name) for name in sorted(uses) if kinds[name] is Kind.PERSON}
    _join_overlong(parts, uses, sets)
    by_surname: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, part in parts.items():
        if part.given:
            by_surname[part.key].append(name)
    bearers: dict[str, dict[str, int]] = defaultdict(dict)
    for (sound, _), names in by_surname.items():
        for group in _one_person(names, parts, uses, sets):
            bearers[sound][group[0]] = len(set().union(*(uses[n].articles for n in group)))
    loose: set[str] = set()
    alone: dict[str, str] = {}
    for name, part in parts.items():
        if part.given:
            continue
        sound = surname_sound(part.surname)
        known = bearers.get(sound, {})
        meant = _dominant(known)
        if meant is not None:
            sets.join(name, meant)
        elif known:
            loose.add(name)
        else:
            sets.join(alone.setdefault(sound, name), name)
    return loose


def _join_overlong(parts: dict[str, PersonName], uses: dict[str, _Use], sets: _Sets) -> None:
    """Joins names that took in words of a headline ("Orla Venn Denies") to the far better known name at their start or
    end, and takes them out of `parts`."""
    known: dict[tuple[str, str], str] = {}
    for name, part in parts.items():
        if part.given and not part.middle:
            best = known.setdefault((part.given, part.surname), name)
            if len(uses[name].articles) > len(uses[best].articles):
                known[(part.given, part.surname)] = name
    for name, part in list(parts.items()):
        if not part.middle or len(part.middle[0]) == 1:
            continue
        for pair in ((part.given, part.middle[0]), (part.middle[-1], part.surname)):
            shorter = known.get(pair)
            if shorter and len(uses[shorter].articles) >= OVERLONG * len(uses[name].articles):
                if sets.join(shorter, name):
                    del parts[name]
                break


def _dominant(known: dict[str, int]) -> str | None:
    if not known:
        return None
    best = max(known, key=lambda name: (known[name], name))
    rest = sum(known.values()) - known[best]
    return best if rest * DOMINANT <= known[best] else None


def _one_person(names: list[str], parts: dict[str, PersonName], uses: dict[str, _Use], sets: _Sets) -> list[list[str]]:
    """The names of one surname in groups of one person each. The most used names lead; a name joins the group that it
    agrees with, unless it agrees with several (an initial, a common nickname) or an article tells them apart."""
    groups: list[list[str]] = []
    by_initial: dict[str, list[list[str]]] = defaultdict(list)
    for name in sorted(
        names, key=lambda n: (-len(parts[n].given) if len(parts[n].given) < 3 else -99, -len(uses[n].articles), n)
    ):
        near = by_initial[given_initial(parts[name].given)]
        fitting = [g for g in near if all(_agree(parts[name], parts[other]) for other in g[:3])]
        exact = [g for g in fitting if any(parts[o].given == parts[name].given for o in g)]
        chosen = exact or fitting
        if len(chosen) > 1 or (chosen and _told_apart(name, chosen[0][0], parts, uses)):
            chosen = []
        if chosen and sets.join(name, chosen[0][0]):
            chosen[0].append(name)
        else:
            groups.append([name])
            near.append(groups[-1])
    return groups


def _agree(a: PersonName, b: PersonName) -> bool:
    return same_given(a.given, b.given) and not conflicting_middles(a.middle, b.middle)


def _told_apart(a: str, b: str, parts: dict[str, PersonName], uses: dict[str, _Use]) -> bool:
    """Whether one article names both, though their given names differ: then it means two persons."""
    if parts[a].given == parts[b].given:
        return False
    return not uses[a].articles.isdisjoint(uses[b].articles)


def _join_possessed(uses: dict[str, _Use], sets: _Sets) -> None:
    """Possessed groups meet when their owners have met and they are called alike ("Brandt's forces")."""
    first: dict[tuple[str, str], str] = {}
    for name in sorted(uses):
        owner, mark, rest = name.replace("’", "'").partition("'s ")
        if not mark:
            owner, mark, rest = name.replace("’", "'").partition("s' ")
            owner += "s" if mark else ""
        if mark and rest:
            key = sets.find(owner), fold(rest)
            sets.join(first.setdefault(key, name), name)


def _made(
    uses: dict[str, _Use], kinds: dict[str, Kind | None], sets: _Sets, loose: set[str], shown: dict[str, str]
) -> Joined:
    clusters: dict[str, list[str]] = defaultdict(list)
    entity_of: dict[tuple[str, str], str] = {}
    entities: list[Entity] = []
    used: set[str] = set()
    for name in sorted(uses):
        if name in loose and sets.find(name) == name:
            for article_id in uses[name].articles:
                entity_of[(article_id, name)] = _digest(f"{name}\x1f{article_id}")
                entities.append(Entity(_digest(f"{name}\x1f{article_id}"), name, Kind.PERSON, ()))
        else:
            clusters[sets.find(name)].append(name)
    for names in clusters.values():
        votes: Counter[Kind] = Counter()
        for name in names:
            if (kind := kinds[name]) is not None:
                votes[kind] += len(uses[name].articles)
        kind = max(sorted(votes), key=lambda k: votes[k]) if votes else Kind.GROUP
        best = _best(names, uses, kind, shown)
        entity_id = _digest(_anchor(best, kind))
        if entity_id in used:
            entity_id = _digest(f"{_anchor(best, kind)}\x1f{names[0]}")
        used.add(entity_id)
        others = {alias for name in names for alias in (name, *uses[name].surfaces)} - {best}
        entities.append(Entity(entity_id, best, kind, tuple(sorted(others)[:MOST_ALIASES])))
        entity_of.update(((article_id, name), entity_id) for name in names for article_id in uses[name].articles)
    return Joined(entity_of, entities)


def _best(names: list[str], uses: dict[str, _Use], kind: Kind, shown: dict[str, str]) -> str:
    """The name to show: a correction's, the state's, else the most used full one."""
    for name in names:
        if name in shown:
            return shown[name]
    if kind is Kind.PLACE:
        states = [s for s in (state_of(n) for n in names) if s]
        if states:
            return states[0]
    full = [n for n in names if person(n).given] if kind is Kind.PERSON else [n for n in names if not n.isupper()]
    return max(full or names, key=lambda n: (not _titled(n, kind), len(uses[n].articles), len(n), n))


def _titled(name: str, kind: Kind) -> bool:
    """Whether a title stands before a person's name."""
    return kind is Kind.PERSON and fold(name).split()[:1] != [person(name).given or person(name).surname]


def _anchor(name: str, kind: Kind) -> str:
    """What an entity's id is made of: the same for spellings of one name, whichever of them is shown."""
    if kind is Kind.PERSON:
        part = person(name)
        return (
            f"person\x1f{part.given}\x1f{' '.join(part.middle)}\x1f{surname_sound(part.surname)}\x1f{part.generation}"
        )
    return f"{fold(name)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
