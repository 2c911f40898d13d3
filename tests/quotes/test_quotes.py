"""Quotations: marks that balance or not, speakers wherever they stand, and text of any kind without failure."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from analysis.language import names, quotes
from analysis.language.quotes_marks import quoted
from analysis.language.quotes_model import Model
from analysis.records import Quote, QuoteKind

Parse = Callable[[str], Doc]

MARKED = [
    ('He said "we lost" and left.', ['"we lost"']),
    ("“We lost,” he said. “We go on.”", ["“We lost,”", "“We go on.”"]),
    ("«Nous partons», he said.", ["«Nous partons»"]),
    ("„Wir gehen“, he said.", ["„Wir gehen“"]),
    ("''We lost,'' he said.", ["''We lost,''"]),
    ("“We lost,“ he said.", ["“We lost,“"]),
    ("The team's coach said it's over.", []),
    ("The players' union and the owners' club met.", []),
    ("He called it a ‘disgrace’ today.", ["‘disgrace’"]),
    ('The 5" pipe and the 7" pipe.', []),
    ("“We lost the first.\n\n“We lost the second,” he said.", ["“We lost the first.", "“We lost the second,”"]),
    ("He left ” at noon.", []),
    ("“We lost, he said.\n\nNobody spoke.", ["“We lost, he said."]),
    ("He said “we lost the\n\ngame. Nobody spoke.", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "stretches"), MARKED, ids=[m[0][:30] or "empty" for m in MARKED])
def test_marks(text: str, stretches: list[str]) -> None:
    assert [text[q.start : q.end] for q in quoted(text)] == stretches


def test_a_quotation_of_several_paragraphs_goes_on() -> None:
    first, second = quoted("“We lost the first.\n\n“We lost the second,” he said.")
    assert (first.closed, first.continues, second.closed, second.continues) == (False, False, True, True)


DIRECT = [
    (
        "“The army shelled the market on Sunday,” Maria Keller said.",
        "Maria Keller",
        "The army shelled the market on Sunday,",
    ),
    (
        '"The army shelled the market on Sunday," said Maria Keller.',
        "Maria Keller",
        "The army shelled the market on Sunday,",
    ),
    (
        "Maria Keller said: “The army shelled the market on Sunday.”",
        "Maria Keller",
        "The army shelled the market on Sunday.",
    ),
    ("“The army shelled the market on Sunday.” Keller remarked.", "Keller", "The army shelled the market on Sunday."),
    ("“The army,” Keller said, “shelled the market on Sunday.”", "Keller", "The army, shelled the market on Sunday."),
    (
        "“They shelled the market,” she said. “Nobody came to help us.”",
        "she",
        "They shelled the market, Nobody came to help us.",
    ),
]


@pytest.mark.parametrize(("text", "speaker", "content"), DIRECT, ids=[d[0][:40] for d in DIRECT])
def test_direct(parse: Parse, model: Model, text: str, speaker: str, content: str) -> None:
    found = [q for q in quotes.find(parse(text), None, model) if q.kind is QuoteKind.DIRECT]
    assert [(q.speaker.text, q.content) for q in found] == [(speaker, content)]


INDIRECT = [
    ("Keller said that the army had shelled the market.", "Keller", "said", "that the army had shelled the market"),
    ("According to the ministry, the port will close.", "the ministry", "According to", "the port will close"),
    ("The port will close, according to the ministry.", "the ministry", "according to", "The port will close"),
    ("The minister resigned, adding that he was tired.", "The minister", "adding", "that he was tired"),
    ("Residents believe the water is poisoned.", "Residents", "believe", "the water is poisoned"),
    ("The minister told reporters that he would resign.", "The minister", "told", "that he would resign"),
]


@pytest.mark.parametrize(("text", "speaker", "cue", "content"), INDIRECT, ids=[d[0][:40] for d in INDIRECT])
@pytest.mark.parametrize("way", ["learned", "rules"])
def test_indirect(parse: Parse, model: Model, way: str, text: str, speaker: str, cue: str, content: str) -> None:
    found = quotes.find(parse(text), None, model if way == "learned" else None)
    assert (speaker, cue, content, QuoteKind.INDIRECT) in [(q.speaker.text, q.cue, q.content, q.kind) for q in found]


NOT_QUOTED = [
    "The rebels took the town on Monday.",
    "The harbour froze and the ferries stayed in port.",
    "The shop charges a fee of ten crowns.",
    "Keller accused the navy of sinking two boats.",
]


@pytest.mark.parametrize("text", NOT_QUOTED)
@pytest.mark.parametrize("way", ["learned", "rules"])
def test_no_quotation(parse: Parse, model: Model, way: str, text: str) -> None:
    assert quotes.find(parse(text), None, model if way == "learned" else None) == []


def test_mixed(parse: Parse, model: Model) -> None:
    text = "Keller said the raid was “a crime against fishermen” and must stop."
    assert [(q.speaker.text, q.kind) for q in quotes.find(parse(text), None, model)] == [("Keller", QuoteKind.MIXED)]


def test_paragraphs_of_one_quotation_keep_its_speaker(parse: Parse, model: Model) -> None:
    text = (
        "“We sailed at dawn and saw the grey boats,” Maria Keller said. “They rammed us twice.\n\n"
        "“Nobody came to help us until the evening.”"
    )
    doc = parse(text)
    found = quotes.find(doc, names.resolve(doc), model)
    assert {q.speaker.name for q in found} == {"Maria Keller"}
    assert "Nobody came to help us until the evening." in " ".join(q.content for q in found)


def test_a_pronoun_gets_its_name(parse: Parse, model: Model) -> None:
    doc = parse("Maria Keller met the crews on Monday. She also said that the navy had lied.")
    found = quotes.find(doc, names.resolve(doc), model)
    assert [(q.speaker.text, q.speaker.name) for q in found] == [("She", "Maria Keller")]


PASSAGE = (
    "Brandt blames Osk for prison break\n\n"
    "The spokesman of the harbour council, Peter Brandt, has accused General Osk of opening the prison gates.\n\n"
    "“It is widely assumed that the smuggler Rolf Tannen is one of those who got away.” Brandt remarked.\n\n"
    "Speaking with Radio Shoreline on Monday, Brandt added that the raid killed several sailors, pointing out "
    "that their families are still waiting for news.\n\n"
    "He also said that the same officers had visited the harbour, offering help to the crews.\n\n"
    "“But we did not talk about it because we have no wish to boast of such help.” Brandt indicated."
)


def test_speaker_after_a_full_stop_and_indirect_speech(parse: Parse, model: Model) -> None:
    doc = parse(PASSAGE)
    found = quotes.find(doc, names.resolve(doc, PASSAGE.index("The spokesman")), model)
    direct = [q for q in found if q.kind is QuoteKind.DIRECT]
    assert [(q.speaker.name, q.cue) for q in direct] == [("Peter Brandt", "remarked"), ("Peter Brandt", "indicated")]
    told = {(q.speaker.name, q.cue) for q in found if q.kind is QuoteKind.INDIRECT and q.speaker.name == "Peter Brandt"}
    assert told >= {("Peter Brandt", "added"), ("Peter Brandt", "pointing out"), ("Peter Brandt", "also said")}


POSTS = [
    (
        "The mayor answered at noon.\n\nThe port was sold behind our backs. https://t.co/xyz pic.twitter.com/abc "
        "— Maria Keller 🌅 (@mkeller) July 19, 2018\n\nNobody else spoke.",
        [("Maria Keller 🌅", "The port was sold behind our backs.")],
    ),
    (
        "The harbour lied to us. And it will again.\n— Peter Brandt (@pb) 3 May 2021\n",
        [("Peter Brandt", "The harbour lied to us. And it will again.")],
    ),
    (
        "One lie. — Maria Keller (@mk) May 3, 2021 Two lies. — Peter Brandt (@pb) May 4, 2021",
        [("Maria Keller", "One lie."), ("Peter Brandt", "Two lies.")],
    ),
    ("— Maria Keller (@mk) May 3, 2021", []),
    ("The line runs from Halden — Maria Keller (born 1960) May 3, 2021.", []),
]


@pytest.mark.parametrize(("text", "said"), POSTS, ids=[p[0][:24] for p in POSTS])
def test_an_embedded_post_is_its_authors_words(parse: Parse, model: Model, text: str, said: list[tuple[str, str]]) -> None:
    found = [q for q in quotes.find(parse(text), None, model) if q.kind is QuoteKind.DIRECT]
    assert [(q.speaker.text, q.content) for q in found] == said
    _holds(text, found)


def test_a_post_that_quotes_somebody_keeps_both(parse: Parse, model: Model) -> None:
    text = "Maria Keller said “the harbour lied to all of us for years.” Shame on them. — Peter Brandt (@pb) May 4, 2021"
    found = {(q.speaker.text, q.kind) for q in quotes.find(parse(text), None, model)}
    assert {("Maria Keller", QuoteKind.DIRECT), ("Peter Brandt", QuoteKind.DIRECT)} <= found


def _holds(text: str, found: list[Quote]) -> None:
    for q in found:
        assert 0 <= q.start < q.end <= len(text)
        assert q.content == " ".join(text[a:b] for a, b in q.parts)
        assert q.content_span == (q.parts[0][0], q.parts[-1][1])
        assert q.content.strip()
        if q.cue_span:
            assert text[slice(*q.cue_span)] == q.cue
        if q.speaker.span:
            assert text[slice(*q.speaker.span)] == q.speaker.text


MARKS = ["“", "”", '"', "'", "‘", "’", "''", "«", "»", "—", "\n", "\n\n", " ", ". ", ", ", ": ", "\x00", "\u200f", "🙂"]
WORDS = [
    "said ",
    "Keller ",
    "He ",
    "according to ",
    "that ",
    "the navy lied ",
    "told ",
    "SAID ",
    "called ",
    "accused ",
    "who ",
]
OTHER_SCRIPTS = ["قال ", "сказал ", "的"]
PIECES = st.lists(st.sampled_from(MARKS + WORDS + OTHER_SCRIPTS), max_size=40)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PIECES)
def test_offsets_point_at_their_text_whatever_the_text(parse: Parse, model: Model, pieces: list[str]) -> None:
    text = "".join(pieces)
    doc = parse(text)
    _holds(text, quotes.find(doc, None, model))
    _holds(text, quotes.find(doc, None, None))


@settings(max_examples=300)
@given(st.text(alphabet="ab .,:\n“”\"'‘’`«", max_size=80))
def test_quoted_stretches_are_in_order_and_apart(text: str) -> None:
    found = quoted(text)
    for q in found:
        assert 0 <= q.start <= q.inner[0] <= q.inner[1] <= q.end <= len(text)
        assert "\n" not in text[q.start : q.end]
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize("way", ["learned", "rules"])
@pytest.mark.parametrize(
    "text",
    [
        "THE MAYOR SAID THE PORT WOULD CLOSE. “WE LOST EVERYTHING IN ONE NIGHT,” SHE SAID.",
        "قال الوزير “لن نرحل”",
        "“ “ “ ” said",
        " ",
        "\n\n",
    ],
)
def test_hard_text_never_fails(parse: Parse, model: Model, way: str, text: str) -> None:
    _holds(text, quotes.find(parse(text), None, model if way == "learned" else None))


def test_an_empty_doc_has_no_quotations(parse: Parse) -> None:
    assert quotes.find(parse(""), None) == []


def test_marks_take_linear_time() -> None:
    text = "“a " * 50_000 + "’ " * 50_000
    assert len(quoted(text)) <= 1
