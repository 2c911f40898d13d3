"""What makes a source, what does not, and the chain of voices behind a sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from analysis.article import Article
from analysis.language import names, quotes, sources
from analysis.language.quotes_model import Model
from analysis.records import SourceUse

Parse = Callable[[str], Doc]

MEDIA = [
    ("The minister told Shoreline FM that the port would close.", [("Shoreline FM", True)]),
    ("Maria Keller denied it in an interview with the Kestrin Courier.", [("Kestrin Courier", True)]),
    ("Speaking to Radio Tessaly on Friday, Keller called the report absurd.", [("Radio Tessaly", True)]),
    ("The deal has collapsed, according to the Tessaly Herald.", [("Tessaly Herald", False)]),
    ("Belmora Television reported that four ships had sunk.", [("Belmora Television", False)]),
    ("The Sallum Post quoted Keller as saying that she would resign.", [("Sallum Post", False)]),
    ("In remarks carried by Belmora News Agency, he threatened the strikers.", [("Belmora News Agency", True)]),
    ("He made the claim in a statement published by the Delta Monitor.", [("Delta Monitor", True)]),
    ("A local radio station reported that the bridge had fallen.", [("A local radio station", False)]),
    ("The mayor told Channel 9 that nobody was hurt.", [("Channel 9", True)]),
    ("The mayor sued the Kestrin Courier for libel.", []),
    ("She bought shares of Belmora Television last year.", []),
    ("The editor of the Delta Monitor was arrested.", []),
    ("He told reporters that he was innocent.", []),
    ("The strike closed the Anwen Post Office for a week.", []),
    ("The agency was founded in 1990.", []),
    ("The radio said nothing new.", []),
    ("The committee met at Herald Square.", []),
]


@pytest.mark.parametrize(("text", "expected"), MEDIA, ids=[m[0][:40] for m in MEDIA])
def test_media(parse: Parse, text: str, expected: list[tuple[str, bool]]) -> None:
    doc = parse(text)
    assert [(m.name, m.spoken) for m in sources.media(doc, names.resolve(doc))] == expected


DATELINES = [
    ("KESTRIN (CPA) – The council met on Monday.", "CPA"),
    ("PORT ANWEN, Nov. 19 (Continental Press Agency) — The ferry sank.", "Continental Press Agency"),
    ("BELMORA (Tessaly Wire) - The trial began.", "Tessaly Wire"),
    ("(CPA) -- Two men were held.", "CPA"),
    ("The council (which met on Monday) – rose late.", None),
    ("Kestrin (the capital) - it rained.", None),
    ("He joined the Union of Dockers (UD) in May.", None),
]


@pytest.mark.parametrize(("text", "agency"), DATELINES, ids=[d[0][:30] for d in DATELINES])
def test_dateline_credits_an_agency(parse: Parse, text: str, agency: str | None) -> None:
    uses = _find(parse, text, outlet=None)
    assert [u.name for u in uses if u.role == "medium"] == ([agency] if agency else [])


def test_byline_of_an_agency_is_a_medium_that_stands_nowhere(parse: Parse) -> None:
    uses = _find(parse, "The council met.", authors=("Continental Press Agency", "Maria Keller"))
    assert [(u.name, u.start) for u in uses if u.role == "medium"] == [("Continental Press Agency", None)]


def test_outlet_is_publisher_and_no_medium_of_its_own(parse: Parse) -> None:
    uses = _find(parse, "Keller told the Kestrin Courier that she would stay.", outlet="The Kestrin Courier")
    assert ("The Kestrin Courier", "outlet", "publisher") in {(u.name, u.kind, u.role) for u in uses}
    assert not [u for u in uses if u.role == "medium"]


SPEAKERS = [
    ("Maria Keller said that the port would close.", ("Maria Keller", "person", True)),
    ("Two officials said that the port would close.", ("Two officials", "group", False)),
    ("Residents said that the water was black.", ("Residents", "group", False)),
    ("According to prosecutors, the money went abroad.", ("prosecutors", "group", False)),
]


@pytest.mark.parametrize(("text", "expected"), SPEAKERS, ids=[s[0][:30] for s in SPEAKERS])
def test_speakers(parse: Parse, model: Model, text: str, expected: tuple[str, str, bool]) -> None:
    uses = [u for u in _find(parse, text, model=model) if u.role == "speaker"]
    assert [(u.name, u.kind, u.named) for u in uses] == [expected]


def test_a_pronoun_nobody_can_resolve_is_no_source(parse: Parse, model: Model) -> None:
    assert not [u for u in _find(parse, "They said that it was over.", model=model) if u.role == "speaker"]


CHAIN = (
    "Keller blames navy for sinking\n\n"
    "KESTRIN (CPA) – The fishermen's spokeswoman, Maria Keller, has accused the navy of sinking two boats.\n\n"
    "Speaking to Radio Tessaly on Monday, Keller added that the crews had been beaten.\n\n"
    "The navy burned the harbour under the pretext of a search."
)


@pytest.mark.parametrize(
    ("sentence", "medium"),
    [
        ("Speaking to Radio Tessaly", "CPA ← Radio Tessaly"),
        ("KESTRIN (CPA)", "CPA ← Radio Tessaly"),
        ("The navy burned", "CPA"),
    ],
)
def test_chain_of_voices(parse: Parse, sentence: str, medium: str) -> None:
    doc = parse(CHAIN)
    found = names.resolve(doc, CHAIN.index("KESTRIN"))
    start = CHAIN.index(sentence)
    end = CHAIN.find("\n", start)
    end = len(CHAIN) if end < 0 else end
    assert sources.medium_of(doc, found, quotes.find(doc, found), start, end) == medium


def test_no_medium(parse: Parse) -> None:
    text = "Keller accused the navy of sinking two boats."
    doc = parse(text)
    assert sources.medium_of(doc, names.resolve(doc), [], 0, len(text)) is None


def _find(
    parse: Parse,
    text: str,
    outlet: str | None = "Belmora Tribune",
    authors: tuple[str, ...] = (),
    model: Model | None = None,
) -> list[SourceUse]:
    doc = parse(text)
    found = names.resolve(doc)
    article = Article("a1", "", text, outlet=outlet, authors=authors)
    return sources.find(article, doc, found, quotes.find(doc, found, model))
