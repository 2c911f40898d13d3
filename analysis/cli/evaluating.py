"""The command `evaluate`: precision, recall and F1 against labelled articles."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("gold", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--errors", is_flag=True, help="List what was missed and what is wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def evaluate(gold: tuple[Path, ...], errors: bool, as_json: bool) -> int:
    """Measure the extraction against labelled articles.

    GOLD holds one article a line: {"id", "text", "records"}, the records as `extract` writes them.

    \b
    Examples:
      python -m analysis evaluate tests/gold/sample_a.jsonl
      python -m analysis evaluate labelled.jsonl --errors
    """
    from analysis.evaluate import main as measure

    measure(list(gold), errors, as_json)
    return 0
