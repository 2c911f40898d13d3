"""Opens what holds other sources: compressed files, zip and tar archives; refuses bombs and members that climb out."""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from tarfile import EOFHeaderError, HeaderError, ReadError  # type: ignore[attr-defined]
from typing import IO, Any, Self

from analysis.errors import InputError, UnsafeInput
from analysis.ingest.draft import Quarantined
from analysis.ingest.streams import FREE_BYTES, OPENERS, RATIO, Stream, decompress, ratio_guard, seekable

KINDS = frozenset({*OPENERS, "zip", "tar"})
DEPTH = 4
"""Archives in archives beyond which no honest export goes."""
MEMBERS = 2_000_000
_JUNK = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")

Member = tuple[str, Stream] | Quarantined


class _Entry(tarfile.TarInfo):
    """A member's header; the standard library takes a damaged or missing one for the end of the archive."""

    @classmethod
    def fromtarfile(cls, tarfile: tarfile.TarFile) -> Self:
        """The next header. Raises EOFHeaderError at the end mark, ReadError at anything that is no header."""
        try:
            return super().fromtarfile(tarfile)
        except EOFHeaderError:
            raise
        except HeaderError as error:
            raise ReadError(str(error)) from error


def members(stream: IO[bytes], kind: str, source: str) -> Iterator[Member]:
    """Name and bytes of each member, in the archive's order; a member that cannot be read is quarantined.

    Raises UnsafeInput for a bomb, InputError for an archive that cannot be opened.
    """
    if kind in OPENERS:
        yield "", decompress(stream, kind)
    elif kind == "zip":
        yield from _zip(stream, source)
    else:
        yield from _tar(stream, source)


def climbs(name: str) -> bool:
    """Whether a member's name is absolute or leads out of the archive."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or (len(name) > 1 and name[1] == ":") or "\0" in name


def _is_junk(name: str) -> bool:
    return name.startswith(_JUNK[0]) or PurePosixPath(name).name in _JUNK or PurePosixPath(name).name.startswith("._")


def _zip(stream: IO[bytes], source: str) -> Iterator[Member]:
    with seekable(stream) as file:
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
            raise InputError(f"not a readable zip archive: {error}") from error
        with archive:
            yield from _entries(archive, source)


def _entries(archive: zipfile.ZipFile, source: str) -> Iterator[Member]:
    entries = [e for e in archive.infolist() if not e.is_dir() and not _is_junk(e.filename)]
    _refuse_climbers(e.filename for e in entries)
    claimed, packed = sum(e.file_size for e in entries), sum(e.compress_size for e in entries)
    if len(entries) > MEMBERS or (claimed > FREE_BYTES and claimed > RATIO * max(1, packed)):
        raise UnsafeInput(f"a decompression bomb: {claimed >> 20} MB out of {packed >> 10} KB, {len(entries)} members")
    for entry in entries:
        try:
            with archive.open(entry) as inner:
                guard = ratio_guard(lambda size=entry.compress_size: size)  # type: ignore[misc]
                yield entry.filename, Stream(_pull(inner), guard)
        except UnsafeInput:
            raise
        except RuntimeError as error:
            yield Quarantined(source, entry.filename, "encrypted" if "encrypted" in str(error) else str(error))
        except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, zlib.error) as error:
            yield Quarantined(source, entry.filename, f"unreadable member: {error}")


def _pull(inner: IO[bytes]) -> Any:
    def pull(size: int) -> bytes:
        try:
            return inner.read(size)
        except zipfile.BadZipFile as error:
            raise EOFError(str(error)) from error

    return pull


def _tar(stream: IO[bytes], source: str) -> Iterator[Member]:
    count = 0
    try:
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=_Entry) as archive:
            for entry in archive:
                # The standard library keeps every header it has met: gigabytes, for millions of members.
                archive.members = []  # type: ignore[attr-defined]
                if not entry.isfile() or _is_junk(entry.name):
                    if entry.issym() or entry.islnk() or entry.isdev():
                        yield Quarantined(source, entry.name, "a link or device, not a file")
                    continue
                _refuse_climbers([entry.name])
                count += 1
                inner = archive.extractfile(entry)
                if inner is not None:
                    yield entry.name, Stream(inner.read)
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        if not count:
            raise InputError(f"not a readable tar archive: {error}") from error
        yield Quarantined(source, f"after member {count}", f"broken tar archive: {error}")


def _refuse_climbers(names: Any) -> None:
    for name in names:
        if climbs(name):
            raise UnsafeInput(f"a member leads out of the archive: {name[:200]!r}")
