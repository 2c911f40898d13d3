"""Takes articles into a store: analyses them batch by batch, in as many processes as asked, and writes the parts."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from analysis import corpus, running
from analysis.article import Article
from analysis.errors import StoreError
from analysis.ingest import Quarantined, is_address
from analysis.records import ArticleRecords
from analysis.settings import Settings
from analysis.store import parts

BATCH = 64
"""Articles of a part: some seconds of analysis, which is what a killed run loses."""
QUARANTINE_BATCH = 1000
_ADDRESS = re.compile(r": https?://\S+$")

Analyse = Callable[[Iterable[Article], Settings], Iterator[tuple[Article, ArticleRecords]]]
Row = dict[str, object]


@dataclass(slots=True)
class Summary:
    """What became of the articles of a run: read = new + unchanged + duplicates + failed, once it is complete.

    unchanged: in the store already. duplicates: the same article once more in this run. failed: read, but the analysis
    broke on them; they are in the quarantine too. quarantined: what could not be read or analysed, by reason in
    `reasons`, with the first place of each in `places`. other_languages: of the new ones, those that are kept and not
    analysed.
    """

    read: int = 0
    new: int = 0
    unchanged: int = 0
    duplicates: int = 0
    failed: int = 0
    quarantined: int = 0
    other_languages: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    places: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    interrupted: bool = False


def utc_now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


class Ids:
    """A set of article ids by their hashes, at eight bytes each: a run keeps those of everything it has met."""

    RECENT = 1 << 16
    """Ids that are kept one by one before they join the sorted ones."""

    def __init__(self, ids: Iterable[str] = ()) -> None:
        self._sorted = np.unique(np.fromiter(map(_hash, ids), np.uint64))
        self._recent: set[int] = set()

    def __contains__(self, article_id: str) -> bool:
        number = _hash(article_id)
        if number in self._recent:
            return True
        at = int(np.searchsorted(self._sorted, np.uint64(number)))
        return at < len(self._sorted) and int(self._sorted[at]) == number

    def __len__(self) -> int:
        return len(self._sorted) + len(self._recent)

    def add(self, article_id: str) -> None:
        """Take an id in that is not there yet."""
        self._recent.add(_hash(article_id))
        if len(self._recent) >= self.RECENT:
            recent = np.fromiter(self._recent, np.uint64, len(self._recent))
            self._sorted, self._recent = np.sort(np.concatenate((self._sorted, recent))), set()


def _hash(article_id: str) -> int:
    return int.from_bytes(blake2b(article_id.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


@dataclass(slots=True)
class Intake:
    """A run into the store at `store`.

    analyse: the language pipeline. progress: called with the running Summary after each batch. clock: the time that
    is noted as `ingested`. patience: seconds to wait for another process that is writing.
    dry: read and count alone; `new` is then what would be new. options: how the sources are read, which is noted for
    those that are set aside, but not for pages that were only followed to; None leaves what is noted.
    """

    store: Path
    settings: Settings
    analyse: Analyse
    workers: int = 1
    batch: int = BATCH
    progress: Callable[[Summary], None] = lambda summary: None
    clock: Callable[[], datetime] = utc_now
    patience: float = 0
    dry: bool = False
    options: Mapping[str, Any] | None = None
    summary: Summary = field(default_factory=Summary, init=False)
    _known: Ids = field(default_factory=Ids, init=False)
    _met: Ids = field(default_factory=Ids, init=False)
    _bad: dict[str, list[Row]] = field(default_factory=dict, init=False)
    _kept: dict[str, list[Path]] = field(default_factory=dict, init=False)
    _given: frozenset[str] = field(default=frozenset(), init=False)

    def run(self, items: Iterable[Article | Quarantined], sources: Sequence[str] = ()) -> Summary:
        """Take everything of `items` in. sources: what is read, so that rows they no longer earn leave the quarantine.

        An interrupt (Ctrl-C) finishes the batches under way and returns; what is stored stays. Running the same again
        completes it. Raises StoreError when the store cannot be written.
        """
        started = time.monotonic()
        with nullcontext() if self.dry else parts.writing(self.store, self.patience):
            self._known = Ids(parts.stored_ids(self.store))
            self._kept = {parts.base(s): [] for s in sources}
            self._given = frozenset(self._kept)
            try:
                self._take_all(items)
            except KeyboardInterrupt:
                self.summary.interrupted = True
            except OSError as error:
                raise StoreError(f"{self.store} cannot be written: {error.strerror or error}") from None
            if not self.dry:
                self._settle()
        self.summary.seconds = time.monotonic() - started
        return self.summary

    def _settle(self) -> None:
        for source in [*self._bad]:
            self._flush(source)
        if not self.summary.interrupted:
            for source, kept in self._kept.items():
                parts.settle_quarantine(self.store, source, kept)

    def _take_all(self, items: Iterable[Article | Quarantined]) -> None:
        if self.dry:
            self.summary.new = sum(map(len, self._batches(items)))
            return
        work = partial(take_batch, self.store, self.settings, self.analyse, self.clock())
        for outcome in running.in_order(work, self._batches(items), self.workers):
            self.summary.new += outcome.new
            self.summary.other_languages += outcome.other_languages
            self.summary.failed += len(outcome.failed)
            for row in outcome.failed:
                self._set_aside(row)
            self.progress(self.summary)

    def _batches(self, items: Iterable[Article | Quarantined]) -> Iterator[list[Article]]:
        """Batches cut by place in the input, so that a repeated run cuts them alike; without what is stored already."""
        batch: list[Article] = []
        for item in items:
            if not isinstance(item, Article):
                self._set_aside({"source": item.source, "position": item.position, "reason": item.reason})
                continue
            self.summary.read += 1
            if item.source is not None:
                self._kept.setdefault(parts.base(item.source), [])
            if item.article_id in self._known:
                self.summary.unchanged += 1
            elif item.article_id in self._met:
                self.summary.duplicates += 1
            else:
                self._met.add(item.article_id)
                batch.append(item)
            if self.summary.read % self.batch == 0:
                if batch:
                    yield batch
                batch = []
                self.progress(self.summary)
        if batch:
            yield batch

    def _set_aside(self, row: Row) -> None:
        self.summary.quarantined += 1
        # The addresses of a thousand pages that were gone are no thousand reasons.
        reason = _ADDRESS.sub("", str(row["reason"]))
        self.summary.reasons[reason] += 1
        if reason not in self.summary.places:
            position = f", {row['position']}" if row["position"] else ""
            self.summary.places[reason] = f"{row['source']}{position}"
        if self.dry:
            return
        source = parts.base(str(row["source"]))
        self._kept.setdefault(source, [])
        rows = self._bad.setdefault(source, [])
        rows.append({**row, "at": self.clock()})
        if len(rows) >= QUARANTINE_BATCH:
            self._flush(source)

    def _flush(self, source: str) -> None:
        rows = self._bad.pop(source)
        followed = is_address(source) and source not in self._given
        if self.options is not None:
            parts.write_options(self.store, source, {} if followed else self.options)
        self._kept[source].append(parts.write_quarantine(self.store, source, rows))


@dataclass(slots=True)
class Outcome:
    """What came of a batch: articles stored, those of other languages among them, and rows for the quarantine."""

    new: int = 0
    other_languages: int = 0
    failed: list[Row] = field(default_factory=list)


def take_batch(store: Path, settings: Settings, analyse: Analyse, ingested: datetime, batch: list[Article]) -> Outcome:
    """Analyse a batch and write it as one part. An article that the analysis fails on is set aside by itself."""
    total = Outcome()
    for outcome in running.sparing(partial(_take, store, settings, analyse, ingested), batch):
        if isinstance(outcome, Outcome):
            total.new += outcome.new
            total.other_languages += outcome.other_languages
            total.failed += outcome.failed
        else:
            article, error = outcome
            total.failed.append(_failure(article, f"{type(error).__name__}: {error}"))
    return total


def _take(store: Path, settings: Settings, analyse: Analyse, ingested: datetime, batch: list[Article]) -> Outcome:
    gathered: dict[str, list[Row]] = {}
    failed: list[Row] = []
    for article, records in analyse(batch, settings):
        if records.error:
            failed.append(_failure(article, records.error))
            continue
        for table, rows in corpus.rows(article, records, ingested).items():
            gathered.setdefault(table, []).extend(rows)
    stored = gathered.get("articles", [])
    if len(stored) + len(failed) != len(batch):
        raise ValueError("the analysis did not return every article")
    if stored:
        parts.write_part(store, gathered)
    return Outcome(len(stored), sum(not r["analysed"] for r in stored), failed)


def _failure(article: Article, error: str) -> Row:
    source = {"source": article.source or "-", "position": article.title or None}
    return {**source, "reason": f"analysis failed: {error}"[:500]}
