"""Finding the names in a text: the recogniser's entities, repaired, and the capitalised runs that it missed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from analysis.language.names_lexicon import PARTICLES, Lexicon, closed_class, fold, lexicon
from analysis.language.names_text import Text
from analysis.records import Kind

KIND_OF_LABEL = {
    "PERSON": Kind.PERSON,
    "ORG": Kind.ORGANISATION,
    "GPE": Kind.PLACE,
    "LOC": Kind.PLACE,
    "FAC": Kind.PLACE,
    "NORP": Kind.GROUP,
    "PRODUCT": Kind.ORGANISATION,
}
SKIPPED = closed_class("skipped")
NOT_NAMES = closed_class("not_names")
PARTING = frozenset(("“", "”", '"', "—", "–", "|", ";", ":", "/", "‘", "•"))
CLOSERS = closed_class("closers")


@dataclass(slots=True)
class NameMention:
    """A name at tokens [i, j). words: its words without titles; title: role nouns and honorifics before it; gender if they tell."""

    i: int
    j: int
    kind: Kind
    words: list[str]
    key: tuple[str, ...]
    roles: tuple[str, ...] = ()
    gender: str | None = None
    sure: int = 1
    heading: bool = False
    chain: int = field(default=-1)


def capitalised(word: str) -> bool:
    """Whether a word begins as names do; al-, bin and the like are judged elsewhere."""
    return word[:1].isupper() or (word[:1] in "'’‘@#" and word[1:2].isupper())


def _heading_lines(text: Text) -> set[int]:
    """Sentences in headline case, where capitals tell nothing: most words of four letters or more are capitalised, and
    no full stop ends them."""
    counts: dict[int, list[int]] = {}
    last: dict[int, str] = {}
    for i, word in enumerate(text.words):
        if len(word) > 3 and word.isalpha():
            seen = counts.setdefault(text.sentence[i], [0, 0])
            seen[0] += 1
            seen[1] += word[0].isupper()
        if word.strip(" \n\t”\"'’"):
            last[text.sentence[i]] = word
    return {s for s, (n, upper) in counts.items() if n >= 3 and upper >= 0.7 * n and last.get(s) not in (".", ",", "…")}


def _entity_spans(text: Text) -> Iterator[tuple[int, int, str]]:
    n = len(text.words)
    i = 0
    while i < n:
        label = text.label[i]
        if not label:
            i += 1
            continue
        j = i + 1
        while j < n and text.label[j] == label and not text.begins[j]:
            j += 1
        yield i, j, label
        i = j


def _pieces(text: Text, i: int, j: int, label: str) -> Iterator[tuple[int, int]]:
    """[i, j) parted at line ends, quotation marks, slashes and, in names of persons and places, commas and hyphens that
    join two names ("Varro-Belmora")."""
    at = i
    for k in range(i, j):
        word = text.words[k]
        if (
            not word.strip()
            or word in PARTING
            or (word == "," and label != "ORG")
            or (word == "-" and not _one_name(text, k, label))
        ):
            if k > at:
                yield at, k
            at = k + 1
    if j > at:
        yield at, j


def _one_name(text: Text, k: int, label: str) -> bool:
    """Whether the hyphen at token k stands inside one name ("Al-Ghasri", "Jean-Luc") rather than between two."""
    if not 0 < k < len(text.words) - 1 or text.start[k] != text.end[k - 1] or text.start[k + 1] != text.end[k]:
        return False
    if text.low[k - 1] in PARTICLES or text.low[k + 1] in PARTICLES or text.words[k + 1].islower():
        return True
    states = lexicon().states
    return label == "PERSON" and not (states.named(text.words[k - 1]) or states.named(text.words[k + 1]))


def _trim(text: Text, i: int, j: int) -> tuple[int, int]:
    while (
        i < j
        and (
            text.low[i] in ("the", "a", "an")
            or text.words[i] in CLOSERS
            or text.pos[i] in ("DET", "PUNCT", "ADP", "CCONJ")
        )
        and not (text.low[i] in PARTICLES and i + 1 < j and text.words[i + 1] == "-")
    ):
        if text.low[i] in PARTICLES and text.words[i][0].isupper() and text.low[i] != "a":
            break
        i += 1
    while i < j and (text.low[j - 1] in CLOSERS or text.words[j - 1] in CLOSERS):
        j -= 1
    while i < j and text.words[i].islower() and text.low[i] not in PARTICLES:
        i += 1
    while i < j and text.words[j - 1].islower():
        j -= 1
    return i, j


def _take_titles(text: Text, i: int, j: int, lex: Lexicon) -> tuple[int, list[str], str | None]:
    """Where the name proper begins in [i, j), the role nouns passed over, and the gender they tell."""
    roles: list[str] = []
    gender: str | None = None
    while i < j:
        word = text.low[i].rstrip(".")
        two = f"{word} {text.low[i + 1].rstrip('.')}" if i + 1 < j else ""
        if two in lex.roles:
            roles.append(lex.roles[two])
            i += 2
        elif word in lex.roles:
            roles.append(lex.roles[word])
            gender = {"male": "male", "female": "female"}.get(
                lex.person_gender.get(lex.roles[word], ""), gender or ""
            ) or gender
            i += 1
        elif word in lex.honorifics:
            told = lex.honorifics[word]
            gender = told if told != "neutral" else gender
            i += 1
        elif (
            i + 1 < j
            and (word in lex.modifiers or word in lex.states.adjectives)
            and _title_follows(text, i + 1, j, lex)
        ) or (word in (".", "-") and roles):
            i += 1
        else:
            break
    return i, roles, gender


def _title_follows(text: Text, i: int, j: int, lex: Lexicon) -> bool:
    for k in range(i, min(j, i + 3)):
        word = text.low[k].rstrip(".")
        if word in lex.roles:
            return True
        if word not in lex.modifiers:
            return False
    return False


def _titles_before(text: Text, i: int, lex: Lexicon) -> tuple[list[str], str | None]:
    """Role nouns and gender from the words just before token i ("businesswoman", "Field Marshal", "President")."""
    roles: list[str] = []
    gender: str | None = None
    k = i - 1
    while k >= 0 and i - k <= 5 and text.sentence[k] == text.sentence[i]:
        word = text.low[k].rstrip(".")
        two = f"{text.low[k - 1].rstrip('.')} {word}" if k else ""
        if two in lex.roles:
            roles.append(lex.roles[two])
            k -= 2
            continue
        told = lex.honorifics.get(word) or lex.person_gender.get(word)
        if word in lex.roles or word in lex.person_gender:
            roles.append(lex.roles.get(word, word))
        elif told is None and word not in lex.modifiers and word not in (".", "-"):
            break
        if told in ("male", "female"):
            gender = told
        k -= 1
    return roles, gender


def _hyphen(text: Text, k: int, taken: list[bool], label: str) -> bool:
    """Whether token k is a hyphen that carries a name on, with nothing recognised on its far sides."""
    return (
        text.words[k] == "-"
        and _one_name(text, k, label)
        and (capitalised(text.words[k + 1]) or text.low[k + 1] in PARTICLES)
        and (capitalised(text.words[k - 1]) or text.low[k - 1] in PARTICLES)
    )


def _part(text: Text, k: int, i: int, lex: Lexicon) -> bool:
    """Whether token k can be one more word of the name that begins at token i."""
    word = text.low[k].rstrip(".")
    return (
        text.pos[k] == "PROPN"
        and capitalised(text.words[k])
        and text.sentence[k] == text.sentence[i]
        and word not in lex.roles
        and word not in lex.honorifics
        and word not in NOT_NAMES
    )


def _grow(text: Text, i: int, j: int, label: str, taken: list[bool], lex: Lexicon) -> tuple[int, int]:
    """Takes in the rest of a split name: hyphened parts ("Al - Ghasri") and neighbouring proper nouns."""
    n = len(text.words)
    while j < n and not taken[j]:
        joined = text.start[j] == text.end[j - 1]
        if joined and j + 1 < n and not taken[j + 1] and _hyphen(text, j, taken, label):
            j += 2
        elif not joined and text.words[j - 1] not in CLOSERS and _part(text, j, i, lex):
            j += 1
        else:
            break
    while i > 0 and not taken[i - 1]:
        joined = text.start[i] == text.end[i - 1]
        if joined and i > 1 and not taken[i - 2] and _hyphen(text, i - 1, taken, label):
            i -= 2
        elif (
            not joined
            and _part(text, i - 1, i, lex)
            and text.low[i - 1] not in lex.modifiers
            and fold(text.words[i - 1]) not in lex.states.adjectives
        ):
            i -= 1
        else:
            break
    return i, j


def _words(text: Text, i: int, j: int) -> list[str]:
    """The words of [i, j), parts that stand together without space ("Al-Ghasri", "U.S.") as one."""
    words: list[str] = []
    for k in range(i, j):
        if words and text.start[k] == text.end[k - 1]:
            words[-1] += text.words[k]
        elif text.words[k].strip():
            words.append(text.words[k])
    return words


def _kind(label: str, words: list[str], roles: list[str], lex: Lexicon) -> tuple[Kind, int]:
    """The kind, and how sure it is (votes it casts): lexicons overrule the recogniser."""
    name = " ".join(words)
    low = fold(name)
    last = fold(words[-1]).rstrip(".")
    if low in lex.known or (low in lex.short and name.isupper()):
        return Kind.ORGANISATION, 5
    if lex.states.names.get(low) or low in lex.states.capitals:
        return Kind.PLACE, 5
    if low in lex.states.adjectives:
        return Kind.PLACE, 5
    if low in lex.states.peoples:
        return Kind.GROUP, 5
    if len(words) > 1 and (
        last in lex.markers
        or fold(words[0]) in ("ministry", "department", "university", "bank", "court", "office", "party")
    ):
        return Kind.ORGANISATION, 4
    if roles and label in ("", "PERSON", "ORG"):
        return Kind.PERSON, 3
    if len(words) > 1 and fold(words[0]) in lex.given and label in ("", "PERSON", "ORG", "GPE", "PRODUCT"):
        return Kind.PERSON, 3
    if not label:
        return Kind.ORGANISATION, 0
    return KIND_OF_LABEL.get(label, Kind.ORGANISATION), 1 + (label == "PERSON" and len(words) > 1)


def _mention(text: Text, i: int, j: int, label: str, heading: bool, lex: Lexicon) -> NameMention | None:
    i, j = _trim(text, i, j)
    if i >= j:
        return None
    begin, roles, gender = (i, [], None) if label in ("GPE", "LOC", "FAC", "NORP") else _take_titles(text, i, j, lex)
    if begin >= j:
        return None
    if begin > i and label == "ORG" and fold(text.words[j - 1]).rstrip(".") in lex.markers:
        begin, roles, gender = i, [], None
    i = begin
    i, j = _trim(text, i, j)
    if i >= j:
        return None
    more, told = _titles_before(text, i, lex)
    words = [w for w in _words(text, i, j) if w != ","]
    key = tuple(fold(w).rstrip(".") for w in words)
    if all(k in NOT_NAMES or not any(c.isalnum() for c in k) for k in key) or (len(key) == 1 and len(key[0]) < 2):
        return None
    if len(key) == 1 and ((key[0] in lex.person_gender and label != "PERSON") or _described(text, i, key[0], lex)):
        return None
    kind, sure = _kind(label, words, roles + more, lex)
    if kind is not Kind.PERSON:
        roles, more, gender, told = [], [], None, None
    return NameMention(i, j, kind, words, key, tuple(roles + more), gender or told, 0 if heading else sure, heading)


def _described(text: Text, i: int, word: str, lex: Lexicon) -> bool:
    """Whether a lone capitalised noun is a description ("the Ministry", "the Kentucky Republican"), not a name."""
    if word in lex.person_gender:
        return text.dep[i] not in ("compound", "amod") and text.tag[i] != "NNPS"
    definite = i > 0 and text.low[i - 1] in ("the", "this", "that")
    return definite and word in lex.organisation_nouns and word not in lex.known


def find_mentions(text: Text) -> list[NameMention]:
    """The names of a text in order, not overlapping."""
    lex = lexicon()
    headings = _heading_lines(text)
    taken = [bool(label) for label in text.label]
    found: list[NameMention] = []
    in_headings: list[NameMention] = []
    for i, j, label in _entity_spans(text):
        if label in SKIPPED:
            continue
        heading = text.sentence[i] in headings
        for a, b in _pieces(text, i, j, label):
            if label in KIND_OF_LABEL and not heading:
                a, b = _grow(text, a, b, label, taken, lex)
            made = _mention(text, a, b, label, heading, lex)
            if made:
                (in_headings if heading else found).append(made)
                for k in range(made.i, made.j):
                    taken[k] = True
    found.extend(_missed(text, taken, headings, lex))
    known = _known_in_headings(text, found, headings)
    return _disjoint(found + known, in_headings)


def _disjoint(sure: list[NameMention], unsure: list[NameMention]) -> list[NameMention]:
    """The mentions in order without overlaps: of two that overlap the sure one, or the first."""
    kept: list[NameMention] = []
    for m in sorted(sure, key=lambda m: (m.i, -m.j)):
        if not kept or m.i >= kept[-1].j:
            kept.append(m)
    covered = {k for m in kept for k in range(m.i, m.j)}
    kept.extend(m for m in unsure if covered.isdisjoint(range(m.i, m.j)) and m.j - m.i <= 4)
    kept.sort(key=lambda m: m.i)
    return kept


def _known_in_headings(text: Text, found: list[NameMention], headings: set[int]) -> list[NameMention]:
    """Names of the body, or surnames of its persons, where headings repeat them in whatever case."""
    forms: dict[tuple[str, ...], NameMention] = {}
    for m in found:
        forms.setdefault(m.key, m)
        if m.kind is Kind.PERSON and len(m.key) > 1 and len(m.key[-1]) > 2:
            forms.setdefault(m.key[-1:], m)
    longest = max((len(key) for key in forms), default=0)
    words = [(k, fold(w).rstrip(".")) for k, w in enumerate(text.words) if text.sentence[k] in headings]
    made: list[NameMention] = []
    at = 0
    while at < len(words):
        for size in range(min(longest, len(words) - at), 0, -1):
            key = tuple(w for _, w in words[at : at + size])
            first, last = words[at][0], words[at + size - 1][0] + 1
            if key in forms and last - first == size and capitalised(text.words[first]):
                m = forms[key]
                made.append(NameMention(first, last, m.kind, _words(text, first, last), key, sure=0, heading=True))
                at += size
                break
        else:
            at += 1
    return made


def _missed(text: Text, taken: list[bool], headings: set[int], lex: Lexicon) -> Iterator[NameMention]:
    """Runs of capitalised proper nouns that the recogniser left out."""
    n = len(text.words)
    i = 0
    while i < n:
        if taken[i] or text.pos[i] != "PROPN" or not capitalised(text.words[i]) or text.sentence[i] in headings:
            i += 1
            continue
        j = i + 1
        while (
            j < n
            and not taken[j]
            and text.sentence[j] == text.sentence[i]
            and (
                (text.pos[j] == "PROPN" and capitalised(text.words[j]))
                or (
                    text.words[j] == "-"
                    and text.start[j] == text.end[j - 1]
                    and j + 1 < n
                    and text.pos[j + 1] == "PROPN"
                )
            )
        ):
            j += 1
        made = _mention(text, i, j, "", False, lex)
        if made:
            yield made
        i = j
