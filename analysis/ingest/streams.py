"""Byte streams that can be looked at before they are read, are counted, bounded, and survive a broken tail."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import re
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

import zstandard
from charset_normalizer import from_bytes

from analysis.errors import UnsafeInput

HEAD = 1 << 16
DOCUMENT_BYTES = 64 << 20
"""Largest single document (page, mail, clipping); it is held in memory whole."""
LINE_BYTES = 32 << 20
"""Longest line of a line-based file."""
SPOOL_BYTES = 32 << 20
FREE_BYTES = 128 << 20
"""Decompressed bytes that are let through whatever the ratio."""
RATIO = 200
"""Decompressed over compressed beyond which an archive is taken for a bomb; news text stays under 30."""
WIDE = 0.7
"""Share of zeros among the upper bytes of UTF-16."""
BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError, ValueError)
_DECLARED = re.compile(r"""^(\s*<\?xml[^<>]*?)\s+encoding\s*=\s*["'][^"']*["']""")


@dataclass(slots=True)
class Meter:
    """How far reading has come, for a progress bar: bytes of all sources read so far and in all, 0 if unknown.

    foreseen: `total` was set beforehand, for several sources. size: bytes of the source in hand, 0 if unknown.
    """

    source: str = ""
    done: int = 0
    total: int = 0
    foreseen: bool = False
    size: int = 0
    _start: int = 0

    def begin(self, source: str, size: int = 0) -> None:
        """Turn to a source."""
        self.source, self.size, self._start = source, size, self.done

    @property
    def part(self) -> float | None:
        """What part of the source in hand is read, 0 to 1; None if its size is unknown."""
        return min(1.0, (self.done - self._start) / self.size) if self.size else None


class Stream(io.RawIOBase):
    """Bytes from `pull`, the first HEAD of which may be seen beforehand. origin: the file they come from, as it is.

    `fault` tells why the bytes ended early, if they did.
    """

    def __init__(
        self,
        pull: Callable[[int], bytes],
        check: Callable[[int], None] | None = None,
        origin: IO[bytes] | None = None,
    ) -> None:
        self.origin = origin
        self._pull = pull
        self._check = check
        self.fault: str | None = None
        self._ended = False
        self.count = 0
        self.head = b""
        while len(self.head) < HEAD and not self._ended:
            self.head += self._next(HEAD - len(self.head))
        self._rest = memoryview(self.head)

    def _next(self, size: int) -> bytes:
        if self._ended:
            return b""
        try:
            data = self._pull(size)
        except UnsafeInput:
            raise
        except BROKEN as error:
            self.fault, data = str(error) or type(error).__name__, b""
        self._ended = not data
        self.count += len(data)
        if self._check:
            self._check(self.count)
        return data

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer`; 0 at the end, be it the true end or a fault."""
        view = memoryview(buffer).cast("B")
        data: bytes | memoryview
        if self._rest:
            data, self._rest = self._rest[: len(view)], self._rest[len(view) :]
        else:
            data = self._next(len(view))
        view[: len(data)] = data
        return len(data)


def document(stream: IO[bytes], limit: int = DOCUMENT_BYTES) -> bytes:
    """All of a stream that holds one document. Raises UnsafeInput beyond `limit` bytes."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise UnsafeInput(f"a single document of more than {limit >> 20} MB")
    return data


def lines(stream: IO[bytes], limit: int = LINE_BYTES) -> Iterator[tuple[int, bytes | None]]:
    """Line number (from 1) and bytes of each line; None in place of one that is longer than `limit`."""
    number = 0
    while line := stream.readline(limit):
        number += 1
        whole: bytes | None = line
        while len(line) == limit and not line.endswith(b"\n"):
            whole, line = None, stream.readline(limit)
        yield number, whole


@contextmanager
def seekable(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """The file behind the stream if there is one, else a copy of the stream on disk (in memory while small)."""
    inner = getattr(stream, "raw", stream)
    origin = inner.origin if isinstance(inner, Stream) else stream
    if origin is not None and origin.seekable():
        origin.seek(0)
        yield origin
        return
    with tempfile.SpooledTemporaryFile(SPOOL_BYTES) as copy:
        while block := stream.read(1 << 20):
            copy.write(block)
        copy.seek(0)
        yield copy


def ratio_guard(compressed: Callable[[], int]) -> Callable[[int], None]:
    """A check of the bytes produced so far against the compressed bytes taken so far. Raises UnsafeInput for a bomb."""

    def check(produced: int) -> None:
        if produced > FREE_BYTES and produced > RATIO * max(1, compressed()):
            raise UnsafeInput(f"a decompression bomb: {produced >> 20} MB out of {compressed() >> 10} KB")

    return check


class _Counting(io.RawIOBase):
    def __init__(self, inner: IO[bytes]) -> None:
        self.inner = inner
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.inner.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)


OPENERS: dict[str, Callable[[IO[bytes]], Any]] = {
    "gzip": lambda raw: gzip.GzipFile(fileobj=raw),
    "bzip2": bz2.BZ2File,
    "xz": lzma.LZMAFile,
    "zstd": lambda raw: zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(raw, read_across_frames=True),
}


def decompress(stream: IO[bytes], kind: str) -> Stream:
    """The bytes inside a compressed stream of one of OPENERS; what precedes a break is kept,
    `fault` names the break.
    """
    counter = _Counting(stream)
    inner = OPENERS[kind](io.BufferedReader(counter))
    # A single read of a bomb must not make gigabytes: the size asked for bounds what comes out.
    return Stream(lambda n: bytes(inner.read(min(n, 1 << 20))), ratio_guard(lambda: counter.count))


def _wide(head: bytes) -> str | None:
    """UTF-16 or UTF-32 of a known byte order if the upper bytes of most characters are zero: Latin text without its mark."""
    for width, name in ((4, "utf-32"), (2, "utf-16")):
        sample = head[: min(len(head), 4096) // width * width]
        zeros = [sample[at::width].count(0) * width / max(1, len(sample)) for at in range(width)]
        for order, lower, upper in (("-le", zeros[0], zeros[1:]), ("-be", zeros[-1], zeros[:-1])):
            if len(head) >= 4 and min(upper) > WIDE and lower < 1 - WIDE:
                return name + order
    return None


def encoding_of(head: bytes) -> str:
    """The character encoding of bytes by their mark or their zeros, else UTF-8 if they are that, else by their statistics."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return name
    wide = _wide(head)
    if wide:
        return wide
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
        return "utf-8"
    except UnicodeDecodeError as error:
        # A stray byte in text that is UTF-8 elsewhere is damage, not another encoding.
        multibyte = sum(1 for b in head[: error.start] if b >= 0xC0)
        if multibyte >= 8:
            return "utf-8"
    best = from_bytes(head[:8192]).best()
    return best.encoding if best else "cp1252"


def is_wide(head: bytes) -> bool:
    """Whether the bytes are text in UTF-16 or UTF-32, in which a byte is no letter and a line does not end in its byte."""
    return encoding_of(head).startswith(("utf-16", "utf-32"))


def in_utf8(stream: Stream) -> Stream:
    """A stream of wide text, in UTF-8 without a mark; what fits nowhere becomes U+FFFD.

    An XML declaration loses its encoding, which no longer holds.
    """
    decoder = codecs.getincrementaldecoder(encoding_of(stream.head))("replace")
    begun = ended = False

    def pull(size: int) -> bytes:
        nonlocal begun, ended
        text = ""
        while not text and not ended:
            data = stream.read(max(4, min(size, HEAD) // 4)) or b""
            ended = not data
            text = decoder.decode(data, ended)
            if text and not begun:
                text, begun = _DECLARED.sub(r"\1", text.removeprefix("\ufeff"), count=1), True
        return text.encode("utf-8", "replace")

    return Stream(pull)


def decode(data: bytes) -> str:
    """Text of a document; bytes that fit nowhere become U+FFFD."""
    return data.decode(encoding_of(data[:HEAD]), "replace")
