"""Names joined across articles."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pycountry
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.entities import Joined, join
from analysis.entities_aliases import Aliases, read_aliases
from analysis.errors import SettingsError
from analysis.language.names_lexicon import lexicon
from analysis.records import Kind

Row = tuple[str, str, str | None]
"""article_id, name, kind."""
PERSON, BODY, PLACE = "person", "organisation", "place"


def joined(rows: list[Row], aliases: Aliases | None = None, surfaces: dict[str, str] | None = None) -> Joined:
    made = pd.DataFrame(rows, columns=["article_id", "name", "kind"])
    made["surface"] = [(surfaces or {}).get(name) for name in made["name"]]
    return join(made, aliases or Aliases())


def ids(*names: str, kind: str | None = PERSON) -> list[str]:
    """Entity ids of names that stand in one article each."""
    made = joined([(str(n), name, kind) for n, name in enumerate(names)])
    return [made.entity_of[(str(n), name)] for n, name in enumerate(names)]


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("Hamid Al-Targhi", "Hamid al-Targi", "Hamed Eltarghi"), PERSON),
        (("Muammar Gadrafi", "Moammar Qadrafi", "Muammar Kadrafi"), PERSON),
        (("Zoltan Veresky", "Zoltan Vereskyy", "Zoltan Vereskiy"), PERSON),
        (("Michael Quill", "Mike Quill", "Sen. Mike Quill", "Quill"), PERSON),
        (("J. Venn", "Jonas Venn"), PERSON),
        (("Department of Justice", "Justice Department", "US Justice Department", "DOJ"), BODY),
        (("Tessaly Oil Co.", "Tessaly Oil"), BODY),
        (("Russia", "the Kremlin", "Russian", "Russian Federation"), PLACE),
        (("Moscow", "Russia", "Kremlin"), None),
        (("Idris Varro's forces", "Idris Varro’s forces"), None),
    ],
)
def test_one_party(names: tuple[str, ...], kind: str | None) -> None:
    assert len(set(ids(*names, kind=kind))) == 1


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("Anna Trandt", "Karl Trandt"), PERSON),
        (("John Hanson", "John Hansen"), PERSON),
        (("Oskar Venn", "Oskar Venn Jr."), PERSON),
        (("Karl W. Trandt", "Karl H. W. Trandt"), PERSON),
        (("Belmora Bank", "Tessaly Bank"), BODY),
        (("French Ministry of Justice", "Italian Ministry of Justice"), BODY),
        (("Moscow", "Russia"), PLACE),
        (("Idris Varro", "Idris Varro's forces"), None),
        (("North Korea", "South Korea"), PLACE),
    ],
)
def test_two_parties(names: tuple[str, ...], kind: str | None) -> None:
    assert len(set(ids(*names, kind=kind))) == len(names)


def test_a_surname_that_two_bear_stays_its_articles_own() -> None:
    made = joined(
        [("1", "Anna Trandt", PERSON), ("2", "Karl Trandt", PERSON), ("3", "Trandt", PERSON), ("4", "Trandt", PERSON)]
    )
    assert len(set(made.entity_of.values())) == 4


def test_a_surname_means_the_far_better_known_bearer() -> None:
    many: list[Row] = [(str(n), "Anna Trandt", PERSON) for n in range(20)]
    made = joined([*many, ("x", "Karl Trandt", PERSON), ("y", "Trandt", PERSON)])
    assert made.entity_of[("y", "Trandt")] == made.entity_of[("0", "Anna Trandt")]


def test_initials_join_what_an_article_spells_out() -> None:
    rows: list[Row] = [("1", "Mirel River Authority", BODY), ("2", "MRA", BODY)]
    made = joined(rows, surfaces={"Mirel River Authority": "MRA"})
    assert len(set(made.entity_of.values())) == 1
    assert made.entities[0].aliases == ("MRA",)


def test_users_corrections_win() -> None:
    rows: list[Row] = [("1", "Mike Quill", PERSON), ("2", "Michael Quill", PERSON), ("3", "The Owl", PERSON)]
    made = joined(rows, Aliases(same=(("Mike Quill", "The Owl"),), apart=(("Mike Quill", "Michael Quill"),)))
    of = {name: made.entity_of[(a, name)] for a, name, _ in rows}
    assert of["Mike Quill"] == of["The Owl"] != of["Michael Quill"]
    assert "Mike Quill" in made.names().values()


def test_aliases_are_read_from_all_files_that_exist(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('[[same]]\nnames = ["A", "B"]\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text('[[apart]]\nnames = ["C", "D"]\n', encoding="utf-8")
    read = read_aliases(tmp_path / "a.toml", tmp_path / "missing.toml", tmp_path / "b.toml")
    assert read == Aliases((("A", "B"),), (("C", "D"),))


@pytest.mark.parametrize("text", ["[[same", "[[same]]\nname = 1", 'same = "x"'])
def test_a_broken_aliases_file_says_what_it_must_hold(text: str, tmp_path: Path) -> None:
    (tmp_path / "aliases.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"aliases\.toml must hold"):
        read_aliases(tmp_path / "aliases.toml")


NAMES = [
    "Anna Trandt",
    "A. Trandt",
    "Trandt",
    "Karl Trandt",
    "Moscow",
    "Russia",
    "DOJ",
    "Justice Department",
    "'s",
    "",
    "The",
    "Путин",
    "X and Y",
]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("123"), st.sampled_from(NAMES), st.sampled_from([None, *Kind])), max_size=25),
    st.randoms(),
)
def test_every_name_has_one_entity_whatever_the_order(rows: list[Row], shuffle: random.Random) -> None:
    made = joined(rows)
    assert set(made.entity_of) == {(a, name) for a, name, _ in rows}
    known = [e.entity_id for e in made.entities]
    assert len(known) == len(set(known))
    assert set(made.entity_of.values()) <= set(known)
    shuffled = list(rows)
    shuffle.shuffle(shuffled)
    assert joined(shuffled) == made


def test_states_are_states() -> None:
    states = set(lexicon().states.names.values())
    missing = {s for s in states if not _known(s)}
    assert missing <= {"Kosovo", "East Timor", "Ivory Coast", "Cape Verde", "Vatican City", "Turkey", "Democratic Republic of the Congo"}


def _known(name: str) -> bool:
    try:
        return bool(pycountry.countries.search_fuzzy(name))
    except LookupError:
        return False
