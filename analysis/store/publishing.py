"""Publishes a store: assembles its parts into one database under a new name, and swaps the pointer to it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from analysis import corpus
from analysis.errors import StoreError
from analysis.store import parts
from analysis.store.database import FORMAT, write_database
from analysis.store.reader import POINTER, published
from analysis.tables import Tables

KEPT = 2
"""Databases that stay: the current one and the one before, for readers that are about to open it."""


def publish(
    store: Path, *, again: bool = False, wait: float = 600, assemble: Callable[[Tables], Tables] = corpus.assemble
) -> Path:
    """Publish what was ingested into `store`; the path of the database that readers now open.

    When nothing was ingested since, the published one stays. again: build it all the same, after a list such as that of
    outlet names was mended. wait: seconds to wait for an ingest to end. Readers keep what they opened.
    Raises StoreError.
    """
    with parts.writing(store, wait):
        folders = parts.part_folders(store)
        if not folders and not parts.quarantine_folders(store):
            raise StoreError(f"{store} is empty; run: python -m analysis ingest SOURCE --store {store}")
        version = content_version(store)
        if not again and (current := current_or_none(store)) and current.stem.endswith(version):
            return current
        path = _free_name(store, version)
        write_database(assemble(parts.read_local(store)), path, path.stem)
        _point_to(store, path)
        _prune(store, path)
    return path


def content_version(store: Path) -> str:
    """A name for what the parts hold: equal for equal parts."""
    names = [str(FORMAT), *(f.name for f in parts.part_folders(store))]
    names += [f"{f.parent.name}/{f.name}" for f in parts.quarantine_folders(store)]
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:12]


def current_or_none(store: Path) -> Path | None:
    """The published database if there is one and it is there."""
    try:
        path = published(store)
    except StoreError:
        return None
    return path if path.exists() else None


def _free_name(store: Path, version: str) -> Path:
    """blamewire-<number>-<version>.duckdb with the next number, so that a file once published never changes."""
    taken = [int(p.stem.split("-")[1]) for p in store.glob("blamewire-*-*.duckdb") if p.stem.split("-")[1].isdigit()]
    return store / f"blamewire-{max(taken, default=0) + 1:06d}-{version}.duckdb"


def _point_to(store: Path, path: Path) -> None:
    pointer = store / POINTER
    temporary = pointer.with_name(f".{POINTER}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(path.name + "\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(pointer)


def _prune(store: Path, current: Path) -> None:
    for old in sorted(store.glob("blamewire-*-*.duckdb"), reverse=True)[KEPT:]:
        if old != current:
            # A reader that has it open keeps it on POSIX; elsewhere the file stays until it is closed.
            try:
                old.unlink()
            except OSError:
                continue
    for left in store.glob(".*.tmp*"):
        left.unlink(missing_ok=True)
