"""The rules alone, loaded once."""

from __future__ import annotations

import pytest

from analysis.language.pipeline import Analyser
from analysis.settings import Settings


@pytest.fixture(scope="session")
def analyser() -> Analyser:
    """An analyser without trained models: what these tables state holds for the rules."""
    return Analyser(Settings(learned=False))
