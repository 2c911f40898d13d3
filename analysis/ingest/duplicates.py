"""Copies: one text in several articles, however lightly edited, and updated versions of one address.

Candidates come from MinHash signatures cut into bands (Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", 3.4);
what counts is the exact comparison of their word shingles. Time and memory grow linearly with the number of articles.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, pairwise
from urllib.parse import urlsplit

import networkx as nx
import numpy as np
import pandas as pd
from datasketch import MinHash
from numpy.typing import NDArray

Shingles = NDArray[np.uint32]
"""Sorted hashes of the runs of WORDS words of a text, each once."""

WORDS = 3
BANDS, ROWS = 60, 3
"""A pair of Jaccard similarity s is a candidate with probability 1 - (1 - s^ROWS)^BANDS: 0.9997 at 0.5, 0.06 at 0.1."""

ALIKE = 0.5
"""Least Jaccard similarity of two copies."""
CONTAINED = 0.8
"""Least share of the shorter text's shingles that stand in the longer: a copy cut at its end."""
SHORTEST = 30
"""Texts of fewer shingles are copies only if they read the same."""
VERSION_ALIKE = 0.2
"""Least similarity of two texts of one address under different titles to be versions of one article."""
VOCABULARY = 1 << 18
"""Words whose hash is remembered."""
CROWD = 8
"""Within a band, more articles than this are compared with their neighbours and the first alone."""

_WORD = re.compile(r"\w+")
_MIX = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D], dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Copies:
    """article_id → article_id: of a copy to the earliest article with that text; of a version to the first version."""

    duplicate_of: dict[str, str] = field(default_factory=dict)
    version_of: dict[str, str] = field(default_factory=dict)


def find(articles: pd.DataFrame) -> Copies:
    """Copies and versions among `articles` (article_id, url, title, text, content_hash, published, ingested).

    The earliest published article is the original (undated ones last, then by time of ingest and id). A version of an
    address is not also a copy of another version of it.
    """
    ordered = articles.sort_values(["published", "ingested", "article_id"], na_position="last", kind="stable")
    texts = _Texts(ordered)
    version_of = _versions(ordered, texts)
    ids = list(ordered["article_id"])
    duplicate_of: dict[str, str] = {}
    for cluster in _clusters(texts):
        original, *others = [ids[i] for i in cluster if ids[i] not in version_of] or [ids[cluster[0]]]
        duplicate_of.update(dict.fromkeys(others, original))
    return Copies(duplicate_of, version_of)


class _Texts:
    """The bodies of articles in their order, by number."""

    def __init__(self, ordered: pd.DataFrame) -> None:
        self.bodies = [_body(t, x) for t, x in zip(ordered["title"], ordered["text"], strict=True)]
        self.hashes = list(ordered["content_hash"])
        self.shingles = lru_cache(maxsize=2048)(self._shingles)

    def _shingles(self, i: int) -> Shingles:
        return shingles(self.bodies[i])

    def alike(self, i: int, j: int) -> bool:
        return self.hashes[i] == self.hashes[j] or alike(self.shingles(i), self.shingles(j))


def _body(title: str, text: str) -> str:
    return text[len(title) :] if title and text.startswith(title) else text


@lru_cache(maxsize=VOCABULARY)
def _hash(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def shingles(text: str) -> Shingles:
    """The shingles of `text`; case, punctuation and white space do not count."""
    words = np.array([_hash(w) for w in _WORD.findall(text.lower())], np.uint64)
    if len(words) < WORDS:
        return np.unique(words.astype(np.uint32))
    runs = sum(words[k : len(words) - WORDS + 1 + k] * _MIX[k] for k in range(WORDS))
    return np.unique((np.asarray(runs, np.uint64) >> np.uint64(16)).astype(np.uint32))


def similarity(a: Shingles, b: Shingles) -> tuple[float, float]:
    """(Jaccard similarity, share of the smaller that stands in the larger); 0 for an empty text."""
    if not len(a) or not len(b):
        return 0.0, 0.0
    both = len(np.intersect1d(a, b, assume_unique=True))
    return both / (len(a) + len(b) - both), both / min(len(a), len(b))


def alike(a: Shingles, b: Shingles) -> bool:
    """Whether two texts are copies of one."""
    if min(len(a), len(b)) < SHORTEST:
        return False
    jaccard, contained = similarity(a, b)
    return jaccard >= ALIKE or contained >= CONTAINED


def _clusters(texts: _Texts) -> Iterator[list[int]]:
    """Numbers of the articles of each group of copies, in order."""
    copies: nx.utils.UnionFind[int] = nx.utils.UnionFind()
    for i, j in _candidates(texts):
        if copies[i] != copies[j] and texts.alike(i, j):
            copies.union(i, j)
    for group in copies.to_sets():
        if len(group) > 1:
            yield sorted(group)


def _candidates(texts: _Texts) -> Iterator[tuple[int, int]]:
    same: dict[str, list[int]] = defaultdict(list)
    for i, digest in enumerate(texts.hashes):
        same[digest].append(i)
    for group in same.values():
        yield from ((group[0], i) for i in group[1:])
    signatures, numbers = _signatures(texts)
    for band in range(BANDS):
        rows = np.ascontiguousarray(signatures[:, band * ROWS : (band + 1) * ROWS])
        keys = rows.view([("", rows.dtype)] * ROWS).ravel()
        order = np.argsort(keys, kind="stable")
        edges = np.flatnonzero(keys[order][1:] != keys[order][:-1]) + 1
        starts, ends = np.concatenate(([0], edges)), np.concatenate((edges, [len(order)]))
        shared = ends - starts > 1
        for start, end in zip(starts[shared].tolist(), ends[shared].tolist(), strict=True):
            yield from _pairs(numbers[order[start:end]].tolist())


def _pairs(run: list[int]) -> Iterator[tuple[int, int]]:
    if len(run) <= CROWD:
        yield from combinations(run, 2)
        return
    for before, i in pairwise(run):
        yield before, i
        yield run[0], i


def _signatures(texts: _Texts) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """MinHash values of the articles long enough to be compared (a row each), and the numbers of these."""
    sketch = MinHash(BANDS * ROWS, seed=1, scheme="affine32", hashfunc=int)
    rows: list[NDArray[np.uint32]] = []
    numbers: list[int] = []
    for i, body in enumerate(texts.bodies):
        runs = shingles(body)
        if len(runs) >= SHORTEST:
            sketch.clear()
            sketch.update_batch(runs.tolist())
            rows.append(sketch.hashvalues.astype(np.uint32))
            numbers.append(i)
    made = np.stack(rows) if rows else np.empty((0, BANDS * ROWS), np.uint32)
    return made, np.array(numbers, np.int64)


def _versions(ordered: pd.DataFrame, texts: _Texts) -> dict[str, str]:
    by_address: dict[str, list[int]] = defaultdict(list)
    for i, url in enumerate(ordered["url"]):
        if not pd.isna(url) and (address := _address(url)):
            by_address[address].append(i)
    ids, titles = list(ordered["article_id"]), [t.strip().casefold() for t in ordered["title"]]
    made: dict[str, str] = {}
    for first, *others in by_address.values():
        for i in others:
            if titles[i] == titles[first] or similarity(texts.shingles(first), texts.shingles(i))[0] >= VERSION_ALIKE:
                made[ids[i]] = ids[first]
    return made


def _address(url: str) -> str | None:
    """`url` without scheme, "www." and fragment; None for a site's front page, whose text is another's every day."""
    try:
        parts = urlsplit(url.strip())
        path = parts.path.rstrip("/")
    except ValueError:
        return None
    if not path and not parts.query:
        return None
    return parts.netloc.lower().removeprefix("www.") + path + ("?" + parts.query if parts.query else "")
