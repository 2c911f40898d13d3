"""The spaCy pipeline: loading, and what the rest of the layer needs of a parsed text."""

from __future__ import annotations

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from analysis.errors import ModelError


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
    return nlp


def sentence_spans(doc: Doc) -> list[tuple[int, int]]:
    """Offsets of the sentences, white space at their edges left out, never across a blank line."""
    made: list[tuple[int, int]] = []
    for sent in doc.sents:
        at = sent.start_char
        for part in sent.text.split("\n\n"):
            start = at + len(part) - len(part.lstrip())
            end = at + len(part.rstrip())
            if end > start:
                made.append((start, end))
            at += len(part) + 2
    return made
