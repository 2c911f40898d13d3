"""Accusations by rule: the frames of data/lexicons/accusing.toml matched on the parsed sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from spacy.tokens import Span as Sentence
from spacy.tokens import Token

from analysis.language.parse import (
    QUANTITIES,
    RELATIVE,
    after_of,
    antecedent,
    before_the_bench,
    child,
    clause_span,
    is_party,
    lexicon,
    party_span,
    passive,
    subject,
    text_of,
    trim,
)
from analysis.language.parse import (
    words as words_of,
)
from analysis.records import Act, Span

NEGATIONS = frozenset({"no", "nobody", "none", "nothing", "neither"})
TIME = frozenset({"DATE", "TIME"})
NEAR = frozenset({"dobj", "attr", "pobj", "appos", "conj"})
STEPS = frozenset({Act.CHARGE, Act.VERDICT, Act.LAWSUIT})
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
        if _compounded(token):
            continue
        for pattern, frame in _frames().get(_word(token), ()):
            match = next(_MATCHERS[pattern](token, frame), None)
            if match is not None:
                found.append(match)
                break
    return found or list(_judgement(sentence))


def _compounded(token: Token) -> bool:
    """Whether a word is the end of a compound of another meaning ("she double-faulted"); "counter-sued" means what it says."""
    if token.i < 2 or token.nbor(-1).text != "-" or token.nbor(-1).whitespace_ or token.nbor(-2).whitespace_:
        return False
    return token.nbor(-2).lower_ not in {"counter", "re", "co", "cross", "self"}


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
    if by is not None:
        return child(by, "pobj")
    # "denounced as a whitewash by the mayor": the parser hangs the mayor on the whitewash.
    for prep in verb.children:
        held = child(prep, "pobj") if prep.dep_ == "prep" and prep.i > verb.i else None
        doer = _doer(held) if held is not None else None
        if doer is not None and is_party(doer):
            return doer
    return None


def _nobody(token: Token | None) -> bool:
    return token is not None and (token.lower_ in NEGATIONS or any(c.lower_ in NEGATIONS for c in token.children))


def _negated(verb: Token) -> bool:
    """Whether the words around a verb say that nothing of the kind is said ("not", "hard to fault", "stopped short of")."""
    if any(c.dep_ == "neg" for c in verb.children):
        return True
    marks = lexicon("accusing")["withheld"]
    over = verb
    while over.dep_ in {"conj", "xcomp", "pcomp", "ccomp", "advcl", "csubj", "relcl", "acl"} and over.head != over:
        linked = over.dep_ == "conj"
        over = over.head.head if over.dep_ == "pcomp" and over.head.dep_ == "prep" else over.head
        if not linked and over.lemma_.lower() in marks["governors"]:
            return True
        adjective = child(over, "acomp") if over.lemma_ == "be" else None
        if not linked and adjective is not None and adjective.lower_ in marks["adjectives"] and child(verb, "nsubj") is None:
            return True
        if not linked:
            break
    return False


def _to(verb: Token) -> bool:
    return any(t.dep_ == "aux" and t.lower_ == "to" for t in verb.children)


def _only_possible(verb: Token) -> bool:
    """Whether a formal step is only one that can or should be taken."""
    first = verb.head if verb.dep_ == "conj" else verb
    modal = any(c.dep_ == "aux" and c.lower_ in {"can", "could", "should", "must", "shall"} for c in first.children)
    return modal or (passive(first) and _to(first) and first.dep_ in {"xcomp", "ccomp"})


def _after(verb: Token, prepositions: list[str], *holders: Token | None) -> Token | None:
    """What follows one of the prepositions on the verb or, wrongly attached, on one of its objects."""
    objects = [o for p in verb.children if p.dep_ in {"prep", "agent"} and (o := child(p, "pobj")) is not None]
    for holder in (verb, *holders, *objects):
        if holder is None:
            continue
        for prep in holder.children:
            if prep.dep_ in {"prep", "agent"} and prep.lower_ in prepositions and prep.i > verb.i:
                obj = child(prep, "pcomp", "pobj") or (child(prep, "amod", "advcl", "acomp") if prep.lower_ == "as" else None)
                if obj is not None and obj.ent_type_ not in TIME:
                    return obj
    return None


def _within(noun: Token | None) -> list[Token]:
    """The nouns that hang on a noun by prepositions, outermost first."""
    found: list[Token] = []
    for prep in noun.children if noun is not None else ():
        inner = child(prep, "pobj") if prep.dep_ == "prep" else None
        if inner is not None:
            found += [inner, *_within(inner)]
    return found


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
        return _agent(verb), _sufferer(verb)
    return subject(verb), _object(verb)


def _sufferer(verb: Token) -> Token | None:
    """Whom a passive is about: its subject, or the noun before the comma that a reduced clause follows."""
    doc, i = verb.doc, verb.i - 1
    if verb.dep_ in {"advcl", "conj", "dep"} and child(verb, "auxpass", "nsubj", "nsubjpass", "cc") is None:
        while i > verb.sent.start and doc[i].pos_ == "ADV":
            i -= 1
        if doc[i].text in {",", "("} and i > verb.sent.start:
            near = next((t for t in verb.sent if t.right_edge.i == i - 1 and t.pos_ in {"NOUN", "PROPN"} and t.dep_ in NEAR), None)
            who = subject(verb)
            if near is not None and near.ent_type_ not in TIME | {"GPE"} and (is_party(near) or who is None or not is_party(who)):
                return near
    return subject(verb)


def _object(verb: Token) -> Token | None:
    """The object of a verb, also of one whose clause leaves it out ("the minister she was planning to denounce")."""
    found = child(verb, "dobj", "dative")
    if found is not None:
        return found if found.dep_ == "dobj" or found.pos_ != "ADP" else child(found, "pobj")
    top = verb
    while top.dep_ == "xcomp" and top.head != top and child(top, "dobj") is None:
        top = top.head
    doer = child(top, "nsubj")
    if top.dep_ == "relcl" and doer is not None and doer.lower_ not in RELATIVE and child(top, "dobj") is None:
        return top.head
    return None


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
    trigger = verb
    holder: Token | None = None
    if partner := frame.get("with"):
        holder = next((t for t in verb.subtree if t.lower_ == partner and t.i > verb.i and t.dep_ != "amod"), None)
        if holder is None:
            return
        trigger = holder
        accused = accused or child(holder, "nsubj")
    if accused is None or _nobody(accused) or _nobody(accuser) or _in_general(verb, accused, accuser):
        return
    act, told = Act(frame["act"]), frame["quote"]
    if act == Act.ALLEGE and verb.dep_ == "acl" and before_the_bench(verb.head) is not None:
        # "is on trial accused of fraud": who is tried has been charged.
        act, told = Act.CHARGE, "none"
    if act in STEPS and _only_possible(verb):
        return
    if accused.lower_ in {"who", "whom", "what"} and antecedent(accused) == accused:
        return
    sums = [c for c in verb.children if c.dep_ == "dobj" and c != accused]
    charge = _after(verb, frame["charge"], holder, *((accused, *_within(accused)) if not passive(verb) else ()), *sums)
    if charge is None and accused.lower_ in REFLEXIVES and accused.i > verb.i:
        return
    on = _after(verb, ["on"], accused) if verb.lemma_ == "blame" else None
    relative = accused.lower_ in RELATIVE and charge is None
    if on is not None and is_party(on) and (relative or not is_party(accused)):
        # "blamed the breakdown on the airline for …" is the swapped frame's.
        return
    doer = None
    if charge is None and frame.get("thing") and not is_party(accused) and not passive(verb):
        doer = _doer(accused) or _agent(verb)
    if doer is not None and is_party(doer) and doer.i > accused.i:
        deed = trim(verb.doc, accused.left_edge.i, doer.head.i - 1)
        yield Found(f"person/{_word(verb)}", verb, _span(accuser), _span(doer), deed, act, frame["quote"])
        return
    infinitive = _infinitive(verb) if charge is None and frame.get("infinitive") else None
    outer = charge
    if charge is not None:
        if {t.lemma_.lower() for t in (charge, *charge.children)} & set(frame.get("unless", ())):
            return
        charge = _suspicion(charge)
        words = clause_span(charge, verb)
    elif infinitive is not None:
        skip = [t.i for t in infinitive.children if t.dep_ in {"aux", "auxpass"}]
        words = trim(verb.doc, max([infinitive.left_edge.i - 1, *skip]) + 1, infinitive.right_edge.i)
        words = _before_comma(verb, words)
    else:
        direct = frame.get("direct", True) or (frame.get("by") and passive(verb) and accuser is not None and is_party(accuser))
        if not direct or not is_party(accused):
            return
        words = None
    if not is_party(accused) and (frame.get("party") or (frame.get("thing") and not _answers_for(accused, words))):
        return
    taken = outer.head if outer is not None else None
    name = f"person/{_word(verb)}" + (f" {partner}" if partner else "")
    yield Found(name, trigger, _span(accuser), _span(accused, taken), words, act, told)


def _in_general(verb: Token, accused: Token, accuser: Token | None) -> bool:
    """Whether a kind of people is meant and nobody in particular ("a lawyer for people accused of crimes")."""
    return (
        passive(verb)
        and accuser is None
        and accused.lemma_.lower() in words_of("accusing", "anybody")
        and all(
            c.dep_ in {"acl", "relcl", "amod", "punct"} or (c.dep_ == "det" and c.lower_ in {"a", "an", "any"})
            for c in accused.children
        )
    )


def _before_comma(verb: Token, span: Span | None) -> Span | None:
    if span is None:
        return None
    at = text_of(verb.doc).find(", which", *span)
    return (span[0], at) if at > 0 else span


def _answers_for(thing: Token, charge: Span | None) -> bool:
    """Whether a thing stands for those who made or run it ("the law", "its coverage"): told apart, no force of nature."""
    thing = antecedent(thing)
    if thing.lemma_.lower() in words_of("accusing", "nobody"):
        return False
    if thing.lower_ in {"those", "other"} or (thing.lower_ == "it" and charge is not None):
        return True
    return thing.pos_ in {"NOUN", "PROPN"} and _told_apart(thing)


def _made(thing: Token) -> bool:
    """Whether a thing may be somebody's work, told apart by what is said of it ("a strike, denounced by the council as …")."""
    thing = antecedent(thing)
    return thing.pos_ in {"NOUN", "PROPN"} and thing.lemma_.lower() not in words_of("accusing", "nobody")


def _told_apart(noun: Token) -> bool:
    """Whether a noun says which of its kind is meant."""
    if any(c.dep_ == "det" and c.lower_ in {"a", "an"} for c in noun.children):
        maker = after_of(noun) or _doer(noun)
        return maker is not None and is_party(maker)
    return noun.pos_ == "PROPN" or any(
        c.dep_ in {"poss", "amod", "compound", "prep", "relcl", "acl"}
        or (c.dep_ == "det" and c.lower_ in {"the", "this", "these", "those"})
        for c in noun.children
    )


def _deed(verb: Token, frame: Frame) -> Iterator[Found]:
    if not _is_verb(verb) or _negated(verb):
        return
    accuser, deed = _parties(verb)
    if deed is None or _nobody(accuser) or _nobody(deed) or _in_general(verb, deed, accuser):
        return
    if any(c.lower_ in frame.get("unless", ()) and c.dep_ == "prep" and c.i > verb.i for c in verb.children):
        return
    lot = _infinitive(verb) if "to" in frame.get("unless", ()) else None
    if lot is not None and verb.i < deed.i < lot.i:
        return
    act = Act(frame["act"])
    name = f"deed/{_word(verb)}"
    if is_party(deed):
        charge = _after(verb, frame["charge"], deed if not passive(verb) else None)
        words = clause_span(charge, verb) if charge is not None else None
        yield Found(name, verb, _span(accuser), _span(deed), words, act, frame["quote"])
        return
    owner = child(deed, "poss") or _possessor(deed) or _doer(deed)
    how = frame.get("thing")
    policy = deed.lemma_.lower() in words_of("accusing", "policy") and _after(verb, frame["charge"], deed) is None
    if how in {"conduct", "charged"} and policy:
        return
    if owner is not None and is_party(owner):
        owner_span = party_span(owner)
        first = deed.left_edge.i
        if owner.i < deed.i:
            first = owner.right_edge.i + 1
        yield Found(
            name, verb, _span(accuser), owner_span, trim(verb.doc, first, deed.right_edge.i), act, frame["quote"]
        )
    elif how:
        charge = _after(verb, frame["charge"], deed if not passive(verb) else None)
        words = clause_span(charge, verb) if charge is not None else None
        # "because he was criticising his superiors" tells why, not what was said of them.
        why = verb.dep_ == "advcl" and any(c.dep_ == "mark" and c.lower_ == "because" for c in verb.children)
        named = words is not None or (passive(verb) and accuser is not None)
        if (_answers_for(deed, words) or (named and _made(deed))) and (words is not None or not why):
            span: Span | None = _span(deed)
            if words is None and how == "charged":
                return
            if words is None and how == "conduct" and deed.pos_ == "NOUN":
                # "condemned the raid": what was done is told, and not by whom.
                whole = _before_comma(verb, trim(verb.doc, deed.left_edge.i, deed.right_edge.i))
                span, words = None, whole if verb.is_ancestor(deed) else span
            yield Found(name, verb, _span(accuser), span, words, act, frame["quote"])


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
    inside = _within(blame)
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


def _part_of(noun: Token) -> Token:
    """The blame in "most of the blame"."""
    inner = after_of(noun)
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
    if _withheld(verb) or (verb.lemma_.lower() in {"admit", "confess"} and _unsaid(verb)):
        return
    if who is None or passive(verb) or not is_party(who) or _nobody(who):
        return
    partner = frame.get("with")
    name = f"own/{_word(verb)}" + (f" {partner}" if partner else "")
    act = Act(frame["act"])
    holder = None
    if partner:
        holder = next((c for c in verb.children if c.lower_ == partner and c.i > verb.i), None)
        # "takes over responsibility for the harbour" tells of an office.
        if holder is None or child(verb, "prt") is not None:
            return
        if any(t.lower_ == "not" and verb.i < t.i < holder.i for t in holder.subtree) or verb.doc[holder.i - 1].lower_ == "not":
            act = Act.DENY
    said = child(verb, "ccomp", "xcomp")
    target: Token | None = _after(verb, frame["charge"], holder) if frame["charge"] else None
    accused = who
    words: Span | None = None
    if target is not None:
        if target.lemma_.lower() in frame.get("unless", ()):
            return
        words = clause_span(_suspicion(target), verb)
    elif frame.get("object") and said is not None:
        inner = child(said, "nsubj", "nsubjpass")
        first = next((t.i for t in said.subtree if inner is not None and t.i > inner.right_edge.i), said.left_edge.i)
        if inner is not None and (inner.lower_ in {"there", "nothing", "nobody"} or _expletive(inner, said)):
            return
        if inner is not None and inner.pos_ != "PRON":
            if is_party(inner):
                accused = inner
                # To admit what others did is no confession.
                if frame["act"] == "admit":
                    return
            elif child(inner, "poss") is not None:
                first = said.left_edge.i
            else:
                return
        words = trim(verb.doc, first, said.right_edge.i)
    elif frame.get("object") and (thing := child(verb, "dobj")) is not None:
        # Patients are admitted and people are denied things: neither is conduct.
        if is_party(thing) or child(verb, "dative") is not None or (verb.lemma_ != "deny" and child(thing, "nummod")):
            return
        words, other = _denied(thing)
        accused = other or accused
        if words is None and verb.lemma_ != "deny":
            return
        if thing.lemma_.lower() in frame.get("unless", ()):
            return
    elif not partner or partner == "responsibility":
        return
    if verb.lemma_.lower() in {"admit", "confess"} and partner is None and words is None:
        return
    yield Found(name, verb, _span(who), _span(accused), words, act, frame["quote"])


def _expletive(it: Token, said: Token) -> bool:
    """Whether "it" stands for nothing ("it was cold", "it is not one of the better ones")."""
    return it.lower_ == "it" and said.lemma_ == "be"


def _withheld(verb: Token) -> bool:
    """Whether somebody neither admits nor denies ("without admitting or denying wrongdoing")."""
    first = verb.head if verb.dep_ == "conj" else verb
    # "denied it without hesitation" is a denial: only a "without" that governs the verb withholds it.
    if any(c.dep_ == "conj" and c.lemma_ in {"confirm", "deny"} and (_negated(first) or _negated(c)) for c in first.children):
        return True
    return first.head.lower_ == "without" or any(
        t.lower_ in {"neither", "nor"} for t in (*first.children, *verb.children)
    )


def _unsaid(verb: Token) -> bool:
    """Whether somebody will, should or might say it, and has not ("we will admit mistakes")."""
    return any(c.dep_ == "aux" and c.tag_ == "MD" for c in verb.children) or (
        verb.dep_ in {"xcomp", "advcl"} and verb.head.lemma_.lower() in {"need", "have", "want", "refuse", "ask", "urge"}
    )


def _denied(thing: Token) -> tuple[Span | None, Token | None]:
    """What is denied, and who is said to have done it where the words name another party."""
    if thing.lemma_.lower() in {"allegation", "accusation", "charge", "claim", "report"}:
        inner = _after(thing, ["of"])
        if inner is not None:
            return trim(thing.doc, inner.left_edge.i, inner.right_edge.i), None
        clause = child(thing, "acl", "relcl", "ccomp")
        doer = child(clause, "nsubj", "nsubjpass") if clause is not None else None
        if clause is None or doer is None:
            return None, None
        first = next((t.i for t in clause.subtree if t.i > doer.right_edge.i), clause.i)
        other = doer if doer.pos_ in {"NOUN", "PROPN"} and is_party(doer) else None
        return trim(thing.doc, first, clause.right_edge.i), other
    if thing.pos_ == "PRON":
        return None, None
    return trim(thing.doc, thing.left_edge.i, thing.right_edge.i), None


def _noun(noun: Token, frame: Frame) -> Iterator[Found]:
    if noun.pos_ not in {"NOUN", "PROPN"} or _nobody(noun):
        return
    verb = noun.head
    charge = _after(noun, frame["charge"])
    near = verb if noun.dep_ in {"dobj", "nsubj", "nsubjpass", "pobj"} else None
    target = after_of(noun) if frame["accused"] == ["of"] else _after(noun, frame["accused"], charge, near)
    accused: Span | None = None
    words: Span | None = None
    owner = (child(target, "poss") or _doer(target)) if target is not None and not is_party(target) else None
    if target is not None and owner is not None and is_party(owner) and frame.get("thing"):
        accused = party_span(owner)
        words = trim(noun.doc, owner.right_edge.i + 1 if owner.i < target.i else target.left_edge.i, target.right_edge.i)
    elif target is not None and (is_party(target) or (frame.get("thing") and _answers_for(target, None))):
        accused = party_span(target)
    if charge is not None:
        last = target.head.i - 1 if target is not None and target.head.i > charge.i else charge.right_edge.i
        words = trim(noun.doc, charge.left_edge.i, min(last, charge.right_edge.i))
    if words is None and Act(frame["act"]) == Act.INVESTIGATE:
        words = _grounds(noun, *((target,) if target is not None else ()))
    clause = child(noun, "acl", "relcl")
    if accused is None and clause is not None and any(t.lower_ == "that" for t in clause.children):
        doer = next((c for c in clause.children if c.dep_ in {"nsubj", "nsubjpass"} and c.lower_ != "that"), None)
        if doer is not None and is_party(doer):
            accused = party_span(doer)
            first = next((t.i for t in clause.subtree if t.i > doer.right_edge.i), clause.i)
            words = trim(noun.doc, first, clause.right_edge.i)
    if accused is None and verb.lemma_.lower() in lexicon("accusing")["bearing"]["verbs"] and words is not None:
        bearer = subject(verb) if noun.dep_ == "dobj" and not _negated(verb) else None
        accused = _span(bearer) if bearer is not None and is_party(bearer) and not _nobody(bearer) else None
    need = frame.get("needs", "accused")
    if (
        accused is None
        or (need == "both" and words is None)
        or (frame.get("party") and target is not None and not is_party(target))
    ):
        return
    accuser = _claimant(noun)
    if need == "accuser" and words is None and accuser is None:
        return
    yield Found(f"noun/{_word(noun)}", noun, _span(accuser), accused, words, Act(frame["act"]), frame["quote"])


GROUNDS = frozenset({"suspicion", "allegation", "accusation", "claim"})


def _grounds(inquiry: Token, *others: Token) -> Span | None:
    """What an inquiry is about, where a noun for the suspicion says so ("on suspicion that the firm hid its losses")."""
    for holder in (inquiry, inquiry.head, *others):
        for prep in holder.children:
            noun = child(prep, "pobj") if prep.lower_ in {"on", "over", "after", "amid"} and prep.i > inquiry.i else None
            if noun is None or noun.lemma_.lower() not in GROUNDS:
                continue
            clause = child(noun, "acl", "relcl")
            if clause is not None and any(c.lower_ == "that" for c in clause.children):
                doer = child(clause, "nsubj", "nsubjpass")
                first = doer.right_edge.i + 1 if doer is not None else clause.left_edge.i + 1
                return trim(noun.doc, first, clause.right_edge.i)
            crime = _suspicion(noun)
            if crime is not noun:
                return trim(noun.doc, crime.left_edge.i, crime.right_edge.i)
    return None


def _claimant(noun: Token) -> Token | None:
    """Who makes the accusation that a noun names: its owner, who stands after "by" or "from", or who makes or drops it."""
    owner = child(noun, "poss")
    if owner is not None and (is_party(owner) or owner.tag_ == "PRP$"):
        return owner
    by = _after(noun, ["by", "from"])
    if by is not None and is_party(by):
        return by
    verb = noun.head
    if verb.lemma_.lower() in lexicon("accusing")["making"]["verbs"] or verb.lemma_.lower() in words_of("voices", "considering"):
        roles = {"dobj": subject, "nsubjpass": _agent}
        maker = roles[noun.dep_](verb) if noun.dep_ in roles else None
        if maker is not None and is_party(maker):
            return maker
    return None


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
