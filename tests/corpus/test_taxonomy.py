"""The kind of wrongdoing, by the words of the charge."""

from __future__ import annotations

import re
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.language import taxonomy
from analysis.records import Act
from analysis.settings import DATA

CASES = [
    # charge, act, CAMEO code, PLOVER mode, contexts
    ("taking bribes from a builder", Act.ALLEGE, "1121", "allege", "corruption"),
    ("stealing the pension money", Act.ALLEGE, "1121", "allege", "crime"),
    ("murdering two fishermen", Act.ALLEGE, "1121", "allege", "crime"),
    ("facilitating the escape of a number of prisoners", Act.ALLEGE, "1121", "allege", "crime"),
    ("torturing detainees in Sarn prison", Act.ALLEGE, "1122", "allege", "human_rights"),
    ("shelling the harbour in breach of the ceasefire", Act.ALLEGE, "1123", "allege", "military"),
    ("war crimes in the delta", Act.ALLEGE, "1124", "allege", "crime legal military"),
    ("spying for the Eastern Command", Act.ALLEGE, "1125", "allege", "intelligence legal"),
    ("lying about the spill", Act.ALLEGE, "112", "allege", "misinformation"),
    ("stuffing ballot boxes", Act.ALLEGE, "112", "allege", "election"),
    ("hacked the election servers", Act.ALLEGE, "1121", "allege", "crime cyber election"),
    ("smuggling people over the strait", Act.ALLEGE, "1121", "allege", "crime trafficking"),
    ("sheltering militants of the Grey Falcons", Act.ALLEGE, "112", "allege", "terrorism"),
    ("putting the club last", Act.ALLEGE, "112", "allege", ""),
    ("jailing journalists", Act.CRITICISE, "111", "disapprove", "repression"),
    ("embezzlement", Act.INVESTIGATE, "091", "investigate", "corruption"),
    ("war crimes", Act.INVESTIGATE, "094", "investigate", "crime legal military"),
    ("torture", Act.INVESTIGATE, "092", "investigate", "human_rights"),
    ("the shelling of Derrin", Act.INVESTIGATE, "093", "investigate", "military"),
    ("a missing ledger", Act.INVESTIGATE, "090", "investigate", ""),
    ("arson", Act.CHARGE, "173", "coerce/arrest", "crime legal"),
    ("polluting the river", Act.LAWSUIT, "115", "allege", "crime legal"),
    ("fraud", Act.VERDICT, "116", "disapprove", "crime legal"),
    ("fraud", Act.DENY, "016", None, "crime"),
    ("setting the depot on fire", Act.ADMIT, "015", None, ""),
]


@pytest.mark.parametrize(("charge", "act", "code", "mode", "contexts"), CASES)
def test_the_charge_tells_the_kind(charge: str, act: Act, code: str, mode: str | None, contexts: str) -> None:
    assert taxonomy.classify(charge, f"They spoke of {charge}.", act) == (code, mode, tuple(contexts.split()))


@pytest.mark.parametrize(
    ("charge", "sentence", "act", "code"),
    [
        (None, "Rhun was acquitted on Friday.", Act.VERDICT, None),
        ("theft", "The court cleared Rhun of theft.", Act.VERDICT, None),
        ("theft", "The court found Rhun guilty of theft.", Act.VERDICT, "116"),
        (None, "The villages filed a complaint with the regulator.", Act.LAWSUIT, "114"),
        ("the raids", "Marovia lodged a formal protest over the raids.", Act.ALLEGE, "114"),
        ("the vote", "Wray called for a boycott of Marovia over the vote.", Act.CRITICISE, "113"),
        ("the attack", "He blamed the Falcons for the attack, in which a rocket hit the port.", Act.ALLEGE, "1123"),
        ("neglecting the line for years", "After the bombing he spoke of neglecting it.", Act.ALLEGE, "112"),
    ],
)
def test_the_sentence_helps_where_the_charge_does_not(
    charge: str | None, sentence: str, act: Act, code: str | None
) -> None:
    assert taxonomy.classify(charge, sentence, act)[0] == code


@pytest.mark.parametrize(
    "charge", ["ruining the shellfish season", "losing a spyglass", "policing the port badly", "a tall story"]
)
def test_words_are_matched_whole(charge: str) -> None:
    assert taxonomy.classify(charge, charge, Act.ALLEGE)[0] == "112"


def test_every_code_and_context_of_the_lexicon_is_in_the_taxonomy() -> None:
    lexicon = tomllib.loads((DATA / "lexicons" / "taxonomy.toml").read_text(encoding="utf-8"))
    table = (DATA / "taxonomy.csv").read_text(encoding="utf-8")
    known = set(taxonomy.labels())
    codes = {*lexicon["act"].values(), *(p["code"] for p in lexicon["phrase"])} - {""}
    codes |= {kind[act] for kind in lexicon["kind"].values() for act in ("allege", "investigate")}
    contexts = {*lexicon["context"], *(c for kind in lexicon["kind"].values() for c in kind["contexts"])}
    assert codes <= known
    assert contexts <= set(re.split(r"[,;\n]", table))


def test_every_act_has_a_code() -> None:
    assert set(taxonomy.load().acts) == set(Act)


@settings(deadline=None)
@given(st.text(max_size=200), st.sampled_from(list(Act)))
def test_any_text_gets_a_known_code(charge: str, act: Act) -> None:
    code, _, contexts = taxonomy.classify(charge, charge, act)
    assert code is None or code in taxonomy.labels()
    assert list(contexts) == sorted(set(contexts))
