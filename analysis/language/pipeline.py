"""The language layer as a stream: articles in, what was found in each out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from analysis import settings as settings_module
from analysis.article import Article
from analysis.errors import ModelError
from analysis.language import accusations, dates, learned, names, quotes, sources, stances, taxonomy, tone, word_classes
from analysis.language.parse import text_of
from analysis.records import ArticleRecords, Sentence, Span
from analysis.settings import Settings

CHUNK = 40_000
"""Characters that are parsed at once: spaCy needs about 1 GB for 100,000."""
BATCH = 64
BATCH_CHARACTERS = 100_000
"""Texts and characters that are parsed together: spaCy's arrays grow with their sum, and past this many it is slower, not faster."""
ANALYSED = "en"


def load_spacy(model: str) -> Language:
    """The installed pipeline `model`. Raises ModelError."""
    try:
        nlp = spacy.load(model)
    except OSError as error:
        raise ModelError(
            f"the spaCy model {model!r} is not installed; install it (requirements.txt pins the default) "
            "or set BLAMEWIRE_SPACY_MODEL to an installed one"
        ) from error
    nlp.max_length = 10_000_000
    word_classes.quicken(nlp)
    if nlp.has_pipe("parser"):
        nlp.add_pipe("blamewire_paragraphs", before="parser")
    return nlp


@Language.component("blamewire_paragraphs")
def paragraphs(doc: Doc) -> Doc:
    """Starts a sentence after every blank line, so that none runs across paragraphs."""
    for i, space in enumerate(doc.to_array(["IS_SPACE"])[:-1].tolist()):
        if space and "\n\n" in doc[i].text:
            doc[i + 1].is_sent_start = True
    return doc


def sentence_spans(doc: Doc) -> list[Span]:
    """Offsets of the sentences, white space at their edges left out, never across a blank line."""
    made: list[Span] = []
    text = text_of(doc)
    starts = [sent.start_char for sent in doc.sents]
    for at, stop in pairwise([*starts, len(text)]):
        for part in text[at:stop].split("\n\n"):
            start = at + len(part) - len(part.lstrip())
            end = at + len(part.rstrip())
            if end > start:
                made.append((start, end))
            at += len(part) + 2
    return made


def chunks(text: str) -> list[str]:
    """The text in pieces of at most CHUNK characters, cut after blank lines, else after sentences, else after spaces."""
    made: list[str] = []
    while len(text) > CHUNK:
        cut = max(text.rfind("\n\n", 1, CHUNK) + 2, 0)
        for mark in (". ", " "):
            if cut < CHUNK // 4:
                cut = text.rfind(mark, 1, CHUNK) + len(mark)
        cut = cut if cut >= CHUNK // 4 else CHUNK
        made.append(text[:cut])
        text = text[cut:]
    return [*made, text]


def docs(nlp: Language, texts: Iterable[str]) -> Iterator[Doc]:
    """A parsed Doc a text, in order; long texts are parsed in pieces and joined."""

    def pieces() -> Iterator[tuple[str, int]]:
        for text in texts:
            cut = chunks(text)
            for i, piece in enumerate(cut):
                yield piece, len(cut) - 1 - i

    held: list[Doc] = []
    for batch in _batches(pieces()):
        for doc, left in nlp.pipe(batch, as_tuples=True, batch_size=BATCH):
            held.append(doc)
            if left == 0:
                yield held[0] if len(held) == 1 else _joined(held)
                held = []


def _batches(pieces: Iterable[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    batch: list[tuple[str, int]] = []
    size = 0
    for piece in pieces:
        if batch and (len(batch) == BATCH or size + len(piece[0]) > BATCH_CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append(piece)
        size += len(piece[0])
    if batch:
        yield batch


def _joined(held: list[Doc]) -> Doc:
    made = Doc.from_docs(held, ensure_whitespace=False)
    if made is None:
        raise ModelError("a long text could not be joined again after parsing")
    return made


class Analyser:
    """Holds the models of one process. Raises ModelError when the spaCy model is missing."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or settings_module.load()
        self.nlp = load_spacy(self.settings.spacy_model)
        self.reader = learned.load(self.settings.models) if self.settings.learned else None
        self.quoting = quotes.load(self.settings.models) if self.settings.learned else None

    @property
    def version(self) -> str:
        """What found the records: the extractor's version and its models'."""
        return f"{learned.RULES_VERSION}+{self.reader.version}" if self.reader else learned.RULES_VERSION

    def stream(self, articles: Iterable[Article]) -> Iterator[tuple[Article, ArticleRecords]]:
        """Each article with its records, in order; articles in other languages come with none."""
        waiting: list[Article] = []

        def texts() -> Iterator[str]:
            for article in articles:
                waiting.append(article)
                yield _encodable(article.text) if _english(article) else ""

        for doc in docs(self.nlp, texts()):
            article = waiting.pop(0)
            yield article, self._safely(article, doc)

    def _safely(self, article: Article, doc: Doc) -> ArticleRecords:
        # An article that breaks a rule must not stop a run of a million: it is reported, and quarantined by the caller.
        try:
            return self.analyse(article, doc)
        except Exception as error:
            return ArticleRecords(article.article_id, model=self.version, error=f"{type(error).__name__}: {error}")

    def analyse(self, article: Article, doc: Doc) -> ArticleRecords:
        """What was found in one parsed article."""
        made = ArticleRecords(article.article_id, model=self.version)
        text = text_of(doc)
        if not text.strip():
            return made
        spans = sentence_spans(doc)
        made.sentences = [Sentence(s, e, i, tone.compound(text[s:e])) for i, (s, e) in enumerate(spans)]
        found = names.resolve(doc, article.body_start)
        made.mentions = found.mentions
        made.quotes = quotes.find(doc, found, self.quoting)
        ruled = accusations.by_rule(doc, found, made.quotes)
        reading = self.reader.read(text, spans, accusations.sentences_of(ruled, spans)) if self.reader else None
        made.accusations = accusations.find(doc, spans, found, made.quotes, ruled, reading)
        for record in made.accusations:
            record.cameo, record.mode, record.contexts = taxonomy.classify(record.charge, record.sentence, record.act)
            said, acted = dates.said_and_acted(article, doc, record)
            record.said_on, record.said_precision = said
            record.acted_on, record.acted_precision = acted
            record.medium = sources.medium_of(doc, found, made.quotes, record.start, record.end)
        made.stances = stances.find(doc, spans, found, made.accusations, reading)
        made.sources = sources.find(article, doc, found, made.quotes)
        return made


_SURROGATE = re.compile("[\ud800-\udfff]")


def _encodable(text: str) -> str:
    """The text with half surrogate pairs, which spaCy cannot encode, replaced one for one, so that offsets hold."""
    return _SURROGATE.sub("\ufffd", text)


def _english(article: Article) -> bool:
    return article.language is None or article.language.split("-")[0].lower() == ANALYSED


def analyse_articles(
    articles: Iterable[Article], settings: Settings | None = None
) -> Iterator[tuple[Article, ArticleRecords]]:
    """Each article with what was found in it, as a stream in order. Raises ModelError."""
    return Analyser(settings).stream(articles)


__all__ = ["Analyser", "analyse_articles", "docs", "load_spacy", "sentence_spans"]
