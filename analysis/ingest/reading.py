"""From a source to articles: finds the files, detects each format, opens archives, hands bytes to the reader,
sets failures aside.
"""

from __future__ import annotations

import glob
import io
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from analysis.article import Article
from analysis.errors import BlamewireError, InputError, UnknownFormat, UnsafeInput
from analysis.ingest import containers, outlets, pages, rows, saved_text
from analysis.ingest.detect import detect
from analysis.ingest.draft import Context, Quarantined, Read, finish
from analysis.ingest.streams import Meter, Stream

Reader = Callable[[IO[bytes], Context], Iterator[Read]]

READERS: dict[str, Reader] = {
    "text": saved_text.read,
    "html": pages.read,
    "csv": rows.delimited,
    "tsv": rows.delimited,
    "jsonl": rows.json_lines,
    "json": rows.json_document,
    "excel": rows.excel,
    "parquet": rows.parquet,
}
FORMATS = tuple(sorted(READERS))
"""Names that `format` takes; archives and compression are always recognised."""

Source = str | Path | IO[bytes]


@dataclass(frozen=True, slots=True)
class _Run:
    """The settings of one call of `read`."""

    format: str | None
    columns: Mapping[str, str]
    rules: outlets.Outlets
    outlet: str | None
    meter: Meter


def read(
    source: Source,
    *,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    outlet: str | None = None,
    rules: outlets.Outlets | None = None,
    meter: Meter | None = None,
) -> Iterator[Article | Quarantined]:
    """Articles of a source, streamed in its order: a file, folder, glob, archive, "-" (standard input),
    or a binary stream.

    format: one of FORMATS, else it is detected from the content. columns: field → column for tables and objects whose
    columns are not recognised (fields: title, text, date, outlet, url, author, language). outlet: that of articles
    that name none. meter: filled with the bytes read. What cannot be read comes as Quarantined; only a source that does
    not exist, or a `format` or `columns` that makes no sense, raises InputError.
    """
    if format is not None and format not in READERS:
        raise InputError(f"there is no format {format!r}; the formats are {', '.join(FORMATS)}")
    run = _Run(format, dict(columns or {}), rules or outlets.load(), outlet, meter or Meter())
    return _read_all(source, run)


def _read_all(source: Source, run: _Run) -> Iterator[Article | Quarantined]:
    if not isinstance(source, str | Path):
        yield from _read_stream(source, str(getattr(source, "name", "stream")), run)
    elif str(source) == "-":
        yield from _read_stream(sys.stdin.buffer, "-", run)
    else:
        paths = _paths(str(source))
        run.meter.total += sum(_size(p) for p in paths)
        for path in paths:
            yield from _read_file(path, run)


def _paths(source: str) -> list[Path]:
    """The files that a path, folder or glob stands for, sorted. Raises InputError if there are none."""
    path = Path(source).expanduser()
    if path.is_dir():
        found = [
            p
            for p in sorted(path.rglob("*"))
            if p.is_file() and not any(x.startswith(".") for x in p.relative_to(path).parts)
        ]
    elif path.exists():
        found = [path]
    else:
        found = [p for p in map(Path, sorted(glob.glob(str(path), recursive=True))) if p.is_file()]  # noqa: PTH207
    if not found:
        raise InputError(f"{source}: no such file" if not path.exists() else f"{source}: an empty folder")
    return found


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _read_file(path: Path, run: _Run) -> Iterator[Article | Quarantined]:
    before = run.meter.done
    try:
        with path.open("rb") as file:
            yield from _read_stream(file, str(path), run)
    except OSError as error:
        yield Quarantined(str(path), None, error.strerror or str(error))
    run.meter.done = before + _size(path)


def _read_stream(raw: IO[bytes], name: str, run: _Run) -> Iterator[Article | Quarantined]:
    run.meter.source = name

    def pull(size: int) -> bytes:
        data = raw.read(size)
        run.meter.done += len(data)
        return data

    seekable = raw if hasattr(raw, "seekable") and raw.seekable() else None
    yield from _read_bytes(Stream(pull, origin=seekable), Context(name, run.rules, run.columns), run, 0)


def _read_bytes(stream: Stream, context: Context, run: _Run, depth: int) -> Iterator[Article | Quarantined]:
    """Articles of one stream of bytes, whatever it holds. This is where failures end:
    nothing a source holds stops a run.
    """
    try:
        if not stream.head:
            yield Quarantined(context.source, None, stream.fault or "empty")
            return
        kind = detect(stream.head, context.source)
        if kind in containers.KINDS:
            yield from _read_members(stream, kind, context, run, depth)
        else:
            yield from _read_articles(stream, run.format or kind, context, run)
    except BlamewireError as error:
        yield Quarantined(context.source, None, str(error))
    except Exception as error:
        yield Quarantined(context.source, None, f"{type(error).__name__}: {error}"[:500])
    if stream.fault:
        yield Quarantined(context.source, f"byte {stream.count}", f"broken off: {stream.fault}")


def _read_members(
    stream: Stream, kind: str, context: Context, run: _Run, depth: int
) -> Iterator[Article | Quarantined]:
    if depth >= containers.DEPTH:
        raise UnsafeInput(f"archives nested more than {containers.DEPTH} deep")
    for member in containers.members(io.BufferedReader(stream), kind, context.source):
        if isinstance(member, Quarantined):
            yield member
            continue
        name, inner = member
        yield from _read_bytes(inner, context.within(name) if name else context, run, depth + 1)


def _read_articles(stream: Stream, kind: str | None, context: Context, run: _Run) -> Iterator[Article | Quarantined]:
    if kind not in READERS:
        raise UnknownFormat("nothing in the content tells what format it is; name it with --format")
    for found in READERS[kind](io.BufferedReader(stream), context):
        if isinstance(found, Quarantined):
            yield found
            continue
        found.outlet = found.outlet or run.outlet
        yield finish(found, context)
