"""Text as it comes: nothing makes the analysis fail, every offset points at its words, and cost grows with length alone."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.article import Article
from analysis.language.pipeline import Analyser
from analysis.records import ArticleRecords, Party, Span

NEWS = (
    "The spokesman of the Unity Council, Yusef Amberi, accused General Orhan Belkadi of letting prisoners walk out. "
    "“The gates were unlocked,” Amberi said. Belkadi denied taking money.\n\n"
    "Residents of Osk blamed the company for the spill, and prosecutors charged two men with fraud. "
)
HARD = {
    "empty": "",
    "white space": " \n\n\t\u00a0\u2003 \n",
    "one character": "x",
    "unbalanced opening marks": "“The army “lied to us, Amberi said. “They “burned” the mill. “" + NEWS,
    "unbalanced closing marks": '" said Amberi." He accused Belkadi of theft." "',
    "mixed marks": "‘They \"lied” to us', «she' said„ of ``Belkadi''.",
    "only marks": "“”\"'‘’«»``''" * 40,
    "all capitals": NEWS.upper(),
    "no punctuation": " ".join("".join(c if c.isalnum() else " " for c in NEWS).split()).lower(),
    "no spaces": NEWS.replace(" ", ""),
    "arabic": "اتهم المتحدث الجنرال بإطلاق سراح السجناء. " + NEWS + "«كذبوا علينا» قال.",
    "cyrillic": "Пресс-секретарь обвинил генерала в краже топлива. " + NEWS,
    "chinese": "发言人指责将军释放囚犯。" + NEWS,
    "control characters": "\x00\x01Amberi\x07 accused\x1b[31m Belkadi\x00 of\x08 theft.\x7f\u200b\u202e\ufeff",
    "lone surrogate": "Amberi accused \ud83d Belkadi of theft.",
    "emoji and joined": "👩‍⚖️ Amberi accused Belkadi 🧾🧾 of e\u0301\u0301\u0301 theft.",
    "windows lines": NEWS.replace("\n", "\r\n"),
    "only line ends": "\n" * 500,
    "one word a paragraph": "\n\n".join(["A"] * 900),
    "hundreds of short sentences between": "Yes.\n\n" * 400 + NEWS + "No.\n\n" * 400,
    "one sentence a line": "\n".join(NEWS.split(". ")),
    "one enormous word": "accuse" * 5_000,
    "one enormous line": "Amberi accused Belkadi of theft and " * 300,
    "deep brackets": "(" * 400 + "Amberi accused Belkadi of theft" + ")" * 400,
    "markup": "<b>Amberi</b> accused [Belkadi](javascript:x) of $theft$ & `=cmd()`; DROP TABLE articles;",
    "list of names": ", ".join(f"Amberi{i} Belkadi{i}" for i in range(300)),
}


def read(analyser: Analyser, *texts: str) -> list[ArticleRecords]:
    """What is found in each text."""
    return [found for _, found in analyser.stream(Article(str(i), "", text) for i, text in enumerate(texts))]


def parties(found: ArticleRecords) -> Iterator[Party]:
    """Every party that a record names."""
    for a in found.accusations:
        yield from (a.accuser, a.accused)
    for s in found.stances:
        yield from (s.holder, s.target)
    for q in found.quotes:
        yield q.speaker


def pointers(found: ArticleRecords) -> Iterator[tuple[Span, str | None]]:
    """Every span with the words that should stand there; None: any."""
    for s in found.sentences:
        yield (s.start, s.end), None
    for m in found.mentions:
        yield (m.start, m.end), m.surface
    for p in parties(found):
        if p.span is not None:
            yield p.span, p.text
    for a in found.accusations:
        yield (a.start, a.end), a.sentence
        if a.charge_span is not None:
            yield a.charge_span, a.charge
    for q in found.quotes:
        yield (q.start, q.end), None
        yield from ((part, None) for part in q.parts)
        if q.cue_span is not None:
            yield q.cue_span, q.cue


def assert_sound(text: str, found: ArticleRecords) -> None:
    """The analysis came to its end and all its offsets hold."""
    assert found.error is None
    for (start, end), words in pointers(found):
        assert 0 <= start < end <= len(text)
        assert words is None or text[start:end] == words
    for a in found.accusations:
        assert 0 <= a.confidence <= 1
        for party in (a.accuser, a.accused):
            assert party.span is None or a.start <= party.span[0] < party.span[1] <= a.end
        assert a.charge_span is None or a.start <= a.charge_span[0] < a.charge_span[1] <= a.end
    starts = [s.start for s in found.sentences]
    assert starts == sorted(starts)


@pytest.mark.parametrize("name", HARD)
def test_hard_text_never_fails(name: str, analyser: Analyser) -> None:
    (found,) = read(analyser, HARD[name])
    # Half a surrogate pair cannot be encoded and is read as U+FFFD.
    assert_sound(HARD[name].replace("\ud83d", "\ufffd"), found)


def test_accusations_are_still_found_between_other_scripts(analyser: Analyser) -> None:
    for found in read(analyser, HARD["arabic"], HARD["cyrillic"], HARD["chinese"]):
        assert any(a.rule == "person/accuse" and a.charge == "letting prisoners walk out" for a in found.accusations)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_offsets_hold_in_mangled_news(data: st.DataObject, analyser: Analyser) -> None:
    """Pieces of news, cut, repeated and strewn with odd characters."""
    odd = st.sampled_from(["“", "”", '"', "'", "’s", "\n\n", "\n", "\x00", "\u202e", " ", "ا", "Ж", ".", "!", ",", "(", "\u0301", "—"])
    cut = st.tuples(st.integers(0, len(NEWS)), st.integers(0, 120)).map(lambda t: NEWS[t[0] : t[0] + t[1]])
    text = "".join(data.draw(st.lists(st.one_of(cut, odd, st.text(max_size=6)), max_size=14)))
    (found,) = read(analyser, text)
    assert_sound(text, found)


def _cost(analyser: Analyser, text: str) -> float:
    began = time.process_time()
    (found,) = read(analyser, text)
    assert found.error is None
    return time.process_time() - began


def test_an_article_of_100_000_words_is_read_in_linear_time(analyser: Analyser) -> None:
    words = 100_000
    text = NEWS * (words // len(NEWS.split()) + 1)
    assert len(text.split()) >= words
    part = _cost(analyser, text[: len(text) // 8])
    began = time.process_time()
    (found,) = read(analyser, text)
    whole = time.process_time() - began
    assert_sound(text, found)
    assert len(found.accusations) >= words / len(NEWS.split())
    # Eight times the text; twice that is allowed for the noise of a busy machine. Quadratic cost would be 64 times.
    assert whole < 16 * part
