"""The public functions for notebooks: read articles, analyse them to tables."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm.auto import tqdm

from analysis import corpus, settings
from analysis.article import Article
from analysis.ingest import Quarantined, read
from analysis.records import ArticleRecords
from analysis.settings import Settings
from analysis.store import parts
from analysis.store.intake import Analyse, Intake, Summary, utc_now
from analysis.tables import Tables

if TYPE_CHECKING:
    from analysis.language.pipeline import Analyser


class Articles:
    """The articles of sources, read as they are iterated over; each iteration reads anew.

    quarantined: what could not be read in the last iteration, with the reason.
    """

    def __init__(self, sources: tuple[str | Path, ...], **options: object) -> None:
        self._sources = sources
        self._options = options
        self.quarantined: list[Quarantined] = []

    def __iter__(self) -> Iterator[Article]:
        self.quarantined = []
        for source in self._sources:
            for item in read(source, **self._options):  # type: ignore[arg-type]
                if isinstance(item, Article):
                    yield item
                else:
                    self.quarantined.append(item)


def read_articles(
    *sources: str | Path,
    format: str | None = None,
    columns: Mapping[str, str] | None = None,
    outlet: str | None = None,
) -> Articles:
    """The articles of files, folders, globs, archives, feeds or addresses, as a stream.

    format: one of analysis.ingest.FORMATS when it is not to be detected. columns: field → column of a table whose
    columns are not recognised, such as {"text": "Volltext"}. outlet: the outlet of articles that name none.
    """
    return Articles(sources, format=format, columns=columns, outlet=outlet)


def analyse(
    articles: Iterable[Article],
    settings: Settings | None = None,
    progress: bool = True,
    workers: int | None = None,
    pipeline: Analyse | None = None,
    clock: Callable[[], datetime] = utc_now,
) -> Tables:
    """The tables of `articles` (columns: analysis.tables.CONTRACTS), which may be a stream of any length.

    progress: show a bar. workers: processes; the setting's by default. pipeline: stands in for the language pipeline.
    clock: the time noted as `ingested`. An article that the analysis fails on, and what read_articles could not read,
    stand in `quarantine`.
    """
    chosen = settings or _defaults()
    total = len(articles) if isinstance(articles, Sized) else None
    with (
        tempfile.TemporaryDirectory(prefix="blamewire-") as folder,
        tqdm(total=total, unit=" articles", disable=not progress, mininterval=0.5) as bar,
    ):

        def show(summary: Summary) -> None:
            bar.update(summary.new + summary.duplicates + summary.failed - bar.n)

        store = Path(folder)
        count = workers or chosen.workers
        intake = Intake(store, chosen, pipeline or language_pipeline, count, progress=show, clock=clock)
        done = intake.run(_with_quarantine(articles))
        if done.interrupted:
            raise KeyboardInterrupt
        show(done)
        return corpus.assemble(parts.read_local(store))


def language_pipeline(articles: Iterable[Article], settings: Settings) -> Iterator[tuple[Article, ArticleRecords]]:
    """The language pipeline, its models loaded once a process."""
    return _analyser(settings).stream(articles)


@lru_cache(maxsize=1)
def _analyser(settings: Settings) -> Analyser:
    # Imported only when wanted: spaCy takes seconds and hundreds of MB.
    from analysis.language.pipeline import Analyser

    return Analyser(settings)


def _with_quarantine(articles: Iterable[Article]) -> Iterator[Article | Quarantined]:
    yield from articles
    if isinstance(articles, Articles):
        yield from articles.quarantined


def _defaults() -> Settings:
    return settings.load()
