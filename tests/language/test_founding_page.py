"""A page of the kind that the project began with, names and events invented: exactly its accusations, no others."""

from __future__ import annotations

import pytest

from analysis.article import Article, compose
from analysis.language.pipeline import Analyser
from analysis.records import Act, ArticleRecords, QuoteKind, Voice

TITLE = "Al-Amberi accuses Belkadi of arranging smugglers’ flight out of Kestrin"
TEXT, CAPTIONS = compose(
    TITLE,
    [
        "The spokesman of the Unity-backed government’s Defense Ministry, Yusef Al-Amberi, has accused Orhan Belkadi, the leader "
        "of Operation Pride, of facilitating the flight of a number of smugglers from Kestrin into the southern region.",
        "“It is widely feared that the long-wanted smuggler, Abu Rasil Al-Voss, is one of those who ran away from Kestrin.” "
        "Al-Amberi remarked.",
        "“Belkadi’s calls for a march on Sallum are empty noise, he is just talking, as Belkadi himself is a spitting image of "
        "old king Doren.” Al-Amberi added.",
        "Last December, several smugglers pulled out of their camps in Kestrin and were faced with no hindrances by Belkadi’s "
        "forces, whom then were accused by Al-Amberi to have facilitated the movement of those smugglers to the southern region.",
    ],
    ["Belkadi and his forces have destroyed the city of Kestrin under the pretext of fighting smugglers."],
)
EXPECTED = [
    ("Al-Amberi", "Yusef Al-Amberi", "Belkadi", "arranging smugglers’ flight out of Kestrin", Voice.NAMED),
    (None, None, "Belkadi and his forces", "destroyed the city of Kestrin under the pretext of fighting smugglers", Voice.OUTLET),
    (
        "Yusef Al-Amberi",
        "Yusef Al-Amberi",
        "Orhan Belkadi",
        "facilitating the flight of a number of smugglers from Kestrin into the southern region",
        Voice.NAMED,
    ),
    (
        "Al-Amberi",
        "Yusef Al-Amberi",
        "Belkadi’s forces",
        "facilitated the movement of those smugglers to the southern region",
        Voice.NAMED,
    ),
]


@pytest.fixture(scope="module")
def found(analyser: Analyser) -> ArticleRecords:
    """What is found on the page."""
    ((_, records),) = analyser.stream([Article("page", TITLE, TEXT, caption_spans=CAPTIONS)])
    return records


def test_exactly_its_accusations(found: ArticleRecords) -> None:
    made = [(a.accuser.text, a.accuser.name, a.accused.text, a.charge, a.voice) for a in found.accusations]
    assert made == EXPECTED
    assert {a.act for a in found.accusations} == {Act.ALLEGE}


def test_the_speaker_after_the_full_stop_says_the_direct_quotations(found: ArticleRecords) -> None:
    said = [(q.content[:9], q.speaker.name) for q in found.quotes if q.kind == QuoteKind.DIRECT]
    assert said == [("It is wid", "Yusef Al-Amberi"), ("Belkadi’s", "Yusef Al-Amberi")]
