"""The figures, on cases small enough to count by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analysis import evaluate
from analysis.errors import InputError
from analysis.evaluation import complete, directed, quotations, roles
from analysis.evaluation.counts import Report, Tally, show

Json = dict[str, Any]


def record(**given: Any) -> Json:
    """A record of the first sentence, with what is given."""
    base: Json = {"start": 0, "end": 50, "sentence": "", "accuser": "Velin", "accused": "Tesk", "charge": "selling army fuel"}
    base |= {"act": "allege", "certainty": "asserted", "voice": "named", "quote": "indirect", "rule": "r", "confidence": 0.8}
    return base | given


def counted(gold: list[Json], made: list[Json]) -> Report:
    """The report of one article."""
    return complete.score([{"id": "a", "text": "", "records": gold}], {"a": {"records": made}}, "t")


def counts(report: Report, section: str, name: str) -> tuple[int, ...]:
    """right, predicted, gold."""
    figure = report.sections[section][name].figures()
    return tuple(figure[k] for k in ("right", "predicted", "gold"))


@pytest.mark.parametrize(
    ("gold", "made", "found", "both", "full"),
    [
        ([record()], [record()], (1, 1, 1), 1, 1),
        ([record()], [], (0, 0, 1), 0, 0),
        ([], [record()], (0, 1, 0), 0, 0),
        ([record()], [record(act="charge")], (1, 1, 1), 1, 0),
        ([record()], [record(accuser="Moro")], (1, 1, 1), 0, 0),
        ([record()], [record(charge="arson")], (1, 1, 1), 1, 0),
        ([record()], [record(accused="Moro")], (1, 1, 1), 0, 0),  # paired by the charge
        ([record()], [record(accused="Moro", charge="arson")], (0, 1, 1), 0, 0),
        ([record()], [record(start=50, end=90)], (0, 1, 1), 0, 0),  # another sentence
        ([record()], [record(), record()], (1, 2, 1), 1, 1),  # one to one
        ([record(accuser="he", accuser_name="Ada Velin")], [record(accuser="Velin")], (1, 1, 1), 1, 1),
        ([record(accuser=None)], [record(accuser=None)], (1, 1, 1), 1, 1),
        ([record(accuser=None)], [record()], (1, 1, 1), 0, 0),
        ([record(optional=True)], [record()], (0, 0, 0), 0, 0),
        ([record(optional=True)], [], (0, 0, 0), 0, 0),
        ([record(alt={"act": "charge"})], [record(act="charge")], (1, 1, 1), 1, 1),
    ],
)
def test_records_are_paired_and_counted(
    gold: list[Json], made: list[Json], found: tuple[int, ...], both: int, full: int
) -> None:
    report = counted(gold, made)
    assert counts(report, "records", "found") == found
    assert counts(report, "records", "tuple")[0] == both
    assert counts(report, "records", "full")[0] == full


@pytest.mark.parametrize(
    ("x", "y", "same"),
    [
        ("Tesk", "Colonel Radu Tesk", True),
        ("Tesk", "Tesk's forces", False),
        ("Tesk’s forces", "Radu Tesk’s forces", True),
        ("the ministry", "The Ministry", True),
        ("", "Tesk", False),
        ("the", "the", False),
    ],
)
def test_parties_are_alike(x: str, y: str, same: bool) -> None:
    assert complete.alike(x, y) is same
    assert complete.alike(y, x) is same


def test_errors_name_what_is_missed_and_wrong_with_the_sentence() -> None:
    report = counted([record(sentence="Velin accused Tesk.")], [record(accused="Moro", charge="arson", sentence="Moro was accused.")])
    assert [e.split()[0] for e in report.errors] == ["MISSED", "WRONG"]
    assert "Velin accused Tesk." in report.errors[0] and "Moro was accused." in report.errors[1]


@pytest.mark.parametrize(
    ("gold", "made", "acts"),
    [
        ([record()], [record()], {"allege": (1, 1, 1)}),
        ([record()], [record(act="charge")], {"allege": (0, 0, 1), "charge": (0, 1, 0)}),
        ([record(alt={"act": "charge"})], [record(act="charge")], {"charge": (1, 1, 1)}),
        ([record(alt={"act": "charge"})], [], {"allege": (0, 0, 1)}),
        ([record(optional=True)], [record()], {}),
    ],
)
def test_an_acts_precision_and_recall_are_of_records_with_that_act(
    gold: list[Json], made: list[Json], acts: dict[str, tuple[int, ...]]
) -> None:
    report = counted(gold, made)
    found = {act: counts(report, "by act: found with the act right", act) for act in report.sections["by act: found with the act right"]}
    assert found == acts
    assert all(right <= predicted and right <= wanted for right, predicted, wanted in found.values())


def test_confidence_is_set_against_the_share_found() -> None:
    report = counted([record()], [record(confidence=0.85), record(confidence=0.85, accused="Moro", charge="arson")])
    (figure,) = report.sections["confidence (mean) → share found"].values()
    assert figure.figures() == {"share": 0.5, "part": 1, "whole": 2}


def accusation(**given: Any) -> Json:
    """An accusation in a sentence."""
    return {"accuser": "Velin", "accused": "Tesk", "charge": "theft", "act": "allege", "tier": "accuse"} | given


@pytest.mark.parametrize(
    ("gold", "made", "tuples"),
    [
        ([accusation()], [accusation()], (1, 1, 1)),
        ([accusation()], [accusation(accused="the mayor")], (0, 1, 1)),
        ([accusation()], [accusation(accused=None)], (0, 0, 1)),
        ([accusation(accused=None)], [accusation()], (0, 1, 0)),
        ([accusation()], [accusation(), accusation(accused="Moro")], (1, 2, 1)),
        ([accusation(unlabelled=["accused"])], [accusation()], (0, 0, 0)),
        ([accusation(accused_span=[0, 4])], [accusation(accused_span=[9, 13])], (0, 1, 1)),  # another place
        ([accusation(accused="by the police")], [accusation(accused="police")], (1, 1, 1)),
        ([], [accusation()], (0, 1, 0)),
    ],
)
def test_roles_are_counted(gold: list[Json], made: list[Json], tuples: tuple[int, ...]) -> None:
    report = roles.score([{"id": 1, "text": "", "accusations": gold}], {1: {"records": made}}, "t")
    assert counts(report, "all tiers", "tuple") == tuples


def test_sentences_with_another_tier_alone_are_left_out() -> None:
    gold = [
        {"id": 1, "text": "", "accusations": [accusation(tier="criticise")]},
        {"id": 2, "text": "", "accusations": [accusation()]},
    ]
    report = roles.score(gold, {1: {"records": [accusation()]}, 2: {"records": [accusation()]}}, "t")
    assert counts(report, "tier accuse", "tuple") == (1, 1, 1)
    assert counts(report, "all tiers", "tuple") == (2, 2, 2)


def test_false_alarms_are_counted_on_sentences_without_accusation() -> None:
    gold = [{"id": i, "text": "", "accusations": []} for i in range(4)]
    report = roles.score(gold, {0: {"records": [accusation(), accusation()]}}, "t")
    alarms = report.sections["false alarms (sentences without accusation)"]["with a record"]
    assert alarms.figures() == {"share": 0.25, "part": 1, "whole": 4}


def stance(holder: str, target: str, polarity: str = "negative") -> Json:
    """A stance without places."""
    return {"holder": holder, "target": target, "polarity": polarity}


@pytest.mark.parametrize(
    ("label", "stances", "pairs"),
    [
        ("negative p->q", [stance("Velin", "Tesk")], (1, 1, 1)),
        ("negative p->q", [stance("Tesk", "Velin")], (0, 1, 1)),
        ("negative q->p", [stance("Tesk", "Velin")], (1, 1, 1)),
        ("negative p->q", [stance("Velin", "Tesk", "positive")], (0, 0, 1)),
        ("negative p->q", [stance("Velin", "Moro")], (0, 0, 1)),
        ("neutral", [stance("Velin", "Tesk"), stance("Velin", "Tesk")], (0, 1, 0)),
        ("positive p->q", [], (0, 0, 0)),
    ],
)
def test_directed_pairs_are_counted(label: str, stances: list[Json], pairs: tuple[int, ...]) -> None:
    sentence = {"id": 1, "text": "Velin and Tesk", "p": "Velin", "p_span": [0, 5], "q": "Tesk", "q_span": [10, 14], "sentiment": label}
    report = directed.score([sentence], {1: {"stances": stances}}, "t")
    assert counts(report, "negative stances", "directed pairs") == pairs


TEXT = "“The mill burned,” said Velin. Tesk denied it."


def quote(start: int, end: int, speaker: str | None, **given: Any) -> Json:
    """A quotation of TEXT[start:end]."""
    return {"content": TEXT[start:end], "content_span": [start, end], "speaker": speaker, "kind": "direct"} | given


@pytest.mark.parametrize(
    ("made", "attributions", "contents"),
    [
        ([quote(1, 16, "Velin")], (1, 1, 1), (1, 1, 1)),
        ([quote(0, 18, "Velin")], (1, 1, 1), (1, 1, 1)),  # quotation marks are not counted
        ([quote(1, 16, "Tesk")], (0, 1, 1), (1, 1, 1)),
        ([quote(1, 16, None)], (0, 0, 1), (1, 1, 1)),
        ([quote(1, 5, "Velin")], (0, 1, 1), (0, 1, 1)),  # less than half of the characters
        ([quote(1, 16, "Velin"), quote(1, 16, "Velin")], (1, 2, 1), (1, 2, 1)),
    ],
)
def test_attributions_are_counted(made: list[Json], attributions: tuple[int, ...], contents: tuple[int, ...]) -> None:
    report = quotations.score([{"id": 1, "text": TEXT, "quotes": [quote(1, 16, "Velin")]}], {1: {"quotes": made}}, "t")
    assert counts(report, "attributions", "attribution") == attributions
    assert counts(report, "attributions", "content") == contents


def test_tally_of_nothing_is_nought() -> None:
    assert (Tally().precision, Tally().recall, Tally().f1) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ({"id": 1, "text": "", "records": []}, evaluate.Form.COMPLETE),
        ({"id": 1, "text": "", "quotes": []}, evaluate.Form.QUOTES),
        ({"id": 1, "text": "", "accusations": []}, evaluate.Form.ROLES),
        (
            {"id": 1, "text": "", "accusations": [], "p": "", "q": "", "p_span": [], "q_span": [], "sentiment": ""},
            evaluate.Form.DIRECTED,
        ),
    ],
)
def test_forms_are_known_by_their_keys(line: Json, form: evaluate.Form) -> None:
    assert evaluate.form_of(line) == form


@pytest.mark.parametrize(
    "content",
    ["", "[]\n", "{\n", '{"id": 1}\n', '{"id": 1, "text": "", "quotes": []}\n{"id": 2, "text": "", "records": []}\n'],
)
def test_unknown_or_broken_labels_are_named(content: str, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError):
        evaluate.read(path)


def test_a_file_is_measured_from_end_to_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Marta Velin accused Radu Tesk of selling army fuel."
    gold = record(end=len(text), sentence=text, accuser="Marta Velin", accused="Radu Tesk")
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({"id": "x", "text": text, "records": [gold]}), encoding="utf-8")
    evaluate.main([path], errors=True, as_json=True)
    (made,) = json.loads(capsys.readouterr().out)
    assert made["figures"]["records"]["full"]["f1"] == 1.0
    assert made["title"].startswith("gold.jsonl: whole articles, 1 texts")


def test_reports_are_shown_in_columns() -> None:
    lines = show(counted([record()], [record()])).splitlines()
    assert any(line.split()[:4] == ["found", "1.000", "1.000", "1.000"] for line in lines)
