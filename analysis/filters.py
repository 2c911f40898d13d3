"""The filters that every page shares: one frozen value, to SQL, to a sentence, to and from the URL."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from analysis import search
from analysis.records import Act, Certainty, Voice

ONLY: dict[str, str] = {
    "unanswered": "the accused's answer is not on record",
    "denied": "denied by the accused",
    "anonymous": "never put by a named source or by an outlet itself",
    "single": "carried by one independent outlet",
    "original": "in original reporting, not in copies",
}
"""Narrowings of claims and copies, with the words for each."""

NAMELESS = "~"
"""Marks a party given by words to find in names ("~prosecutors") instead of by an entity's id."""

EXACTLY = "="
"""Marks a party that was joined to no entity, by its exact name, any case ("=prosecutors")."""

MOST_VALUES, LONGEST_VALUE = 50, 200


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader wants to see; the empty value is everything.

    since, until: first and last day of publication, UTC, both included. accusers, accused, parties (either side):
    entity ids, "~words" for names that contain the words, "=name" for an unjoined party of that name. only: keys of
    ONLY. named: entities that the article names, given in the same ways. text: see analysis.search.
    Values are cleaned and sorted, so equal views are equal values. Raises ValueError for an unknown act, certainty,
    voice or narrowing.
    """

    since: date | None = None
    until: date | None = None
    outlets: tuple[str, ...] = ()
    accusers: tuple[str, ...] = ()
    accused: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    cameo: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    certainty: tuple[str, ...] = ()
    voices: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    text: str = ""

    def __post_init__(self) -> None:
        for name in LISTS:
            object.__setattr__(self, name, _clean_all(getattr(self, name)))
            unknown = set(getattr(self, name)) - set(ALLOWED.get(name, getattr(self, name)))
            if unknown:
                raise ValueError(f"{name}: {sorted(unknown)} not among {list(ALLOWED[name])}")
        object.__setattr__(self, "text", _clean(self.text))
        if self.since and self.until and self.since > self.until:
            first, last = self.until, self.since
            object.__setattr__(self, "since", first)
            object.__setattr__(self, "until", last)

    def __bool__(self) -> bool:
        return any(getattr(self, f.name) for f in fields(self))

    @property
    def about_accusations(self) -> bool:
        """Whether any filter speaks of accusations, so that articles without one drop out."""
        return any(getattr(self, name) for name in ACCUSATION_FIELDS)

    @property
    def accusing(self) -> Filters:
        """These filters over what accuses: denials and admissions are answers, and stay out unless acts are chosen."""
        return self if self.acts else replace(self, acts=ACCUSING)

    def without(self, field: str, value: str | None = None) -> Filters:
        """These filters without `field`, or without one value of a list field."""
        empty: Any = None if field in ("since", "until") else ""
        if field in LISTS:
            empty = tuple(v for v in getattr(self, field) if value is not None and v != value)
        return replace(self, **{field: empty})

    def to_query(self) -> dict[str, list[str]]:
        """URL parameters; what is not set is left out."""
        query: dict[str, list[str]] = {}
        for name, parameter in PARAMETERS.items():
            value = getattr(self, name)
            if not value:
                continue
            if isinstance(value, date):
                query[parameter] = [value.isoformat()]
            else:
                query[parameter] = [value] if isinstance(value, str) else list(value)
        return query

    @classmethod
    def from_query(cls, query: Mapping[str, Sequence[str]]) -> Filters:
        """Filters from URL parameters. Other parameters and values that make no sense are passed over."""
        made: dict[str, object] = {}
        for name, parameter in PARAMETERS.items():
            given = [v for v in query.get(parameter, ()) if isinstance(v, str)]
            if not given:
                continue
            if name in ("since", "until"):
                made[name] = _day(given[-1])
            elif name == "text":
                made[name] = given[-1]
            else:
                allowed = ALLOWED.get(name)
                made[name] = tuple(v for v in given if allowed is None or _clean(v) in allowed)
        return cls(**made)  # type: ignore[arg-type]

    def narrowed(self, by: Filters) -> Filters:
        """These filters with what `by` sets put in its place; the days are those that both allow."""
        changes: dict[str, Any] = {f.name: getattr(by, f.name) for f in fields(by) if getattr(by, f.name)}
        if self.since and by.since:
            changes["since"] = max(self.since, by.since)
        if self.until and by.until:
            changes["until"] = min(self.until, by.until)
        if self.text and by.text and self.text != by.text:
            changes["text"] = f"{self.text} {by.text}"
        since, until = changes.get("since", self.since), changes.get("until", self.until)
        if since and until and since > until:
            # No day is in both; turned about, as what somebody types is, they would be the days between.
            changes["since"] = changes["until"] = date.max
        return replace(self, **changes)


PARAMETERS: dict[str, str] = {
    "since": "from",
    "until": "to",
    "outlets": "outlet",
    "accusers": "accuser",
    "accused": "accused",
    "parties": "party",
    "named": "names",
    "acts": "act",
    "cameo": "cameo",
    "contexts": "context",
    "certainty": "certainty",
    "voices": "voice",
    "languages": "language",
    "only": "only",
    "text": "q",
}
"""Field → URL parameter."""

ACCUSING = ("allege", "criticise", "charge", "lawsuit", "investigate", "verdict")
"""The acts that accuse; the other two answer."""

LISTS = tuple(name for name in PARAMETERS if name not in ("since", "until", "text"))
ACCUSATION_FIELDS = ("accusers", "accused", "parties", "acts", "cameo", "contexts", "certainty", "voices", "only")
ALLOWED: dict[str, tuple[str, ...]] = {
    "acts": tuple(Act),
    "certainty": tuple(Certainty),
    "voices": tuple(Voice),
    "only": tuple(ONLY),
}


def _clean(value: str) -> str:
    """NFC, control characters and surrogates gone, white space folded, at most LONGEST_VALUE characters."""
    kept = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in value)
    return " ".join(unicodedata.normalize("NFC", kept).split())[:LONGEST_VALUE].strip()


def _clean_all(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({c for c in map(_clean, values) if c.strip(NAMELESS + EXACTLY)})[:MOST_VALUES])


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Condition:
    """An SQL condition and its parameters, in order."""

    sql: str
    params: tuple[object, ...] = ()


def of_articles(filters: Filters, at: str = "r") -> Condition:
    """The condition on `articles r` alone: days, outlets, language, narrowing to originals.

    at: "a" asks the same of `accusations a`, which carry these columns of their article.
    """
    parts: list[str] = []
    params: list[object] = []
    if filters.since:
        parts.append(f"{at}.published >= ?")
        params.append(datetime.combine(filters.since, time(), UTC))
    if filters.until:
        parts.append(f"{at}.published < ?")
        params.append(datetime.combine(min(filters.until, date.max - timedelta(1)) + timedelta(1), time(), UTC))
    for name, column in (("outlets", "outlet"), ("languages", "language")):
        _one_of(f"{at}.{column}", getattr(filters, name), parts, params)
    if filters.named:
        tests: list[str] = []
        _one_of("entity_id", tuple(v for v in filters.named if v[0] not in (NAMELESS, EXACTLY)), tests, params)
        for mark, test in ((NAMELESS, "contains(lower(name), lower(?))"), (EXACTLY, "lower(name) = lower(?)")):
            for value in (v for v in filters.named if v.startswith(mark)):
                tests.append(test)
                params.append(value[1:])
        who = f"SELECT entity_no FROM entities WHERE {' OR '.join(tests)}"
        parts.append(f"{at}.article_no IN (SELECT article_no FROM mentions WHERE entity_no IN ({who}))")
    if "original" in filters.only:
        parts.append(f"{at}.duplicate_of IS NULL")
    return Condition(" AND ".join(parts) or "TRUE", tuple(params))


def of_accusations(filters: Filters) -> Condition:
    """The condition on `accusations a` alone; the search words are looked for in the sentence."""
    base = of_articles(filters, "a")
    parts, params = [base.sql], list(base.params)
    _party(("accuser",), filters.accusers, parts, params)
    _party(("accused",), filters.accused, parts, params)
    _party(("accuser", "accused"), filters.parties, parts, params)
    for name, column in (("acts", "act"), ("cameo", "cameo"), ("certainty", "certainty"), ("voices", "voice")):
        _one_of(f"a.{column}", getattr(filters, name), parts, params)
    if filters.contexts:
        parts.append("list_has_any(a.contexts, ?::VARCHAR[])")
        params.append(list(filters.contexts))
    parts += [_ONLY_SQL[key] for key in filters.only if key in _ONLY_SQL]
    found, words = search.to_sql(filters.text, "a.sentence")
    return Condition(" AND ".join([*parts, found]), (*params, *words))


def of_whole_articles(filters: Filters) -> Condition:
    """The condition on `articles r`: the words anywhere in the text, an accusation under the rest."""
    base = of_articles(filters)
    parts, params = [base.sql], list(base.params)
    if filters.about_accusations:
        inner = of_accusations(replace(filters, text=""))
        parts.append(
            f"r.article_no IN (SELECT a.article_no FROM accusations a WHERE {inner.sql})"
        )
        params += inner.params
    found, words = search.to_sql(filters.text, "r.text")
    return Condition(" AND ".join([*parts, found]), (*params, *words))


_ONLY_SQL = {
    "unanswered": "a.claim_no IN (SELECT claim_no FROM claims WHERE NOT answered)",
    "denied": "a.claim_no IN (SELECT claim_no FROM claims WHERE status = 'denied')",
    "anonymous": "a.claim_no NOT IN (SELECT claim_no FROM accusations"
    " WHERE voice IN ('named', 'outlet') AND claim_no IS NOT NULL)",
    "single": "a.claim_no IN (SELECT claim_no FROM claims WHERE outlets = 1)",
}


def _one_of(column: str, values: tuple[str, ...], parts: list[str], params: list[object]) -> None:
    if values:
        parts.append(f"{column} IN ({', '.join('?' * len(values))})")
        params.extend(values)


def _party(roles: tuple[str, ...], values: tuple[str, ...], parts: list[str], params: list[object]) -> None:
    if not values:
        return
    tests: list[str] = []
    ids = tuple(v for v in values if v[0] not in (NAMELESS, EXACTLY))
    exact = tuple(v[1:].lower() for v in values if v.startswith(EXACTLY))
    words = [v[1:] for v in values if v.startswith(NAMELESS)]
    for role in roles:
        _one_of(f"a.{role}_id", ids, tests, params)
        if exact:
            unjoined: list[str] = [f"a.{role}_id IS NULL"]
            _one_of(f"lower(coalesce(a.{role}_name, a.{role}))", exact, unjoined, params)
            tests.append(f"({' AND '.join(unjoined)})")
        for word in words:
            tests.append(f"contains(lower(coalesce(a.{role}_name, '') || ' ' || coalesce(a.{role}, '')), lower(?))")
            params.append(word)
    parts.append("(" + " OR ".join(tests) + ")")
