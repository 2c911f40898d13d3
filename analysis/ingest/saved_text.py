"""Reads a page saved as text: title (often twice), date line, "Posted in:", "Written By:", caption, body,
"Related News:".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from analysis.ingest import dates, prose
from analysis.ingest.draft import Context, Draft, Read
from analysis.ingest.streams import decode, document

MAX_TITLE = 300
MAX_HEADER_LINES = 6
_FIELD = re.compile(
    r"^\s*(?P<name>posted in|filed under|section|category|tags|written by|author|reporter|byline|by|date"
    r"|published(?: on)?|posted(?: on)?|updated(?: on)?|last (?:updated|modified)|source|outlet|publisher|url|link)"
    r"\s*(?::|(?<=by)\s)\s*(?P<value>.*)$",
    re.I,
)
_AUTHOR = {"written by", "author", "reporter", "byline", "by"}
_DATE = {"date", "published", "published on", "posted", "posted on"}
_OUTLET = {"source", "outlet", "publisher"}
_ADDRESS = {"url", "link"}
RELATED = re.compile(
    r"^\s*(?:related(?: (?:news|articles?|stories|posts?|links?|content|topics|coverage))?|read (?:also|more|next)"
    r"|see also|also read|more (?:on this story|from .{2,40}|news|stories)|you may also like"
    r"|recommended(?: stories| for you)?|most (?:read|popular))\s*:?\s*$",
    re.I,
)
_PHOTO = re.compile(r"^\s*(?:photo|image|picture|caption|file photo)\s*:", re.I)


def read(stream: IO[bytes], context: Context) -> Iterator[Read]:
    """The one article of a text file."""
    yield parse(decode(document(stream)))


def parse(text: str) -> Draft:
    """The draft of a page saved as text.

    A paragraph right after the header that is set off by a leading space is the caption of the photo above the body.
    Headlines after a "Related News:" line are related; a full paragraph after them is body again.
    """
    blocks = [b for b in re.split(r"\n[ \t\u00a0]*\n", text.replace("\r\n", "\n").replace("\r", "\n")) if b.strip()]
    draft = Draft()
    blocks = _title(draft, blocks)
    headed = _header(draft, blocks)
    rest = blocks[headed:]
    if headed and rest and _set_off(rest):
        draft.captions.append(rest.pop(0))
    _body(draft, rest)
    return draft


def _title(draft: Draft, blocks: list[str]) -> list[str]:
    """Take the title off the front, however often it is printed; a first block that is no headline stays."""
    if not blocks:
        return blocks
    first, *more = blocks[0].strip().split("\n")
    repeated = len(blocks) > 1 and prose.same(blocks[1].strip().split("\n")[0], first)
    headline = len(first) <= MAX_TITLE and (
        repeated or not first.rstrip().endswith((".", ":", ",", ";")) or bool(more and _is_header(more[0]))
    )
    if not headline or (len(blocks) == 1 and not more):
        return blocks
    if more and not repeated and not _is_header(more[0]) and not dates.parse(more[0])[0]:
        return blocks
    draft.title = first
    rest = (["\n".join(more)] if more else []) + blocks[1:]
    while rest and prose.same(rest[0].split("\n")[0], first):
        tail = rest[0].split("\n", 1)[1:]
        rest = tail + rest[1:]
    return rest


def _is_header(line: str) -> bool:
    return _FIELD.match(line) is not None


def _header(draft: Draft, blocks: list[str]) -> int:
    """Read the header blocks into the draft and return how many they are."""
    for at, block in enumerate(blocks[:MAX_HEADER_LINES]):
        lines = [x for x in block.split("\n") if x.strip()]
        if len(lines) > MAX_HEADER_LINES or not all(_header_line(draft, x) for x in lines):
            return at
    return min(len(blocks), MAX_HEADER_LINES)


def _header_line(draft: Draft, line: str) -> bool:
    found = _FIELD.match(line)
    if found and len(line) <= 200:
        name, value = " ".join(found["name"].lower().split()), found["value"].strip()
        if name == "by" and not _is_byline(value):
            return False
        if name in _AUTHOR and value:
            draft.authors.append(value)
        elif name in _DATE and draft.published is None:
            draft.published = value
        elif name in _OUTLET:
            draft.outlet = value or None
        elif name in _ADDRESS:
            draft.url = value or None
        return True
    if len(line) <= 60 and dates.parse(line)[1] in ("day", "hour", "minute", "second"):
        draft.published = draft.published or line.strip()
        return True
    return False


def _is_byline(value: str) -> bool:
    return 0 < len(value.split()) <= 8 and not value.rstrip().endswith(".") and value[:1].isupper()


def _set_off(rest: list[str]) -> bool:
    """Whether the first paragraph is indented and the next is not."""
    return rest[0][:1] in " \t\u00a0" and (len(rest) == 1 or rest[1][:1] not in " \t\u00a0")


def _body(draft: Draft, blocks: list[str]) -> None:
    related = False
    for block in blocks:
        if RELATED.match(block.strip().split("\n")[0]):
            related = True
            draft.related.extend(block.strip().split("\n")[1:])
        elif related and not _is_paragraph(block):
            draft.related.extend(re.sub(r"^\s*[-*•]\s*", "", x) for x in block.split("\n") if x.strip())
        elif _PHOTO.match(block):
            draft.captions.append(block)
        else:
            related = False
            draft.paragraphs.extend(prose.paragraphs(block))


def _is_paragraph(block: str) -> bool:
    text = block.strip()
    return len(text) > 200 and text[-1] in '.!?”"’'
