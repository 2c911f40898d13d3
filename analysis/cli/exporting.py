"""The command `export`: what the dashboard shows under the same filters, as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import click

from analysis import settings
from analysis.cli.common import store_option
from analysis.errors import BlamewireError, InputError
from analysis.exports import FORMATS, SUBJECTS, make
from analysis.filters import PARAMETERS, Filters
from analysis.queries.accusations import ORDERS
from analysis.store import open_store


@click.command()
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="csv", show_default=True)
@click.option("--what", type=click.Choice(SUBJECTS), default="accusations", show_default=True, help="The table.")
@click.option("--filter", "given", multiple=True, metavar="NAME=VALUE", help="Repeatable; or a dashboard address.")
@click.option("--order", type=click.Choice(list(ORDERS)), default="newest", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=Path(), help="Folder, or a file name.")
@store_option
@click.option("--sample", is_flag=True, help="Export from the sample instead of the store.")
def export(form: str, what: str, given: tuple[str, ...], order: str, out: Path, store: Path, sample: bool) -> int:
    """Write what the dashboard shows, as files.

    The same filters give the same rows, all of them, and a companion file says what they are.

    \b
    Filters: from, to (days), outlet, accuser, accused, party (entity ids, or "~words" in names), act, cameo, context,
    certainty, voice, language, only (unanswered, denied, anonymous, single, original), q (words to find).
    graphml and gexf hold the network of who accuses whom, html a report that can be mailed.

    \b
    Examples:
      python -m analysis export --filter from=2025-03-01 --filter "accused=~Petrovar"
      python -m analysis export --format xlsx --what claims --filter only=unanswered
      python -m analysis export --format gexf --out network.gexf
      python -m analysis export --format html --filter "http://localhost:8501/?outlet=Tessaly+Wire"
    """
    filters = filters_of(given)
    with open_store(settings.load().sample if sample else store) as opened:
        try:
            made = make(opened, filters, what, form, order)
        except ValueError as error:
            raise InputError(str(error)) from None
    folder, name = (out, made.name) if out.is_dir() or not out.suffix else (out.parent, out.name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(made.data)
        (folder / f"{name}.about.txt").write_bytes(made.companion)
    except OSError as error:
        raise BlamewireError(f"{folder / name} cannot be written: {error.strerror}") from None
    click.echo(str(folder / name))
    click.echo(made.companion.decode(), err=True, nl=False)
    return 0


def filters_of(given: Sequence[str]) -> Filters:
    """Filters from NAME=VALUE pairs and dashboard addresses. Raises InputError for what makes no sense."""
    query: dict[str, list[str]] = {}
    for one in given:
        text = urlsplit(one).query if "?" in one else None
        pairs = parse_qs(text) if text is not None else {one.partition("=")[0]: [one.partition("=")[2]]}
        for name, values in pairs.items():
            if text is None and name not in PARAMETERS.values():
                raise InputError(f"there is no filter {name!r}; the filters are {', '.join(PARAMETERS.values())}")
            query.setdefault(name, []).extend(values)
    filters = Filters.from_query(query)
    # The dashboard passes over what makes no sense in an address; a command must not answer another question.
    understood = filters.to_query()
    for name in set(query) & set(PARAMETERS.values()):
        if len(understood.get(name, ())) < len(set(query[name])):
            raise InputError(f"{name}={', '.join(query[name])} is not understood")
    return filters
