"""Commands that take articles in: ingest, watch, retry."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from analysis import settings
from analysis.article import Article
from analysis.cli.common import code_of, print_summary, progress, progress_lines_of, store_option, workers_option
from analysis.cli.publishing import publish_now
from analysis.errors import BlamewireError, InputError
from analysis.face import language_pipeline
from analysis.ingest import FORMATS, Meter, Quarantined, read, size
from analysis.store import parts
from analysis.store.intake import Intake, Summary

BATCH_WATCHED = 16
"""Articles between two lines of progress."""


class Columns(click.ParamType[dict[str, str]]):
    """field=column,… as a mapping; a pair is quoted as in CSV if its column's name holds a comma."""

    name = "field=column,…"

    def convert(self, value: object, param: click.Parameter | None, context: click.Context | None) -> dict[str, str]:
        """The mapping, or a usage error."""
        if isinstance(value, dict):
            return value
        pairs = [pair.partition("=") for pair in next(csv.reader([str(value)], skipinitialspace=True), [])]
        if not pairs or not all(field.strip() and sign for field, sign, _ in pairs):
            self.fail(f"{value!r} is not of the form text=Volltext,title=Titel", param, context)
        return {field.strip(): column.strip() for field, _, column in pairs}


format_option = click.option("--format", "format_", type=click.Choice(FORMATS), help="Do not detect the format.")
outlet_option = click.option("--outlet", help="Outlet of articles that name none.")
full_text_option = click.option("--full-text", is_flag=True, help="Fetch the pages of mere links and teasers (GDELT, Media Cloud, feeds).")
publish_option = click.option("--publish", "then_publish", is_flag=True, help="Publish afterwards.")


@click.command()
@click.argument("sources", nargs=-1, required=True)
@store_option
@workers_option
@format_option
@click.option("--columns", type=Columns(), default=None, help="Columns of a table that are not recognised; text= for none.")
@outlet_option
@full_text_option
@click.option("--limit", type=click.IntRange(1), help="Stop after so many articles.")
@click.option("--dry-run", is_flag=True, help="Read and count; analyse and store nothing.")
@click.option("--progress-lines", is_flag=True, help="Progress as JSON lines on standard output, for programs.")
@publish_option
def ingest(
    sources: tuple[str, ...],
    store: Path,
    workers: int,
    format_: str | None,
    columns: dict[str, str] | None,
    outlet: str | None,
    full_text: bool,
    limit: int | None,
    dry_run: bool,
    progress_lines: bool,
    then_publish: bool,
) -> int:
    """Read articles, analyse them and add them to the store.

    SOURCE is a file, a folder, a pattern, an archive, a feed, a list of feeds, an address, or - for standard input.
    The format is told from the content. What was read before is not analysed again, so running a command twice
    changes nothing, and a run that was stopped goes on where it was. What cannot be read is set aside with the reason
    (see: status, retry) and stops nothing.

    \b
    Examples:
      python -m analysis ingest clippings/ --publish
      python -m analysis ingest export.csv --columns text=Volltext,title=Titel
      python -m analysis ingest "archive/2024-*.jsonl.gz" --workers 2
      python -m analysis ingest page.html --outlet "The Kestrin Courier"
      python -m analysis ingest 20250311143000.gkg.csv.zip --full-text
      python -m analysis ingest big.zip --dry-run
      cat articles.jsonl | python -m analysis ingest -
    """
    meter = Meter(total=sum(map(size, sources)), foreseen=True)
    options: dict[str, object] = {
        "format": format_,
        "columns": columns,
        "outlet": outlet,
        "full_text": full_text,
        "meter": meter,
    }
    items = _all_of(sources, options)
    if limit is not None:
        items = _limited(items, limit)
    # A run cut short has not seen whole sources, so it cannot tell which of their faults are gone.
    given = () if limit is not None else sources
    noted = {name: value for name, value in options.items() if value and name != "meter"}
    done = _run(store, items, given, workers, meter, dry=dry_run, lines=progress_lines, options=noted)
    print_summary(done, dry_run)
    if then_publish and not dry_run and not done.interrupted:
        publish_now(store)
    elif done.new and not dry_run and not done.interrupted:
        click.echo("Next: python -m analysis publish", err=True)
    return code_of(done)


@click.command()
@store_option
@workers_option
@publish_option
def retry(store: Path, workers: int, then_publish: bool) -> int:
    """Read again what was set aside.

    For when files were mended or a site is back. What can be read now is analysed and leaves the quarantine; the rest
    stays, with the reason of today. Each source is read as it was then (format, columns, outlet, full text); to
    change that, ingest it anew.

    \b
    Example:
      python -m analysis retry --publish
    """
    aside = parts.read_local(store, ("quarantine",)).quarantine
    sources = sorted({parts.base(s) for s in aside["source"]})
    again = [s for s in sources if s != "-"]
    if not sources:
        click.echo("Nothing is set aside.", err=True)
        return 0
    if len(again) < len(sources):
        click.echo("What came from standard input cannot be read again; ingest it anew.", err=True)
    meter = Meter(total=sum(map(size, again)), foreseen=True)
    items = (
        item
        for source in again
        for item in _all_of([source], {**parts.read_options(store, source), "meter": meter}, missing_is_fault=True)
    )
    done = _run(store, items, again, workers, meter)
    print_summary(done)
    if then_publish and not done.interrupted:
        publish_now(store)
    return code_of(done)


@click.command()
@click.argument("sources", nargs=-1, required=True)
@store_option
@workers_option
@full_text_option
@click.option("--every", type=click.IntRange(1), default=15, show_default=True, help="Minutes between rounds.")
@click.option("--rounds", type=click.IntRange(1), help="Stop after so many rounds.")
def watch(sources: tuple[str, ...], store: Path, workers: int, full_text: bool, every: int, rounds: int | None) -> int:
    """Poll feeds, add what is new, publish; until stopped with Ctrl-C.

    SOURCE is a feed, a list of feeds (OPML) or an address. Sites are asked politely: robots.txt is kept, unchanged
    feeds are not sent again, a site that fails is left alone for longer and longer.

    \b
    Examples:
      python -m analysis watch feeds.opml
      python -m analysis watch https://kestrin.example/rss --every 30
    """
    from analysis.ingest import watch as watching

    code = 0
    for items in watching.rounds(sources, every * 60, rounds, full_text=full_text, state=store / "feeds.json"):
        done = _run(store, items, (), workers, Meter())
        print_summary(done)
        if done.new:
            publish_now(store)
        code = code_of(done)
        if done.interrupted:
            break
    return code


def _run(
    store: Path,
    items: Iterator[Article | Quarantined],
    sources: Sequence[str],
    workers: int,
    meter: Meter,
    dry: bool = False,
    lines: bool = False,
    options: Mapping[str, object] | None = None,
) -> Summary:
    with progress_lines_of(meter) if lines else progress(meter) as show:
        intake = Intake(store, settings.load(), language_pipeline, workers, progress=show, dry=dry, options=options)
        if lines:
            # Whoever watches the lines waits for them.
            intake.batch = BATCH_WATCHED
        done = intake.run(items, sources)
        if lines:
            show(done)
        return done


def _all_of(sources: Sequence[str], options: dict[str, object], missing_is_fault: bool = False) -> Iterator[Article | Quarantined]:
    for source in sources:
        try:
            yield from read(source, **options)  # type: ignore[arg-type]
        except InputError as error:
            if not missing_is_fault:
                raise BlamewireError(str(error)) from None
            yield Quarantined(source, None, str(error))


def _limited(items: Iterator[Article | Quarantined], limit: int) -> Iterator[Article | Quarantined]:
    """The first `limit` articles and what was set aside among them."""
    left = limit
    for item in items:
        left -= isinstance(item, Article)
        yield item
        if left == 0:
            return
