"""Claims and threads: which mentions are one accusation, what answers what, how a claim stands."""

from __future__ import annotations

import runpy
from pathlib import Path

import pandas as pd
import pytest
from corpus_builders import accusation, article, tables

from analysis import corpus
from analysis.charges import Weights, terms
from analysis.records import Act, Certainty
from analysis.tables import Tables

ROOT = Path(__file__).resolve().parents[2]

BODY = "Yusef Amberi accused Orhan Belkadi of letting prisoners escape from Sarn to the western coast."
TITLE = "Amberi accuses Belkadi of facilitating prisoners’ break-out of Sarn"


def seed() -> tuple:  # type: ignore[type-arg]
    """An article whose title and body report one accusation."""
    of = article(TITLE, BODY)
    full = {"accuser_name": "Yusef Amberi", "accused_name": "Orhan Belkadi"}
    title = accusation(of, TITLE, "Amberi", "Belkadi", "facilitating prisoners’ break-out of Sarn", **full)
    body = accusation(
        of, BODY, "Yusef Amberi", "Orhan Belkadi", "letting prisoners escape from Sarn to the western coast"
    )
    return of, [title, body]


def assembled(*found: tuple) -> Tables:  # type: ignore[type-arg]
    """The corpus of articles and their accusations."""
    return corpus.assemble(tables(found))


def said(day: str, outlet: str, accuser: str | None, accused: str, charge: str | None, act: Act = Act.ALLEGE,
         certainty: Certainty = Certainty.ASSERTED) -> tuple:  # type: ignore[type-arg]  # fmt: skip
    """An article of a day that holds one record."""
    sentence = f"{accuser or 'It'} spoke of {accused} and {charge or 'nothing'} at length, {outlet} has learned."
    of = article(f"News of {day}", sentence, outlet=outlet, day=day)
    return of, [accusation(of, sentence, accuser, accused, charge, act, certainty)]


def test_title_and_body_mention_one_claim() -> None:
    claims = assembled(seed()).claims
    assert list(claims["mentions"]) == [2]
    assert claims.loc[0, "charge"] == "letting prisoners escape from Sarn to the western coast"
    assert claims.loc[0, "status"] == "open"


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("stealing the pension money", "theft of pension money", True),
        ("hid corrosion data for two years", "concealed data that showed corrosion", True),
        ("bribing the mayor", "paying kickbacks to the mayor", True),
        ("shelling the hospital", "bombarded the hospital in Derrin", True),
        ("stealing the pension money", "shelling the hospital", False),
        ("leaking her name to newspapers", "tapping her telephone", False),
    ],
)
def test_wordings_of_one_charge_are_one_claim(first: str, second: str, same: bool) -> None:
    made = assembled(
        said("2025-03-04", "A", "Amberi", "Belkadi", first), said("2025-03-09", "B", "Amberi", "Belkadi", second)
    )
    assert len(made.claims) == (1 if same else 2)


@pytest.mark.parametrize(
    ("what", "other"),
    [
        ("another accuser", said("2025-03-05", "B", "Tolle", "Belkadi", "theft of money")),
        ("another accused", said("2025-03-05", "B", "Amberi", "Voss", "theft of money")),
        ("a formal step", said("2025-03-05", "B", "Amberi", "Belkadi", "theft of money", Act.CHARGE)),
        ("a denial", said("2025-03-05", "B", "Amberi", "Belkadi", "theft of money", Act.DENY, Certainty.NEGATED)),
    ],
)
def test_it_is_another_claim_with(what: str, other: tuple) -> None:  # type: ignore[type-arg]
    assert len(assembled(said("2025-03-04", "A", "Amberi", "Belkadi", "theft of money"), other).claims) == 2, what


def test_a_mention_without_its_charge_joins_the_nearest_claim() -> None:
    made = assembled(
        said("2025-03-04", "A", "Amberi", "Belkadi", "theft of money"),
        said("2025-03-20", "A", "Amberi", "Belkadi", "shelling the port"),
        said("2025-03-21", "B", "Amberi", "Belkadi", None),
        said("2025-09-21", "B", "Amberi", "Belkadi", None),
    )
    assert dict(zip(made.claims["charge"].fillna("-"), made.claims["mentions"], strict=True)) == {
        "theft of money": 1,
        "shelling the port": 2,
        "-": 1,
    }


def test_a_wire_copy_is_no_second_outlet() -> None:
    words = " ".join(f"word{i}" for i in range(60))
    sentence = "Amberi accused Belkadi of theft."
    found = []
    for outlet in ("Continental Press Agency", "Kestrin Courier", "Sallum Bay Post"):
        of = article("Theft", sentence, words, outlet=outlet)
        found.append((of, [accusation(of, sentence, "Amberi", "Belkadi", "theft")]))
    own = said("2025-03-05", "Delta Monitor", "Amberi", "Belkadi", "theft")
    claim = assembled(*found, own).claims.iloc[0]
    assert (claim["mentions"], claim["articles"], claim["outlets"]) == (4, 4, 2)


NO = Certainty.NEGATED
FIRST = ("2025-03-04", "A", "Amberi", "Belkadi", "theft of army fuel")


@pytest.mark.parametrize(
    ("answer", "status", "answered"),
    [
        (("2025-03-05", "B", "Belkadi", "Belkadi", "theft of army fuel", Act.DENY, NO), "denied", True),
        (("2025-03-05", "B", "Belkadi", "Belkadi", None, Act.DENY, NO), "denied", True),
        (("2025-03-05", "B", "Belkadi", "Amberi", "spreading lies", Act.ALLEGE), "answered", True),
        (("2025-03-05", "B", "Belkadi", "Belkadi", "stole army fuel", Act.ADMIT), "admitted", True),
        (("2025-03-05", "B", "police", "Belkadi", "theft of army fuel", Act.INVESTIGATE), "investigated", False),
        (("2025-03-05", "B", "a fuel company", "Belkadi", "theft of fuel", Act.LAWSUIT), "sued", False),
        (("2025-03-05", "B", "prosecutors", "Belkadi", "theft of army fuel", Act.CHARGE), "charged", False),
        (("2025-06-05", "B", "a court", "Belkadi", "theft of army fuel", Act.VERDICT), "convicted", False),
        (("2025-06-05", "B", "a court", "Belkadi", "theft of army fuel", Act.VERDICT, NO), "cleared", False),
        (("2025-03-05", "B", "Belkadi", "Belkadi", "shelling a hospital", Act.DENY, NO), "open", False),
        (("2025-03-03", "B", "Belkadi", "Belkadi", "theft of army fuel", Act.DENY, NO), "open", False),
        (("2025-09-05", "B", "Belkadi", "Belkadi", None, Act.DENY, NO), "open", False),
        (("2025-03-05", "B", "Belkadi", "Voss", "spreading lies", Act.ALLEGE), "open", False),
    ],
)
def test_an_answer_makes_the_standing_of_a_claim(answer: tuple, status: str, answered: bool) -> None:  # type: ignore[type-arg]
    made = assembled(said(*FIRST), said(*answer))
    claim = made.claims[made.claims["charge"] == FIRST[4]]
    claim = claim[claim["act"] == Act.ALLEGE].iloc[0]
    assert (claim["status"], claim["answered"]) == (status, answered)
    linked = made.accusations[made.accusations["answers"].notna()]
    assert list(linked["answers"]) == ([claim["claim_id"]] if status != "open" else [])
    assert (made.claims["thread_id"].nunique() == 1) == (status != "open")


def test_the_last_verdict_stands() -> None:
    steps = [
        ("2025-04-01", "B", "prosecutors", "Belkadi", "theft of army fuel", Act.CHARGE),
        ("2025-06-05", "B", "a court", "Belkadi", "theft of army fuel", Act.VERDICT),
        ("2025-09-05", "B", "an appeal court", "Belkadi", "theft of army fuel", Act.VERDICT, NO),
    ]
    claims = assembled(said(*FIRST), *(said(*s) for s in steps)).claims
    assert set(claims.loc[claims["act"] != Act.VERDICT, "status"]) == {"cleared"}
    assert claims["thread_id"].nunique() == 1


def test_assembling_is_idempotent_and_blind_to_order() -> None:
    found = [
        seed(),
        said(*FIRST),
        said("2025-03-05", "B", "Belkadi", "Belkadi", None, Act.DENY, NO),
        said("2025-03-07", "C", None, "Voss", None, Act.CHARGE),
    ]
    local = tables(found)
    once = corpus.assemble(local)
    doubled = Tables(**{name: pd.concat([f, f[::-1]], ignore_index=True) for name, f in local.items()})
    for other in (corpus.assemble(tables(found[::-1])), corpus.assemble(once), corpus.assemble(doubled)):
        for (name, a), (_, b) in zip(once.items(), other.items(), strict=True):
            pd.testing.assert_frame_equal(a, b, obj=name)


def test_weights_make_rare_words_tell() -> None:
    charges = [terms(f"attack on village {i}") for i in range(50)] + [
        terms("attack on the refinery"),
        terms("refinery attack"),
    ]
    weights = Weights(charges)
    assert weights.alike(terms("refinery attack"), terms("attack on the refinery")) == pytest.approx(1.0)
    assert weights.alike(terms("attack on village 3"), terms("refinery attack")) < 0.34
    assert weights.alike(frozenset(), terms("theft")) == 0


def test_grouping_on_the_labelled_sample() -> None:
    """Measured: precision .98, recall .75 (bench/claims.py); these floors may rise."""
    bench = runpy.run_path(str(ROOT / "bench" / "claims.py"))
    precision, recall = bench["score"](bench["found_pairs"](bench["labelled_tables"]()), bench["true_pairs"]())
    assert precision >= 0.93
    assert recall >= 0.72
