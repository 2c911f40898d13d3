"""Every rule by its name: what it makes of a sentence, and which look-alikes it leaves."""

from __future__ import annotations

import pytest
from rule_tables import FIRES, INNOCENT, LEAVES, Fires

from analysis.article import Article
from analysis.language.parse import lexicon
from analysis.language.pipeline import Analyser
from analysis.records import Accusation

PATTERNS = ("person", "deed", "swapped", "clause", "own", "noun")


def names_of_rules() -> list[str]:
    """The rules of the lexicon by name."""
    made = ["judgement"]
    for pattern in PATTERNS:
        for frame in lexicon("accusing")[pattern]:
            partner = f" {frame['with']}" if "with" in frame else ""
            made += [f"{pattern}/{word}{partner}" for word in frame.get("verbs", frame.get("nouns", []))]
    return made


@pytest.fixture(scope="module")
def found(analyser: Analyser) -> dict[str, list[Accusation]]:
    """Sentence → its records; all sentences are analysed in one stream."""
    sentences = dict.fromkeys([*(f.sentence for f in FIRES), *(s.sentence for s in LEAVES), *INNOCENT])
    made = analyser.stream(Article(str(i), "", s) for i, s in enumerate(sentences))
    return {article.text: records.accusations for article, records in made}


@pytest.mark.parametrize("case", FIRES, ids=lambda c: f"{c.rule}: {c.sentence}")
def test_fires(case: Fires, found: dict[str, list[Accusation]]) -> None:
    records = found[case.sentence]
    assert [r.rule for r in records] == [case.rule]
    (record,) = records
    said = (record.accuser.text, record.accused.text, record.charge, record.act, record.certainty, record.voice)
    assert said == tuple(case[2:])


@pytest.mark.parametrize("sentence", [s.sentence for s in LEAVES] + INNOCENT)
def test_leaves_look_alikes(sentence: str, found: dict[str, list[Accusation]]) -> None:
    assert [(r.rule, r.accused.text, r.charge) for r in found[sentence]] == []


@pytest.mark.parametrize("rule", names_of_rules())
def test_every_rule_has_sentences_that_fire_and_look_alikes(rule: str) -> None:
    assert rule in {f.rule for f in FIRES}
    assert rule in {s.rule for s in LEAVES}


def test_tables_name_only_rules_that_exist() -> None:
    assert {f.rule for f in FIRES} | {s.rule for s in LEAVES} == set(names_of_rules())


@pytest.mark.parametrize("pattern", [*PATTERNS, "judgement"])
def test_examples_in_the_lexicon_hold(pattern: str, analyser: Analyser) -> None:
    frames = lexicon("accusing")[pattern]
    examples = [f["example"] for f in (frames if isinstance(frames, list) else [frames])]
    for _, records in analyser.stream(Article(str(i), "", e) for i, e in enumerate(examples)):
        assert records.accusations and records.accusations[0].rule.startswith(pattern)
