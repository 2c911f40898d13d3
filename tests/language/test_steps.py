"""Which formal step the words nearest to a charge tell, and which words the codebook leaves out."""

from __future__ import annotations

import pytest

from analysis.article import Article
from analysis.language import fields
from analysis.language.pipeline import Analyser
from analysis.records import Act
from analysis.settings import Settings


@pytest.mark.parametrize(
    ("sentence", "charge", "act", "cleared"),
    [
        ("Radu Tesk was convicted of fraud.", "fraud", Act.VERDICT, False),
        ("The court found Radu Tesk guilty of selling fuel.", "selling fuel", Act.VERDICT, False),
        ("Brother of slain clerk sentenced to life", None, Act.VERDICT, False),
        ("Radu Tesk was acquitted of fraud.", "fraud", Act.VERDICT, True),
        ("Radu Tesk was found not guilty of fraud.", "fraud", Act.VERDICT, True),
        ("Police arrested Radu Tesk, and a court convicted him of theft.", "theft", Act.VERDICT, False),
        ("Radu Tesk, once convicted of theft, was charged with arson.", "arson", Act.CHARGE, False),
        ("An inquiry into the bank’s fees began.", "fees", Act.INVESTIGATE, False),
        ("Farmers sued the company over the spill.", "the spill", Act.LAWSUIT, False),
        ("Marta Velin spoke of arresting nobody.", "arresting nobody", None, False),
        ("Marta Velin spoke.", None, None, False),
    ],
)
def test_the_nearest_words_tell_the_step(sentence: str, charge: str | None, act: Act | None, cleared: bool) -> None:
    at = sentence.index(charge) if charge else 0
    inside = (at, at + len(charge)) if charge else None
    assert fields.step(sentence, at, inside) == (act, cleared)


@pytest.mark.parametrize(
    ("charge", "after", "left_out"),
    [
        ("a spitting image of the old governor", "", True),
        ("calls for a new wall", " are much ado about nothing", True),
        ("killed four militants in the hills", "", True),
        ("killed four militants and two children", "", False),
        ("killed two children", "", False),
        ("sold the fuel", ", she said", False),
    ],
)
def test_ridicule_and_battle_reports_are_left_out(charge: str, after: str, left_out: bool) -> None:
    assert fields.harmless(charge, after) is left_out


@pytest.mark.parametrize(
    ("before", "charge", "doubtful", "conditional"),
    [
        ("Marta Velin asked whether the bank ", "hid its losses", True, False),
        ("The office is investigating the bank over ", "suspected bribery", True, False),
        ("Marta Velin said the bank ", "hid its losses", False, False),
        ("The clerk was indicted for allegedly ", "hiding the ledger", True, False),
        ("Marta Velin said the bank may have ", "hid its losses", True, False),
        ("The mayor appeared to ", "threaten the clerk", True, False),
        ("Marta Velin said the bank may close because it ", "hid its losses", False, False),
        ("The firm opened an inquiry on suspicion that the clerk ", "hid the ledger", True, False),
        ("If the bank knew, Marta Velin said, it ", "broke the law", False, True),
        ("Marta Velin asked if the bank ", "hid its losses", False, False),
    ],
)
def test_words_of_doubt_before_a_charge(before: str, charge: str, doubtful: bool, conditional: bool) -> None:
    assert (fields.doubtful(before, charge), fields.conditional(before)) == (doubtful, conditional)


@pytest.mark.parametrize(
    ("before", "refuted"),
    [
        ("The court found that the clerk did not ", True),
        ("The inquiry says the mayor wasn’t ", True),
        ("The firm insists that it is no longer ", True),
        ("The clerk was not there, and the mayor ", False),
        ("The inquiry says the mayor ", False),
        ("A former deputy is no longer suspected of ", True),
        ("A former deputy is suspected of ", False),
    ],
)
def test_a_charge_behind_a_not_is_refuted(before: str, refuted: bool) -> None:
    assert fields.refuted(before) is refuted


@pytest.mark.parametrize(
    ("before", "charge", "given"),
    [
        ("An accountant who is charged with ", "balancing the books", True),
        ("The clerk was charged with ", "making false statements", False),
        ("The clerk was charged with ", "carrying a stolen rifle", False),
        ("The clerk was accused of ", "balancing the books badly", False),
    ],
)
def test_a_task_is_no_crime(before: str, charge: str, given: bool, reading: Analyser) -> None:
    doc = reading.nlp(before + charge)
    first = next(t for t in doc if t.idx == len(before))
    assert fields.duty(before, first) is given


@pytest.fixture(scope="module")
def reading() -> Analyser:
    """An analyser with the trained models."""
    return Analyser(Settings())


@pytest.mark.parametrize(
    "sentence",
    [
        "They were the travelling players, admired for their skill, who won the respect of the whole valley.",
        "It would be absurd to complain that Marta Velin chiefly admires skill in a poet.",
        "I came to admire Radu Tesk as a gardener, and his orchards were a source of pleasure to the younger hands.",
    ],
)
def test_a_lone_sentence_of_praise_accuses_nobody(sentence: str, reading: Analyser) -> None:
    ((_, records),) = reading.stream([Article("a", "", sentence)])
    assert [(r.act, r.accused.text) for r in records.accusations] == []
