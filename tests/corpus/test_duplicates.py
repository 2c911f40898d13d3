"""Copies and versions: what is one text, what is another."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from corpus_builders import article, tables
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.article import Article
from analysis.ingest import duplicates

WORDS = [
    a + b + c
    for a in ("ka", "mo", "ri", "ten", "vol")
    for b in ("da", "li", "no", "shu", "er")
    for c in ("k", "n", "st")
]


def prose(seed: int, words: int = 120) -> list[str]:
    """Words of a made-up article."""
    rng = random.Random(seed)
    return [rng.choice(WORDS) for _ in range(words)]


def found(*articles: Article) -> duplicates.Copies:
    """Copies among articles."""
    return duplicates.find(tables([(a, []) for a in articles]).articles)


def edited(words: list[str], every: int) -> list[str]:
    """A copy with one word in `every` replaced."""
    return [f"edit{i}" if i % every == 0 else w for i, w in enumerate(words)]


@pytest.mark.parametrize(
    ("name", "copy", "is_copy"),
    [
        ("the same words", prose(1), True),
        ("other case and punctuation", [w.upper() + "," for w in prose(1)], True),
        ("a word in twenty changed", edited(prose(1), 20), True),
        ("the first half", prose(1)[:60], True),
        ("a paragraph added", prose(1) + prose(2, 40), True),
        ("every third word changed", edited(prose(1), 3), False),
        ("an article that quotes a fifth of it", prose(3, 100) + prose(1)[:24], False),
        ("another article", prose(4), False),
    ],
)
def test_a_copy_is_told_from_another_article(name: str, copy: list[str], is_copy: bool) -> None:
    first = article("Port shelled", " ".join(prose(1)), day="2025-03-04")
    second = article("Harbour under fire", " ".join(copy), outlet="Sallum Bay Post", day="2025-03-05")
    expected = {second.article_id: first.article_id} if is_copy else {}
    assert found(first, second).duplicate_of == expected, name


def test_the_earliest_is_the_original_and_the_undated_is_last() -> None:
    text = " ".join(prose(1))
    undated = article("A", text, outlet="A", day=None)
    late = article("B", text, outlet="B", day="2025-03-06")
    early = article("C", text, outlet="C", day="2025-03-05")
    copies = found(undated, late, early).duplicate_of
    assert copies == {undated.article_id: early.article_id, late.article_id: early.article_id}


def test_short_texts_are_copies_only_if_they_read_the_same() -> None:
    one = article("Weather", "Rain in Kestrin today.", outlet="A")
    same = replace(article("Weather", "Rain in Kestrin  today.", outlet="B"), article_id="b")
    other = article("Weather", "Rain in Kestrin again today.", outlet="C")
    copies = found(one, same, other)
    assert set(copies.duplicate_of) | set(copies.duplicate_of.values()) == {one.article_id, same.article_id}


@pytest.mark.parametrize(
    ("first_url", "second_url", "title", "words", "is_version"),
    [
        ("https://a.example/x", "https://a.example/x", "Port shelled", prose(1) + prose(5, 200), True),
        ("https://www.a.example/x/", "http://a.example/x#top", "Port shelled", prose(9), True),
        ("https://a.example/x", "https://a.example/x", "Two dead in port", edited(prose(1), 8), True),
        ("https://a.example/x", "https://a.example/y", "Port shelled", prose(9), False),
        ("https://a.example/", "https://a.example/", "Port shelled", prose(9), False),
        ("https://a.example/today", "https://a.example/today", "Weather", prose(9), False),
    ],
)
def test_texts_of_one_address_are_versions(
    first_url: str, second_url: str, title: str, words: list[str], is_version: bool
) -> None:
    first = article("Port shelled", " ".join(prose(1)), url=first_url)
    second = article(title, " ".join(words), url=second_url, day="2025-03-05")
    copies = found(first, second)
    assert copies.version_of == ({second.article_id: first.article_id} if is_version else {})
    assert not copies.duplicate_of


def test_a_crowd_of_one_boilerplate_is_one_group() -> None:
    many = [article(f"Page {i}", " ".join(prose(1)), f"Page {i}", outlet=f"Outlet {i}") for i in range(30)]
    assert len(found(*many).duplicate_of) == 29


@settings(deadline=None, max_examples=30)
@given(st.randoms(use_true_random=False), st.lists(st.integers(0, 5), min_size=1, max_size=12))
def test_the_order_of_articles_does_not_matter(rng: random.Random, seeds: list[int]) -> None:
    articles = [article("T", " ".join(prose(s, 50)), outlet=str(i)) for i, s in enumerate(seeds)]
    shuffled = rng.sample(articles, len(articles))
    assert found(*articles) == found(*shuffled)
    assert len(found(*articles).duplicate_of) == len(seeds) - len(set(seeds))
