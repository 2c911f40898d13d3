"""Names within one article: who is meant by a name, a pronoun or a description."""

from __future__ import annotations

import functools
from itertools import pairwise

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from analysis.language.names import Names, resolve
from analysis.records import Kind
from analysis.settings import Settings

ARTICLE = """Spokesman accuses Varro of opening the prison

The spokesman of the Northern Army, Colonel Hamid Al-Tarsi, accused Field Marshal Idris Varro of opening the prison. \
Varro's forces had lied, he said. "I saw them," Al-Tarsi said.

Mr. Varro denied the claim. The colonel, who spoke on Radio Shore, said Moscow backed the field marshal and his forces. \
Russia declined to comment. The Ministry of Justice (MOJ) said the ministry would look into it.

Jane Brandt, a lawyer, said she would sue. "We trust her," Oskar Venn Jr. said of Brandt. Oskar Venn was not there."""


@functools.cache
def nlp() -> Language:
    return spacy.load(Settings().spacy_model)


@functools.cache
def names(text: str = ARTICLE) -> Names:
    return resolve(nlp()(text), text.find("\n\n") + 2 if "\n\n" in text else 0)


def meant(words: str, after: str = "", text: str = ARTICLE) -> str | None:
    """The name of the party that `words` (the first ones after `after`) mean."""
    start = text.index(words, text.index(after))
    return names(text).name_of(start, start + len(words))


@pytest.mark.parametrize(
    ("words", "after", "name"),
    [
        ("Varro", "accuses", "Idris Varro"),
        ("Field Marshal Idris Varro", "", "Idris Varro"),
        ("Mr. Varro", "", "Idris Varro"),
        ("Al-Tarsi", "saw", "Hamid Al-Tarsi"),
        ("The spokesman of the Northern Army, Colonel Hamid Al-Tarsi", "", "Hamid Al-Tarsi"),
        ("Varro's forces", "", "Idris Varro's forces"),
        ("I", '"', "Hamid Al-Tarsi"),
        ("The colonel", "", "Hamid Al-Tarsi"),
        ("who", "The colonel", "Hamid Al-Tarsi"),
        ("his forces", "", "Idris Varro's forces"),
        ("Moscow", "", "Russia"),
        ("MOJ", "", "Ministry of Justice"),
        ("the ministry", "MOJ", "Ministry of Justice"),
        ("she", "lawyer", "Jane Brandt"),
        ("Brandt", "said of", "Jane Brandt"),
        ("Oskar Venn Jr.", "", "Oskar Venn Jr."),
        ("Oskar Venn", "said of", "Oskar Venn"),
    ],
)
def test_meant(words: str, after: str, name: str) -> None:
    assert meant(words, after) == name


def test_possessed_group_is_not_its_owner() -> None:
    assert meant("Varro's forces") != meant("Varro", "accuses")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Dana Quill and Rhea Szell", "Dana Quill and Rhea Szell"),
        ("Quill and Szell", "Dana Quill and Rhea Szell"),
    ],
)
def test_parties_named_together_stay_together(words: str, name: str) -> None:
    text = "Dana Quill and Rhea Szell met on Monday. The mayor blamed Quill and Szell for the fire."
    assert meant(words, text=text) == name


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Idris Varro", Kind.PERSON),
        ("Ministry of Justice", Kind.ORGANISATION),
        ("Russia", Kind.PLACE),
        ("nobody of the kind", None),
    ],
)
def test_kinds(name: str, kind: Kind | None) -> None:
    assert names().kind_of(name) == kind


def test_us_is_no_pronoun() -> None:
    text = "Tessaly said the US lied to Belmora. US troops left the port."
    assert meant("US", text=text) in ("US", "United States")


def test_namesakes_of_two_genders_stay_apart() -> None:
    text = "Karl Trandt met Anna Trandt in Sarn. Mr. Trandt blamed the bank. Mrs. Trandt blamed the mayor."
    assert meant("Mr. Trandt", text=text) == "Karl Trandt"
    assert meant("Mrs. Trandt", text=text) == "Anna Trandt"


def test_party_keeps_words_and_span() -> None:
    start = ARTICLE.index("Mr. Varro")
    party = names().party(start, start + 9)
    assert (party.text, party.span, party.name) == ("Mr. Varro", (start, start + 9), "Idris Varro")


HARD = [
    "",
    " ",
    "\n\n",
    "\x00\x01\x1f",
    "““““",
    "HE SAID SHE SAID THAT VARRO ACCUSES MOSCOW",
    "он сказал Путин",
    "قال إن الجيش كذب",
    "he " * 300,
    "Al-",
    "- - -",
    "mr mrs dr",
    "“I",
]


@pytest.mark.parametrize("model", ["loaded", "blank"])
@pytest.mark.parametrize("text", HARD)
def test_hard_text_never_fails(text: str, model: str) -> None:
    doc = (nlp() if model == "loaded" else spacy.blank("en"))(text)
    found = resolve(doc, 3)
    for start in range(0, len(text) + 1, 7):
        for end in (start, start + 1, start + 5, len(text)):
            found.name_of(start, end)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from([*ARTICLE.split(), "\n\n", "“", "”", "’s", "-", "they", "THE", "Müller", "\u202e"]), max_size=60
    )
)
def test_mentions_point_at_their_text_in_order_and_apart(words: list[str]) -> None:
    text = " ".join(words)
    found = resolve(nlp()(text)).mentions
    assert all(text[m.start : m.end] == m.surface and m.surface and m.name for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
