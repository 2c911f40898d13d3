"""Word lists that name resolution draws on, read once from data/lexicons."""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any

from analysis.settings import DATA

LEXICONS = DATA / "lexicons"


def _read(topic: str) -> dict[str, Any]:
    with (LEXICONS / f"{topic}.toml").open("rb") as file:
        return tomllib.load(file)


def closed_class(name: str) -> frozenset[str]:
    """A class of words of data/lexicons/names.toml."""
    return frozenset(_read("names")[name])


PARTICLES = closed_class("particles")


def fold(word: str) -> str:
    """`word` in lower case, without diacritics and with plain apostrophes: the form that lexicons are keyed by."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word.replace("’", "'").replace("‘", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


@dataclass(frozen=True, slots=True)
class States:
    """Geography of states. Keys are folded words; values are the state's name."""

    names: dict[str, str]
    adjectives: dict[str, str]
    peoples: dict[str, str]
    capitals: dict[str, str]
    seats: dict[str, str]
    ambiguous: frozenset[str]

    def named(self, name: str) -> str | None:
        """The state that `name` names outright or by its people's adjective ("Russia", "Russian"), if any."""
        key = fold(name).removeprefix("the ")
        return self.names.get(key) or self.adjectives.get(key)

    def acting(self, name: str) -> str | None:
        """The state that `name` means when it acts: also a capital or a seat ("Moscow", "the Kremlin")."""
        key = fold(name).removeprefix("the ")
        return self.named(name) or self.seats.get(key) or self.capitals.get(key)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Titles, party nouns and given names; every word folded."""

    honorifics: dict[str, str]
    roles: dict[str, str]
    modifiers: frozenset[str]
    generations: frozenset[str]
    person_gender: dict[str, str]
    organisation_nouns: frozenset[str]
    pointing: frozenset[str]
    markers: frozenset[str]
    group_nouns: frozenset[str]
    place_nouns: frozenset[str]
    nouns: frozenset[str]
    given: dict[str, str]
    short: dict[str, str]
    known: frozenset[str]
    states: States


def _states() -> States:
    names: dict[str, str] = {}
    adjectives: dict[str, str] = {}
    peoples: dict[str, str] = {}
    capitals: dict[str, str] = {}
    seats: dict[str, str] = {}
    ambiguous: set[str] = set()
    for state, facts in _read("states").items():
        for name in (state, *facts.get("aliases", [])):
            names[fold(name)] = state
        for word in facts.get("adjectives", []):
            adjectives.setdefault(fold(word), state)
            if not word.endswith(("ese", "ish", "ch", "ss")):
                peoples.setdefault(fold(word) + "s", state)
        for word in facts.get("people", []):
            peoples[fold(word)] = state
        capitals.setdefault(fold(str(facts["capital"])), state)
        for seat in facts.get("seats", []):
            seats[fold(seat)] = state
        ambiguous.update(fold(w) for w in facts.get("ambiguous", []))
    capitals = {k: v for k, v in capitals.items() if k not in names}
    return States(names, adjectives, peoples, capitals, seats, frozenset(ambiguous))


@cache
def lexicon() -> Lexicon:
    """The word lists of data/lexicons: titles, parties, given_names, states."""
    titles, parties, bodies = _read("titles"), _read("parties"), _read("organisations")
    honorifics = {w: gender for gender, words in titles["honorifics"].items() for w in words}
    genders = {w: gender for gender, words in parties["person"].items() for w in words}
    organisations, groups, places = (frozenset(parties[k]["nouns"]) for k in ("organisation", "group", "place"))
    return Lexicon(
        honorifics=honorifics,
        roles=dict(titles["roles"]),
        modifiers=frozenset(titles["words"]["modifiers"]),
        generations=frozenset(titles["words"]["generations"]),
        person_gender=genders,
        organisation_nouns=organisations,
        pointing=frozenset(parties["organisation"]["pointing"]),
        markers=frozenset(parties["organisation"]["markers"]),
        group_nouns=groups,
        place_nouns=places,
        nouns=frozenset(genders) | organisations | groups | places,
        given={w: gender for gender, words in _read("given_names").items() for w in words},
        short=dict(bodies["short"]),
        known=frozenset(bodies["known"]["names"]),
        states=_states(),
    )


@cache
def nicknames() -> dict[str, str]:
    """Short form of a given name → the name it stands for."""
    return dict(_read("nicknames")["nicknames"])
