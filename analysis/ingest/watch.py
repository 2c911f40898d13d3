"""Polls feeds for ever: each at its own pace, only what is new, remembering between runs where it was."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from analysis import settings
from analysis.article import Article
from analysis.errors import BlamewireError, InputError
from analysis.ingest import feeds
from analysis.ingest.draft import Quarantined
from analysis.ingest.fetch import Fetcher
from analysis.ingest.reading import read

INTERVAL = 900.0
"""Seconds between two looks at a feed."""
LONGEST = 86_400.0
"""Seconds beyond which the pause after failures does not grow."""
REMEMBERED = 2000
"""Article ids kept for each feed, so that an entry counts as new once."""


@dataclass(slots=True)
class Feed:
    """What is remembered of a feed. due: Unix time of the next look."""

    etag: str | None = None
    modified: str | None = None
    due: float = 0.0
    failures: int = 0
    seen: list[str] = field(default_factory=list)


def load(path: Path) -> dict[str, Feed]:
    """What was remembered in a file; nothing if there is none or it is damaged."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {address: Feed(**state) for address, state in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def save(path: Path, feeds: dict[str, Feed]) -> None:
    """Write what is remembered, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps({a: asdict(f) for a, f in feeds.items()}), encoding="utf-8")
    draft.replace(path)


def poll(
    address: str, feed: Feed, fetcher: Fetcher, every: float, now: float, full_text: bool = False
) -> Iterator[Article | Quarantined]:
    """What is new in one feed; `feed` is brought up to date. A feed that fails is asked again later and later.

    full_text: fetch the pages of entries that are mere links and teasers.
    """
    try:
        page = fetcher.get(address, etag=feed.etag, modified=feed.modified)
    except BlamewireError as error:
        feed.failures += 1
        feed.due = now + min(LONGEST, every * 2.0**feed.failures)
        yield Quarantined(address, None, str(error).removeprefix(f"{address}: "))
        return
    feed.failures, feed.due = 0, now
    if page.status == 304:
        return
    known = set(feed.seen)
    for found in read(io.BytesIO(page.body), name=page.url, fetcher=fetcher, full_text=full_text):
        if isinstance(found, Quarantined):
            yield found
        elif found.article_id not in known:
            known.add(found.article_id)
            feed.seen.append(found.article_id)
            yield found
    feed.seen = feed.seen[-REMEMBERED:]
    # Only now: a round that is broken off in the middle of a feed must not take it for read.
    feed.etag, feed.modified = page.etag, page.modified


def addresses(sources: Iterable[str]) -> list[str]:
    """The feeds that addresses and OPML files stand for. Raises InputError for a file that is no list of feeds."""
    found: list[str] = []
    for source in sources:
        if source.startswith(("http://", "https://")):
            found.append(source)
            continue
        try:
            listed = feeds.addresses(Path(source).read_bytes())
        except OSError as error:
            raise InputError(f"{source}: {error.strerror}") from error
        if not listed:
            raise InputError(f"{source}: a list without feeds")
        found += listed
    return list(dict.fromkeys(found))


def rounds(
    sources: Iterable[str],
    every: float = INTERVAL,
    limit: int | None = None,
    *,
    full_text: bool = False,
    state: Path | None = None,
    fetcher: Fetcher | None = None,
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Iterator[Article | Quarantined]]:
    """Rounds over the feeds of addresses and OPML files, each an iterator of what is new; for ever, or `limit` rounds.

    every: seconds from one round to the next. state: file that remembers the feeds between runs, written when the next
    round is asked for, so that what a round brought must be stored by then.
    """
    wanted = addresses(sources)
    chosen = settings.load()
    path = state or chosen.store / "feeds.json"
    asks = fetcher or Fetcher(allow_private=chosen.allow_private)
    kept = load(path)
    done = 0
    while limit is None or done < limit:
        started = clock()
        yield _round(wanted, kept, asks, every, clock, full_text)
        # Only when the next round is asked for has the caller stored this one: a run killed before gets it again.
        save(path, kept)
        done += 1
        if limit is None or done < limit:
            sleep(max(0.0, started + every - clock()))


def _round(
    wanted: list[str],
    kept: dict[str, Feed],
    fetcher: Fetcher,
    every: float,
    clock: Callable[[], float],
    full_text: bool,
) -> Iterator[Article | Quarantined]:
    for address in wanted:
        feed = kept.setdefault(address, Feed())
        if feed.due <= clock():
            yield from poll(address, feed, fetcher, every, clock(), full_text)
