"""A stream of any length is read in the memory that its longest line takes."""

from __future__ import annotations

import importlib.util
import io
import sys
import tracemalloc
from pathlib import Path
from types import ModuleType

import pytest

from analysis.article import Article
from analysis.ingest import read
from analysis.ingest.languages import tell
from analysis.store.intake import Ids

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


def test_ids_are_met_once_whether_recent_or_long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ids, "RECENT", 50)
    every = [f"{n:016x}" for n in range(1000)]
    ids, plain = Ids(every[:300]), set(every[:300])
    for one in every[200:700]:
        assert (one in ids) == (one in plain)
        if one not in ids:
            ids.add(one)
            plain.add(one)
    assert len(ids) == len(plain) == 700
    assert [i for i in every if (i in ids) != (i in plain)] == []


def test_an_id_takes_eight_bytes() -> None:
    tracemalloc.start()
    ids = Ids()
    for n in range(3 * Ids.RECENT):
        ids.add(str(n))
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert kept < 10 * len(ids) + 100_000
