"""Runs work over batches: in several processes and in order, and so that one bad item spoils nothing but itself."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.connection import wait
from typing import TypeVar

from analysis.errors import BlamewireError

Item = TypeVar("Item")
Result = TypeVar("Result")


def batches(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Items in lists of `size`, the last one shorter."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def sparing(work: Callable[[list[Item]], Result], batch: list[Item]) -> list[Result | tuple[Item, Exception]]:
    """Results of `work` on the batch, or where it fails on halves of it, down to the items that fail by themselves.

    Errors that are no item's fault (BlamewireError: a missing model; OSError: a full disk) are raised.
    """
    try:
        return [work(batch)]
    except (BlamewireError, OSError):
        raise
    except Exception as error:
        if len(batch) == 1:
            return [(batch[0], error)]
    middle = len(batch) // 2
    return [*sparing(work, batch[:middle]), *sparing(work, batch[middle:])]


def in_order(work: Callable[[Item], Result], items: Iterable[Item], workers: int) -> Iterator[Result]:
    """work(item) for each item, in their order, computed by `workers` processes; 1: by this one.

    `work` and the items are pickled. Few items are taken ahead, so memory does not grow with the input. On Ctrl-C the
    items under way are finished and yielded before KeyboardInterrupt is raised. Raises BlamewireError when a process
    is killed.
    """
    if workers <= 1:
        yield from map(work, items)
        return
    # Spawned, not forked: readers, DuckDB and ONNX have threads in this process, and a fork copies their locks.
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=_serve)
    waiting: deque[Future[Result]] = deque()
    try:
        for item in items:
            waiting.append(pool.submit(work, item))
            while len(waiting) > 2 * workers or (waiting and waiting[0].done()):
                yield _first(waiting)
        while waiting:
            yield _first(waiting)
    except KeyboardInterrupt:
        for future in waiting:
            if not future.cancel():
                yield future.result()
        raise
    except BrokenProcessPool:
        raise BlamewireError(
            "a worker process was killed, perhaps for lack of memory; run the same again with fewer workers"
        ) from None
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _first(waiting: deque[Future[Result]]) -> Result:
    # Looked at before it is taken off: an interrupt while it is awaited must not lose it.
    result = waiting[0].result()
    waiting.popleft()
    return result


def _serve() -> None:
    """Set a worker up: Ctrl-C is the parent's to handle, and a worker whose parent was killed ends too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None
    threading.Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()
