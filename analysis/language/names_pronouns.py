"""Pronouns: which party of the article each one means."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from analysis.language.names_join import Chain
from analysis.language.names_lexicon import lexicon
from analysis.language.names_mentions import NameMention
from analysis.language.names_text import Text
from analysis.records import Kind

HE = dict.fromkeys(("he", "him", "his", "himself"), "male")
SHE = dict.fromkeys(("she", "her", "hers", "herself"), "female")
IT = frozenset(("it", "its", "itself"))
THEY = frozenset(("they", "them", "their", "theirs", "themselves"))
FIRST = frozenset(("i", "me", "my", "mine", "myself"))
WE = frozenset(("we", "us", "our", "ours", "ourselves"))
RELATIVE = frozenset(("who", "whom", "whose", "which", "that"))
PRONOUNS = frozenset(HE) | frozenset(SHE) | IT | THEY | FIRST | WE | RELATIVE
SUBJECTS = frozenset(("nsubj", "nsubjpass", "agent", "csubj"))
SAYING = frozenset(
    "said says say told tells added adds wrote writes tweeted asked argued claimed insisted explained stated declared continued noted testified replied "
    "remarked recalled warned responded posted announced alleged complained charged concluded observed admitted acknowledged according".split()
)


def is_pronoun(word: str) -> bool:
    """Whether a word is a pronoun; "US" is a state."""
    return word.lower() in PRONOUNS and word != "US"


@dataclass(slots=True)
class Referent:
    """A party that a pronoun may mean: a name's chain, or the phrase [i, j). at: its head token."""

    at: int
    i: int
    j: int
    chain: int | None
    person: bool
    plural: bool
    gender: str | None
    weight: float = 0.0


class Pronouns:
    """Resolves the pronouns of one article, each once, those before it first."""

    def __init__(self, text: Text, found: list[NameMention], chains: list[Chain], at: list[int]) -> None:
        self._text = text
        self._found = found
        self._chains = chains
        self._at = at
        self._lex = lexicon()
        self._memo: dict[int, Referent | None] = {}
        self._done = 0
        self._referents: list[Referent] | None = None
        self._heads: list[int] = []
        self._uses: dict[int | tuple[int, int], int] = {}

    def resolve(self, k: int) -> Referent | None:
        """What the pronoun at token k means."""
        if self._referents is None:
            self._referents = self._collect()
            self._heads = [r.at for r in self._referents]
        while self._done <= k:
            if is_pronoun(self._text.words[self._done]):
                self._memo[self._done] = self._one(self._done)
            self._done += 1
        return self._memo.get(k)

    def _collect(self) -> list[Referent]:
        made: list[Referent] = []
        text, lex = self._text, self._lex
        for m in self._found:
            chain = self._chains[m.chain]
            head = text.root(m.i, m.j)
            plural = chain.kind is Kind.GROUP
            if text.dep[head] in ("compound", "amod", "nmod") and chain.kind is not Kind.PERSON:
                continue
            weight = -1.5 if text.dep[head] in ("compound", "amod") else 0.0
            made.append(Referent(head, m.i, m.j, m.chain, chain.kind is Kind.PERSON, plural, chain.gender, weight))
        for k, pos in enumerate(text.pos):
            if pos != "NOUN" or self._at[k] >= 0:
                continue
            word = text.low[k]
            plural = text.tag[k] == "NNS" or word in ("police", "people", "staff")
            single = word if not plural else word.rstrip("s")
            person = single in lex.person_gender
            if not (person or word in lex.group_nouns or word in lex.organisation_nouns or word in lex.place_nouns):
                continue
            if text.dep[k] in ("compound", "appos", "attr"):
                continue
            i = min(
                [
                    k,
                    *(
                        c
                        for c in text.children[k]
                        if c < k and text.dep[c] in ("det", "amod", "compound", "poss", "nummod", "nmod")
                    ),
                ]
            )
            gender = lex.person_gender.get(single)
            made.append(
                Referent(
                    k,
                    i,
                    k + 1,
                    None,
                    person and not plural,
                    plural,
                    gender if gender in ("male", "female") else None,
                    -0.8,
                )
            )
        made.sort(key=lambda r: r.at)
        return made

    def _one(self, k: int) -> Referent | None:
        word = self._text.low[k]
        if word in RELATIVE:
            return self._relative(k)
        if word in FIRST:
            return self._speaker(k)
        if word in WE:
            return self._speaker(k)
        if word in HE or word in SHE:
            return self._third(k, person=True, gender=HE.get(word) or SHE.get(word), plural=False)
        if word in IT:
            return self._third(k, person=False, gender=None, plural=False)
        return self._third(k, person=None, gender=None, plural=True)

    def _relative(self, k: int) -> Referent | None:
        """The noun that the relative clause around token k hangs from."""
        text = self._text
        at = k
        for _ in range(8):
            if text.dep[at] == "relcl":
                return self._referent_at(text.head[at])
            if text.head[at] == at:
                return None
            at = text.head[at]
        return None

    def _referent_at(self, k: int) -> Referent | None:
        assert self._referents is not None
        n = bisect_left(self._heads, k)
        if n < len(self._heads) and self._heads[n] == k:
            return self._referents[n]
        number = self._at[k]
        if number >= 0:
            m = self._found[number]
            return Referent(k, m.i, m.j, m.chain, True, False, None)
        text = self._text
        if text.pos[k] == "PRON" and text.low[k] in PRONOUNS:
            return self._memo.get(k)
        if text.pos[k] in ("NOUN", "PROPN"):
            i = min([k, *(c for c in text.children[k] if c < k)])
            return Referent(k, i, k + 1, None, True, text.tag[k] == "NNS", None)
        return None

    def _speaker(self, k: int) -> Referent | None:
        """Who speaks the quotation that token k stands in: subject of a word of saying beside it in the paragraph, else
        the speaker of the paragraph before."""
        text = self._text
        if not text.quoted[k]:
            return None
        paragraph = text.paragraph[k]
        best: tuple[int, int] | None = None
        a = k
        while a > 0 and text.paragraph[a - 1] >= paragraph - 1:
            a -= 1
        b = k
        while b + 1 < len(text.words) and text.paragraph[b + 1] <= paragraph + 1:
            b += 1
        for c in range(a, b + 1):
            if text.low[c] not in SAYING or text.quoted[c]:
                continue
            subject = self._subject(c)
            if subject is None or text.low[subject] in RELATIVE:
                continue
            far = (
                abs(c - k)
                + (40 if text.paragraph[c] != paragraph else 0)
                + (400 if text.paragraph[c] > paragraph else 0)
            )
            if best is None or far < best[0]:
                best = (far, subject)
        if best is None:
            return None
        subject = best[1]
        if text.low[subject] in PRONOUNS:
            if subject <= k:
                return self._memo.get(subject)
            return self._one(subject)
        return self._referent_at(subject)

    def _subject(self, verb: int) -> int | None:
        text = self._text
        for c in text.children[verb]:
            if text.dep[c] in ("nsubj", "nsubjpass"):
                return c
        if text.low[verb] == "according":
            for c in text.children[verb]:
                for d in text.children[c]:
                    if text.dep[d] == "pobj":
                        return d
        return None

    def _third(self, k: int, person: bool | None, gender: str | None, plural: bool) -> Referent | None:
        assert self._referents is not None
        text = self._text
        best: tuple[float, Referent] | None = None
        speaker = self._speaker(k) if text.quoted[k] else None
        clause = self._clause(k)
        reflexive = text.low[k].endswith(("self", "selves"))
        possessive = text.dep[k] == "poss"
        n = bisect_left(self._heads, k)
        counts: dict[int, int] = {}
        for r in reversed(self._referents[:n]):
            gap = text.sentence[k] - text.sentence[r.at]
            if gap > 12:
                break
            if not self._agrees(r, person, gender, plural):
                continue
            score = r.weight - 1.1 * min(gap, 3) - 0.35 * max(0, gap - 3)
            if text.dep[r.at] in SUBJECTS:
                score += 1.4
            if r.chain is not None:
                chain = self._chains[r.chain]
                score += 0.12 * min(len(chain.mentions), 8)
                counts[r.chain] = counts.get(r.chain, 0) + 1
                if gender and chain.gender == gender:
                    score += 1.0
                if speaker is not None and speaker.chain == r.chain and person:
                    score -= 3.0
            if not reflexive and not possessive and self._clause(r.at) == clause and clause >= 0:
                score -= 4.0
            if bool(text.quoted[r.at]) != bool(text.quoted[k]):
                score -= 0.6
            if text.paragraph[r.at] < text.first_body:
                score -= 0.0
            if best is None or score > best[0]:
                best = (score, r)
        for prior in range(k - 1, max(-1, k - 120), -1):
            answer = self._memo.get(prior)
            if answer is None or not self._agrees(answer, person, gender, plural) or text.low[prior] in RELATIVE:
                continue
            if (text.low[prior] in HE) != (text.low[k] in HE) or (text.low[prior] in SHE) != (text.low[k] in SHE):
                continue
            gap = text.sentence[k] - text.sentence[prior]
            score = 1.0 - 1.1 * min(gap, 3) - 0.35 * max(0, gap - 3)
            if text.dep[prior] in SUBJECTS:
                score += 1.2
            if answer.chain is not None:
                score += 0.12 * min(len(self._chains[answer.chain].mentions), 8)
                if speaker is not None and speaker.chain == answer.chain:
                    score -= 3.0
            if not reflexive and not possessive and self._clause(prior) == clause and clause >= 0:
                score -= 4.0
            if best is None or score > best[0]:
                best = (score, answer)
        return best[1] if best else self._cataphor(k, person, gender, plural)

    def _cataphor(self, k: int, person: bool | None, gender: str | None, plural: bool) -> Referent | None:
        """With nobody before it, the next fitting subject of the sentence ("When he came, Brandt …")."""
        assert self._referents is not None
        text = self._text
        for r in self._referents[bisect_left(self._heads, k) :]:
            if text.sentence[r.at] != text.sentence[k]:
                break
            if r.chain is not None and text.dep[r.at] in SUBJECTS and self._agrees(r, person, gender, plural):
                return r
        return None

    def _agrees(self, r: Referent, person: bool | None, gender: str | None, plural: bool) -> bool:
        if plural:
            return r.plural or (r.chain is not None and not r.person)
        if r.plural:
            return False
        if person is not None and r.person is not person:
            return False
        return not (gender and r.gender and r.gender != gender)

    def _clause(self, k: int) -> int:
        """The verb that token k is subject or object of, -1 without one."""
        text = self._text
        at = k
        for _ in range(4):
            if text.dep[at] in ("nsubj", "nsubjpass", "dobj", "dative"):
                return text.head[at]
            if text.dep[at] in ("pobj", "prep", "agent") and text.head[at] != at:
                at = text.head[at]
                if text.pos[at] in ("VERB", "AUX"):
                    return at
                continue
            return -1
        return -1
