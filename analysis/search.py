"""The search box's language: words, "phrases", AND, OR, NOT, -without and prefix*, to SQL and to a Python predicate.

Words are matched whole and without regard to case. Terms side by side must all occur; OR joins its two neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r'(?P<minus>-)?"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)')
_WORD = r"[\p{L}\p{N}_]"
"""A letter, digit or underscore in RE2; its own \\b knows ASCII alone."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to find: text as typed, whether it must be absent, whether any ending will do."""

    text: str
    absent: bool = False
    prefix: bool = False

    @property
    def re2(self) -> str:
        """The pattern for DuckDB's regexp_matches (RE2), to be run case-insensitively."""
        body = r"\s+".join(re.escape(part) for part in self.text.split())
        end = "" if self.prefix else f"(?:$|[^{_WORD[1:-1]}])"
        return f"(?:^|[^{_WORD[1:-1]}]){body}{end}"

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where the term stands in `text`, without regard to `absent`."""
        body = r"\s+".join(re.escape(part) for part in self.text.split())
        end = r"\w*" if self.prefix else r"(?!\w)"
        return [m.span() for m in re.finditer(rf"(?<!\w){body}{end}", text, re.IGNORECASE)]


@lru_cache(maxsize=512)
def parse(query: str) -> tuple[tuple[Term, ...], ...]:
    """The query as groups: every group must hold, and a group holds when one of its terms does."""
    groups: list[tuple[Term, ...]] = []
    join = absent = False
    for token in _TOKEN.finditer(query):
        word = token["word"]
        if word == "OR":
            join = bool(groups)
            continue
        if word == "AND":
            continue
        if word == "NOT":
            absent = True
            continue
        term = _term(word, token["phrase"], bool(token["minus"]) or absent)
        absent = False
        if term is None:
            continue
        if join:
            groups[-1] = (*groups[-1], term)
        else:
            groups.append((term,))
        join = False
    return tuple(groups)


def _term(word: str | None, phrase: str | None, minus: bool) -> Term | None:
    if word is None:
        text = " ".join((phrase or "").split())
        return Term(text, minus) if any(c.isalnum() for c in text) else None
    dashed = word.startswith("-") and len(word) > 1
    absent = minus or dashed
    text = word[1:] if dashed else word
    prefix = text.endswith("*")
    text = text.strip("*,;:()") if prefix else text.strip(",;:()")
    return Term(text, absent, prefix) if any(c.isalnum() for c in text) else None


def to_sql(query: str, column: str) -> tuple[str, list[str]]:
    """A condition on `column` (our own SQL, never a user's) and its parameters; "TRUE" for no terms."""
    clauses: list[str] = []
    params: list[str] = []
    for group in parse(query):
        options = []
        for term in group:
            # The plain test is many times faster than the pattern and throws out nearly every row.
            longest = max(term.text.split(), key=len)
            test = f"(contains(lower({column}), lower(?)) AND regexp_matches({column}, ?, 'i'))"
            params += [longest, term.re2]
            options.append(f"NOT {test}" if term.absent else test)
        clauses.append("(" + " OR ".join(options) + ")")
    return " AND ".join(clauses) or "TRUE", params


def matches(query: str, text: str) -> bool:
    """The same in Python: whether `text` satisfies `query`."""
    return all(any(bool(t.places(text)) != t.absent for t in group) for group in parse(query))
