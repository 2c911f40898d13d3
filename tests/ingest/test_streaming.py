"""A stream of any length is read in the memory that its longest line takes."""

from __future__ import annotations

import importlib.util
import io
import sys
from pathlib import Path
from types import ModuleType

import pytest

from analysis.article import Article
from analysis.ingest import read
from analysis.ingest.languages import tell

MB = 10**6
SIZE, STEP = 60 * MB, 5 * MB
SPARE = 24 * MB
"""By how much the process may grow after the first STEP; a reader that kept the bytes alone would grow by 55 MB."""


@pytest.fixture(scope="module")
def streaming() -> ModuleType:
    path = Path(__file__).resolve().parents[2] / "bench" / "streaming.py"
    spec = importlib.util.spec_from_file_location("bench_streaming", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_made_stream_is_lines_of_articles(streaming: ModuleType) -> None:
    found = list(read(io.BufferedReader(streaming.Made(MB))))
    assert len(found) > 200
    assert all(isinstance(f, Article) and len(f.text) > 500 and f.published for f in found)
    assert len({f.outlet for f in found if isinstance(f, Article)}) == len(found)


def test_memory_stays_flat(streaming: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    # Telling the language takes most of the time of reading and holds on to nothing.
    assert tell("The council denied the charge on Tuesday. " * 9) == "en"
    monkeypatch.setattr("analysis.ingest.draft.languages.tell", lambda text, said: "en")
    first, *later = streaming.run(SIZE, STEP)
    assert len(later) >= 10 and later[-1].done >= SIZE
    assert max(s.resident for s in later) < first.resident + SPARE
