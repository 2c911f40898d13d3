"""Keys under which names of one party meet: robust to titles, transliteration, nicknames and word order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz

from analysis.language.names_lexicon import fold, lexicon, nicknames

CORPORATE = frozenset(
    ("inc", "corp", "co", "ltd", "llc", "plc", "corporation", "company", "limited", "group", "gmbh", "incorporated")
)
SMALL = frozenset(("of", "and", "the", "for", "in", "on", "de", "du", "des", "la", "y", "&", "to", "at"))
PARTICLES = ("al", "el", "ul", "ad", "as", "ash", "ar", "an", "az")
SAME_WORD = {
    "dept": "department",
    "organization": "organisation",
    "defense": "defence",
    "labor": "labour",
    "centre": "center",
}
_LETTERS = (
    *(("kh", "k"), ("gh", "k"), ("dh", "d"), ("ph", "f"), ("tsch", "ch"), ("sch", "sh"), ("q", "k"), ("g", "k")),
    *(("ck", "k"), ("ks", "x"), ("ou", "u"), ("oo", "u"), ("o", "u"), ("ei", "i"), ("ey", "i"), ("ai", "i")),
    *(("ay", "i"), ("ee", "i"), ("ie", "i"), ("iy", "i"), ("y", "i"), ("e", "i"), ("w", "v"), ("j", "i")),
)
"""Spellings that transliterations use for one sound, applied in order."""


@lru_cache(maxsize=500_000)
def sound(word: str) -> str:
    """A folded word as it sounds in any transliteration: "qaddafi", "gaddafi" and "kadafi" give one key. Vowels of
    different classes stay apart, so that "hansen" is not "hanson"."""
    key = re.sub(r"[^a-z]", "", word)
    if not key:
        return word
    for spelling, letter in _LETTERS:
        key = key.replace(spelling, letter)
    return re.sub(r"(.)\1+", r"\1", key)


def surname_sound(word: str) -> str:
    """The sound of a surname without its Arabic article, whether hyphened or grown on ("al-ghasri", "elghasri")."""
    lead, dash, rest = word.partition("-")
    if dash and lead in PARTICLES and rest:
        return sound(rest)
    if len(word) > 6 and word[:2] in ("al", "el") and word[2] not in "aeiouyl":
        return sound(word[2:])
    return sound(word)


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name in parts, folded: given name ("" for a surname alone), middle names, surname and generation."""

    given: str
    middle: tuple[str, ...]
    surname: str
    generation: str

    @property
    def key(self) -> tuple[str, str]:
        """Surname's sound and generation: persons who may be one meet here."""
        return surname_sound(self.surname), self.generation


def words_of(name: str) -> list[str]:
    """The folded words of a name, without full stops and outer quotation marks."""
    return [w for w in (p.strip("\"“”'‘(),;:").replace(".", "") for p in fold(name).split()) if w]


@lru_cache(maxsize=500_000)
def person(name: str) -> PersonName:
    """The parts of a person's name; titles before it are no part."""
    lex = lexicon()
    words = words_of(name)
    while len(words) > 1 and (
        words[0] in lex.honorifics or words[0] in lex.roles or (words[0] in lex.modifiers and len(words) > 2)
    ):
        words = words[1:]
    generation = ""
    while len(words) > 1 and words[-1] in lex.generations:
        generation, words = words[-1], words[:-1]
    words = _joined(words)
    if len(words) < 2:
        return PersonName("", (), words[0] if words else "", generation)
    return PersonName(words[0], tuple(words[1:-1]), words[-1], generation)


def _joined(words: list[str]) -> list[str]:
    """Initials written apart as one word ("j d"), and articles joined to the surname ("al ghasri")."""
    made: list[str] = []
    for word in words:
        if made and len(word) == 1 and len(made[-1]) <= 2 and len(made) == 1 and made[0].isalpha() and len(made[0]) < 3:
            made[-1] += word
        elif len(made) > 1 and made[-1] in PARTICLES:
            made[-1] += "-" + word
        else:
            made.append(word)
    return made


@lru_cache(maxsize=500_000)
def same_given(a: str, b: str) -> bool:
    """Whether two given names may be one person's: of one sound, or one short for the other."""
    if a == b or sound(a) == sound(b):
        return True
    short, long = sorted((a, b), key=len)
    if len(short) == 1:
        return long.startswith(short)
    if len(short) >= 3 and long.startswith(short):
        return True
    full = nicknames()
    if full.get(a, a) == full.get(b, b):
        return True
    return min(len(a), len(b)) > 4 and _consonants(a) == _consonants(b) and fuzz.ratio(sound(a), sound(b)) >= 70


@lru_cache(maxsize=100_000)
def given_initial(given: str) -> str:
    """Under what given names that may be one person's meet: the first sound of the full form."""
    return sound(nicknames().get(given, given))[:1]


@lru_cache(maxsize=200_000)
def _consonants(word: str) -> str:
    return re.sub(r"[aiu]", "", sound(word))


def conflicting_middles(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether middle names tell two persons apart ("George W." and "George H. W.")."""
    if not a or not b:
        return False
    return (len(a) != len(b) and all(len(m) == 1 for m in a + b)) or any(
        x[0] != y[0] or (len(x) > 1 and len(y) > 1 and sound(x) != sound(y)) for x, y in zip(a, b, strict=False)
    )


@cache
def _institutions() -> dict[str, str]:
    return {short: " ".join(words_of(full)) for short, full in lexicon().short.items()}


@lru_cache(maxsize=500_000)
def state_of(name: str) -> str | None:
    """The state that a name means by name, adjective or seat ("Russia", "Russian", "the Kremlin")."""
    states = lexicon().states
    return states.named(name) or states.seats.get(fold(name).strip().removeprefix("the "))


def capital_of(name: str) -> str | None:
    """The state whose capital this is and no more; where it acts, the state is meant ("Moscow denied")."""
    return None if state_of(name) else lexicon().states.capitals.get(fold(name).strip())


def body(name: str) -> tuple[tuple[str, ...], str | None]:
    """Key of an organisation's or group's name, and the state that qualifies it, if any: words in any order, without
    articles, company forms and the state ("US Department of Justice" and "Justice Department")."""
    lex = lexicon()
    words = words_of(name)
    words = words_of(_institutions().get(" ".join(w for w in words if w != "the"), " ".join(words)))
    state: str | None = None
    for size in (2, 1):
        head = " ".join(words[:size]).removesuffix("'s")
        if len(words) > size and (found := lex.states.named(head)):
            state, words = found, words[size:]
            break
    kept = [SAME_WORD.get(w, w) for w in words if w not in SMALL] or words
    while len(kept) > 1 and kept[-1] in CORPORATE:
        kept = kept[:-1]
    if len(kept) > 1 and {"ministry", "department", "office", "university", "bank", "court"} & set(kept):
        kept = sorted(kept)
    return tuple(w.removesuffix("'s") for w in kept), state
