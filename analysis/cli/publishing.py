"""Commands about the store: publish, status; and sample, which rebuilds the tables shipped with the project."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from analysis import settings
from analysis.cli.common import printable, store_option
from analysis.store import open_store
from analysis.store.overview import overview
from analysis.store.publishing import publish as publish_store

ROWS_SHOWN = 20


@click.command()
@store_option
@click.option("--again", is_flag=True, help="Build it even if nothing was added, after mending a list of names.")
def publish(store: Path, again: bool) -> int:
    """Publish what was ingested, for the dashboard.

    Joins names, finds copies and groups claims across all articles. Dashboards that are open keep what they show until
    they are reloaded.

    \b
    Example:
      python -m analysis publish
    """
    publish_now(store, again)
    return 0


def publish_now(store: Path, again: bool = False) -> None:
    """Publish and say what there is."""
    path = publish_store(store, again=again)
    with open_store(path) as opened:
        counts = opened.query(
            "SELECT (SELECT count(*) FROM articles) AS articles,"
            " (SELECT count(*) FROM articles WHERE duplicate_of IS NOT NULL) AS copies,"
            " (SELECT count(*) FROM entities) AS entities, (SELECT count(*) FROM accusations) AS accusations,"
            " (SELECT count(*) FROM claims) AS claims"
        ).iloc[0]
    click.echo(
        f"Published {path}: {counts.articles:,} articles ({counts.copies:,} of them copies of another),"
        f" {counts.accusations:,} mentions of {counts.claims:,} claims, {counts.entities:,} names.",
        err=True,
    )


@click.command()
@store_option
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def status(store: Path, as_json: bool) -> int:
    """Show what is in the store.

    Articles by outlet, month and language; what was set aside and why; the last ingest.

    \b
    Examples:
      python -m analysis status
      python -m analysis status --json | jq .articles
    """
    found = overview(store)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return 0
    click.echo(f"{store}: {found['articles']:,} articles, {found['not_analysed']:,} of them not in English")
    click.echo(f"last ingest: {found['last_ingest'] or 'never'}")
    click.echo(f"published:   {found['published'] or 'never'} ({found['unpublished']:,} articles not yet published)")
    for title in ("outlets", "months", "languages"):
        _print_counts(title, found[title])
    _print_quarantine(found["quarantine"])
    return 0


def _print_counts(title: str, counts: dict[str, int]) -> None:
    click.echo(f"\n{title}")
    # Months in order of time, the newest ones; the others by size.
    shown = list(counts.items())[-ROWS_SHOWN:] if title == "months" else list(counts.items())[:ROWS_SHOWN]
    for name, count in shown:
        click.echo(f"  {count:>9,}  {printable(name)}")
    if len(counts) > ROWS_SHOWN:
        click.echo(f"             … and {len(counts) - ROWS_SHOWN} more; --json lists all")


def _print_quarantine(rows: list[dict[str, Any]]) -> None:
    click.echo(f"\nquarantine: {len(rows):,}{'; read again with: python -m analysis retry' if rows else ''}")
    for row in rows[:ROWS_SHOWN]:
        place = f" ({row['position']})" if row["position"] else ""
        click.echo("  " + printable(f"{row['source']}{place}: {row['reason']}"))
    if len(rows) > ROWS_SHOWN:
        click.echo(f"  … and {len(rows) - ROWS_SHOWN} more; --json lists all")


@click.command()
@click.option("--check", is_flag=True, help="Only say whether they are up to date: exit code 0 or 1.")
def sample(check: bool) -> int:
    """Rebuild the tables of the sample.

    The project ships the sample corpus analysed, so that the dashboard opens on it at once.

    \b
    Examples:
      python -m analysis sample
      python -m analysis sample --check
    """
    from analysis import sample as sampling

    target = settings.load().sample
    if check:
        fresh = sampling.is_fresh(target)
        click.echo(f"{target} is {'up to date' if fresh else 'stale; run: python -m analysis sample'}", err=True)
        return 0 if fresh else 1
    tables = sampling.build(target)
    click.echo(f"{target}: {len(tables.articles):,} articles, {len(tables.accusations):,} accusations", err=True)
    return 0
