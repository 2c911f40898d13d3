"""What kinds of words point back to a party, and whom the words of a quotation belong to."""

from __future__ import annotations

from analysis.language.names_lexicon import closed_class
from analysis.language.names_text import Text

MALE = frozenset(("he", "him", "his", "himself"))
FEMALE = frozenset(("she", "her", "hers", "herself"))
IT = frozenset(("it", "its", "itself"))
THEY = frozenset(("they", "them", "their", "theirs", "themselves"))
FIRST = frozenset(("i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"))
RELATIVE = frozenset(("who", "whom", "whose", "which", "that"))
PRONOUNS = MALE | FEMALE | IT | THEY | FIRST | RELATIVE
SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj"))
SAYING = closed_class("saying")


def is_pronoun(word: str) -> bool:
    """Whether a word is a pronoun; "US" is a state."""
    return word.lower() in PRONOUNS and word != "US"


def anaphor_class(word: str) -> str | None:
    """The set of weights that ranks a pronoun's antecedents: he, it or they; None for other words."""
    low = word.lower()
    if low in MALE or low in FEMALE:
        return "he"
    if low in IT:
        return "it"
    return "they" if low in THEY else None


def gender_of(word: str) -> str | None:
    """The gender that a pronoun tells."""
    low = word.lower()
    return "male" if low in MALE else "female" if low in FEMALE else None


def subject_of(text: Text, verb: int) -> int | None:
    """The subject of the verb at a token; of "according", the object of "to"."""
    for c in text.children[verb]:
        if text.dep[c] in SUBJECTS:
            return c
        if text.low[verb] == "according" and text.low[c] == "to":
            return next((d for d in text.children[c] if text.dep[d] == "pobj"), None)
    return None


def clause_of(text: Text, k: int) -> int:
    """The verb that token k is subject or object of; -1 without one."""
    at = k
    for _ in range(4):
        dep = text.dep[at]
        if dep in ("nsubj", "nsubjpass", "dobj", "dative", "attr"):
            return text.head[at]
        if dep not in ("pobj", "prep", "agent") or text.head[at] == at:
            return -1
        at = text.head[at]
        if text.pos[at] in ("VERB", "AUX"):
            return at
    return -1


class Speech:
    """The words of saying outside quotations, with their subjects: who speaks where."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self.subjects: dict[int, int] = {}
        self._by_paragraph: dict[int, list[tuple[int, int]]] = {}
        for verb, word in enumerate(text.low):
            if word in SAYING and not text.quoted[verb]:
                subject = subject_of(text, verb)
                if subject is not None and not text.quoted[subject]:
                    self.subjects[subject] = verb
                    self._by_paragraph.setdefault(text.paragraph[verb], []).append((verb, subject))

    def speaker_at(self, k: int) -> int | None:
        """The token that names who speaks the quotation around token k: the nearest subject of a word of saying in its
        paragraph, else the last one of the paragraphs before, at most two back."""
        text = self._text
        if not text.quoted[k]:
            return None
        here = self._by_paragraph.get(text.paragraph[k], [])
        if here:
            return min(here, key=lambda pair: self._distance(pair[0], k))[1]
        for back in (1, 2, 3, 4):
            before = self._by_paragraph.get(text.paragraph[k] - back, [])
            if before:
                return before[-1][1]
        return None

    def _distance(self, verb: int, k: int) -> int:
        far = abs(verb - k)
        return far if self._text.sentence[verb] == self._text.sentence[k] else far + 30
