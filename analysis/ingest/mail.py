"""Reads saved e-mails and newsletters (EML, mbox message): the subject is the title, the text or HTML part the body;
and pages that a browser saved as one file (MHTML), which is a message too.
"""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parseaddr
from typing import IO

from analysis.errors import InputError
from analysis.ingest import page_body, pages, prose
from analysis.ingest.draft import Context, Draft, Read
from analysis.ingest.streams import decode, document


def read(stream: IO[bytes], context: Context) -> Iterator[Read]:
    """The one article of a message."""
    data = document(stream)
    if data.startswith(b"From "):
        data = data.partition(b"\n")[2]
    yield parse(data)


def parse(data: bytes) -> Draft:
    """The draft of a message. The sender's name is the outlet, and the author too where it names a person at one.

    Of a page that a browser saved, sender and date are the browser's, and the page itself is read.
    """
    message = email.message_from_bytes(data, policy=email.policy.default)
    if not isinstance(message, EmailMessage):
        raise InputError("not a readable message")
    saved = _saved_page(message)
    if saved:
        return pages.parse(*saved)
    name, address = parseaddr(_header(message, "From"))
    author, at, outlet = name.partition(" at ") if " at " in name else name.partition(" from ")
    return Draft(
        title=_header(message, "Subject"),
        paragraphs=_paragraphs(message),
        outlet=(outlet if at else name) or address.rpartition("@")[2] or None,
        url=_header(message, "Archived-At").strip("<> ") or None,
        authors=[author] if at else [],
        published=_header(message, "Date") or None,
        language=_header(message, "Content-Language") or None,
    )


def _saved_page(message: EmailMessage) -> tuple[str, str | None] | None:
    """Markup and address of the page, if the message is one that a browser saved."""
    address = _header(message, "Snapshot-Content-Location")
    # Programs write the name with brackets round it, where an address stands.
    if not address and not _header(message, "From").strip("<>\"' ").startswith("Saved by "):
        return None
    part = next((p for p in message.walk() if p.get_content_type() in ("text/html", "application/xhtml+xml")), None)
    if part is None:
        return None
    address = address or _header(part, "Content-Location")
    return _content(part), address if address.startswith(("http://", "https://")) else None


def _header(message: EmailMessage, name: str) -> str:
    try:
        return prose.line(str(message.get(name) or ""))
    except (ValueError, LookupError, TypeError, AttributeError, IndexError):
        # The standard library's header parser fails on some malformed headers.
        return prose.line(next((str(v) for k, v in message.raw_items() if k.lower() == name.lower()), ""))


def _paragraphs(message: EmailMessage) -> list[str]:
    parts: dict[str, str] = {}
    for part in message.walk():
        kind = part.get_content_type()
        if kind in ("text/plain", "text/html") and part.get_content_disposition() != "attachment":
            parts.setdefault(kind, _content(part))
    plain = prose.paragraphs(parts.get("text/plain", "").partition("\n-- \n")[0])
    if sum(map(len, plain)) >= 200 or "text/html" not in parts:
        return plain
    body = page_body.find(page_body.tree(parts["text/html"]), "").paragraphs
    return body or prose.from_markup(parts["text/html"]) or plain


def _content(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    charset = part.get_content_charset()
    try:
        return payload.decode(charset, "replace") if charset else decode(payload)
    except LookupError:
        return decode(payload)
