"""Accusation records of one article: rules and the trained reader, each where it is best."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from spacy.tokens import Doc

from analysis.language import fields, rules
from analysis.language.learned import Candidate, Reading
from analysis.language.names import Names
from analysis.language.parse import NAMING, child, text_of, words
from analysis.records import Accusation, Act, Certainty, Party, Quote, QuoteKind, Span, Voice

RULE_CONFIDENCE = 0.825
"""Share of the rules' records that are right (found precision) on every fourth article of complete.train.jsonl."""


LEAST = 0.63
"""Score from which a record of the reader stands by itself; chosen on the articles that were held back from its training."""
SURE, ALONE = 0.9, 0.985
"""Score that one record of an article without a rule's must reach, and of a text of a sentence or two: where nothing is sure, nobody is
accused. Lone sentences hold accusations far more seldom than the articles that the reader learnt from."""
OUTLET = 0.8
"""Score from which the reader alone takes an outlet to accuse in its own voice: what it takes for judgement is description more often."""
FEW = 2
"""Sentences of a text that is no article."""

CHARACTERISING = 4
"""Words of a charge that only names the conduct stated before it."""


BARE = frozenset({"the", "a", "an", "that", "this"})
"""Words that are no party by themselves."""


def sentences_of(ruled: Sequence[Accusation], sentences: Sequence[Span]) -> list[int]:
    """The numbers of the sentences in which the rules found a record: the reader must see these."""
    starts = [s for s, _ in sentences]
    return sorted({max(0, bisect_right(starts, r.start) - 1) for r in ruled})


def find(
    doc: Doc,
    sentences: Sequence[Span],
    names: Names,
    quotes: Sequence[Quote],
    ruled: list[Accusation],
    reading: Reading | None,
) -> list[Accusation]:
    """The records of an article in order of their sentences: the reader's, and the rules' (`ruled`) where the reader has none."""
    if reading is None:
        return ruled
    made: list[Accusation] = []
    left = list(ruled)
    best = max((c.score for c in reading.candidates), default=0.0)
    sure = ALONE if len(sentences) <= FEW else SURE
    least = LEAST if ruled or best >= sure else sure
    for candidate in reading.candidates:
        twin = next((r for r in left if _same(candidate, r, sentences[candidate.sentence])), None)
        if twin is not None:
            left.remove(twin)
        if twin is not None or (candidate.score >= least and not _left_out(doc, sentences[candidate.sentence], candidate)):
            record = _read_record(doc, sentences[candidate.sentence], candidate, names, quotes, twin)
            chance = reading.confidence(candidate.score)
            record.confidence = max(chance, RULE_CONFIDENCE) if twin is not None else chance
            # The codebook: wrongdoing by nobody in particular is no accusation.
            known = record.accused.text or record.accused.name
            if twin is not None or (known and (record.voice != Voice.OUTLET or candidate.score >= OUTLET)):
                made.append(record)
    made = [m for m in made if not any(_characterises(m, other) for other in made)]
    made += [r for r in left if not any(_touches(r, m) for m in made)]
    return sorted(made, key=lambda r: (r.start, r.charge_span or r.accused.span or (r.start, r.end)))


def _left_out(doc: Doc, sentence: Span, candidate: Candidate) -> bool:
    """Whether the codebook leaves a record of the reader out: harmless words, or a wrong that nobody is said to have done."""
    if candidate.charge is None:
        return False
    start, end = candidate.charge
    if fields.harmless(text_of(doc)[start:end], text_of(doc)[end : sentence[1]]):
        return True
    charge = doc.char_span(start, end, alignment_mode="expand")
    if charge is not None and fields.duty(text_of(doc)[sentence[0] : start], charge[0]):
        return True
    if charge is None or _overlap(candidate.accused, candidate.charge):
        return False
    verb = charge.root
    sufferer = child(verb, "nsubjpass")
    return sufferer is not None and sufferer.idx >= start and child(verb, "agent") is None


def _characterises(record: Accusation, other: Accusation) -> bool:
    """Whether a record only gives the conduct of another a name ("did X, which he called a war crime")."""
    if record.rule != "reader" or record is other or record.start != other.start or not record.charge_span:
        return False
    same = (record.accuser.name, record.accused.name) == (other.accuser.name, other.accused.name)
    words = (record.charge or "").split()
    named = len(words) <= CHARACTERISING and words[0].lower() in {"a", "an"}
    return same and named and other.charge_span is not None and other.charge_span[1] <= record.charge_span[0]


def _overlap(a: Span | None, b: Span | None) -> bool:
    return a is not None and b is not None and a[0] < b[1] and b[0] < a[1]


def _touches(ruled: Accusation, read: Accusation) -> bool:
    """Whether a record of the reader's tells of a rule's words in its own way: then the reader's stands."""
    if not _overlap((ruled.start, ruled.end), (read.start, read.end)):
        return False
    if _overlap(ruled.charge_span or ruled.accused.span, read.charge_span):
        return True
    return _overlap(ruled.accused.span, read.accused.span) or _overlap(ruled.accused.span, read.charge_span)


def _covers(a: Span, b: Span) -> bool:
    return a[0] <= b[0] and b[1] <= a[1]


def _same(candidate: Candidate, record: Accusation, sentence: Span) -> bool:
    if not _overlap(sentence, (record.start, record.end)) or (candidate.kind == 1) != (record.act == Act.DENY):
        return False
    return _overlap(candidate.charge, record.charge_span) or (
        _overlap(candidate.accused, record.accused.span) and (candidate.charge is None or record.charge_span is None)
    )


def _read_record(
    doc: Doc, sentence: Span, c: Candidate, names: Names, quotes: Sequence[Quote], twin: Accusation | None
) -> Accusation:
    accuser = _read_party(doc, sentence, c.accuser, names)
    accused = _read_party(doc, sentence, c.accused, names)
    if twin is not None:
        # The frames know their parties better than the reader does, where they name them.
        accuser = twin.accuser if twin.accuser.span else accuser
        accused = twin.accused if twin.accused.span else accused
        if twin.accuser.span is None and _overlap(accuser.span, accused.span) and twin.act not in {Act.ADMIT, Act.DENY}:
            # "Bank fined 3 million": the frame knows the penalty from its giver.
            accuser = Party()
    charge = c.charge
    if twin is not None and twin.charge_span and (charge is None or _covers(twin.charge_span, charge)):
        charge = twin.charge_span
    odds = c.fields
    act = Act.DENY if c.kind == 1 else Act(_best(odds["act"], set(odds["act"]) - {"deny"}))
    certainty = Certainty(_best(odds["certainty"]))
    if twin is not None:
        act = twin.act
        certainty = twin.certainty if twin.certainty != Certainty.ASSERTED else certainty
    elif act in fields.STEPS:
        # The reader knows a formal step when it sees one; which one it is the words tell better.
        act, certainty = _step(text_of(doc), sentence, charge or c.accused or sentence, charge, act, certainty)
    certainty = _hedged(doc, sentence, charge, certainty)
    voice, quote = None, QuoteKind(_best(odds["quote"]))
    if quote == QuoteKind.MIXED and charge is not None and any(_speech(q) and _covers(q.content_span, charge) for q in quotes):
        quote = QuoteKind.DIRECT
    author = _signed_by(charge or c.accused or sentence, quotes)
    if author is not None and accuser.text is None:
        accuser, voice, quote = _carried(author, sentence), Voice.NAMED, QuoteKind.DIRECT
    if accuser.text is None and accuser.name is None and odds["voice"]["named"] > 0.5:
        speaker = speaker_at(charge or c.accused or sentence, quotes)
        if speaker is not None:
            accuser = _carried(speaker, sentence)
    silent = accuser.text is None and accuser.name is None
    if twin is not None and twin.rule == "own/plead guilty":
        quote = QuoteKind.NONE
    elif quote in {QuoteKind.DIRECT, QuoteKind.MIXED} and not _marked(text_of(doc), sentence, quotes):
        quote = QuoteKind.NONE if silent else QuoteKind.INDIRECT
    voices = {"outlet", "unknown"} if silent else {"named", "unnamed"}
    return Accusation(
        *sentence,
        text_of(doc)[sentence[0] : sentence[1]],
        accuser,
        accused,
        text_of(doc)[charge[0] : charge[1]] if charge else None,
        charge,
        act,
        Certainty.NEGATED if act == Act.DENY else certainty,
        voice or _described(accuser, Voice(_best(odds["voice"], voices))),
        quote,
        f"reader+{twin.rule}" if twin else "reader",
        c.score,
    )


def _step(
    text: str, sentence: Span, at: Span, charge: Span | None, act: Act, certainty: Certainty
) -> tuple[Act, Certainty]:
    start, end = sentence
    inside = (charge[0] - start, charge[1] - start) if charge else None
    told, cleared = fields.step(text[start:end], at[0] - start, inside)
    return told or act, Certainty.NEGATED if cleared else certainty


def _best(odds: dict[str, float], among: set[str] | None = None) -> str:
    return max((k for k in odds if among is None or k in among), key=lambda k: odds[k])


def _read_party(doc: Doc, sentence: Span, span: Span | None, names: Names) -> Party:
    if span is None or text_of(doc)[span[0] : span[1]].lower() in BARE:
        return Party()
    named = names.party(*span)
    if sentence[0] <= span[0] < sentence[1]:
        return named
    return Party(None, None, named.name or named.text)


def note_names(doc: Doc, names: Names) -> None:
    """Leaves the names' spans on the doc, where the rules look for them."""
    spans = {m.start: (m.start, m.end, m.kind) for m in names.mentions}
    naming: dict[int, tuple[int, int, object]] = {}
    current: tuple[int, int, object] | None = None
    for i, at in enumerate(doc.to_array(["IDX"]).tolist()):
        current = spans.get(at, current)
        if current is not None and at < current[1]:
            naming[i] = current
        else:
            current = None
    doc.user_data[NAMING] = naming


def by_rule(doc: Doc, names: Names, quotes: Sequence[Quote]) -> list[Accusation]:
    """The records that the rules find."""
    note_names(doc, names)
    made: list[Accusation] = []
    for sentence in doc.sents:
        for found in rules.find(sentence):
            made.append(_record(doc, (sentence.start_char, sentence.end_char), found, names, quotes))
    return made


def party(span: Span | None, doc: Doc, names: Names) -> Party:
    """The party at a span as it stands and as meant."""
    return names.party(*span) if span is not None else Party()


def _trimmed(doc: Doc, span: Span) -> Span:
    text = text_of(doc)[span[0] : span[1]]
    return span[0] + len(text) - len(text.lstrip()), span[1] - (len(text) - len(text.rstrip()))


def speaker_at(span: Span, quotes: Sequence[Quote]) -> Party | None:
    """Who speaks the words at `span`, where a quotation holds them all; of quotations in one another the innermost."""
    holding = [q for q in quotes if _covers(q.content_span, span) and (q.speaker.text or q.speaker.name)]
    return min(holding, key=lambda q: q.content_span[1] - q.content_span[0]).speaker if holding else None


def _signed_by(span: Span, quotes: Sequence[Quote]) -> Party | None:
    """Who signs the words at `span`: the author of an embedded post, or of a quotation with a name behind it."""
    for q in quotes:
        behind = q.speaker.span is not None and q.speaker.span[0] >= q.content_span[1]
        if q.cue is None and behind and _covers(q.content_span, span):
            return q.speaker
    return None


def _described(accuser: Party, voice: Voice) -> Voice:
    """unnamed for somebody who is told by a kinship or service alone ("Tesk's lawyer", "his widow"), not by a name."""
    last = (accuser.name or accuser.text or "").split()[-1:]
    bare = bool(last) and last[0].lower() in words("voices", "relations")
    return Voice.UNNAMED if voice == Voice.NAMED and bare else voice


def _marked(text: str, sentence: Span, quotes: Sequence[Quote]) -> bool:
    """Whether anything in a sentence is quoted: a mark stands in it, or a quotation runs on through it."""
    if _MARK.search(text, *sentence):
        return True
    return any(q.kind != QuoteKind.INDIRECT and _overlap(q.content_span, sentence) for q in quotes)


_MARK = re.compile(r"[“”\"«»„‟]|''|``|(?:^|(?<=[\s(:—–-]))[‘'](?=\w)")


def _speech(quote: Quote) -> bool:
    """Whether a speaker's name, a colon and his words in quotation marks are all there is (a headline's "Velm: 'I never …'")."""
    return quote.kind == QuoteKind.DIRECT and quote.cue == ":"


def _record(doc: Doc, place: Span, found: rules.Found, names: Names, quotes: Sequence[Quote]) -> Accusation:
    start, end = _trimmed(doc, place)
    accuser = party(found.accuser, doc, names)
    accused = party(found.accused, doc, names)
    speaker = None
    if found.accuser is None and found.act in {Act.ALLEGE, Act.CRITICISE}:
        at = found.charge or found.accused or place
        speaker = speaker_at(at, quotes)
        if speaker is not None:
            accuser = _carried(speaker, (start, end))
    outlet = found.rule == "judgement" and speaker is None
    return Accusation(
        start,
        end,
        text_of(doc)[start:end],
        accuser,
        accused,
        text_of(doc)[found.charge[0] : found.charge[1]] if found.charge else None,
        found.charge,
        found.act,
        _hedged(doc, (start, end), found.charge, fields.certainty(found.trigger, found.act)),
        Voice.OUTLET if outlet else fields.voice(accuser, names),
        _quoted(found, (start, end), quotes) if not outlet else QuoteKind.NONE,
        found.rule,
        RULE_CONFIDENCE,
    )


def _hedged(doc: Doc, sentence: Span, charge: Span | None, certainty: Certainty) -> Certainty:
    """What the words right before a charge make of its certainty."""
    if charge is None or certainty not in {Certainty.ASSERTED, Certainty.HEDGED}:
        return certainty
    text = text_of(doc)
    before = text[sentence[0] : charge[0]]
    if fields.refuted(before):
        return Certainty.NEGATED
    if certainty == Certainty.HEDGED:
        return certainty
    if fields.conditional(before):
        return Certainty.HYPOTHETICAL
    doubtful = fields.doubtful(before, text[charge[0] : charge[1]])
    return Certainty.HEDGED if doubtful else certainty


def _quoted(found: rules.Found, sentence: Span, quotes: Sequence[Quote]) -> QuoteKind:
    kind = fields.quote_kind(found.charge, sentence, quotes, found.quote)
    # A step that somebody tells of is a step all the same.
    return QuoteKind.NONE if kind == QuoteKind.INDIRECT and found.act in fields.STEPS else kind


def _carried(speaker: Party, sentence: Span) -> Party:
    """A quotation's speaker as the accuser: without surface when he is named in another sentence."""
    if speaker.span is not None and sentence[0] <= speaker.span[0] < sentence[1]:
        return speaker
    return Party(None, None, speaker.name or speaker.text)
