"""Builders of articles and records for the tests of the corpus."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

from analysis import corpus
from analysis.article import Article, compose, make_id
from analysis.records import (
    Accusation,
    Act,
    ArticleRecords,
    Certainty,
    Kind,
    Mention,
    Party,
    Quote,
    QuoteKind,
    Sentence,
    Voice,
)
from analysis.tables import Tables

READ = datetime(2025, 6, 1, 12, 0, tzinfo=UTC)


def article(
    title: str,
    *paragraphs: str,
    outlet: str = "The Kestrin Courier",
    day: str | None = "2025-03-04",
    url: str | None = None,
) -> Article:
    """An article of a day, or of none."""
    text, captions = compose(title, list(paragraphs))
    published = datetime.fromisoformat(day).replace(tzinfo=UTC) if day else None
    return Article(
        article_id=make_id(url, outlet, title, text, published),
        title=title,
        text=text,
        outlet=outlet,
        url=url,
        published=published,
        published_precision="day" if day else None,
        language="en",
        caption_spans=captions,
    )


def party(text: str, words: str | None, name: str | None = None, at: int = 0) -> Party:
    """The party that stands as `words` in `text` from `at` on, meaning `name` (default: the words)."""
    if words is None:
        return Party(name=name)
    start = text.index(words, at)
    return Party(words, (start, start + len(words)), name or words)


def accusation(
    of: Article,
    sentence: str,
    accuser: str | None,
    accused: str | None,
    charge: str | None,
    act: Act = Act.ALLEGE,
    certainty: Certainty = Certainty.ASSERTED,
    **names: str | None,
) -> Accusation:
    """A record in `of` whose parts stand in `sentence`; names: accuser_name, accused_name, cameo where they differ."""
    start = of.text.index(sentence)
    span = None
    if charge is not None:
        at = of.text.index(charge, start)
        span = (at, at + len(charge))
    return Accusation(
        start=start,
        end=start + len(sentence),
        sentence=sentence,
        accuser=party(of.text, accuser, names.get("accuser_name"), start),
        accused=party(of.text, accused, names.get("accused_name"), start),
        charge=charge,
        charge_span=span,
        act=act,
        certainty=certainty,
        voice=Voice.NAMED if accuser else Voice.UNKNOWN,
        quote=QuoteKind.INDIRECT,
        rule="test",
        confidence=0.9,
        cameo=names.get("cameo"),
    )


def tables(found: Iterable[tuple[Article, list[Accusation]]]) -> Tables:
    """Local tables of articles and their accusations; the parties are mentions of persons."""
    made = []
    for of, accusations in found:
        records = ArticleRecords(of.article_id, accusations=accusations)
        records.sentences = [Sentence(0, len(of.text), 0, -0.2)]
        for a in accusations:
            for p in (a.accuser, a.accused):
                if p.span and p.text and p.name:
                    records.mentions.append(Mention(*p.span, p.text, p.name, Kind.PERSON))
        made.append(corpus.rows(of, records, READ))
    return corpus.local_tables(made)


def digest(text: str) -> str:
    """A short name for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


__all__ = ["Quote", "accusation", "article", "digest", "party", "tables"]
