"""Ranking antecedents: which party of the article a pronoun or a definite description points back to."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from analysis.language.names_join import Chain
from analysis.language.names_lexicon import LEXICONS, Lexicon, lexicon
from analysis.language.names_mentions import NameMention
from analysis.language.names_pronouns import (
    FIRST,
    RELATIVE,
    SUBJECTS,
    Speech,
    anaphor_class,
    clause_of,
    gender_of,
    is_pronoun,
)
from analysis.language.names_roles import Roles
from analysis.language.names_text import Text
from analysis.records import Kind

FEATURES = (
    "same_sentence", "one_back", "two_back", "farther", "gap", "rank", "nearest", "subject_near",
    "subject_same", "subject_back", "parallel", "first_of_back", "same_clause", "clause_free", "count",
    "total", "gender", "no_gender", "speaker", "only_quoted", "both_quoted", "spoke_last", "says", "phrase",
    "modifier", "owner", "same_paragraph", "pronoun_before", "pronoun_same", "person", "organisation",
    "place", "group", "plural", "pair", "called", "called_later", "matching", "stray", "title", "none",
    "points", "guess", "plain_none",
)  # fmt: skip
"""What is known of a candidate; the weights of each class of anaphor stand in data/lexicons/antecedents.toml."""
REACH = 8
"""Sentences back that a candidate may have been named last."""
MOST = 16
"""Candidates at most, the last named first."""

Weights = Mapping[str, Mapping[str, float]]


@cache
def load_weights() -> Weights:
    """The fitted weights: class of anaphor → feature → weight."""
    with (LEXICONS / "antecedents.toml").open("rb") as file:
        return tomllib.load(file)


@dataclass(slots=True)
class Referent:
    """A party: a name's chain, or the phrase of tokens [i, j) when it has none. at: head token."""

    at: int
    i: int
    j: int
    chain: int | None
    kind: Kind
    plural: bool = False
    pair: bool = False
    gender: str | None = None
    same: int | None = None


@dataclass(slots=True)
class _Seen:
    """What the text so far says of a party."""

    referent: Referent
    count: int = 0
    at: int = 0
    sentence: int = -1
    subject_sentence: int = -99
    first_in: int = -99
    pronoun_sentence: int = -99
    pronoun_word: str = ""
    outside_quote: bool = False
    quote: int = 0
    dep: str = ""
    clauses: set[int] = field(default_factory=set)
    spoke: int = -1


@dataclass(slots=True)
class Candidate:
    """A candidate with its features (by name, absent = 0); referent None: none of the named parties."""

    referent: Referent | None
    features: dict[str, float]


class Antecedents:
    """Resolves the anaphors of one article in order, each once."""

    def __init__(
        self,
        text: Text,
        found: list[NameMention],
        chains: list[Chain],
        at: list[int],
        roles: Roles,
        weights: Weights | None = None,
    ) -> None:
        self._text = text
        self._found = found
        self._chains = chains
        self._at = at
        self._roles = roles
        self._weights = load_weights() if weights is None else weights
        self._lex: Lexicon = lexicon()
        self.speech = Speech(text)
        self._memo: dict[int, Referent | None] = {}
        self.candidates: dict[int, list[Candidate]] = {}
        self.classes: dict[int, str] = {}
        self.keep_candidates = False
        self._done = 0
        self._seen: dict[tuple[str, int], _Seen] = {}
        self._sentence_first = -1
        self._phrases: dict[str, int] = {}
        self._last_speaker: tuple[str, int] | None = None

    def resolve(self, k: int) -> Referent | None:
        """What the pronoun or description with head token k means; None if it cannot be told."""
        while self._done <= k:
            self._step(self._done)
            self._done += 1
        if k in self._memo:
            return self._memo[k]
        low = self._text.low[k]
        if low in RELATIVE:
            return self._relative(k)
        return self._speaker(k) if low in FIRST else None

    def _step(self, k: int) -> None:
        text = self._text
        number = self._at[k]
        if number >= 0:
            m = self._found[number]
            if k == m.j - 1:
                self._meet_name(m, text.root(m.i, m.j))
            return
        word = text.words[k]
        pos = text.pos[k]
        if pos == "PRON" or (pos == "DET" and is_pronoun(word)):
            kind = anaphor_class(word)
            if kind and is_pronoun(word):
                answer = self._rank(k, kind)
                self._memo[k] = answer
                if answer is not None:
                    self._meet(answer, k, pronoun=word.lower())
        elif pos == "NOUN" or (pos == "PROPN" and text.low[k] in self._lex.nouns):
            self._meet_noun(k)

    def _meet_name(self, m: NameMention, head: int) -> None:
        text = self._text
        chain = self._chains[m.chain]
        self._meet(Referent(head, m.i, m.j, m.chain, chain.kind, chain.kind is Kind.GROUP, False, chain.gender), head)
        if text.dep[head] == "conj" and text.head[head] < head:
            self._meet_pair(text.head[head], head, m.j)

    def _meet_pair(self, first: int, last: int, end: int) -> None:
        """Two joined by "and" are also one party, which "they" may mean."""
        text = self._text
        number = self._at[first]
        if number >= 0:
            start = self._found[number].i
        elif text.pos[first] == "NOUN":
            start = min([first, *(c for c in text.children[first] if c < first and text.dep[c] != "punct")])
        else:
            return
        kind = self._chains[self._found[number].chain].kind if number >= 0 else Kind.GROUP
        self._meet(Referent(first, start, end, None, kind, True, True), last)

    def _meet_noun(self, k: int) -> None:
        text, lex = self._text, self._lex
        word = text.low[k]
        plural = text.tag[k] == "NNS" or word in ("police", "people", "staff")
        single = word[:-1] if plural and word.endswith("s") else word
        person = single in lex.person_gender
        body = single in lex.organisation_nouns
        if not (person or body or word in lex.group_nouns or word in lex.place_nouns):
            return
        dep = text.dep[k]
        if dep in ("compound", "appos", "attr", "amod", "nmod", "npadvmod"):
            return
        left = [
            c
            for c in text.children[k]
            if c < k and text.dep[c] in ("det", "amod", "compound", "poss", "nummod", "nmod")
        ]
        i = min([k, *left])
        kind = (
            Kind.GROUP
            if plural
            else Kind.PERSON
            if person
            else Kind.ORGANISATION
            if body
            else Kind.PLACE
            if word in lex.place_nouns
            else Kind.GROUP
        )
        gender = lex.person_gender.get(single)
        same = None if text.low[i] in ("a", "an", "another") else self._phrases.get(word)
        self._phrases[word] = k if same is None else same
        told = gender if gender in ("male", "female") else None
        referent = Referent(k, i, k + 1, None, kind, plural, False, told, same)
        if not plural and (person or body or kind is Kind.PLACE) and self._definite(i, k):
            answer = self._rank(k, "person" if person else "body", referent)
            self._memo[k] = answer
            if answer is not None:
                referent = answer
        self._meet(referent, k)
        if dep == "conj" and text.head[k] < k:
            self._meet_pair(text.head[k], k, k + 1)

    def _definite(self, i: int, k: int) -> bool:
        """Whether the noun phrase [i, k] points to somebody known: "the", "this", or no article in a headline."""
        text = self._text
        if text.low[i] in ("the", "this", "that"):
            return not any(text.dep[c] == "poss" for c in text.children[k])
        return (
            text.paragraph[k] == 0
            and text.start[k] < (text.start[text.first_body] if text.first_body < len(text.start) else 0)
            and not any(text.dep[c] in ("det", "poss") for c in text.children[k])
        )

    @staticmethod
    def _key(r: Referent) -> tuple[str, int]:
        if r.chain is not None:
            return "chain", r.chain
        return ("pair" if r.pair else "phrase"), r.at if r.same is None else r.same

    def _meet(self, r: Referent, k: int, pronoun: str = "") -> None:
        text = self._text
        key = self._key(r)
        seen = self._seen.pop(key, None) or _Seen(r)
        self._seen[key] = seen
        sentence = text.sentence[k]
        if sentence != seen.sentence:
            seen.clauses = set()
        seen.at, seen.sentence, seen.dep = k, sentence, text.dep[k]
        seen.count += 1
        seen.clauses.add(clause_of(text, k))
        if text.dep[k] in SUBJECTS:
            seen.subject_sentence = sentence
        if self._sentence_first != sentence:
            self._sentence_first = sentence
            seen.first_in = sentence
        if pronoun:
            seen.pronoun_sentence, seen.pronoun_word = sentence, pronoun
        seen.quote = text.quoted[k]
        seen.outside_quote |= not text.quoted[k]
        if k in self.speech.subjects:
            self._last_speaker = key

    def _fits(self, r: Referent, kind: str, gender: str | None) -> bool:
        if kind in ("he", "person"):
            return r.kind is Kind.PERSON and not r.plural and not (gender and r.gender and r.gender != gender)
        if kind == "it":
            return not r.plural and r.kind is not Kind.PERSON
        if kind == "body":
            return r.chain is not None and r.kind in (Kind.ORGANISATION, Kind.PLACE)
        return r.plural or r.chain is not None

    def _rank(self, k: int, kind: str, phrase: Referent | None = None) -> Referent | None:
        text = self._text
        gender = phrase.gender if phrase else gender_of(text.words[k])
        speaker = self._speaker(k) if text.quoted[k] else None
        speaker_key = self._key(speaker) if speaker is not None else None
        made: list[Candidate] = []
        for key in reversed(self._seen):
            seen = self._seen[key]
            gap = text.sentence[k] - seen.sentence
            if (gap > REACH and phrase is None) or len(made) >= MOST:
                break
            if not self._fits(seen.referent, kind, gender) or (phrase is not None and key[0] != "chain"):
                continue
            made.append(
                Candidate(seen.referent, self._describe(k, seen, key, gap, len(made), gender, speaker_key, phrase))
            )
        if phrase is not None:
            made.extend(self._later(phrase, k, {c.referent.chain for c in made if c.referent}))
            plain = float(self._points(text.low[k]) is None)
            made.append(
                Candidate(None, {"none": 1.0, "plain_none": plain, "stray": 0.25 * len(self._modifiers(phrase))})
            )
        if self.keep_candidates:
            self.candidates[k], self.classes[k] = made, kind
        if not made:
            return self._cataphor(k, kind, gender)
        weights = self._weights.get(kind, {})
        return max(
            made, key=lambda c: sum(weights.get(name, 0.0) * value for name, value in c.features.items())
        ).referent

    def _describe(
        self,
        k: int,
        seen: _Seen,
        key: tuple[str, int],
        gap: int,
        rank: int,
        gender: str | None,
        speaker: tuple[str, int] | None,
        phrase: Referent | None,
    ) -> dict[str, float]:
        text = self._text
        r = seen.referent
        sentence = text.sentence[k]
        clause = clause_of(text, k)
        low = text.low[k]
        known = self._chains[r.chain].gender if r.chain is not None else r.gender
        reflexive = low.endswith(("self", "selves"))
        shared = clause >= 0 and clause in seen.clauses and gap == 0
        total = len(self._chains[r.chain].mentions) if r.chain is not None else seen.count
        made = {
            "same_sentence": float(gap == 0),
            "one_back": float(gap == 1),
            "two_back": float(gap == 2),
            "farther": float(gap > 2),
            "gap": min(gap, 10) / 10,
            "rank": min(rank, 6) / 6,
            "nearest": float(rank == 0),
            "subject_near": float(seen.dep in SUBJECTS),
            "subject_same": float(seen.subject_sentence == sentence),
            "subject_back": float(seen.subject_sentence == sentence - 1),
            "parallel": float(seen.dep in SUBJECTS and text.dep[k] in SUBJECTS),
            "first_of_back": float(seen.first_in == sentence - 1),
            "same_clause": float(shared and not reflexive and text.dep[k] != "poss"),
            "clause_free": float(shared and (reflexive or text.dep[k] == "poss")),
            "count": math.log1p(min(seen.count, 20)) / 3,
            "total": math.log1p(min(total, 30)) / 3,
            "gender": float(bool(gender) and known == gender),
            "no_gender": float(bool(gender) and known is None),
            "guess": self._guess(r, gender) if known is None else 0.0,
            "speaker": float(speaker is not None and key == speaker),
            "only_quoted": float(not seen.outside_quote and not text.quoted[k]),
            "both_quoted": float(bool(text.quoted[k]) and seen.quote == text.quoted[k]),
            "spoke_last": float(key == self._last_speaker),
            "says": float(key == self._last_speaker and k in self.speech.subjects),
            "phrase": float(r.chain is None),
            "modifier": float(seen.dep in ("compound", "amod", "nmod")),
            "owner": float(seen.dep == "poss"),
            "same_paragraph": float(text.paragraph[seen.at] == text.paragraph[k]),
            "pronoun_before": float(sentence - seen.pronoun_sentence <= 2),
            "pronoun_same": float(
                sentence - seen.pronoun_sentence <= 2 and anaphor_class(seen.pronoun_word) == anaphor_class(low)
            ),
            str(r.kind): 1.0,
            "plural": float(r.plural),
            "pair": float(r.pair),
        }
        if phrase is not None and r.chain is not None:
            self._match(made, phrase, r.chain, k)
        return {name: value for name, value in made.items() if value}

    def _guess(self, r: Referent, gender: str | None) -> float:
        """Whether a given name that the lexicon lacks ends as names of the gender mostly do."""
        if r.chain is None or gender is None:
            return 0.0
        given = self._chains[r.chain].name.split()[0].lower()
        return 1.0 if (given.endswith(("a", "ie", "ah")) == (gender == "female")) else -1.0

    def _modifiers(self, phrase: Referent) -> list[int]:
        text = self._text
        return [c for c in text.children[phrase.at] if text.dep[c] in ("amod", "compound", "nmod") and c < phrase.at]

    def _match(self, made: dict[str, float], phrase: Referent, chain: int, k: int) -> None:
        text = self._text
        first = self._roles.called(chain, text.low[phrase.at])
        made["called"] = float(first is not None and first < k)
        made["called_later"] = float(first is not None and first > k)
        said = self._roles.words(chain)
        modifiers = self._modifiers(phrase)
        agreeing = sum(text.low[c] in said for c in modifiers)
        made["matching"] = float(agreeing)
        made["stray"] = float(len(modifiers) - agreeing)
        made["title"] = float(phrase.at < text.first_body)
        made["points"] = float(self._points(text.low[phrase.at]) is self._chains[chain].kind)

    def _points(self, noun: str) -> Kind | None:
        """The kind of party that the noun points back to, for those that mostly do."""
        if noun in self._lex.pointing:
            return Kind.ORGANISATION
        return Kind.PLACE if noun in self._lex.place_nouns else None

    def _later(self, phrase: Referent, k: int, known: set[int | None]) -> list[Candidate]:
        """Parties named only further on, or long ago, that are called by the phrase's noun."""
        made: list[Candidate] = []
        for chain in self._roles.bearers(self._text.low[phrase.at]):
            if chain in known:
                continue
            c = self._chains[chain]
            if phrase.gender and c.gender and c.gender != phrase.gender:
                continue
            features = {str(c.kind): 1.0, "total": math.log1p(min(len(c.mentions), 30)) / 3, "farther": 1.0, "gap": 1.0}
            self._match(features, phrase, chain, k)
            m = self._found[c.mentions[0]]
            made.append(Candidate(Referent(m.j - 1, m.i, m.j, chain, c.kind), features))
        return made

    def _cataphor(self, k: int, kind: str, gender: str | None) -> Referent | None:
        """With nobody before it, the next fitting subject of the sentence ("When he came, Brandt …")."""
        text = self._text
        for m in self._found:
            if m.i > k and text.sentence[m.i] == text.sentence[k]:
                chain = self._chains[m.chain]
                r = Referent(m.j - 1, m.i, m.j, m.chain, chain.kind, chain.kind is Kind.GROUP, False, chain.gender)
                if self._fits(r, kind, gender) and text.dep[text.root(m.i, m.j)] in SUBJECTS:
                    return r
        return None

    def _speaker(self, k: int) -> Referent | None:
        token = self.speech.speaker_at(k)
        return self._referent_at(token) if token is not None else None

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
        """The party that token k is the head of; a pronoun answers if it stands before."""
        text = self._text
        number = self._at[k]
        if number >= 0:
            m = self._found[number]
            return Referent(k, m.i, m.j, m.chain, self._chains[m.chain].kind)
        if k in self._memo:
            return self._memo[k] or self._phrase(k)
        if is_pronoun(text.words[k]):
            return None
        return self._phrase(k) if text.pos[k] in ("NOUN", "PROPN") else None

    def _phrase(self, k: int) -> Referent | None:
        text = self._text
        if text.pos[k] not in ("NOUN", "PROPN"):
            return None
        i = min([k, *(c for c in text.children[k] if c < k)])
        return Referent(k, i, k + 1, None, Kind.GROUP if text.tag[k] == "NNS" else Kind.PERSON)
