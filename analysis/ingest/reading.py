"""From a source to articles: finds the files, detects each format, opens archives, hands bytes to the reader,
sets failures aside.
"""

from __future__ import annotations

import glob
import io
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from analysis import settings
from analysis.article import Article
from analysis.errors import BlamewireError, InputError, UnknownFormat, UnsafeInput
from analysis.ingest import (
    columns as column_names,
)
from analysis.ingest import (
    containers,
    feeds,
    gdelt,
    mail,
    newsml,
    outlets,
    pages,
    pdf,
    rows,
    saved_text,
    web_archives,
)
from analysis.ingest.detect import CODE, MEDIA, detect
from analysis.ingest.draft import Context, Draft, Quarantined, Read, finish
from analysis.ingest.fetch import Fetcher
from analysis.ingest.streams import Meter, Stream, decode, document, in_utf8, is_wide

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
    "feed": feeds.read,
    "opml": feeds.links,
    "sitemap": feeds.links,
    "gdelt": gdelt.read,
    "newsml": newsml.read,
    "warc": web_archives.read,
    "mail": mail.read,
    "pdf": pdf.read,
}
LISTS = ("opml", "sitemap")
LINED = ("csv", "tsv", "jsonl", "json", "gdelt", "mail", "feed", "newsml", *LISTS)
"""Formats whose readers part the bytes themselves, which must be UTF-8 or an older encoding for that."""
NO_ARTICLES = {
    MEDIA: "a picture, a font or a recording, in which there is no text",
    CODE: "a program or a style sheet; if it is an article all the same, read it with --format text",
}
BESIDE = re.compile(r"(.+)(?:_files|\.files|-Dateien|_fichiers|_archivos|_file|_bestanden)$")
"""Name of the folder in which a browser puts the pictures, programs and frames of a page that it saves."""
MAX_LISTS = 2
"""Lists of lists that are followed."""
TEASER = 400
"""Characters of text up to which an entry is a teaser of its page."""
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
    fetcher: Fetcher | None
    full_text: bool
    follow: bool
    """Whether lists of addresses may be followed."""


def read(
    source: Source,
    *,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    outlet: str | None = None,
    rules: outlets.Outlets | None = None,
    meter: Meter | None = None,
    name: str | None = None,
    fetcher: Fetcher | None = None,
    full_text: bool = False,
) -> Iterator[Article | Quarantined]:
    """Articles of a source, streamed in its order: a file, folder, glob, archive, "-" (standard input),
    or a binary stream.

    format: one of FORMATS, else it is detected from the content. columns: field → column for tables and objects whose
    columns are not recognised (fields: title, text, date, outlet, url, author, language). outlet: that of articles
    that name none. meter: filled with the bytes read. name: what to call a stream. fetcher: for addresses and lists of
    feeds; one is made if needed. full_text: fetch the pages of mere links and teasers. The addresses of a list are asked
    only if the list itself is the source, not where it lies in a folder or an archive. What cannot be read comes as
    Quarantined; only a source that does not exist, or a `format` or `columns` that makes no sense, raises
    InputError.
    """
    if format is not None and format not in READERS:
        raise InputError(f"there is no format {format!r}; the formats are {', '.join(FORMATS)}")
    column_names.check(columns or {})
    follow = fetcher is not None or (isinstance(source, str | Path) and _goes_online(str(source)))
    if fetcher is None and (full_text or follow):
        fetcher = Fetcher(allow_private=settings.load().allow_private)
    run = _Run(format, dict(columns or {}), rules or outlets.load(), outlet, meter or Meter(), fetcher, full_text, follow)
    return _read_all(source, run, name)


def _goes_online(source: str) -> bool:
    """Whether a source is an address, or a single file, which may be a list of feeds;
    a folder's lists are not followed.
    """
    return is_address(source) or Path(source).is_file()


def is_address(source: str) -> bool:
    """Whether a source is a web address."""
    return source.lower().startswith(("http://", "https://"))


def _read_all(source: Source, run: _Run, name: str | None) -> Iterator[Article | Quarantined]:
    if not isinstance(source, str | Path):
        yield from _read_stream(source, name or str(getattr(source, "name", "stream")), run)
    elif is_address(str(source)):
        yield from _read_address(str(source), run, 0)
    elif str(source) == "-":
        yield from _read_stream(sys.stdin.buffer, "-", run)
    else:
        paths = _paths(str(source))
        if not run.meter.foreseen:
            run.meter.total += sum(map(_size, paths))
        for path in paths:
            yield from _read_file(path, run)


def _paths(source: str) -> list[Path]:
    """The files that a path, folder or glob stands for, sorted. Raises InputError if there are none.

    Of a folder neither hidden files nor what a browser saved with a page, in a folder beside it.
    """
    path = Path(source).expanduser()
    if path.is_dir():
        found = [
            p
            for p in sorted(path.rglob("*"))
            if p.is_file() and not any(x.startswith(".") for x in p.relative_to(path).parts)
        ]
        found = [p for p in found if not any(map(_is_beside_page, _folders(p, path)))] or found
    elif path.exists():
        found = [path]
    else:
        found = [p for p in map(Path, sorted(glob.glob(str(path), recursive=True))) if p.is_file()]  # noqa: PTH207
    if not found:
        raise InputError(f"{source}: {_missing(source, path)}")
    return found


def _missing(source: str, path: Path) -> str:
    """Why there is nothing to read, and what may have been meant."""
    if path.exists():
        return "an empty folder"
    scheme = re.match(r"([a-z][a-z0-9+.-]+):/+", source, re.I)
    if scheme:
        return f"{scheme[1]} addresses are not fetched, only http and https"
    if glob.has_magic(source):
        return "no file fits the pattern"
    host = re.match(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?=/)", source, re.I)
    return "no such file" + (f"; if it is an address, write https://{source}" if host else "")


def _folders(file: Path, top: Path) -> list[Path]:
    """The folders between a file and the one that is read."""
    return [p for p in file.parents if p != top and top in p.parents]


def _is_beside_page(folder: Path) -> bool:
    """Whether a folder holds what a browser saved with the page beside it."""
    page = BESIDE.fullmatch(folder.name)
    return page is not None and any(folder.with_name(page[1] + end).is_file() for end in (".html", ".htm", ".xhtml"))


def size(source: str) -> int:
    """The bytes of the files that a source stands for; 0 for what cannot be told: an address, standard input, nothing."""
    if is_address(source) or source == "-":
        return 0
    try:
        return sum(map(_size, _paths(source)))
    except InputError:
        return 0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _read_file(path: Path, run: _Run) -> Iterator[Article | Quarantined]:
    before = run.meter.done
    try:
        run.meter.begin(str(path), _size(path))
        with path.open("rb") as file:
            yield from _read_stream(file, str(path), run)
    except OSError as error:
        yield Quarantined(str(path), None, error.strerror or str(error))
    run.meter.done = before + _size(path)


def _read_stream(raw: IO[bytes], name: str, run: _Run) -> Iterator[Article | Quarantined]:
    if run.meter.source != name:
        run.meter.begin(name)

    def pull(size: int) -> bytes:
        data = raw.read(size)
        run.meter.done += len(data)
        return data

    seekable = raw if hasattr(raw, "seekable") and raw.seekable() else None
    yield from _read_bytes(Stream(pull, origin=seekable), Context(name, run.rules, run.columns), run, 0)


def _read_address(url: str, run: _Run, depth: int) -> Iterator[Article | Quarantined]:
    """What an address answers with: a page, a feed and its entries, a list of feeds and theirs."""
    run.meter.begin(url)
    if run.fetcher is None or depth > MAX_LISTS:
        yield Quarantined(url, None, "not fetched")
        return
    try:
        page = run.fetcher.get(url)
    except BlamewireError as error:
        yield Quarantined(url, None, str(error).removeprefix(f"{url}: "))
        return
    run.meter.done += len(page.body)
    stream = Stream(io.BytesIO(page.body).read)
    yield from _read_bytes(stream, Context(page.url, run.rules, run.columns), run, 0, depth)


def _read_list(stream: Stream, context: Context, run: _Run, lists: int) -> Iterator[Article | Quarantined]:
    found = feeds.addresses(document(io.BufferedReader(stream)))
    if not found:
        raise InputError("a list without addresses")
    for address in found:
        yield from _read_address(address, run, lists + 1)


def _with_text(draft: Draft, run: _Run) -> Draft | Quarantined:
    """A draft that is a mere link or teaser, with the text of its page."""
    if run.fetcher is None or not draft.url or sum(map(len, draft.paragraphs)) > TEASER:
        return draft
    try:
        page = run.fetcher.get(draft.url)
        whole = pages.parse(decode(page.body), page.url)
    except BlamewireError as error:
        return Quarantined(draft.url, draft.position, str(error).removeprefix(f"{draft.url}: "))
    for name in ("title", "outlet", "authors", "published", "language"):
        setattr(draft, name, getattr(draft, name) or getattr(whole, name))
    draft.paragraphs = whole.paragraphs or draft.paragraphs
    draft.captions, draft.related = whole.captions, whole.related
    return draft


def _read_bytes(
    stream: Stream, context: Context, run: _Run, depth: int, lists: int = 0
) -> Iterator[Article | Quarantined]:
    """Articles of one stream of bytes, whatever it holds; if it holds none, the reason.

    This is where failures end: nothing a source holds stops a run.
    """
    found = 0
    try:
        for item in _dispatch(stream, context, run, depth, lists):
            found += 1
            yield item
    except BlamewireError as error:
        yield Quarantined(context.source, None, str(error))
    except Exception as error:
        # A parser's own failure on odd bytes must not end the run.
        yield Quarantined(context.source, None, f"{type(error).__name__}: {error}"[:500])
    else:
        if not found and not stream.fault:
            yield Quarantined(context.source, None, "no article in it")
    if stream.fault:
        yield Quarantined(context.source, f"byte {stream.count}", f"broken off: {stream.fault}")


def _dispatch(stream: Stream, context: Context, run: _Run, depth: int, lists: int) -> Iterator[Article | Quarantined]:
    if not stream.head:
        if not stream.fault:
            yield Quarantined(context.source, None, "empty")
        return
    kind = detect(stream.head, context.source)
    if kind in containers.KINDS and not (kind == "gzip" and web_archives.is_compressed_arc(stream.head)):
        yield from _read_members(stream, kind, context, run, depth)
        return
    kind = "warc" if kind == "gzip" else run.format or kind
    stream = in_utf8(stream) if kind in LINED and is_wide(stream.head) else stream
    if kind == "text" and run.columns and not run.format:
        kind = "csv"
    if kind in LISTS and run.follow and not context.packed:
        yield from _read_list(stream, context, run, lists)
    else:
        yield from _read_articles(stream, kind, context, run)


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
    if kind in NO_ARTICLES:
        raise InputError(NO_ARTICLES[kind])
    if kind not in READERS:
        raise UnknownFormat("nothing in the content tells what format it is; name it with --format")
    for found in READERS[kind](io.BufferedReader(stream), context):
        if isinstance(found, Quarantined):
            yield found
            continue
        found.outlet = found.outlet or run.outlet
        whole = _with_text(found, run) if run.full_text else found
        yield finish(whole, context) if isinstance(whole, Draft) else whole
