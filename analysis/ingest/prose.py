"""Cleaning of running text: white space, control characters, character references, and where paragraphs end."""

from __future__ import annotations

import html
import re
import unicodedata

import lxml.etree
import lxml.html

_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8}\d?);", re.I)
_MARKUP = re.compile(r"</?(?:p|br|div|span|a|em|strong|b|i|h[1-6]|ul|li|img|figure|blockquote)\b[^<>]*>", re.I)
_TAG = re.compile(r"<[^<>]{0,2000}>")
BLOCKS = (
    "p",
    "br",
    "div",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "figure",
    "figcaption",
    "table",
    "tr",
)
_LINE_END = re.compile(r"\r\n?|\u2028|\x85|\x0b|\x0c")
_BLANK = re.compile(r"\n[ \t\u00a0]*\n\s*")
WRAP = range(40, 101)
"""Lengths of lines that a typist or a mail program has wrapped."""


def line(value: str) -> str:
    """`value` as one clean line: white space folded, invisible and control characters gone."""
    return " ".join(_CONTROL.sub(" ", _INVISIBLE.sub("", value)).split())


def plain(value: str) -> str:
    """`value` with character references resolved, if it has any."""
    return html.unescape(value) if _REFERENCE.search(value) else value


def is_markup(value: str) -> bool:
    """Whether a text field holds HTML rather than plain text."""
    return _MARKUP.search(value) is not None


def same(a: str, b: str) -> bool:
    """Whether two lines read the same, letter case, punctuation and form of quotation marks aside."""
    return _key(a) == _key(b)


def _key(value: str) -> str:
    folded = unicodedata.normalize("NFKC", value).casefold()
    return "".join(c for c in folded if c.isalnum()) or folded


def paragraphs(value: str) -> list[str]:
    """The paragraphs of plain text, each one line.

    Blank lines part paragraphs; so do indented lines in wrapped text, and single line ends in text that is not.
    """
    text = _LINE_END.sub("\n", plain(value))
    found = [p for block in _BLANK.split(text) for p in _block(block)]
    return [p for p in map(line, found) if p]


def _block(block: str) -> list[str]:
    lines = [x for x in block.split("\n") if x.strip()]
    if len(lines) < 2 or not _wrapped(lines):
        return lines
    groups: list[list[str]] = []
    for at, text in enumerate(lines):
        if at == 0 or (text[:1] in " \t" and lines[at - 1][:1] not in " \t"):
            groups.append([])
        groups[-1].append(text.strip())
    return [" ".join(g) for g in groups]


def _wrapped(lines: list[str]) -> bool:
    """Whether the lines were broken to fit a width:
    all but the last of a run are alike in length and end in mid-sentence.
    """
    body = [len(x.rstrip()) for x in lines[:-1]]
    if max(map(len, lines)) > WRAP.stop:
        return False
    in_width = sum(n in WRAP for n in body)
    open_ended = sum(x.rstrip()[-1:] not in ".!?”\"’'" for x in lines[:-1])
    return in_width >= 0.6 * len(body) and open_ended >= 0.5 * len(body)


def untagged(value: str) -> str:
    """A short field without its tags, if it has any."""
    return _TAG.sub(" ", value) if "<" in value and is_markup(value) else value


def from_markup(value: str) -> list[str]:
    """The paragraphs of an HTML fragment, such as the body field of a feed or a JSON export."""
    try:
        root = lxml.html.fragment_fromstring(value, create_parent="div")
    except (lxml.etree.LxmlError, ValueError):
        return paragraphs(_TAG.sub(" ", value))
    for gone in root.xpath(".//script|.//style|.//iframe|.//noscript|.//comment()"):
        gone.drop_tree()
    for element in root.iter(*BLOCKS):
        element.text = f"\n\n{element.text or ''}"
        element.tail = f"\n\n{element.tail or ''}"
    return [p for block in _BLANK.split(root.text_content()) for p in [line(block)] if p]
