"""The rows of one article, and what assembling fills in."""

from __future__ import annotations

from dataclasses import replace

import pytest
from corpus_builders import READ, accusation, article, party, tables

from analysis import corpus
from analysis.errors import ContractError
from analysis.records import Act, ArticleRecords, Certainty, Kind, Mention, Party, Quote, QuoteKind, Sentence, SourceUse
from analysis.tables import CONTRACTS, check, empty

SENTENCE = "“He opened the gates,” Yusef Amberi said of Orhan Belkadi."


def one() -> tuple:  # type: ignore[type-arg]
    """An article with a record of every table."""
    of = article("Gates", "KESTRIN (CPA) - Rain fell.", SENTENCE, url="https://a.example/gates")
    record = accusation(of, SENTENCE, "Yusef Amberi", "Orhan Belkadi", "opened the gates")
    content = of.text.index("He opened")
    quote = Quote(
        record.start, record.end, party(of.text, "Yusef Amberi"), "said", None,
        "He opened the gates,", (content, content + 20), QuoteKind.DIRECT,
    )  # fmt: skip
    start = of.text.index("Yusef")
    found = ArticleRecords(
        of.article_id,
        sentences=[Sentence(0, 5, 0, 0.0), Sentence(record.start, record.end, 2, -0.4)],
        mentions=[Mention(start, start + 12, "Yusef Amberi", "Yusef Amberi", Kind.PERSON)],
        quotes=[quote],
        accusations=[record, replace(record)],
        sources=[SourceUse(start, start + 12, "Yusef Amberi", "person", "speaker", True)],
        model="reader 1",
    )
    return of, found


def test_rows_keep_the_place_of_everything() -> None:
    of, found = one()
    made = corpus.rows(of, found, READ)
    mention, accused = made["mentions"][0], made["accusations"][0]
    assert of.text[mention["start"] : mention["end"]] == mention["surface"]
    assert (mention["sentence"], mention["tone"]) == (2, -0.4)
    assert of.text[accused["charge_start"] : accused["charge_end"]] == accused["charge"]
    assert of.text[accused["accused_start"] : accused["accused_end"]] == "Orhan Belkadi"
    assert accused["model"] == "reader 1"
    assert made["quotes"][0]["accusation_id"] == accused["accusation_id"]
    assert made["articles"][0]["medium"] == "CPA"


def test_equal_records_get_ids_of_their_own() -> None:
    made = corpus.rows(*one(), READ)["accusations"]
    assert len({r["accusation_id"] for r in made}) == 2


def test_ids_do_not_change_from_run_to_run() -> None:
    assert corpus.rows(*one(), READ) == corpus.rows(*one(), READ)


@pytest.mark.parametrize(("language", "analysed"), [("en", True), ("en-GB", True), (None, True), ("fr", False)])
def test_other_languages_are_kept_and_marked(language: str | None, analysed: bool) -> None:
    of = replace(article("Titre", "Un texte."), language=language)
    assert corpus.rows(of, ArticleRecords(of.article_id), READ)["articles"][0]["analysed"] is analysed


def test_local_frames_lack_entities_and_assembled_ones_do_not() -> None:
    local = corpus.local_tables([corpus.rows(*one(), READ)])
    assert local.mentions["entity_id"].isna().all()
    with pytest.raises(ContractError):
        check("mentions", local.mentions)
    made = corpus.assemble(local)
    for name, frame in made.items():
        check(name, frame)
    entity = made.mentions.loc[0, "entity_id"]
    assert made.accusations.loc[0, "accuser_id"] == made.quotes.loc[0, "speaker_id"] == entity
    assert made.sources.loc[0, "entity_id"] == entity
    assert entity in set(made.entities["entity_id"])


def test_every_id_points_at_a_row() -> None:
    first = article("Theft", "Amberi accused Belkadi of theft.")
    second = article("No theft", "Belkadi denied theft.", day="2025-03-05")
    made = corpus.assemble(
        tables(
            [
                (first, [accusation(first, "Amberi accused Belkadi of theft.", "Amberi", "Belkadi", "theft")]),
                (
                    second,
                    [
                        accusation(
                            second, "Belkadi denied theft.", "Belkadi", "Belkadi", "theft", Act.DENY, Certainty.NEGATED
                        )
                    ],
                ),
            ]
        )
    )
    claims = set(made.claims["claim_id"])
    assert set(made.accusations["claim_id"]) == claims
    assert set(made.accusations["answers"].dropna()) <= claims
    assert set(made.claims["thread_id"]) <= claims
    assert set(made.claims["accuser_id"].dropna()) <= set(made.entities["entity_id"])


def test_an_article_that_two_parts_hold_stands_once() -> None:
    first = corpus.rows(*one(), READ)
    later = corpus.rows(*one(), READ.replace(month=7))
    made = corpus.assemble(corpus.local_tables([later, first]))
    assert len(made.articles) == 1
    assert made.articles.loc[0, "ingested"] == READ
    assert len(made.accusations) == 2


def test_nothing_in_nothing_out() -> None:
    made = corpus.assemble(empty())
    assert {name: len(frame) for name, frame in made.items()} == dict.fromkeys(CONTRACTS, 0)


def test_a_party_without_words_or_name_has_no_entity() -> None:
    of = article("Theft", "Police spoke of theft.")
    record = accusation(of, "Police spoke of theft.", "Police", None, "theft")
    record.accused = Party()
    made = corpus.assemble(tables([(of, [record])]))
    assert made.accusations["accused_id"].isna().all()
    assert len(made.claims) == 1
