"""Marked segments are always the text, whatever the marks; excerpts show what was found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analysis.marking import Mark, excerpt, segments

marks = st.lists(st.builds(Mark, st.integers(-3, 60), st.integers(-3, 60), st.sampled_from(["accuser", "charge"])))


@given(st.text(max_size=50), marks, st.integers(0, 50), st.integers(0, 60))
def test_segments_join_to_the_slice_and_carry_every_mark_over_them(
    text: str, spans: list[Mark], start: int, end: int
) -> None:
    made = segments(text, spans, start, end)
    stop = min(end, len(text))
    begin = min(start, stop)
    assert "".join(s.text for s in made) == text[begin:stop]
    at = begin
    for segment in made:
        for i in range(at, at + len(segment.text)):
            assert set(segment.kinds) == {m.kind for m in spans if m.start <= i < m.end}
        at += len(segment.text)


def test_an_excerpt_surrounds_the_word_that_was_found() -> None:
    text = "Nothing happened here for a long time. " * 20 + "Then the bribes were found. " + "And so on. " * 40
    made = excerpt(text, "bribes")
    assert [s.text for s in made if "found" in s.kinds] == ["bribes"]
    assert made[0].text == "… " and made[-1].text == " …"
    assert sum(len(s.text) for s in made) < 300


def test_an_excerpt_without_a_search_is_the_beginning() -> None:
    assert "".join(s.text for s in excerpt("A short text.", "")) == "A short text."
