"""Stories: articles about one event, grouped by their words and parties within a span of days.

Words and entities are weighed by tf-idf, each article keeps its most telling terms, and sparse products give the
likeness of articles near in time (single-pass clustering: Allan, "Topic Detection and Tracking", 2002).
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis.charges import stem

WINDOW_DAYS = 5
"""Most days between an article and the last ones of a story that it joins."""
ALIKE = 0.15
"""Least mean cosine between an article and those of the story it joins; tuned on ECB+ (bench/stories.py)."""
EDGE = 0.08
"""Likeness below this counts as none."""
TERMS = 60
"""Terms kept of an article."""
LEAD = 2000
"""Characters of an article that are read: news tells its event first."""
COMMON = 0.2
"""Terms in a larger share of the articles (and in more than FEW) tell nothing."""
FEW = 20
TITLE, ENTITY = 2.0, 1.5
"""Weight of a word of the title, and of an entity, against a word of the text."""
BLOCK = 512
"""Articles multiplied at once: bounds the memory."""

_WORD = re.compile(r"[^\W_]{3,}")


def group(articles: pd.DataFrame, mentions: pd.DataFrame) -> dict[str, str]:
    """article_id → story_id of every article that shares its story with another.

    articles: article_id, title, text, published; mentions: article_id, entity_id. Undated articles are compared with
    one another alone. The story_id follows from the story's earliest article.
    """
    ordered = articles[["article_id", "title", "text", "published"]].sort_values(["published", "article_id"])
    ids = list(ordered["article_id"])
    days = np.array([-1 if pd.isna(p) else p.toordinal() for p in ordered["published"]], dtype=np.int64)
    named: dict[str, Counter[str]] = defaultdict(Counter)
    for article_id, entity_id in zip(mentions["article_id"], mentions["entity_id"], strict=True):
        named[article_id][f"entity {entity_id}"] += 1
    counts = [_counts(t, x, named[i]) for i, t, x in zip(ids, ordered["title"], ordered["text"], strict=True)]
    stories: list[list[int]] = []
    for story in _stories(_matrix(counts), days):
        if len(story) > 1:
            stories.append(story)
    return {ids[i]: _story_id(ids[story[0]]) for story in stories for i in story}


def _story_id(first: str) -> str:
    return hashlib.sha256(f"story {first}".encode()).hexdigest()[:16]


def _counts(title: str, text: str, named: Counter[str]) -> Counter[str]:
    made: Counter[str] = Counter()
    for weight, part in ((TITLE, title), (1.0, text[len(title) :] if text.startswith(title) else text)):
        for word in _WORD.findall(part[:LEAD].lower()):
            made[stem(word)] += weight  # type: ignore[assignment]
    for entity, n in named.items():
        made[entity] += ENTITY * n  # type: ignore[assignment]
    return made


def _matrix(counts: list[Counter[str]]) -> sparse.csr_array:
    """Rows of unit length: the TERMS terms of each article with the highest tf-idf."""
    seen = Counter(term for some in counts for term in some)
    number = len(counts)
    most, lonely = max(COMMON * number, FEW), math.log(1 + number) ** 2
    numbers: dict[str, int] = {}
    data: list[float] = []
    columns: list[int] = []
    starts = [0]
    rarity = {t: math.log((1 + number) / n) if 1 < n <= most else 0.0 for t, n in seen.items()}
    for some in counts:
        weighed = [(1 + math.log(max(n, 1.0))) * rarity[term] for term, n in some.items()]
        # Terms of one article alone join nothing, but they say how much else it tells.
        alone = sum((1 + math.log(max(n, 1.0))) ** 2 for term, n in some.items() if seen[term] == 1) * lonely
        best = sorted(zip(weighed, some, strict=True), key=lambda w: (-w[0], w[1]))[:TERMS]
        length = math.sqrt(sum(w * w for w, _ in best) + 0.25 * alone) or 1.0
        for weight, term in best:
            if weight > 0:
                columns.append(numbers.setdefault(term, len(numbers)))
                data.append(weight / length)
        starts.append(len(columns))
    shape = (number, max(len(numbers), 1))
    return sparse.csr_array((np.array(data), np.array(columns, np.int64), np.array(starts, np.int64)), shape=shape)


def _edges(matrix: sparse.csr_array, days: NDArray[np.int64]) -> Iterator[tuple[int, list[tuple[int, float]]]]:
    """For each article, in order, the earlier articles near in time and like it, with the likeness."""
    for start in range(0, matrix.shape[0], BLOCK):
        end = min(start + BLOCK, matrix.shape[0])
        # Undated articles (day -1) stand last, after all dates.
        dated = [d for d in days[start:end] if d >= 0]
        first = int(np.searchsorted(days[: _dated(days)], dated[0] - WINDOW_DAYS)) if dated else _dated(days)
        products = (matrix[start:end] @ matrix[first:end].T).tocoo()
        like = products.data >= EDGE
        rows, columns, weights = products.row[like] + start, products.col[like] + first, products.data[like]
        # Undated articles are near one another, and to no dated one.
        apart = np.abs(days[rows] - days[columns])
        near = (columns < rows) & (apart <= WINDOW_DAYS) & ((days[rows] < 0) == (days[columns] < 0))
        found: dict[int, list[tuple[int, float]]] = {i: [] for i in range(start, end)}
        for i, j, w in zip(rows[near].tolist(), columns[near].tolist(), weights[near].tolist(), strict=True):
            found[i].append((j, w))
        yield from found.items()


def _dated(days: NDArray[np.int64]) -> int:
    return int((days >= 0).sum())


def _near(a: int, b: int) -> bool:
    return (a < 0) == (b < 0) and abs(b - a) <= WINDOW_DAYS


def _stories(matrix: sparse.csr_array, days: NDArray[np.int64]) -> list[list[int]]:
    """Numbers of the articles of each story: an article joins the story it is most like on the whole, or opens one."""
    stories: list[list[int]] = []
    story_of: list[int] = []
    for i, near in _edges(matrix, days):
        likeness: dict[int, float] = defaultdict(float)
        for j, w in sorted(near):
            likeness[story_of[j]] += w
        means = {s: total / sum(1 for m in stories[s] if _near(days[m], days[i])) for s, total in likeness.items()}
        best = max(means, key=lambda s: (means[s], -s), default=None)
        if best is None or means[best] < ALIKE:
            best = len(stories)
            stories.append([])
        stories[best].append(i)
        story_of.append(best)
    return stories
