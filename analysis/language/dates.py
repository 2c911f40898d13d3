"""When an accusation was made and when the act was done, by what the phrases of time in its sentence hang on."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from spacy.tokens import Doc, Span, Token

from analysis.article import Article
from analysis.language import time_phrases
from analysis.language.time_phrases import ORDER, TimePhrase
from analysis.records import Accusation, Act, Party, Voice

Dated = tuple[datetime | None, str | None]
"""A moment (UTC) and its precision; (None, None) where the text does not tell."""

_CLAUSES = {"VERB", "AUX"}
_OF_A_NOUN = {"nummod", "compound", "amod", "nmod"}


class _Dates(StrEnum):
    """What a phrase of time dates."""

    SAID = "said"
    ACTED = "acted"
    NEITHER = "neither"


def said_and_acted(article: Article, doc: Doc, accusation: Accusation) -> tuple[Dated, Dated]:
    """When `accusation` was uttered (for a formal step: taken), and when the act it speaks of was done.

    doc: the parsed article.text. A phrase inside the charge dates the act. Any other is followed up the tree to its
    verb: it dates the act where that verb stands in the charge, the utterance where that is a verb of saying or has the
    accuser as its subject; the verb of an unrelated clause dates nothing, nor does what is yet to come. Of several
    phrases the most precise counts, then the first.
    """
    sentence = article.text[accusation.start : accusation.end]
    found: dict[_Dates, list[TimePhrase]] = {kind: [] for kind in _Dates}
    for phrase in time_phrases.find(sentence, article.published, article.published_precision):
        span = doc.char_span(accusation.start + phrase.start, accusation.start + phrase.end, alignment_mode="expand")
        if span is not None:
            found[_dates(span, phrase, accusation)].append(phrase)
    return _best(found[_Dates.SAID]), _best(found[_Dates.ACTED])


def _best(phrases: list[TimePhrase]) -> Dated:
    if not phrases:
        return None, None
    best = min(phrases, key=lambda p: (ORDER.index(p.precision), p.start))
    return best.at, best.precision


def _dates(span: Span, phrase: TimePhrase, accusation: Accusation) -> _Dates:
    charge = accusation.charge_span
    if charge and charge[0] <= span.start_char and span.end_char <= charge[1]:
        return _Dates.ACTED
    verb = _governor(span, charge)
    if verb is None:
        return _Dates.ACTED if accusation.voice == Voice.OUTLET else _Dates.NEITHER
    if _within(verb, charge):
        return _Dates.ACTED
    if _to_come(verb) or (phrase.precision == "year" and span.root.dep_ in _OF_A_NOUN):
        return _Dates.NEITHER
    if verb.lemma_.lower() in time_phrases.load().saying or _subject_is(verb, accusation.accuser):
        return _Dates.SAID
    if not _governs(verb, accusation):
        return _Dates.NEITHER
    told = accusation.voice == Voice.OUTLET or accusation.act == Act.ALLEGE
    return _Dates.ACTED if told and not _subject_is(verb, accusation.accused) else _Dates.SAID


def _to_come(verb: Token) -> bool:
    return any(c.lower_ in time_phrases.load().future for c in verb.children if c.dep_ == "aux")


def _governs(verb: Token, accusation: Accusation) -> bool:
    """Whether a part of the accusation hangs on `verb`."""
    spans = (accusation.charge_span, accusation.accused.span, accusation.accuser.span)
    return any(_within(token, span) for token in verb.subtree for span in spans)


def _governor(phrase: Span, charge: tuple[int, int] | None) -> Token | None:
    """The first verb above the phrase, or the first word of the charge above it."""
    token = phrase.root
    while token.head != token:
        token = token.head
        if token.pos_ in _CLAUSES or _within(token, charge):
            return token
    return token if token.pos_ in _CLAUSES else None


def _within(token: Token, span: tuple[int, int] | None) -> bool:
    return span is not None and span[0] <= token.idx < span[1]


def _subject_is(verb: Token, party: Party) -> bool:
    span = party.span
    if span is None:
        return False
    subjects = [c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass", "agent")]
    return any(_within(t, span) for s in subjects for t in s.subtree)
