"""The notebook's functions and the shipped sample: streams in, checked tables out, and nothing stale."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from store_builders import START, article

import analysis
from analysis import analyse, open_store, read_articles, sample
from analysis.article import Article
from analysis.records import ArticleRecords
from analysis.settings import ROOT, Settings
from analysis.tables import CONTRACTS


def stub(articles: Iterable[Article], settings: Settings) -> Iterator[tuple[Article, ArticleRecords]]:
    """Stands in for the language pipeline; reports an error where the text asks for it."""
    for made in articles:
        yield made, ArticleRecords(made.article_id, error="ValueError: stumbled" if "stumble" in made.text else None)


def test_articles_are_taken_as_a_stream() -> None:
    taken: list[int] = []
    most_ahead = 0

    def stream() -> Iterator[Article]:
        for n in range(400):
            taken.append(n)
            yield article(n)

    def watching(articles: Iterable[Article], settings: Settings) -> Iterator[tuple[Article, ArticleRecords]]:
        nonlocal most_ahead
        for n, found in enumerate(stub(articles, settings)):
            most_ahead = max(most_ahead, len(taken) - watched[0] - n)
            yield found
        watched[0] += n + 1

    watched = [0]
    tables = analyse(stream(), Settings(), progress=False, pipeline=watching)
    assert len(tables.articles) == 400 and most_ahead <= 64


def test_the_tables_keep_their_contracts_and_their_time() -> None:
    tables = analyse([article(1), article(2)], Settings(), progress=False, pipeline=stub, clock=lambda: START)
    assert [name for name, _ in tables.items()] == list(CONTRACTS)
    assert set(tables.articles["ingested"]) == {START}


def test_what_could_not_be_read_or_analysed_stands_in_the_quarantine(tmp_path: Path) -> None:
    rows = [json.dumps({"title": "a", "text": "Some text."}), "{", json.dumps({"title": "b", "text": "stumble"})]
    (tmp_path / "a.jsonl").write_text("\n".join(rows))
    tables = analyse(read_articles(tmp_path / "a.jsonl"), Settings(), progress=False, pipeline=stub)
    assert len(tables.articles) == 1
    assert {r.split(":")[0] for r in tables.quarantine["reason"]} == {"not JSON", "analysis failed"}
    assert len(tables.quarantine) == 2


def test_reading_twice_reads_anew(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"title": "a", "text": "Some text."}) + "\n{\n")
    articles = read_articles(tmp_path)
    assert len(list(articles)) == len(list(articles)) == 1 and len(articles.quarantined) == 1


@pytest.mark.parametrize("name", analysis.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(analysis, name).__doc__


def test_the_sample_is_up_to_date() -> None:
    """When this fails: python -m analysis sample, look at what changed, commit data/sample_store."""
    assert sample.is_fresh(Settings().sample), "the shipped sample is stale; run: python -m analysis sample"


def test_the_sample_notices_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not sample.is_fresh(tmp_path)
    before = sample.digest()
    lexicon = tmp_path / "lexicon.toml"
    lexicon.write_text("a = 1")
    monkeypatch.setattr(sample, "_ingredients", lambda: [Path(__file__)])
    assert sample.digest() != before


def test_the_sample_opens_fast_and_without_the_language_layer() -> None:
    code = (
        "import sys; from analysis import open_store; from analysis.settings import Settings;"
        "s = open_store(Settings().sample); n = len(s.table('articles'));"
        "heavy = {'spacy', 'torch', 'onnxruntime', 'trafilatura', 'sklearn'} & set(sys.modules);"
        "sys.exit(f'{n} articles, loaded {heavy}' if heavy or n < 90 else 0)"
    )
    started = time.process_time(), time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - started[1] < 10


def test_the_sample_is_what_design_asks_for() -> None:
    with open_store(Settings().sample) as store:
        articles = store.table("articles")
        assert len(articles) >= 90 and articles["outlet"].nunique() >= 8
        assert articles["published"].dt.strftime("%Y-%m").nunique() >= 6
        assert store.table("quarantine").empty
        assert not articles["source"].str.startswith("/").any()
        for name in ("accusations", "quotes", "mentions", "sentences"):
            rows = store.table(name).merge(articles[["article_id", "text"]], on="article_id")
            assert len(rows) > 50 and all(0 <= r.start < r.end <= len(r.text) for r in rows.itertuples())
        records = store.table("accusations").merge(articles[["article_id", "text"]], on="article_id")
        assert all(r.text[r.start : r.end] == r.sentence for r in records.itertuples())
        for role in ("accuser", "accused", "charge"):
            known = records.dropna(subset=[f"{role}_start"])
            spans = zip(known["text"], known[f"{role}_start"], known[f"{role}_end"], known[role], strict=True)
            assert all(text[a:b] == words for text, a, b, words in spans)
