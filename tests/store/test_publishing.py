"""Publishing swaps a pointer to a new file: readers never see half of one, and keep what they opened."""

from __future__ import annotations

import multiprocessing
import threading
from pathlib import Path

import pytest
from store_builders import article, rows_of, tables

from analysis.errors import StoreError
from analysis.ingest import Quarantined
from analysis.settings import Settings
from analysis.store import open_store, published
from analysis.store.intake import Intake
from analysis.store.parts import write_part, writing
from analysis.store.publishing import publish
from analysis.tables import Tables


def add(store: Path, *numbers: int) -> None:
    """Store the articles of these numbers, as a run would."""
    with writing(store):
        made = [rows_of(article(n)) for n in numbers]
        write_part(store, {name: [row for one in made for row in one.get(name, [])] for name in made[0]})


def joined(local: Tables) -> Tables:
    """Stands in for the joining of names."""
    local.entities, local.claims = tables().entities, tables().claims
    return local


def test_readers_keep_the_old_and_new_ones_see_the_new(tmp_path: Path) -> None:
    add(tmp_path, 1, 2)
    publish(tmp_path, assemble=joined)
    with open_store(tmp_path) as old:
        add(tmp_path, 3)
        publish(tmp_path, assemble=joined)
        with open_store(tmp_path) as new:
            assert len(old.table("articles")) == 2 and len(new.table("articles")) == 3
            assert old.version != new.version


def test_publishing_twice_is_publishing_once(tmp_path: Path) -> None:
    add(tmp_path, 1)
    first = publish(tmp_path, assemble=joined)
    assert publish(tmp_path, assemble=joined) == first
    assert publish(tmp_path, again=True, assemble=joined) != first
    assert len(list(tmp_path.glob("*.duckdb"))) == 2


def test_only_the_last_two_files_stay(tmp_path: Path) -> None:
    for n in range(4):
        add(tmp_path, n)
        publish(tmp_path, assemble=joined)
    kept = sorted(tmp_path.glob("*.duckdb"))
    assert len(kept) == 2 and published(tmp_path) == kept[-1]


def test_the_tables_do_not_depend_on_how_the_parts_were_cut(tmp_path: Path) -> None:
    add(tmp_path / "a", 1, 2, 3)
    for n in (3, 1, 2):
        add(tmp_path / "b", n)
    add(tmp_path / "b", 1, 3)
    for name in "ab":
        publish(tmp_path / name)
    with open_store(tmp_path / "a") as a, open_store(tmp_path / "b") as b:
        for (name, left), (_, right) in zip(a.tables().items(), b.tables().items(), strict=True):
            assert left.equals(right), name


def test_an_empty_store_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="ingest"):
        publish(tmp_path)
    with pytest.raises(StoreError, match="publish"):
        open_store(tmp_path)


def test_a_store_of_nothing_but_quarantine_can_be_published(tmp_path: Path) -> None:
    Intake(tmp_path, Settings(), lambda a, s: iter(())).run([Quarantined("a.html", None, "no text")])
    publish(tmp_path)
    with open_store(tmp_path) as store:
        assert list(store.table("quarantine")["reason"]) == ["no text"]


def test_a_failed_publication_leaves_the_old_one(tmp_path: Path) -> None:
    def fails(local: Tables) -> Tables:
        raise RuntimeError("out of luck")

    add(tmp_path, 1)
    first = publish(tmp_path, assemble=joined)
    add(tmp_path, 2)
    with pytest.raises(RuntimeError):
        publish(tmp_path, assemble=fails)
    assert published(tmp_path) == first and not list(tmp_path.glob(".*.tmp*"))


def count_in_a_process(store: Path, answer: multiprocessing.SimpleQueue[int]) -> None:
    """Open the store in this process and count."""
    with open_store(store) as opened:
        answer.put(len(opened.table("articles")))


def test_other_processes_read_while_one_reads_and_one_publishes(tmp_path: Path) -> None:
    add(tmp_path, 1)
    publish(tmp_path, assemble=joined)
    context = multiprocessing.get_context("spawn")
    answer: multiprocessing.SimpleQueue[int] = context.SimpleQueue()
    with open_store(tmp_path):
        other = context.Process(target=count_in_a_process, args=(tmp_path, answer))
        other.start()
        add(tmp_path, 2)
        publish(tmp_path, assemble=joined)
        other.join(60)
        assert answer.get() in (1, 2) and other.exitcode == 0


def test_readers_that_open_during_many_publications_see_whole_ones(tmp_path: Path) -> None:
    add(tmp_path, 0)
    publish(tmp_path, assemble=joined)
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                with open_store(tmp_path) as store:
                    articles, accusations = len(store.table("articles")), len(store.table("accusations"))
                    if articles != accusations:
                        wrong.append((articles, accusations))
            except Exception as error:
                wrong.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for n in range(1, 8):
        add(tmp_path, n)
        publish(tmp_path, assemble=joined)
    done.set()
    for reader in readers:
        reader.join()
    assert not wrong
