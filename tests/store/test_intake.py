"""Taking articles in: nothing lost, nothing twice, whatever fails or is killed on the way."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from store_builders import START, article, same

from analysis.article import Article
from analysis.errors import ModelError, StoreError
from analysis.ingest import Quarantined
from analysis.records import ArticleRecords, Sentence
from analysis.settings import Settings
from analysis.store import parts
from analysis.store.intake import Intake, Summary
from analysis.tables import Tables

BROKEN = Quarantined("made.jsonl", "line 7", "not JSON")


def analyse(articles: Iterable[Article], settings: Settings) -> Iterator[tuple[Article, ArticleRecords]]:
    """Stands in for the language pipeline: one sentence an article. Stumbles over articles that ask for it."""
    for made in articles:
        if "stumble" in made.text:
            raise ValueError("stumbled")
        yield made, ArticleRecords(made.article_id, sentences=[Sentence(0, len(made.title), 0, 0.5)])


def slow(articles: Iterable[Article], settings: Settings) -> Iterator[tuple[Article, ArticleRecords]]:
    """The same, slowly enough to be killed at work."""
    for found in analyse(articles, settings):
        time.sleep(0.002)
        yield found


def forgetful(articles: Iterable[Article], settings: Settings) -> Iterator[tuple[Article, ArticleRecords]]:
    """Forgets every batch's last article."""
    yield from [*analyse(articles, settings)][:-1]


def take(
    store: Path, items: Iterable[Article | Quarantined], *, sources: tuple[str, ...] = (), **more: object
) -> Summary:
    """Take items into a store at a fixed time."""
    options: dict[str, object] = {"analyse": analyse, "batch": 4, "clock": lambda: START, **more}
    return Intake(store, Settings(), **options).run(items, sources)  # type: ignore[arg-type]


def corpus(count: int) -> list[Article]:
    """Some articles."""
    return [article(n) for n in range(count)]


def assert_same(left: Tables, right: Tables) -> None:
    """The two hold the same rows."""
    for (name, a), (_, b) in zip(left.items(), right.items(), strict=True):
        assert same(a, b), name


@pytest.mark.parametrize("workers", [1, 2])
def test_every_item_is_accounted_for(tmp_path: Path, workers: int) -> None:
    items = [*corpus(10), article(3), BROKEN, article(99, "stumble")]
    done = take(tmp_path, items, workers=workers)
    assert (done.read, done.new, done.duplicates, done.failed, done.unchanged) == (12, 10, 1, 1, 0)
    assert done.quarantined == 2 and set(done.reasons) == {"not JSON", "analysis failed: ValueError: stumbled"}
    local = parts.read_local(tmp_path)
    assert set(local.articles["article_id"]) == {a.article_id for a in corpus(10)}
    assert len(local.sentences) == 10 and len(local.quarantine) == 2


@pytest.mark.parametrize("workers", [1, 2])
def test_taking_the_same_in_again_changes_nothing(tmp_path: Path, workers: int) -> None:
    take(tmp_path, [*corpus(9), BROKEN], workers=workers)
    before = sorted((p, p.stat().st_mtime_ns) for p in tmp_path.rglob("*.parquet"))
    done = take(tmp_path, [*corpus(9), BROKEN], workers=workers)
    assert (done.new, done.unchanged) == (0, 9)
    assert sorted((p, p.stat().st_mtime_ns) for p in tmp_path.rglob("*.parquet")) == before


def test_a_dry_run_counts_and_writes_nothing(tmp_path: Path) -> None:
    take(tmp_path, corpus(3))
    before = sorted(tmp_path.rglob("*"))
    done = take(tmp_path, [*corpus(5), article(4), BROKEN], dry=True)
    assert (done.read, done.new, done.unchanged, done.duplicates, done.quarantined) == (6, 2, 3, 1, 1)
    assert sorted(tmp_path.rglob("*")) == before


def test_parts_are_named_after_their_articles(tmp_path: Path) -> None:
    take(tmp_path / "a", corpus(9))
    take(tmp_path / "b", corpus(9))
    assert [p.name for p in parts.part_folders(tmp_path / "a")] == [p.name for p in parts.part_folders(tmp_path / "b")]


def test_a_source_read_anew_without_faults_leaves_the_quarantine(tmp_path: Path) -> None:
    other = Quarantined("other.html", None, "no text")
    take(tmp_path, [*corpus(2), BROKEN, other], sources=("made.jsonl", "other.html"))
    take(tmp_path, corpus(3), sources=("made.jsonl",))
    assert list(parts.read_local(tmp_path).quarantine["source"]) == ["other.html"]


def test_an_archive_and_its_members_leave_together(tmp_path: Path) -> None:
    take(tmp_path, [Quarantined("a.zip!//x.html", None, "empty"), Quarantined("a.zip", "y", "encrypted")])
    take(tmp_path, [], sources=("a.zip",))
    assert parts.read_local(tmp_path).quarantine.empty


def test_an_analysis_that_loses_an_article_is_found_out(tmp_path: Path) -> None:
    done = take(tmp_path, corpus(4), analyse=forgetful)
    assert done.read == done.new + done.failed == 4
    assert all("did not return every article" in reason for reason in done.reasons)


def test_a_missing_model_stops_the_run_instead_of_filling_the_quarantine(tmp_path: Path) -> None:
    def missing(articles: Iterable[Article], settings: Settings) -> Iterator[tuple[Article, ArticleRecords]]:
        raise ModelError("pip install it")

    with pytest.raises(ModelError):
        take(tmp_path, corpus(4), analyse=missing)
    assert parts.read_local(tmp_path).quarantine.empty


def test_two_writers_do_not_meet(tmp_path: Path) -> None:
    with parts.writing(tmp_path), pytest.raises(StoreError, match="another process"):
        take(tmp_path, corpus(1))


def test_a_damaged_part_is_named(tmp_path: Path) -> None:
    take(tmp_path, corpus(1))
    [folder] = parts.part_folders(tmp_path)
    (folder / "articles.parquet").write_bytes(b"PAR1 no more")
    with pytest.raises(StoreError, match=f"delete the folder .*{folder.name}"):
        parts.read_local(tmp_path)


@pytest.mark.parametrize("workers", [1, 2])
def test_an_interrupt_keeps_what_is_done_and_the_next_run_completes_it(tmp_path: Path, workers: int) -> None:
    def interrupted() -> Iterator[Article]:
        for n, made in enumerate(corpus(20)):
            if n == 13:
                raise KeyboardInterrupt
            yield made

    done = take(tmp_path / "a", interrupted(), workers=workers)
    assert done.interrupted and 8 <= done.new <= 12
    assert done.new == len(parts.stored_ids(tmp_path / "a"))
    assert take(tmp_path / "a", corpus(20)).new == 20 - done.new
    take(tmp_path / "b", corpus(20))
    assert_same(parts.read_local(tmp_path / "a"), parts.read_local(tmp_path / "b"))


def run_to_be_killed(store: Path, count: int, workers: int) -> None:
    """The body of the process that the next test kills; says when it is at work."""
    store.with_suffix(".at_work").write_text(str(os.getpid()))
    take(store, [*corpus(count), BROKEN], analyse=slow, workers=workers, sources=("made.jsonl",))


KILLS = int(os.environ.get("BLAMEWIRE_TEST_KILLS", "4"))


@pytest.mark.parametrize(("workers", "longest"), [(1, 0.6), (2, 3.0)])
def test_killed_at_any_moment_a_repeated_run_ends_the_same(tmp_path: Path, workers: int, longest: float) -> None:
    """Kills a real process with SIGKILL, again and again over one store, then lets a run get through."""
    moments = random.Random(workers)
    calm, hit = tmp_path / "calm", tmp_path / "hit"
    run_to_be_killed(calm, 160, 1)
    killed = sum(kill_one(hit, 160, workers, moments.uniform(0, longest)) for _ in range(KILLS))
    assert killed, "no run was still at work when it was to be killed"
    run_to_be_killed(hit, 160, 1)
    assert_same(parts.read_local(hit), parts.read_local(calm))
    assert not (hit / parts.UNFINISHED).exists()


def kill_one(store: Path, count: int, workers: int, moment: float) -> bool:
    """Start a run and kill it `moment` seconds after it began to work; whether it was still running."""
    call = f"test_intake.run_to_be_killed(pathlib.Path({str(store)!r}), {count}, {workers})"
    code = f"import test_intake, pathlib; {call}"
    paths = os.pathsep.join([str(Path(__file__).parent), str(Path(__file__).parents[2])])
    process = subprocess.Popen(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": paths}
    )
    sign = store.with_suffix(".at_work")
    while process.poll() is None and not (sign.exists() and sign.read_text() == str(process.pid)):
        time.sleep(0.005)
    time.sleep(moment)
    process.kill()
    return process.wait() == -signal.SIGKILL
