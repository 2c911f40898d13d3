"""Word classes by lookup are those of the spaCy components they stand for."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language

from analysis.language.pipeline import BATCH, BATCH_CHARACTERS, _batches, load_spacy
from analysis.settings import Settings

TEXT = (
    "There is no reason why they ain't gonna tell us, and there're more. Let's go; c'mon, y'all have got ta see it.\n\n"
    "The council's spokesman said that those who’d lied were fined, that being less bad than prison.\n \n"
    "Which of the better-known men does she mean? “It’s hers,” he said, and left. Nobody's been there since."
)


@pytest.fixture(scope="module")
def plain() -> Language:
    nlp = spacy.load(Settings().spacy_model)
    nlp.add_pipe("blamewire_paragraphs", before="parser")
    return nlp


def test_equal_to_spacy(plain: Language) -> None:
    quick = load_spacy(Settings().spacy_model)
    assert "attribute_ruler" not in quick.pipe_names
    for _ in range(2):
        for text in (TEXT, "", "\n", "There's"):
            told = [(t.text, t.tag_, t.dep_, t.pos_, t.lemma_) for t in quick(text)]
            assert told == [(t.text, t.tag_, t.dep_, t.pos_, t.lemma_) for t in plain(text)]


def test_another_pipeline_keeps_its_own() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    from analysis.language.word_classes import quicken

    quicken(nlp)
    assert nlp.pipe_names == ["sentencizer"]


@pytest.mark.parametrize("sizes", [[], [1] * (BATCH + 3), [BATCH_CHARACTERS, 5, BATCH_CHARACTERS * 2, 7, 7]])
def test_batches_are_bounded(sizes: list[int]) -> None:
    pieces = [("x" * size, i) for i, size in enumerate(sizes)]
    made = list(_batches(iter(pieces)))
    assert [piece for batch in made for piece in batch] == pieces
    for batch in made:
        assert len(batch) <= BATCH
        assert len(batch) == 1 or sum(len(text) for text, _ in batch) <= BATCH_CHARACTERS
