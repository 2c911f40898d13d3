"""The kind of wrongdoing an accusation is about: CAMEO code, PLOVER mode and contexts, from the words of the charge."""

from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import dataclass
from functools import cache

from analysis.records import Act
from analysis.settings import DATA

_VAGUE = 3
"""A charge of at most this many words ("the attack") may leave its kind to the rest of the sentence."""

_WILD = r"[\w'’]*"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of wrongdoing: the words that name it, its codes by act, its contexts."""

    name: str
    words: re.Pattern[str]
    codes: dict[str, str]
    contexts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """The lexicon, ready to match. kinds stand in order of precedence; a phrase changes the code of an act."""

    kinds: tuple[Kind, ...]
    contexts: tuple[tuple[str, re.Pattern[str]], ...]
    acts: dict[str, str]
    phrases: tuple[tuple[str, str, re.Pattern[str]], ...]
    modes: dict[str, str]
    code_contexts: dict[str, tuple[str, ...]]


def _pattern(words: list[str]) -> re.Pattern[str]:
    def one(word: str) -> str:
        return r"[\s-]+".join(re.escape(part).replace(r"\*", _WILD) for part in word.split())

    return re.compile(r"(?<!\w)(?:" + "|".join(one(w) for w in words) + r")(?!\w)", re.IGNORECASE)


def labels() -> dict[str, str]:
    """CAMEO code → label."""
    with (DATA / "taxonomy.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["label"] for row in csv.DictReader(file) if row["scheme"] == "CAMEO"}


@cache
def load() -> Taxonomy:
    """data/taxonomy.csv and data/lexicons/taxonomy.toml."""
    with (DATA / "taxonomy.csv").open(encoding="utf-8", newline="") as file:
        codes = [row for row in csv.DictReader(file) if row["scheme"] == "CAMEO"]
    with (DATA / "lexicons" / "taxonomy.toml").open("rb") as raw:
        lexicon = tomllib.load(raw)
    return Taxonomy(
        kinds=tuple(
            Kind(
                name,
                _pattern(kind["words"]),
                {Act.ALLEGE: kind["allege"], Act.INVESTIGATE: kind["investigate"]},
                tuple(kind["contexts"]),
            )
            for name, kind in lexicon["kind"].items()
        ),
        contexts=tuple((name, _pattern(context["words"])) for name, context in lexicon["context"].items()),
        acts=lexicon["act"],
        phrases=tuple((p["act"], p["code"], _pattern(p["words"])) for p in lexicon["phrase"]),
        modes={row["code"]: row["plover_mode"] for row in codes},
        code_contexts={row["code"]: tuple(filter(None, row["plover_contexts"].split(";"))) for row in codes},
    )


def classify(charge: str | None, sentence: str, act: Act) -> tuple[str | None, str | None, tuple[str, ...]]:
    """(CAMEO code, PLOVER mode, PLOVER contexts) of an accusation.

    The charge decides; the sentence is read when the charge is missing, or short and says nothing of its kind. Code and
    mode are None for a verdict that clears, mode also where PLOVER has none. contexts: sorted, without repeats.
    """
    lexicon = load()
    said = charge or sentence
    kinds = _kinds(said)
    if not kinds and charge is not None and len(charge.split()) <= _VAGUE:
        said = sentence
        kinds = _kinds(said)
    code = _code(lexicon, kinds, sentence, act)
    contexts = {c for kind in kinds for c in kind.contexts}
    contexts |= {name for name, words in lexicon.contexts if words.search(said)}
    own = set(lexicon.code_contexts.get(code, ()))
    # 1121 stands for crime or corruption: the words tell which, so its own pair counts only where they do not.
    contexts |= own if act not in (Act.ALLEGE, Act.INVESTIGATE) or not contexts & own else set()
    return code or None, lexicon.modes.get(code) or None, tuple(sorted(contexts))


def _kinds(text: str) -> list[Kind]:
    return [kind for kind in load().kinds if kind.words.search(text)]


def _code(lexicon: Taxonomy, kinds: list[Kind], sentence: str, act: Act) -> str:
    for of, code, words in lexicon.phrases:
        if of == act and words.search(sentence):
            return code
    if kinds and act in kinds[0].codes:
        return kinds[0].codes[act]
    return lexicon.acts[act]
