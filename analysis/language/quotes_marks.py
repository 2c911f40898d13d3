"""Quotation marks: which stretches of a text stand between them, however badly they balance."""

from __future__ import annotations

import re
from dataclasses import dataclass

OPENING = "“„«‟〝"
CLOSING = "”»〞"
_MARK = re.compile("[“„«‟〝”»〞\"‘’]|''|``|'")
_LINE = re.compile(r"[^\n]+")
MAX_SINGLE = 400
"""Longest stretch between single marks, in characters; beyond it the mark was an apostrophe."""


@dataclass(slots=True)
class Quoted:
    """A quoted stretch: text[start:end] with its marks, text[inner[0]:inner[1]] without.

    line: number of its line. closed: it ends with a mark (else at the end of its line). continues: the line before
    ended inside a quotation, and this one goes on with it. single: between single marks.
    """

    start: int
    end: int
    inner: tuple[int, int]
    line: int
    closed: bool
    continues: bool = False
    single: bool = False


def _opens(text: str, start: int, end: int) -> bool:
    """Whether a mark that is alike at both ends opens, judged by its neighbours."""
    before = text[start - 1] if start else "\n"
    after = text[end] if end < len(text) else "\n"
    if after.isspace():
        return False
    return before.isspace() or before in "([{—–-/‘“" or not (before.isalnum() or before in ".,!?;:…%)”’'\"$")


def _single_end(text: str, start: int, stop: int, closing: str) -> int | None:
    """Where the single mark that closes the one at `start` stands, None if it was an apostrophe."""
    at = start + 1
    stop = min(stop, start + MAX_SINGLE)
    while (at := text.find(closing, at, stop)) >= 0:
        after = text[at + 1] if at + 1 < len(text) else "\n"
        before = text[at - 1]
        if (
            not after.isalnum()
            and not before.isspace()
            and not (before == "s" and after == " " and at + 2 < stop and text.find(closing, at + 1, stop) >= 0)
        ):
            return at
        at += 1
    return None


def quoted(text: str) -> list[Quoted]:
    """The quoted stretches of `text` in order, none inside another; linear in its length and never an error.

    A mark that is never closed quotes to the end of its line, if the next line opens with a mark (a quotation of
    several paragraphs) or if it opened its own line or followed a comma or colon; else it is dropped.
    """
    found: list[Quoted] = []
    open_line = -2
    for number, line in enumerate(_LINE.finditer(text)):
        first, last = line.span()
        lead = first + len(line.group()) - len(line.group().lstrip())
        opened: tuple[int, int] | None = None
        skip = first
        for match in _MARK.finditer(text, first, last):
            start, end = match.span()
            if start < skip:
                continue
            mark = match.group()
            if mark in "‘’'":
                if opened is None and mark != "’" and _opens(text, start, end):
                    closing = _single_end(text, start, last, "’" if mark == "‘" else "'")
                    if closing is not None:
                        found.append(Quoted(start, closing + 1, (end, closing), number, True, single=True))
                        skip = closing + 1
                continue
            if mark in OPENING or mark == "``":
                # A mark turned the wrong way (“so,“ he said) and the German pair („so“) close.
                opens = opened is None or text[start - 1].isspace() or (end < last and text[end].isalnum())
            elif mark in CLOSING:
                # Some fonts turn both marks the same way.
                opens = opened is None and _opens(text, start, end)
            else:
                opens = (opened is None and not (end < last and text[end].isspace())) or (
                    opened is not None and _opens(text, start, end) and text[opened[1] : start].strip() != ""
                )
            if opens:
                opened = (start, end)
            elif opened is not None:
                found.append(_made(text, opened, (start, end), number, open_line, lead, True))
                opened = None
        if opened is not None and (opened[0] == lead or _led_in(text, opened[0]) or _opening(text, last)):
            tail = (last, last)
            found.append(_made(text, opened, tail, number, open_line, lead, False))
            open_line = number
    return found


def _made(
    text: str, opened: tuple[int, int], closing: tuple[int, int], number: int, open_line: int, lead: int, closed: bool
) -> Quoted:
    end = closing[1]
    inner = (opened[1], closing[0])
    return Quoted(opened[0], end, inner, number, closed, continues=open_line == number - 1 and opened[0] == lead)


def _led_in(text: str, at: int) -> bool:
    return text[max(0, at - 3) : at].rstrip()[-1:] in {",", ":"}


def _opening(text: str, at: int) -> bool:
    after = text[at : at + 8].lstrip()
    return after[:1] in OPENING + '"' if after else False
