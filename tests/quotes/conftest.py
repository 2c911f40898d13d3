"""One parsed pipeline for all tests of quotations and sources."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from analysis.language.pipeline import load_spacy
from analysis.language.quotes_model import Model, load
from analysis.settings import Settings


@pytest.fixture(scope="session")
def parse() -> Callable[[str], Doc]:
    nlp = load_spacy(Settings().spacy_model)
    kept: dict[str, Doc] = {}

    def parsed(text: str) -> Doc:
        if text not in kept:
            kept[text] = nlp(text)
        return kept[text]

    return parsed


@pytest.fixture(scope="session")
def model() -> Model:
    made = load(Settings().models)
    assert made is not None, "data/models/quotes.npz is shipped with the project"
    return made
