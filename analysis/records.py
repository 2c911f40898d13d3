"""What the language layer finds in one article: plain records, before names are joined across articles."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Act(StrEnum):
    """What kind of accusing a record is (codebook)."""

    ALLEGE = "allege"
    CRITICISE = "criticise"
    CHARGE = "charge"
    LAWSUIT = "lawsuit"
    INVESTIGATE = "investigate"
    VERDICT = "verdict"
    DENY = "deny"
    ADMIT = "admit"


class Certainty(StrEnum):
    """How firmly the accusation is put (codebook)."""

    ASSERTED = "asserted"
    HEDGED = "hedged"
    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"


class Voice(StrEnum):
    """Who puts it (codebook)."""

    NAMED = "named"
    UNNAMED = "unnamed"
    OUTLET = "outlet"
    UNKNOWN = "unknown"


class QuoteKind(StrEnum):
    """How words are reported; NONE stands in accusation records alone."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"
    NONE = "none"


class Kind(StrEnum):
    """Kinds of entities."""

    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    GROUP = "group"


Span = tuple[int, int]
"""Character offsets (start, end) into the article's text."""


@dataclass(slots=True)
class Party:
    """A party as it stands in a sentence (text and span; both None where it does not) and as meant (name)."""

    text: str | None = None
    span: Span | None = None
    name: str | None = None


@dataclass(slots=True)
class Mention:
    """One naming of an entity. name: its fullest name in the article; the join across articles starts from it."""

    start: int
    end: int
    surface: str
    name: str
    kind: Kind


@dataclass(slots=True)
class Sentence:
    """A sentence, its place in the article (0 = first) and VADER's compound score in [-1, 1]."""

    start: int
    end: int
    position: int
    tone: float


@dataclass(slots=True)
class Quote:
    """A quotation. start, end: the sentence(s) it stands in. cue may be missing ("…," Smith). parts: spans of content in order."""

    start: int
    end: int
    speaker: Party
    cue: str | None
    cue_span: Span | None
    content: str
    content_span: Span
    kind: QuoteKind
    parts: tuple[Span, ...] = ()


@dataclass(slots=True)
class Accusation:
    """One record of the codebook. start, end: its sentence."""

    start: int
    end: int
    sentence: str
    accuser: Party
    accused: Party
    charge: str | None
    charge_span: Span | None
    act: Act
    certainty: Certainty
    voice: Voice
    quote: QuoteKind
    rule: str
    confidence: float
    cameo: str | None = None
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    medium: str | None = None
    said_on: datetime | None = None
    said_precision: str | None = None
    acted_on: datetime | None = None
    acted_precision: str | None = None


@dataclass(slots=True)
class Stance:
    """A directed relation between two parties of a sentence; polarity is "negative" or "positive"."""

    start: int
    end: int
    holder: Party
    target: Party
    polarity: str
    confidence: float
    rule: str


@dataclass(slots=True)
class SourceUse:
    """A source of the article. kind: outlet, person, body, group (unnamed), medium. role: publisher, speaker, medium."""

    start: int | None
    end: int | None
    name: str
    kind: str
    role: str
    named: bool


@dataclass(slots=True)
class ArticleRecords:
    """All that was found in one article. model: version of the extractor. error: why the analysis failed, if it did."""

    article_id: str
    sentences: list[Sentence] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    accusations: list[Accusation] = field(default_factory=list)
    stances: list[Stance] = field(default_factory=list)
    sources: list[SourceUse] = field(default_factory=list)
    model: str = "rules"
    error: str | None = None
