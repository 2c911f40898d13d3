"""What commands share: the store's option, progress bars, summaries."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from tqdm import tqdm

from analysis import settings
from analysis.ingest import Meter
from analysis.store.intake import Summary

SET_ASIDE, INTERRUPTED = 3, 130
REASONS_SHOWN = 10

store_option = click.option(
    "--store",
    type=click.Path(file_okay=False, path_type=Path),
    default=lambda: settings.load().store,
    show_default="BLAMEWIRE_STORE, else store/ in the project's folder",
    help="Folder of the store.",
)
workers_option = click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=lambda: settings.load().workers,
    show_default="BLAMEWIRE_WORKERS, else 1",
    help="Processes that analyse side by side, each may grow to 2 GB.",
)


@contextmanager
def progress(meter: Meter) -> Iterator[Callable[[Summary], None]]:
    """Bars on standard error: over the bytes of all sources, with articles, rate and time left, and under it over those of the
    source in hand; none in a pipe.
    """
    shape = "{percentage:3.0f}% |{bar}| {desc}"
    with (
        tqdm(total=0, disable=None, bar_format=shape + " [{elapsed}<{remaining}]") as bar,
        tqdm(total=0, disable=None, bar_format=shape, position=1, leave=False) as below,
    ):

        def show(summary: Summary) -> None:
            if bar.disable:
                return
            bar.total = max(meter.total, meter.done)
            done = _finished(summary)
            bar.n = int(bar.total * _share(meter, summary))
            rate = done / max(bar.format_dict["elapsed"], 0.1)
            aside = f", {summary.quarantined:,} set aside" if summary.quarantined else ""
            bar.set_description_str(f"{done:,} articles, {rate:,.1f}/s{aside}")
            # Of standard input and of addresses nobody knows how much there is.
            below.total = 1 if meter.part is None else meter.size
            below.n = int(below.total * (meter.part or 0))
            below.set_description_str(f"reading {printable(Path(meter.source).name)[:40]}")

        yield show


@contextmanager
def progress_lines_of(meter: Meter) -> Iterator[Callable[[Summary], None]]:
    """A JSON object a line on standard output: finished, share (0 to 1 of the bytes), the counts of the Summary."""

    def show(summary: Summary) -> None:
        names = ("read", "new", "unchanged", "duplicates", "quarantined", "other_languages")
        counts = {name: getattr(summary, name) for name in names}
        shown = {"finished": _finished(summary), "share": round(_share(meter, summary), 4), **counts}
        click.echo(json.dumps(shown))

    yield show


def _finished(summary: Summary) -> int:
    return summary.new + summary.unchanged + summary.duplicates + summary.failed


def _share(meter: Meter, summary: Summary) -> float:
    """What part of the bytes is finished: reading runs ahead of the analysis."""
    taken = meter.done / max(meter.total, meter.done, 1)
    return min(1.0, taken * _finished(summary) / summary.read) if summary.read else 0.0


def print_summary(done: Summary, dry: bool = False) -> None:
    """The closing summary on standard error."""
    click.echo(f"{'Would read' if dry else 'Read'} {_count(done.read, 'article')} in {done.seconds:,.1f} s", err=True)
    rows = [
        ("new", done.new, ""),
        ("unchanged", done.unchanged, "in the store already"),
        ("duplicates", done.duplicates, "the same article once more in this run"),
        ("quarantined", done.quarantined, "could not be read or analysed"),
    ]
    for name, count, meaning in rows:
        click.echo(f"  {name:<12}{count:>9,}  {meaning}".rstrip(), err=True)
    if done.other_languages:
        click.echo(f"Of the new ones {done.other_languages:,} are not in English: kept, not analysed.", err=True)
    # Nothing of a dry run can be looked up afterwards.
    shown = len(done.reasons) if dry else REASONS_SHOWN
    for reason, count in done.reasons.most_common(shown):
        click.echo(f"    {count:>7,} × {printable(reason)}", err=True)
        click.echo(f"              {'first ' if count > 1 else ''}in {printable(done.places[reason])}", err=True)
    if len(done.reasons) > shown:
        click.echo(f"    … and {len(done.reasons) - shown} other reasons; see: status", err=True)


def code_of(done: Summary) -> int:
    """The exit code that a run earns."""
    if done.interrupted:
        click.echo("Interrupted. What is done is stored; run the same command again to go on.", err=True)
        return INTERRUPTED
    return SET_ASIDE if done.quarantined else 0


def printable(text: str) -> str:
    """Text of strangers for a terminal: no escape sequences, one line."""
    return "".join(c if c.isprintable() else " " for c in text)[:300]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
