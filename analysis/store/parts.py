"""The Parquet parts of a store: what ingesting adds, one folder a batch, whole or not at all.

    parts/<batch>/<table>.parquet                     rows of some articles; no file for no rows
    quarantine/<source>/<rows>/quarantine.parquet     what could not be read of a source
    quarantine/<source>.json                          how it was read, if not by default
    .lock                                             held while something writes

A batch is named after its articles, rows of the quarantine after their content: a thing done twice has the same name.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from analysis.article import MEMBER
from analysis.errors import StoreError
from analysis.store.schema import arrow_schema, to_frame
from analysis.tables import CONTRACTS, LOCAL, Tables

Row = Mapping[str, object]
PARTS, QUARANTINE, UNFINISHED = "parts", "quarantine", ".unfinished"
IN_PARTS = tuple(name for name in CONTRACTS if name not in ("entities", "claims", "quarantine"))


@contextmanager
def writing(store: Path, wait: float = 0) -> Iterator[None]:
    """Hold the store for writing, and clear away what a killed run left. wait: seconds. Raises StoreError."""
    try:
        store.mkdir(parents=True, exist_ok=True)
        with FileLock(store / ".lock", timeout=wait):
            shutil.rmtree(store / UNFINISHED, ignore_errors=True)
            yield
            shutil.rmtree(store / UNFINISHED, ignore_errors=True)
    except Timeout:
        raise StoreError(f"{store} is being written by another process; wait for it to end, then try again") from None
    except PermissionError as error:
        raise StoreError(f"{store} cannot be written: {error.strerror}; choose another folder with --store") from None


def write_part(store: Path, rows: Mapping[str, Sequence[Row]]) -> Path:
    """Write the rows of a batch of articles (as corpus.rows gives them, by table) as one part; its folder."""
    name = _digest(sorted(str(r["article_id"]) for r in rows["articles"]))
    return _write(store, store / PARTS / name, {t: rows[t] for t in IN_PARTS if rows.get(t)})


def write_quarantine(store: Path, source: str, rows: Sequence[Row]) -> Path:
    """Write rows of table `quarantine` that reading `source` gave; their folder."""
    name = _digest(f"{r['source']}\x1f{r.get('position')}\x1f{r['reason']}" for r in rows)
    return _write(store, quarantine_of(store, source) / name, {"quarantine": rows})


def write_options(store: Path, source: str, options: Mapping[str, Any]) -> None:
    """Note how a source in the quarantine was read (format, columns …), for reading it again in the same way."""
    file = _options_of(store, source)
    if options:
        unfinished = store / UNFINISHED / file.name
        unfinished.parent.mkdir(parents=True, exist_ok=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_text(json.dumps(options, ensure_ascii=False, sort_keys=True), encoding="utf-8")
        unfinished.rename(file)
    else:
        file.unlink(missing_ok=True)


def read_options(store: Path, source: str) -> dict[str, Any]:
    """What `write_options` noted of a source; empty if it was read by default. Raises StoreError if it is damaged."""
    file = _options_of(store, source)
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise StoreError(f"{file} is damaged ({error}); delete it and ingest {source} again") from None


def _options_of(store: Path, source: str) -> Path:
    folder = quarantine_of(store, source)
    return folder.with_name(f"{folder.name}.json")


def quarantine_of(store: Path, source: str) -> Path:
    """The folder of what could not be read of `source` (an archive's members are its own)."""
    return store / QUARANTINE / _digest([base(source)])


def base(source: str) -> str:
    """The file or address that a source is in: the archive without the member."""
    return source.split(MEMBER, 1)[0]


def part_folders(store: Path) -> list[Path]:
    """The folders of all parts, in order of name."""
    return sorted((store / PARTS).glob("*"))


def quarantine_folders(store: Path) -> list[Path]:
    """The folders of all quarantine rows, in order of name."""
    return sorted((store / QUARANTINE).glob("*/*"))


def settle_quarantine(store: Path, source: str, kept: Iterable[Path]) -> None:
    """After a full reading of `source`: drop the rows of earlier readings, so that those in `kept` remain."""
    keep = set(kept)
    folder = quarantine_of(store, source)
    for rows in folder.glob("*"):
        if rows not in keep:
            shutil.rmtree(rows)
    if not keep:
        write_options(store, source, {})
        if folder.exists():
            folder.rmdir()


def stored_ids(store: Path) -> set[str]:
    """The ids of all articles that are in a part."""
    return {i for found in _read_all(part_folders(store), "articles", ["article_id"]) for i in found[0].to_pylist()}


def read_columns(store: Path, table: str, columns: Sequence[str]) -> pd.DataFrame:
    """Some columns of a table, of all parts."""
    chosen = pa.schema([arrow_schema(table).field(name) for name in columns])
    found = _read_all(part_folders(store), table, list(columns))
    made: pd.DataFrame = pa.concat_tables([chosen.empty_table(), *found]).to_pandas()
    return made


def read_local(store: Path, wanted: Sequence[str] = tuple(CONTRACTS)) -> Tables:
    """The wanted tables of all parts together (contracts LOCAL), the others empty.

    A row of the quarantine that was met twice is kept as first met.
    """
    tables = {}
    for name in CONTRACTS:
        folders = quarantine_folders(store) if name == "quarantine" else part_folders(store)
        found = [*_read_all(folders, name)] if name in wanted and name in (*IN_PARTS, "quarantine") else []
        tables[name] = to_frame(name, pa.concat_tables([arrow_schema(name).empty_table(), *found]), LOCAL)
    seen = tables["quarantine"].sort_values("at", kind="stable")
    tables["quarantine"] = seen.drop_duplicates(["source", "position", "reason"]).reset_index(drop=True)
    return Tables(**tables)


def _write(store: Path, final: Path, rows: Mapping[str, Sequence[Row]]) -> Path:
    if final.exists():
        return final
    unfinished = store / UNFINISHED / f"{final.name}-{os.getpid()}"
    unfinished.mkdir(parents=True)
    final.parent.mkdir(parents=True, exist_ok=True)
    try:
        for table, some in rows.items():
            with (unfinished / f"{table}.parquet").open("wb") as file:
                pq.write_table(pa.Table.from_pylist(some, arrow_schema(table)), file, compression="zstd")
                file.flush()
                # A rename may reach the disk before the bytes do; a part must never be there and be empty.
                os.fsync(file.fileno())
        unfinished.rename(final)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return final


def _read_all(folders: Iterable[Path], table: str, columns: list[str] | None = None) -> Iterator[pa.Table]:
    for folder in folders:
        file = folder / f"{table}.parquet"
        if not file.exists():
            continue
        try:
            yield pq.read_table(file, columns=columns, partitioning=None)
        except (pa.ArrowException, OSError) as error:
            raise StoreError(f"{file} is damaged ({error}); delete the folder {folder} and ingest again") from None


def _digest(values: Iterable[str]) -> str:
    return hashlib.sha256("\x1e".join(values).encode("utf-8", "surrogatepass")).hexdigest()[:20]
