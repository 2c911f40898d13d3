"""Accusations by rule: the frames of data/lexicons/accusing.toml matched on the parsed sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from spacy.tokens import Span as Sentence
from spacy.tokens import Token

from analysis.language.parse import (
    antecedent,
    child,
    clause_span,
    is_party,
    lexicon,
    party_span,
    passive,
    subject,
    text_of,
    trim,
    words,
)
from analysis.records import Act, Span

NEGATIONS = frozenset({"no", "nobody", "none", "nothing", "neither"})
QUANTITIES = frozenset({"part", "most", "much", "some", "all", "share", "proportion", "half", "lot", "more"})
TIME = frozenset({"DATE", "TIME"})
REFLEXIVES = frozenset({"himself", "herself", "itself", "themselves", "ourselves", "yourself", "myself"})


@dataclass(frozen=True, slots=True)
class Found:
    """A frame matched: its rule's name, the words that triggered it, its parties and charge as offsets."""

    rule: str
    trigger: Token
    accuser: Span | None
    accused: Span | None
    charge: Span | None
    act: Act
    quote: str


Frame = dict[str, Any]
Matcher = Callable[[Token, Frame], Iterator[Found]]


def find(sentence: Sentence) -> list[Found]:
    """All frames that the sentence fills, in order of their triggers; the surest one a trigger."""
    found: list[Found] = []
    for token in sentence:
        for pattern, frame in _frames().get(_word(token), ()):
            match = next(_MATCHERS[pattern](token, frame), None)
            if match is not None:
                found.append(match)
                break
    return found or list(_judgement(sentence))


@cache
def _frames() -> dict[str, list[tuple[str, Frame]]]:
    made: dict[str, list[tuple[str, Frame]]] = {}
    for pattern in ("person", "swapped", "deed", "clause", "own", "noun"):
        for frame in lexicon("accusing")[pattern]:
            for word in frame.get("verbs", frame.get("nouns", [])):
                made.setdefault(word, []).append((pattern, frame))
    return made


def _word(token: Token) -> str:
    """The lexicon's word for a token; the lemmatiser drops the e of rarer verbs ("fin" for "fined")."""
    lemma = token.lemma_.lower()
    return f"{lemma}e" if lemma not in _frames() and token.pos_ == "VERB" and f"{lemma}e" in _frames() else lemma


def _is_verb(token: Token) -> bool:
    return token.pos_ in {"VERB", "AUX"} or (token.tag_ == "VBN" and token.dep_ in {"acl", "amod", "conj", "ROOT"})


def _span(token: Token | None, without: Token | None = None) -> Span | None:
    return party_span(antecedent(token), without) if token is not None else None


def _agent(verb: Token) -> Token | None:
    by = child(verb, "agent") or next((c for c in verb.children if c.dep_ == "prep" and c.lower_ == "by"), None)
    return child(by, "pobj") if by is not None else None


def _nobody(token: Token | None) -> bool:
    return token is not None and (token.lower_ in NEGATIONS or any(c.lower_ in NEGATIONS for c in token.children))


def _negated(verb: Token) -> bool:
    return any(c.dep_ == "neg" for c in verb.children)


def _after(verb: Token, prepositions: list[str], *holders: Token | None) -> Token | None:
    """What follows one of the prepositions on the verb or, wrongly attached, on one of its objects."""
    objects = [o for p in verb.children if p.dep_ in {"prep", "agent"} and (o := child(p, "pobj")) is not None]
    for holder in (verb, *holders, *objects):
        if holder is None:
            continue
        for prep in holder.children:
            if prep.dep_ in {"prep", "agent"} and prep.lower_ in prepositions and prep.i > verb.i:
                obj = child(prep, "pcomp", "pobj")
                if obj is not None and obj.ent_type_ not in TIME:
                    return obj
    return None


def _infinitive(verb: Token) -> Token | None:
    for c in verb.children:
        if (
            c.dep_ in {"xcomp", "advcl", "ccomp"}
            and c.i > verb.i
            and any(t.dep_ == "aux" and t.lower_ == "to" for t in c.children)
        ):
            return c
    return None


def _parties(verb: Token) -> tuple[Token | None, Token | None]:
    """Accuser and accused of a verb that takes the accused as its object."""
    if passive(verb):
        return _agent(verb), subject(verb)
    return subject(verb), child(verb, "dobj", "dative")


def _suspicion(charge: Token) -> Token:
    """The crime behind "suspicion of", "charges of", "counts of"."""
    if charge.lemma_.lower() in {"suspicion", "count", "charge", "allegation", "accusation"}:
        of = child(charge, "prep")
        inner = child(of, "pobj", "pcomp") if of is not None else None
        return inner or charge
    return charge


def _person(verb: Token, frame: Frame) -> Iterator[Found]:
    if not _is_verb(verb) or _negated(verb):
        return
    accuser, accused = _parties(verb)
    if accused is None or _nobody(accused) or _nobody(accuser):
        return
    charge = _after(verb, frame["charge"], accused if not passive(verb) else None)
    if charge is None and accused.lower_ in REFLEXIVES and accused.i > verb.i:
        return
    infinitive = _infinitive(verb) if charge is None and verb.lemma_ == "accuse" else None
    outer = charge
    if charge is not None:
        if {t.lemma_.lower() for t in (charge, *charge.children)} & set(frame.get("unless", ())):
            return
        charge = _suspicion(charge)
        words = clause_span(charge, verb)
    elif infinitive is not None:
        skip = [t.i for t in infinitive.children if t.dep_ == "aux"]
        words = trim(verb.doc, max([infinitive.left_edge.i - 1, *skip]) + 1, infinitive.right_edge.i)
        words = _before_comma(verb, words)
    else:
        if not frame.get("direct", True) or not is_party(accused):
            return
        words = None
    if not is_party(accused) and (frame.get("party") or (frame.get("thing") and not _answers_for(accused, words))):
        return
    taken = outer.head if outer is not None else None
    yield Found(
        f"person/{_word(verb)}", verb, _span(accuser), _span(accused, taken), words, Act(frame["act"]), frame["quote"]
    )


def _before_comma(verb: Token, span: Span | None) -> Span | None:
    if span is None:
        return None
    at = text_of(verb.doc).find(", which", *span)
    return (span[0], at) if at > 0 else span


def _answers_for(thing: Token, charge: Span | None) -> bool:
    """Whether a thing stands for those who made or run it ("the law", "its coverage"): told apart, no force of nature."""
    thing = antecedent(thing)
    if thing.lemma_.lower() in words("accusing", "nobody"):
        return False
    if thing.lower_ in {"those", "other"} or (thing.lower_ == "it" and charge is not None):
        return True
    return thing.pos_ in {"NOUN", "PROPN"} and _told_apart(thing)


def _told_apart(noun: Token) -> bool:
    """Whether a noun says which of its kind is meant."""
    if any(c.dep_ == "det" and c.lower_ in {"a", "an"} for c in noun.children):
        return False
    return noun.pos_ == "PROPN" or any(
        c.dep_ in {"poss", "amod", "compound", "prep", "relcl", "acl"}
        or (c.dep_ == "det" and c.lower_ in {"the", "this", "these", "those"})
        for c in noun.children
    )


def _deed(verb: Token, frame: Frame) -> Iterator[Found]:
    if not _is_verb(verb) or _negated(verb):
        return
    accuser, deed = _parties(verb)
    if deed is None or _nobody(accuser) or _nobody(deed):
        return
    act = Act(frame["act"])
    name = f"deed/{_word(verb)}"
    if is_party(deed):
        charge = _after(verb, frame["charge"], deed if not passive(verb) else None)
        words = clause_span(charge, verb) if charge is not None else None
        yield Found(name, verb, _span(accuser), _span(deed), words, act, frame["quote"])
        return
    owner = child(deed, "poss") or _possessor(deed) or _doer(deed)
    if owner is not None and is_party(owner):
        owner_span = party_span(owner)
        first = deed.left_edge.i
        if owner.i < deed.i:
            first = owner.right_edge.i + 1
        yield Found(
            name, verb, _span(accuser), owner_span, trim(verb.doc, first, deed.right_edge.i), act, frame["quote"]
        )
    elif frame.get("thing"):
        charge = _after(verb, frame["charge"], deed if not passive(verb) else None)
        words = clause_span(charge, verb) if charge is not None else None
        # "because he was criticising his superiors" tells why, not what was said of them.
        if _answers_for(deed, words) and (words is not None or verb.dep_ != "advcl"):
            yield Found(name, verb, _span(accuser), _span(deed), words, act, frame["quote"])


def _possessor(deed: Token) -> Token | None:
    """The army in "the army's shelling of the school", where the parser sees a clause."""
    who = child(deed, "nsubj")
    return who if who is not None and child(who, "case") is not None else None


def _doer(deed: Token) -> Token | None:
    for prep in deed.children:
        if prep.dep_ in {"prep", "agent"} and prep.lower_ == "by":
            return child(prep, "pobj")
    return None


def _swapped(verb: Token, frame: Frame) -> Iterator[Found]:
    if not _is_verb(verb) or _negated(verb):
        return
    accuser, charge = _parties(verb)
    blame = _part_of(charge) if charge is not None else None
    inside = [o for p in (blame.children if blame is not None else ()) if p.dep_ == "prep" and (o := child(p, "pobj"))]
    accused = _after(verb, frame["accused"], *(() if passive(verb) else (charge, blame, *inside)))
    if charge is None or blame is None or accused is None:
        return
    if not is_party(accused) and not (frame.get("thing") and _answers_for(accused, _span(charge))):
        return
    if "object" in frame and blame.lemma_.lower() != frame["object"]:
        return
    words = None if blame.lemma_.lower() in {"blame", "it"} else party_span(antecedent(charge))
    cause = _after(verb, ["for"], charge, blame)
    if words is None and cause is not None:
        last = cause.right_edge.i if accused.i < cause.i else min(cause.right_edge.i, accused.head.i - 1)
        words = trim(verb.doc, cause.left_edge.i, last)
    yield Found(
        f"swapped/{_word(verb)}", verb, _span(accuser), _span(accused), words, Act(frame["act"]), frame["quote"]
    )


def _of(noun: Token) -> Token | None:
    of = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ == "of"), None)
    return child(of, "pobj") if of is not None else None


def _part_of(noun: Token) -> Token:
    """The blame in "most of the blame"."""
    inner = _of(noun)
    return inner if inner is not None and noun.lemma_.lower() in QUANTITIES else noun


def _clause(verb: Token, frame: Frame) -> Iterator[Found]:
    if not _is_verb(verb) or _negated(verb):
        return
    said = child(verb, "ccomp")
    if said is None:
        return
    accused = subject(said) if not passive(said) else _agent(said)
    if accused is None or not is_party(accused):
        return
    if passive(said):
        words = trim(verb.doc, said.left_edge.i, said.right_edge.i)
    else:
        first = next((t.i for t in said.subtree if t.i > accused.right_edge.i), said.i)
        words = trim(verb.doc, first, said.right_edge.i)
    accuser = subject(verb) if not passive(verb) else _agent(verb)
    yield Found(f"clause/{_word(verb)}", verb, _span(accuser), _span(accused), words, Act(frame["act"]), frame["quote"])


def _own(verb: Token, frame: Frame) -> Iterator[Found]:
    if not _is_verb(verb) or _negated(verb):
        return
    who = subject(verb)
    if _withheld(verb):
        return
    if who is None or passive(verb) or not is_party(who) or _nobody(who):
        return
    partner = frame.get("with")
    name = f"own/{_word(verb)}" + (f" {partner}" if partner else "")
    holder = None
    if partner:
        holder = next((c for c in verb.children if c.lower_ == partner and c.i > verb.i), None)
        if holder is None:
            return
    said = child(verb, "ccomp", "xcomp")
    target: Token | None = _after(verb, frame["charge"], holder) if frame["charge"] else None
    accused = who
    words: Span | None = None
    if target is not None:
        words = clause_span(_suspicion(target), verb)
    elif frame.get("object") and said is not None:
        inner = child(said, "nsubj", "nsubjpass")
        first = next((t.i for t in said.subtree if inner is not None and t.i > inner.right_edge.i), said.left_edge.i)
        if inner is not None and (inner.lower_ in {"there", "nothing", "nobody"} or _expletive(inner, said)):
            return
        if inner is not None and inner.pos_ != "PRON":
            if is_party(inner):
                accused = inner
            elif child(inner, "poss") is not None:
                first = said.left_edge.i
            else:
                return
        words = trim(verb.doc, first, said.right_edge.i)
    elif frame.get("object") and (thing := child(verb, "dobj")) is not None:
        # Patients are admitted and people are denied things: neither is conduct.
        if is_party(thing) or child(verb, "dative") is not None or (verb.lemma_ != "deny" and child(thing, "nummod")):
            return
        words = _denied(thing)
        if words is None and verb.lemma_ != "deny":
            return
    elif not partner or partner == "responsibility":
        return
    if verb.lemma_.lower() in {"admit", "confess"} and partner is None and words is None:
        return
    yield Found(name, verb, _span(who), _span(accused), words, Act(frame["act"]), frame["quote"])


def _expletive(it: Token, said: Token) -> bool:
    """Whether "it" stands for nothing ("it was cold", "it is not one of the better ones")."""
    return it.lower_ == "it" and said.lemma_ == "be"


def _withheld(verb: Token) -> bool:
    """Whether somebody neither admits nor denies ("without admitting or denying wrongdoing")."""
    first = verb.head if verb.dep_ == "conj" else verb
    # "denied it without hesitation" is a denial: only a "without" that governs the verb withholds it.
    return first.head.lower_ == "without" or any(
        t.lower_ in {"neither", "nor"} for t in (*first.children, *verb.children)
    )


def _denied(thing: Token) -> Span | None:
    if thing.lemma_.lower() in {"allegation", "accusation", "charge", "claim", "report"}:
        inner = _after(thing, ["of"])
        if inner is not None:
            return trim(thing.doc, inner.left_edge.i, inner.right_edge.i)
        clause = child(thing, "acl", "relcl", "ccomp")
        if clause is not None and child(clause, "nsubj") is not None:
            first = next((t.i for t in clause.subtree if t.i > child(clause, "nsubj").right_edge.i), clause.i)  # type: ignore[union-attr]
            return trim(thing.doc, first, clause.right_edge.i)
        return None
    if thing.pos_ == "PRON":
        return None
    return trim(thing.doc, thing.left_edge.i, thing.right_edge.i)


def _noun(noun: Token, frame: Frame) -> Iterator[Found]:
    if noun.pos_ not in {"NOUN", "PROPN"} or _nobody(noun):
        return
    verb = noun.head
    charge = _after(noun, frame["charge"])
    near = verb if noun.dep_ in {"dobj", "nsubj", "nsubjpass", "pobj"} else None
    target = _of(noun) if frame["accused"] == ["of"] else _after(noun, frame["accused"], charge, near)
    accused: Span | None = None
    words: Span | None = None
    if target is not None and (is_party(target) or (frame.get("thing") and _answers_for(target, None))):
        accused = party_span(target)
    if charge is not None:
        last = target.head.i - 1 if target is not None and target.head.i > charge.i else charge.right_edge.i
        words = trim(noun.doc, charge.left_edge.i, min(last, charge.right_edge.i))
    clause = child(noun, "acl", "relcl")
    if accused is None and clause is not None and any(t.lower_ == "that" for t in clause.children):
        doer = next((c for c in clause.children if c.dep_ in {"nsubj", "nsubjpass"} and c.lower_ != "that"), None)
        if doer is not None and is_party(doer):
            accused = party_span(doer)
            first = next((t.i for t in clause.subtree if t.i > doer.right_edge.i), clause.i)
            words = trim(noun.doc, first, clause.right_edge.i)
    need = frame.get("needs", "accused")
    if (
        accused is None
        or (need == "both" and words is None)
        or (frame.get("party") and target is not None and not is_party(target))
    ):
        return
    owner = child(noun, "poss")
    by = _doer(noun)
    accuser = owner if owner is not None and is_party(owner) else by
    yield Found(f"noun/{_word(noun)}", noun, _span(accuser), accused, words, Act(frame["act"]), frame["quote"])


def _judgement(sentence: Sentence) -> Iterator[Found]:
    lower = sentence.text.lower()
    marks = lexicon("accusing")["judgement"]
    phrase = next((p for p in marks["phrases"] if p in lower), None)
    word = next(
        (t for t in sentence if t.lower_ in marks["adverbs"] and t.dep_ == "advmod" and t.head.pos_ == "VERB"), None
    )
    if phrase is None and word is None:
        return
    root = sentence.root if word is None else word.head
    if phrase is not None and word is None:
        at = sentence.start_char + lower.index(phrase)
        near = next((t for t in sentence if t.idx >= at), sentence.root)
        while near.pos_ not in {"VERB", "AUX"} and near.head is not near:
            near = near.head
        root = near
    doer = subject(root) if not passive(root) else _agent(root)
    if root.pos_ != "VERB" or doer is None or not is_party(doer) or doer.i > root.i:
        return
    first = next((t.i for t in root.subtree if t.i > doer.right_edge.i and t.dep_ not in {"aux", "punct"}), root.i)
    words = trim(sentence.doc, first, root.right_edge.i)
    yield Found("judgement", root, None, party_span(antecedent(doer)), words, Act.ALLEGE, "none")


_MATCHERS: dict[str, Matcher] = {
    "person": _person,
    "deed": _deed,
    "swapped": _swapped,
    "clause": _clause,
    "own": _own,
    "noun": _noun,
}
