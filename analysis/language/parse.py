"""Spans and relations in a parsed sentence: what the accusation rules need of spaCy's trees."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from spacy.tokens import Doc, Token

from analysis.records import Kind, Span
from analysis.settings import DATA

TEXT = "text"
"""Key of doc.user_data: the text."""
QUOTES = frozenset("\"“”„«»‘’'`")
MODIFIERS = frozenset({"det", "amod", "compound", "poss", "nummod", "nmod", "quantmod", "predet", "advmod", "neg"})
QUANTITIES = frozenset(
    {"part", "most", "much", "some", "all", "share", "proportion", "half", "lot", "more", "any", "many", "several", "one", "two"}
    | {"three", "both", "either", "few", "number", "dozens", "hundreds", "thousands", "each", "none", "member", "members"}
)
CONTROLLED = frozenset({"conj", "xcomp", "advcl", "pcomp", "acl", "relcl", "acomp", "oprd"})
RELATIVE = frozenset({"who", "whom", "which", "that", "whose"})


@cache
def lexicon(name: str) -> dict[str, Any]:
    """The lexicon data/lexicons/<name>.toml."""
    with (DATA / "lexicons" / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def text_of(doc: Doc) -> str:
    """The text of a Doc. spaCy puts Doc.text together anew at each call, which is dear once a record or a sentence."""
    if TEXT not in doc.user_data:
        doc.user_data[TEXT] = doc.text
    return str(doc.user_data[TEXT])


@cache
def words(name: str, key: str) -> frozenset[str]:
    """A word list of a lexicon."""
    return frozenset(lexicon(name)[key])


def child(token: Token, *deps: str) -> Token | None:
    """The first child with one of the dependencies."""
    return next((c for c in token.children if c.dep_ in deps), None)


def subject(verb: Token) -> Token | None:
    """The subject (active or passive) of a verb, borrowed from the verb it is joined to or controlled by."""
    first = verb
    for _ in range(7):
        found = _nearest_subject(verb)
        if found is not None:
            # "It is convenient to blame him": nobody is said to do so.
            return None if found.lower_ == "it" and verb != first and verb.lemma_ == "be" else found
        head = verb.head
        if head == verb or verb.dep_ not in CONTROLLED:
            break
        if verb.dep_ == "acl" and verb.tag_ == "VBG" and head.dep_ == "dobj" and _document(head):
            # "issued a statement denouncing him": whoever issued it.
            maker = subject(head.head)
            return maker if maker is not None and is_party(maker) else head
        if verb.dep_ == "relcl" or (verb.dep_ == "acl" and not _infinitival(verb)):
            standing = before_the_bench(head) if verb.dep_ == "acl" else None
            if standing is not None:
                verb = standing
                continue
            return _bearer(head) if verb.dep_ == "acl" else head
        if verb.dep_ == "acl" or (verb.dep_ == "pcomp" and head.head.pos_ == "NOUN"):
            # "her plan to sue", "his habit of blaming": whoever has the plan or the habit.
            noun = head if verb.dep_ == "acl" else head.head
            owner = child(noun, "poss")
            if owner is not None or noun.dep_ not in {"dobj", "attr"}:
                return owner
            verb = noun.head
            continue
        if verb.dep_ in {"xcomp", "advcl", "ccomp"} and _infinitival(verb) and not passive(head):
            urged = child(head, "dobj")
            if urged is not None and urged.i < verb.i and head.lemma_.lower() in lexicon("accusing")["urging"]["verbs"]:
                return urged
        verb = head.head if verb.dep_ == "pcomp" else head
    return _just_before(first)


def _document(noun: Token) -> bool:
    """Whether a noun is what somebody wrote or filed, or takes for the moment the place of its maker."""
    return noun.head.lemma_.lower() in lexicon("accusing")["making"]["verbs"] and not is_party(noun)


def _bearer(noun: Token) -> Token:
    """The man in "a man with a grudge, jailed for theft", where the parser hangs the participle on the grudge."""
    first = noun
    while noun.dep_ == "pobj" and not is_party(noun) and noun.head.head.pos_ in {"NOUN", "PROPN"}:
        noun = noun.head.head
    return noun if is_party(noun) else first


def _nearest_subject(verb: Token) -> Token | None:
    """A verb's own subject; of several before it, which is a dateline or a cut-off word first, the nearest."""
    subjects = [c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass", "csubj"}]
    before = [c for c in subjects if c.i < verb.i]
    return before[-1] if before else subjects[0] if subjects else None


def before_the_bench(noun: Token) -> Token | None:
    """The verb of "two men appeared in court accused of theft": the bare "court" or "trial" is where its subject stands."""
    if noun.lower_ not in {"court", "trial"} or any(c.i < noun.i for c in noun.children):
        return None
    if noun.dep_ == "dobj":
        return noun.head if noun.head.lemma_.lower() in {"stand", "face", "await"} else None
    verb = noun.head.head
    return verb if noun.dep_ == "pobj" and verb.pos_ in {"VERB", "AUX"} else None


def _infinitival(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ == "to" for c in verb.children)


def _just_before(verb: Token) -> Token | None:
    """The noun before a finite verb that the parser left without a subject ("At the end of August Tesk blamed …")."""
    if verb.tag_ not in {"VBD", "VBZ", "VBP"} or verb.dep_ == "conj":
        return None
    i = verb.i - 1
    while i > verb.sent.start and verb.doc[i].pos_ in {"ADV", "AUX"}:
        i -= 1
    near = verb.doc[i]
    if near.text == ",":
        # The comma closes an apposition: the noun before it is meant.
        apposed = [t for t in verb.sent if t.dep_ == "appos" and t.head.i < t.i < i <= t.right_edge.i + 1]
        return apposed[-1].head if apposed else None
    return near if near.pos_ in {"NOUN", "PROPN"} and near.dep_ in {"pobj", "appos", "npadvmod"} else None


def passive(verb: Token) -> bool:
    """Whether the verb is in the passive, reduced clauses ("a man accused of", "…, accused of theft, …") included."""
    if any(c.dep_ in {"auxpass", "nsubjpass"} for c in verb.children):
        return True
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        return True
    if verb.dep_ == "conj" and verb.tag_ == "VBN" and verb.head.tag_ == "VBN" and passive(verb.head):
        return True
    return _reduced(verb) or _penalised(verb)


def _penalised(verb: Token) -> bool:
    """Whether a headline leaves out the "was" of a penalty ("Bank fined 3 million euros", "Mayor jailed five years for bribery")."""
    if verb.tag_ not in {"VBN", "VBD"} or verb.lower_ not in PENALTIES or child(verb, "aux", "ccomp", "xcomp", "dative"):
        return False
    if child(verb, "nsubj") is None or verb.dep_ != "ROOT":
        return False
    what = [c for c in verb.children if c.dep_ in {"dobj", "npadvmod"} and c.i > verb.i]
    return bool(what) and all(_measured(c) for c in what)


PENALTIES = frozenset({"fined", "jailed", "imprisoned", "sentenced"})
_UNITS = frozenset({"year", "month", "week", "day", "dollar", "euro", "pound", "crown", "million", "billion", "thousand", "m", "bn"})


def _measured(noun: Token) -> bool:
    """Whether a noun is a sum of money or a length of time."""
    if noun.ent_type_ in {"MONEY", "PERCENT"} or noun.lemma_.lower() in _UNITS:
        return True
    return any(c.text in {"$", "£", "€"} for c in noun.children)


def _reduced(verb: Token) -> bool:
    """Whether a participle without helping verb or object goes on with a preposition ("…, blamed for the fire, …")."""
    if verb.tag_ not in {"VBN", "VBD"} or child(verb, "aux", "dobj", "ccomp", "xcomp") is not None:
        return False
    if verb.tag_ == "VBD" and child(verb, "nsubj") is not None:
        return False
    after = verb.doc[verb.i + 1] if verb.i + 1 < len(verb.doc) else verb
    return after.dep_ in {"prep", "agent"} and after.head == verb


def antecedent(token: Token) -> Token:
    """What a relative pronoun stands for; any other token itself."""
    if token.lower_ not in RELATIVE:
        return token
    verb = token.head
    while verb.dep_ not in {"relcl", "ROOT"} and verb.head is not verb:
        verb = verb.head
    if verb.dep_ != "relcl":
        return token
    head = verb.head
    if head.pos_ in {"NOUN", "PROPN", "PRON"} and head.i < token.i:
        return head
    # The parser often hangs "X, whom …" on the main verb: the noun phrase just before the comma is meant.
    i = token.i - 1
    while i >= token.sent.start and token.doc[i].dep_ == "punct":
        i -= 1
    near = token.doc[i]
    return near if near.pos_ in {"NOUN", "PROPN"} else token


NAMING = "naming"
"""Key of doc.user_data: token index → (start, end, kind) of the naming that covers it, as the names module found it."""


def _named(token: Token) -> Span | None:
    doc = token.doc
    naming = doc.user_data.get(NAMING)
    if naming is not None:
        start, end, kind = naming.get(token.i, (0, 0, None))
        return (start, end) if kind == Kind.PERSON else None
    if token.ent_type_ != "PERSON":
        return None
    i, j = token.i, token.i + 1
    while i > 0 and doc[i].ent_iob_ == "I":
        i -= 1
    while j < len(doc) and doc[j].ent_iob_ == "I":
        j += 1
    if doc[j - 1].lower_ in {"'s", "’s"} and j - i > 1:
        j -= 1
    return doc[i].idx, doc[j - 1].idx + len(doc[j - 1])


def _apposed(token: Token) -> list[Token]:
    """What stands in apposition to a noun.

    The parser hangs the name in "the spokesman of the ministry, X," on the ministry; a person's name means the spokesman.
    """
    own = [c for c in token.children if c.dep_ == "appos" and c.i > token.i]
    office = token.lemma_.lower() in lexicon("titles")["roles"]
    of = next((c for c in token.children if c.dep_ == "prep" and c.i > token.i), None) if office and not own else None
    body = child(of, "pobj") if of is not None else None
    return own if body is None else [c for c in body.children if c.dep_ == "appos"]


def party_span(token: Token, without: Token | None = None) -> Span:
    """Offsets of the shortest full noun phrase of the party that `token` heads: its name if there is one.

    without: a preposition wrongly attached to it, which is left out.
    """
    named = _named(token)
    joined = child(token, "cc")
    if named is not None and joined is None:
        return named
    if token.pos_ == "NOUN" or token.ent_type_ == "NORP":
        for apposed in _apposed(token):
            name = _named(apposed)
            if name is not None:
                return name
    start, last = token, token
    for c in token.children:
        if c.i < token.i and c.dep_ in MODIFIERS:
            start = min(start, c.left_edge, key=lambda t: t.i)
        elif (
            c.dep_ == "prep"
            and c.lower_ == "of"
            and c != without
            and c.i == token.i + 1
            and (obj := child(c, "pobj")) is not None
        ):
            last = max(last, obj, key=lambda t: t.i)
        elif (c.dep_ == "conj" and c.pos_ in {"NOUN", "PROPN"}) or (
            c.dep_ == "case" and c.i > token.i and token.dep_ not in {"poss", "nsubj"}
        ):
            last = max(last, c, key=lambda t: t.i)
    for i in range(token.i, start.i - 1, -1):
        if token.doc[i].is_space or (token.doc[i].text in QUOTES and token.doc[i].dep_ != "case" and i < token.i):
            start = token.doc[i + 1]
            break
    return start.idx, last.idx + len(last)


def trim(doc: Doc, first: int, last: int) -> Span | None:
    """Offsets of tokens first..last without quotation marks and punctuation at the edges; None when nothing is left."""
    while first <= last and (doc[first].is_punct or doc[first].is_space or doc[first].text in QUOTES):
        first += 1
    while last >= first and (doc[last].is_punct or doc[last].is_space or doc[last].text in QUOTES):
        last -= 1
    return (doc[first].idx, doc[last].idx + len(doc[last])) if first <= last else None


def clause_span(head: Token, governor: Token) -> Span | None:
    """The words of the conduct that `head` heads, read on to the end of the clause that `governor` heads.

    A wrong attachment often cuts a charge short ("of facilitating terrorists' | break out of Benghazi"), so what
    follows on the governor without a comma is taken in.
    """
    doc = head.doc
    first, last = head.left_edge.i, head.right_edge.i
    for c in governor.children:
        if (
            c.i > last
            and c.dep_ in {"xcomp", "prep", "advmod", "prt", "dobj"}
            and not _comma(doc, last + 1, c.left_edge.i)
        ):
            last = max(last, c.right_edge.i)
    if last + 1 < len(doc) and doc[last + 1].text in {"’", "'", "'s", "’s"}:
        # A bare possessive mark shows that the noun it belongs to was parsed away.
        while (
            last + 1 < len(doc)
            and doc[last + 1].text not in {",", ".", ";", ":", "”", '"'}
            and not doc[last + 1].is_space
        ):
            last += 1
    return trim(doc, first, _stop(doc, head, first, last))


def _comma(doc: Doc, first: int, last: int) -> bool:
    return any(doc[i].text in {",", ";", ":", "–", "—"} for i in range(first, last))


def _stop(doc: Doc, head: Token, first: int, last: int) -> int:
    """Where a charge ends at the latest: before a semicolon, a closing quotation mark or a relative clause after a comma."""
    for i in range(head.i + 1, last + 1):
        token = doc[i]
        if token.text in {";", "”"} or token.text == "\n\n":
            return i - 1
        if (
            token.text == ","
            and i + 1 <= last
            and doc[i + 1].lower_
            in {"which", "who", "whom", "while", "but", "although", "as", "after", "according", "said"}
        ):
            return i - 1
    return last


def is_party(token: Token) -> bool:
    """Whether a noun can be accused: a person, body, group, state, or a pronoun for one."""
    token = antecedent(token)
    if token.i in token.doc.user_data.get(NAMING, ()):
        return True
    if token.ent_type_ in {"PERSON", "ORG", "GPE", "NORP"}:
        return True
    if token.lower_ in {"other", "another"} and (child(token, "det") or token).lower_ in {"each", "one"}:
        return True
    if token.lower_ in words("voices", "pronouns"):
        return token.pos_ != "DET" or token.dep_ != "det"
    if token.lower_ in QUANTITIES and (inner := after_of(token)) is not None:
        return is_party(inner)
    return bool({token.lemma_.lower(), token.lower_} & _kinds())


@cache
def _kinds() -> frozenset[str]:
    """Nouns for persons, bodies and groups."""
    kinds = lexicon("parties")
    return words("voices", "party").union(
        *(kinds["person"].values()), kinds["organisation"]["nouns"], kinds["group"]["nouns"]
    ) - set(lexicon("voices")["ambiguous"])


def after_of(noun: Token) -> Token | None:
    """What stands after "of" on a noun."""
    link = next((c for c in noun.children if c.dep_ == "prep" and c.lower_ == "of"), None)
    return child(link, "pobj") if link is not None else None
