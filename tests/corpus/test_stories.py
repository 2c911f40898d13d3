"""Stories: articles about one event share an id."""

from __future__ import annotations

import random

import pytest
from corpus_builders import article, tables

from analysis import stories
from analysis.article import Article

SPILL = [
    "Oil from a burst pipeline of Petrovar has blackened the Mirel delta, and fishers in nine villages cannot work.",
    "The Petrovar pipeline under the Mirel burst on Sunday; oil reached the delta’s fishing villages by night.",
    "Fishers of the Mirel delta blame Petrovar after oil from its pipeline killed birds in the reeds.",
]
CUP = [
    "Belmora United won the cup final with a late goal by striker Dario Velm in front of sixty thousand spectators.",
    "Striker Velm’s late goal gave Belmora United the cup; the final drew sixty thousand spectators.",
]
OTHER = [
    "The museum of knots has reopened with a gallery of sailors’ ropes and a workshop for children.",
    "A new timetable lets ferry passengers carry bicycles free of charge on weekdays outside the rush hour.",
    "Bakers say the price of flour rose again, and bread will cost eleven cents more from next week.",
    "A heron was seen nesting on the roof of the customs house, to the delight of schoolchildren.",
]


def grouped(days: dict[str, str | None]) -> dict[str, str | None]:
    """Text → story id, of articles on the given days."""
    articles = {text: article(text[:30], text, day=day) for text, day in days.items()}
    made = tables([(a, []) for a in articles.values()])
    found = stories.group(made.articles, made.mentions)
    return {text: found.get(a.article_id) for text, a in articles.items()}


@pytest.mark.parametrize("day", ["2025-03-04", None])
def test_articles_of_one_event_share_a_story(day: str | None) -> None:
    found = grouped(dict.fromkeys([*SPILL, *CUP, *OTHER], day))
    assert len({found[t] for t in SPILL}) == 1
    assert len({found[t] for t in CUP}) == 1
    assert found[SPILL[0]] is not None
    assert found[SPILL[0]] != found[CUP[0]]
    assert all(found[t] is None for t in OTHER)


def test_an_event_months_later_is_another_story() -> None:
    days = {
        SPILL[0]: "2025-03-04",
        SPILL[1]: "2025-03-05",
        SPILL[2]: "2025-09-05",
        **dict.fromkeys(OTHER, "2025-03-04"),
    }
    found = grouped(days)
    assert found[SPILL[0]] == found[SPILL[1]] is not None
    assert found[SPILL[2]] is None


def test_the_order_of_articles_does_not_matter() -> None:
    made: list[Article] = [
        article(t[:30], t, day=f"2025-03-0{i % 5 + 1}") for i, t in enumerate([*SPILL, *CUP, *OTHER])
    ]
    once = tables([(a, []) for a in made])
    again = tables([(a, []) for a in random.Random(1).sample(made, len(made))])
    assert stories.group(once.articles, once.mentions) == stories.group(again.articles, again.mentions)


def test_no_articles_no_stories() -> None:
    empty = tables([])
    assert stories.group(empty.articles, empty.mentions) == {}
