"""Saved views: names for links of the dashboard, kept in one small file beside the store, so that they outlive the server."""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from analysis.errors import StoreError

FILE = "saved-views.json"
MOST, LONGEST_NAME, LONGEST_QUERY = 200, 80, 8_000
PATIENCE = 5
"""Seconds to wait for another process that is saving."""


@dataclass(frozen=True, slots=True)
class View:
    """A named view: the page's URL path and its query, parameter → values."""

    name: str
    page: str
    query: Mapping[str, Sequence[str]]


def place(store: Path) -> Path:
    """The file of saved views of a store: in its folder, or beside it when the store is one database file."""
    return store.with_name(f"{store.stem}.{FILE}") if store.is_file() else store / FILE


def views(file: Path) -> list[View]:
    """The saved views by name, any case; none when nothing was saved. What cannot be read is passed over."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    made = [_read(entry) for entry in kept] if isinstance(kept, list) else []
    return sorted((v for v in made if v is not None), key=lambda v: (v.name.casefold(), v.name))


def save(file: Path, view: View) -> None:
    """Keep a view; one of the same name is replaced.

    Raises ValueError for a name without a letter or digit, a view that is too large, or more than MOST views, and
    StoreError when the file cannot be written.
    """
    named = View(clean(view.name), view.page, {k: list(v) for k, v in view.query.items()})
    if not any(c.isalnum() for c in named.name):
        raise ValueError("give the view a name")
    if len(json.dumps(named.query)) > LONGEST_QUERY:
        raise ValueError("this view has too many filters to be saved")
    with _writing(file):
        others = [v for v in views(file) if v.name != named.name]
        if len(others) >= MOST:
            raise ValueError(f"{MOST} views are saved; remove one first")
        _write(file, [*others, named])


def remove(file: Path, name: str) -> None:
    """Forget a view. Raises StoreError when the file cannot be written."""
    with _writing(file):
        _write(file, [v for v in views(file) if v.name != name])


def clean(name: str) -> str:
    """A name without control characters, white space folded, at most LONGEST_NAME characters."""
    kept = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in name)
    return " ".join(unicodedata.normalize("NFC", kept).split())[:LONGEST_NAME].strip()


class _writing:
    """Holds the lock of the file, so that two who save at once lose nothing."""

    def __init__(self, file: Path) -> None:
        self._lock = FileLock(f"{file}.lock", timeout=PATIENCE)
        self._file = file

    def __enter__(self) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except (OSError, Timeout) as error:
            raise StoreError(f"saved views cannot be written to {self._file.parent}: {error}") from None

    def __exit__(self, *raised: object) -> None:
        self._lock.release()


def _write(file: Path, kept: list[View]) -> None:
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    text = json.dumps([{"name": v.name, "page": v.page, "query": v.query} for v in kept], ensure_ascii=False, indent=1)
    try:
        temporary.write_text(text + "\n", encoding="utf-8")
        temporary.replace(file)
    except OSError as error:
        raise StoreError(f"{file} cannot be written: {error.strerror or error}") from None


def _read(entry: object) -> View | None:
    if not isinstance(entry, dict):
        return None
    name, page, query = entry.get("name"), entry.get("page"), entry.get("query")
    if not isinstance(name, str) or not isinstance(page, str) or not isinstance(query, dict):
        return None
    if not clean(name) or not all(isinstance(v, list) and all(isinstance(w, str) for w in v) for v in query.values()):
        return None
    return View(clean(name), page, {str(k): v for k, v in query.items()})
