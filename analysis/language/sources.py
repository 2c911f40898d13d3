"""Sources: whom an article quotes, unnamed groups, and the media through which words came to it."""

from __future__ import annotations

import bisect
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from spacy.tokens import Doc, Token

from analysis.article import Article
from analysis.language.parse import text_of
from analysis.records import Kind, Mention, Quote, SourceUse, Span
from analysis.settings import DATA

_LEXICON = tomllib.loads((DATA / "lexicons" / "media.toml").read_text(encoding="utf-8"))
UNNAMED = frozenset(tomllib.loads((DATA / "lexicons" / "voices.toml").read_text(encoding="utf-8"))["unnamed"])

_WORD = r"[^\W\d_a-zß-ÿ][\w’'&.-]*"
_LAST = "|".join(sorted(map(re.escape, _LEXICON["last"]), key=len, reverse=True))
_FIRST = "|".join(_LEXICON["first"])
_KNOWN = "|".join(sorted(map(re.escape, _LEXICON["known"]), key=len, reverse=True))
_NOT = "|".join(_LEXICON["not_before"])
_NAME = re.compile(
    rf"(?<![\w-])(?:(?:(?:{_WORD}|of|la|le|el) ){{0,4}}?{_WORD} (?:{_LAST})"
    rf"|(?:{_FIRST}) (?:{_WORD}|\d+)(?: {_WORD})?"
    rf"|(?:{_KNOWN})(?: (?:{_LAST}))?)"
    rf"(?![\w-])(?! (?:{_NOT})\b)"
)
_DESCRIBED = re.compile(
    r"(?<![\w-])(?:(?:the|a|an|its|local|state-run|official|private)\s+)?(?:[a-z-]+ )?(?:"
    + "|".join(sorted(map(re.escape, _LEXICON["described"]), key=len, reverse=True)) + r")(?![\w-])",
    re.IGNORECASE,
)  # fmt: skip
_LEAD = r"(?:the\s+|a\s+|an\s+|reporters? (?:from|of|at)\s+)?(?:[\w’'-]+\s+){0,4}?"
_SPOKEN = re.compile("(?:" + "|".join(_LEXICON["spoken"]).replace("{name}", _LEAD) + r")$", re.IGNORECASE)
_PASSED_ON = re.compile("(?:" + "|".join(_LEXICON["passed_on"]).replace("{name}", _LEAD) + r")$", re.IGNORECASE)
_PASSING_ON = re.compile(_LEXICON["passing_on"], re.IGNORECASE)
_DASH = r"\s*(?:[-–—:]|--)"
_CREDIT = r"[A-Z][\w .&’'/-]{1,40}"
_DATELINE = re.compile(
    rf"^\s*[^\W\d_][^\n()]{{0,60}}?\((?P<agency>{_CREDIT})\){_DASH}|^\s*\((?P<alone>{_CREDIT})\){_DASH}",
    re.MULTILINE,
)
_AGENCY = re.compile(r"(?:^|\s)(?:" + "|".join(_LEXICON["agency"]["words"]) + r")(?:$|\s)|^[A-Z]{2,6}$")
REACH = 90
"""Characters before a medium's name in which the words stand that make it a source."""
_CACHE = "blamewire_media"


class Naming(Protocol):
    """What is asked of names.Names."""

    mentions: list[Mention]

    def name_of(self, start: int, end: int) -> str | None:
        """The fullest name of the party at text[start:end]."""

    def kind_of(self, name: str) -> Kind | None:
        """The kind of a named party."""


@dataclass(slots=True, frozen=True)
class Medium:
    """A medium as a source: its name and place; spoken: somebody spoke into it (else it passes on what it learned)."""

    name: str
    start: int
    end: int
    spoken: bool
    named: bool


def find(article: Article, doc: Doc, names: Naming, quotes: list[Quote]) -> list[SourceUse]:
    """The sources of an article, each once, at its first place: publisher, credited agency, media, speakers.

    Rows have kind "outlet" (the publisher), "person", "body" (organisations, and places that stand for their
    governments), "group" (groups, and speakers who are only described) or "medium"; role "publisher", "medium" or
    "speaker". named is False for speakers and media without a name. The publisher and an agency of the byline stand
    nowhere (start None).
    """
    made: dict[tuple[str, str], SourceUse] = {}

    def add(use: SourceUse) -> None:
        made.setdefault((use.role, use.name.casefold()), use)

    if article.outlet:
        add(SourceUse(None, None, article.outlet, "outlet", "publisher", True))
    own = _plain(article.outlet or "")
    for author in article.authors:
        if _is_agency(author) and _plain(author) != own:
            add(SourceUse(None, None, author, "medium", "medium", True))
    text = text_of(doc)
    credit = _dateline(text)
    if credit and _plain(text[slice(*credit)]) != own:
        add(SourceUse(*credit, text[slice(*credit)], "medium", "medium", True))
    for m in media(doc, names):
        if _plain(m.name) != own:
            add(SourceUse(m.start, m.end, m.name, "medium", "medium", m.named))
    through = {(r, n) for r, n in made if r == "medium"}
    for use in _speakers(names, quotes):
        if ("medium", use.name.casefold()) not in through and _plain(use.name) != own:
            add(use)
    return list(made.values())


def _speakers(names: Naming, quotes: list[Quote]) -> Iterator[SourceUse]:
    for quote in quotes:
        speaker = quote.speaker
        if speaker.span is None or not speaker.text:
            continue
        name = speaker.name
        kind = names.kind_of(name) if name else None
        if name and kind is not None:
            shown = {Kind.PERSON: "person", Kind.GROUP: "group"}.get(kind, "body")
            yield SourceUse(*speaker.span, name, shown, "speaker", True)
            continue
        described = name or speaker.text
        if _unnamed(described):
            yield SourceUse(*speaker.span, described, "group", "speaker", False)


def _unnamed(phrase: str) -> bool:
    """Whether a description of speakers can stand as a source: it says who they are, which a pronoun does not."""
    words = phrase.casefold().split()
    if len(words) == 1 and words[0] in {
        "i",
        "we",
        "you",
        "he",
        "she",
        "it",
        "they",
        "who",
        "that",
        "which",
        "one",
        "this",
        "what",
    }:
        return False
    return any(w.strip(",.").removesuffix("s") in UNNAMED or w.strip(",.") in UNNAMED for w in words) or len(words) > 1


def media(doc: Doc, names: Naming) -> list[Medium]:
    """The media that serve as sources, in order; found once for each Doc and kept in its user_data."""
    kept: list[Medium] | None = doc.user_data.get(_CACHE)
    if kept is None:
        kept = doc.user_data[_CACHE] = sorted(_media(doc, names), key=lambda m: m.start)
    return kept


def _media(doc: Doc, names: Naming) -> Iterator[Medium]:
    text = text_of(doc)
    taken: list[Span] = []
    for match in _NAME.finditer(text):
        start, end = _bare(doc, *match.span())
        spoken = _role(text, start, end)
        if spoken is not None:
            taken.append((start, end))
            yield Medium(text[start:end], start, end, spoken, True)
    for match in _DESCRIBED.finditer(text):
        start, end = match.span()
        at = bisect.bisect(taken, (end, end))
        if at and taken[at - 1][1] > start:
            continue
        spoken = _role(text, start, end)
        if spoken is None:
            continue
        name = names.name_of(start, end)
        known = name is not None and _NAME.fullmatch(name) is not None
        if known and name:
            yield Medium(name, start, end, spoken, True)
        elif match.group().casefold() not in {
            "the agency",
            "the station",
            "the paper",
            "the channel",
            "the daily",
            "the weekly",
        }:
            yield Medium(match.group(), start, end, spoken, False)


def _bare(doc: Doc, start: int, end: int) -> Span:
    """A medium's name without the article and the word of nationality before it."""
    span = doc.char_span(start, end, alignment_mode="expand")
    for token in span or ():
        if token.i == (span.end if span else 0) - 1 or not (
            token.lower_ == "the"
            or token.ent_type_ == "NORP"
            or (token.pos_ == "ADJ" and token.text[-2:] in {"an", "sh", "se", "ch"})
        ):
            return max(start, token.idx), end
    return start, end


def _role(text: str, start: int, end: int) -> bool | None:
    """True if somebody spoke into the medium at text[start:end], False if it passes on, None if it is no source
    there."""
    before = text[max(0, start - REACH) : start]
    before = re.split(r"[.!?;]\s|\n", before)[-1]
    if _SPOKEN.search(before):
        return True
    if _PASSED_ON.search(before):
        return False
    return False if _PASSING_ON.match(text, end) else None


def medium_of(
    doc: Doc, names: Naming, quotes: list[Quote], start: int, end: int, credit: str | None = None
) -> str | None:
    """Through which media the words of the sentence text[start:end] came, the outermost first: "agency ← radio".

    Media of the sentence itself come first; else the one medium into which a speaker of the sentence spoke elsewhere
    in the article, if it is one. credit: the agency of the byline; an agency in the dateline is found here. None if
    there is none.
    """
    text = text_of(doc)
    uses = media(doc, names)
    first = bisect.bisect_left(uses, start, key=lambda m: m.start)
    own = [m for m in uses[first:] if m.end <= end] if first < len(uses) and uses[first].start < end else []
    line = _dateline(text)
    chain = [credit or (text[slice(*line)] if line else None)]
    chain += [m.name for m in own if not m.spoken] + [m.name for m in own if m.spoken]
    if not any(m.spoken for m in own):
        chain.append(_carried(doc, names, quotes, uses, start, end))
    made: list[str] = []
    for name in chain:
        if name and name not in made:
            made.append(name)
    return " ← ".join(made) or None


def _carried(doc: Doc, names: Naming, quotes: list[Quote], uses: list[Medium], start: int, end: int) -> str | None:
    into = [m for m in uses if m.spoken]
    if not into:
        return None
    here = _speaking(doc, names, quotes, start, end)
    if not here:
        return None
    found = set()
    for m in into:
        sentence = doc.char_span(m.start, m.end, alignment_mode="expand")
        if sentence is not None and len(sentence):
            whole = sentence.sent
            if here & _speaking(doc, names, quotes, whole.start_char, whole.end_char):
                found.add(m.name)
    return found.pop() if len(found) == 1 else None


def _speaking(doc: Doc, names: Naming, quotes: list[Quote], start: int, end: int) -> set[str]:
    """Names of those who speak in text[start:end]: speakers of its quotations, subjects and agents of its verbs."""
    made = {q.speaker.name for q in quotes if q.start < end and start < q.end}
    span = doc.char_span(start, end, alignment_mode="expand")
    for token in span or ():
        if token.dep_ == "nsubj" or (token.dep_ == "pobj" and token.head.dep_ == "agent"):
            made.add(names.name_of(token.idx, token.idx + len(token)))
            made.add(_apposed(doc, names, token))
    return {name for name in made if name}


def _apposed(doc: Doc, names: Naming, subject: Token) -> str | None:
    """The name set behind a described subject: "The council's spokeswoman, Maria Keller, said"."""
    last = subject.right_edge
    while last.is_punct and last.i > subject.i:
        last = last.nbor(-1)
    at = bisect.bisect_right(names.mentions, last.idx, key=lambda m: m.start) - 1
    if at < 0 or names.mentions[at].end != last.idx + len(last) or names.mentions[at].start <= subject.idx:
        return None
    found = names.mentions[at]
    return found.name if text_of(doc)[found.start - 2 : found.start] == ", " else None


def _dateline(text: str) -> Span | None:
    """Where the agency stands that a dateline credits ("KESTRIN (CPA) – …"), within the first paragraphs."""
    for match in _DATELINE.finditer(text, 0, 1500):
        group = "agency" if match.group("agency") else "alone"
        name = match.group(group)
        if _is_agency(name) or _NAME.fullmatch(name):
            return match.span(group)
    return None


def _is_agency(name: str) -> bool:
    return bool(_AGENCY.search(name)) or name in _LEXICON["known"]


def _plain(name: str) -> str:
    return re.sub(r"^the\s+", "", name.strip().casefold())
