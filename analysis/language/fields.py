"""Certainty, voice and kind of quotation of a record, by rule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from spacy.tokens import Token

from analysis.language.names import Names
from analysis.language.parse import lexicon, words
from analysis.records import Act, Certainty, Kind, Party, Quote, QuoteKind, Span, Voice

NEAR = 32
"""Characters after a charge in which a word of ridicule is about it ("… is much ado about nothing")."""
STEPS = (Act.VERDICT, Act.CHARGE, Act.LAWSUIT, Act.INVESTIGATE)
_LOCAL = {"no", "a", "an", "the", "some", "several", "many", "other", "unnamed", "senior"}


def certainty(trigger: Token, act: Act) -> Certainty:
    """negated for denials; hedged under a hedging adverb, adjective or modal; hypothetical under "if" or "would"."""
    if act == Act.DENY or trigger.lemma_.lower() in {"acquit", "clear", "exonerate"}:
        return Certainty.NEGATED
    if trigger.lower_ == "guilty" and trigger.i > 0 and trigger.nbor(-1).lower_ == "not":
        return Certainty.NEGATED
    if trigger.lemma_.lower() == "suspect" and trigger.pos_ == "VERB":
        return Certainty.HEDGED
    if act in STEPS and _considered(trigger):
        return Certainty.HYPOTHETICAL
    # The trigger itself is no hedge: "accused" hedges in "the accused spy", not in "she accused him".
    near = {t.lower_ for t in trigger.children}
    if near & words("voices", "hedges") or near & words("voices", "hedging"):
        return Certainty.HEDGED
    if any(t.lower_ == "suspicion" for t in trigger.subtree if t.head.head == trigger or t.head == trigger):
        return Certainty.HEDGED
    if near & words("voices", "modals"):
        return Certainty.HEDGED
    if any(t.dep_ == "mark" and t.lower_ == "if" for t in trigger.children) or "would" in near:
        return Certainty.HYPOTHETICAL
    return Certainty.ASSERTED


def _considered(trigger: Token) -> bool:
    """Whether a step is only thought of ("is considering a complaint", "have yet to decide whether to bring charges")."""
    over, thinking = trigger, words("voices", "considering")
    for _ in range(3):
        over = over.head
        lemma = over.lemma_.lower()
        if lemma in thinking and over.i < trigger.i:
            return lemma != "decide" or any(t.lower_ == "whether" for t in over.doc[over.i : trigger.i])
    return False


def doubtful(before: str, charge: str) -> bool:
    """Whether a charge is told as a question or a suspicion ("whether the bank hid its losses", "suspected bribery").

    before: the words of the sentence that stand before it.
    """
    return _WHETHER.search(before) is not None or _SUSPECTED.match(charge) is not None


_WHETHER = re.compile(
    r"\b(?:whether\b[^.;:?!]{0,80}|suspicion (?:of |that\b[^.;:?!]{0,40})|indications? that\b[^.;:?!]{0,40}"
    r"|(?:allegedly|reportedly|purportedly|supposedly|apparently|suspected|alleged|purported)(?: of)?\s+"
    r"|(?:may|might|could) (?:be|have|have been)\s+|(?:seem|appear)(?:s|ed)? to (?:have |be |have been )?)$",
    re.IGNORECASE,
)
_SUSPECTED = re.compile(r"(?:the |an? )?(?:suspected|alleged|suspicion of)\b", re.IGNORECASE)


def refuted(before: str) -> bool:
    """Whether a charge stands right behind a "not" ("the court found that she did not lie")."""
    return _NOT.search(before) is not None


_NOT = re.compile(
    r"\b(?:(?:did|does|do|was|were|is|are|had|has|have) (?:not|never)|(?:did|does|do|was|were|is|are|had|has|have)n[’']t"
    r"|never|no longer)(?: (?:a|an|the|been))?(?: (?:suspected|accused) of)?\s+$",
    re.IGNORECASE,
)


def conditional(before: str) -> bool:
    """Whether a charge follows from a condition that opens its sentence ("If the police listened, they broke the law")."""
    return _IF.match(before) is not None


_IF = re.compile(r"\W*if\b[^.;:?!]*,", re.IGNORECASE)


def duty(before: str, first: Token) -> bool:
    """Whether "charged with" gives somebody a task ("charged with keeping the books"). first: the charge's first word."""
    return _CHARGED.search(before) is not None and first.lemma_.lower() in lexicon("accusing")["duties"]["verbs"]


_CHARGED = re.compile(r"\bcharged with (?:the )?$", re.IGNORECASE)


def step(sentence: str, at: int, charge: Span | None) -> tuple[Act | None, bool]:
    """The formal step that the words around `at` (offset in the sentence) tell, and whether it clears the accused.

    charge: its offsets in the sentence; words inside it say what was done, not which step was taken.
    """
    found = [m for m in _steps().finditer(sentence) if not (charge and charge[0] <= m.start() < charge[1])]
    if not found:
        return None, False
    near = min(found, key=lambda m: min(abs(m.start() - at), abs(m.end() - at)))
    before = sentence[max(0, near.start() - len("not ")) : near.end()]
    return Act(near.lastgroup or ""), _clearing().search(before) is not None


@cache
def _steps() -> re.Pattern[str]:
    marks = lexicon("accusing")["steps"]
    return re.compile("|".join(rf"(?P<{act}>\b(?:{'|'.join(_bare(marks[act]))})\b)" for act in STEPS), re.IGNORECASE)


@cache
def _clearing() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_bare(lexicon('accusing')['steps']['clearing']))})\b", re.IGNORECASE)


def _bare(patterns: Sequence[str]) -> list[str]:
    return [p.replace("(", "(?:") for p in patterns]


def harmless(charge: str, after: str) -> bool:
    """Whether the codebook leaves the words out: ridicule, or fighters killed in battle and nobody else.

    after: the words that follow the charge in its sentence.
    """
    if _any_of("ridicule").search(charge + after[:NEAR]):
        return True
    battle = _any_of("killing").match(charge) and _any_of("fighters").search(charge)
    return bool(battle) and _any_of("civilians").search(charge) is None


@cache
def _any_of(key: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_bare(lexicon('accusing')['harmless'][key]))})\b", re.IGNORECASE)


def voice(accuser: Party, names: Names) -> Voice:
    """named when the accuser is, or is resolved to, somebody with a name; unnamed for described speakers; unknown for none."""
    if accuser.text is None and accuser.name is None:
        return Voice.UNKNOWN
    said = accuser.name or accuser.text or ""
    if names.kind_of(said) is not None and names.kind_of(said) != Kind.GROUP:
        return Voice.NAMED
    own = [w.lower().strip("’'s.,") for w in said.split()]
    if any(w[:1].isupper() for w in said.split()[1:]) or (
        own and said[:1].isupper() and own[0] not in _LOCAL and not _common(own)
    ):
        return Voice.NAMED
    return Voice.UNNAMED if _common(own) or not any(w[:1].isupper() for w in said.split()) else Voice.NAMED


def _common(own: list[str]) -> bool:
    unnamed = words("voices", "unnamed")
    return any(w in unnamed or w.removesuffix("s") in unnamed or w.removesuffix("ies") + "y" in unnamed for w in own)


def quote_kind(charge: Span | None, sentence: Span, quotes: Sequence[Quote], default: str) -> QuoteKind:
    """direct when the sentence's words are all quoted, mixed when a part is, else what the frame says."""
    for q in quotes:
        start, end = charge or sentence
        low, high = max(start, q.content_span[0]), min(end, q.content_span[1])
        if high <= low:
            continue
        if q.kind == QuoteKind.DIRECT and high - low >= 0.8 * (end - start):
            return QuoteKind.DIRECT
        if q.kind in {QuoteKind.DIRECT, QuoteKind.MIXED}:
            return QuoteKind.MIXED
        return QuoteKind.INDIRECT
    return QuoteKind(default)
