"""The command `extract`: records without a store."""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

import click
from tqdm import tqdm

from analysis import settings
from analysis.cli.common import INTERRUPTED, SET_ASIDE, workers_option
from analysis.extraction import extract as extract_lines
from analysis.face import language_pipeline


@click.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="File to write; - for standard output.",
)
@workers_option
def extract(source: Path, out: Path, workers: int) -> int:
    """Write what is found in articles, without a store.

    SOURCE holds one article a line: {"id", "text"} and, if known, "title", "outlet", "date", "url", "language". The
    text is taken as it is, so that offsets hold. OUT gets one line for each, in the same order: {"id", "records",
    "quotes", "stances", "entities", "tone"}. A line that cannot be read gets {"id", "error"}.

    \b
    Examples:
      python -m analysis extract articles.jsonl --out records.jsonl
      zcat articles.jsonl.gz | python -m analysis extract - --out - | head
    """
    count = faults = 0
    try:
        with _reading(source) as lines, _writing(out) as file:
            found = extract_lines(lines, settings.load(), language_pipeline, workers)
            for made in tqdm(found, disable=None, unit=" articles", total=None):
                file.write(json.dumps(made, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")
                count += 1
                faults += "error" in made
    except KeyboardInterrupt:
        click.echo(f"Interrupted after {count:,} lines; {out} was not written. Run the same command again.", err=True)
        return INTERRUPTED
    click.echo(f"{count:,} articles read, {faults:,} of them could not be read or analysed", err=True)
    return SET_ASIDE if faults else 0


@contextmanager
def _reading(source: Path) -> Iterator[IO[bytes]]:
    if str(source) == "-":
        yield sys.stdin.buffer
        return
    with source.open("rb") as file:
        packed = file.peek(2)[:2] == b"\x1f\x8b"
        yield cast(BinaryIO, gzip.GzipFile(fileobj=file)) if packed else file


@contextmanager
def _writing(out: Path) -> Iterator[IO[bytes]]:
    """The output, under its name only when it is whole."""
    if str(out) == "-":
        yield sys.stdout.buffer
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    unfinished = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            yield file
        unfinished.replace(out)
    finally:
        unfinished.unlink(missing_ok=True)
