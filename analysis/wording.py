"""Filters and coded values in plain words: labels, chips, and the sentence over every page."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from analysis.filters import EXACTLY, NAMELESS, ONLY, Filters
from analysis.settings import DATA

ACTS = {
    "allege": "alleges",
    "criticise": "criticises",
    "charge": "charges or arrests",
    "lawsuit": "sues",
    "investigate": "investigates",
    "verdict": "verdict or sanction",
    "deny": "denies",
    "admit": "admits",
}
CERTAINTY = {
    "asserted": "asserted",
    "hedged": "hedged (“allegedly”)",
    "negated": "negated (“denied”)",
    "hypothetical": "hypothetical (“if”)",
}
VOICES = {
    "named": "a named source",
    "unnamed": "an unnamed source",
    "outlet": "the outlet itself",
    "unknown": "nobody stated",
}
STATUSES = {
    "open": "open: no answer on record",
    "denied": "denied",
    "answered": "answered",
    "admitted": "admitted",
    "investigated": "under investigation",
    "sued": "before a civil court",
    "charged": "charged",
    "convicted": "convicted or sanctioned",
    "cleared": "cleared",
}
ONLY_SHORT = {
    "unanswered": "Unanswered",
    "denied": "Denied",
    "anonymous": "Anonymous only",
    "single": "Single outlet",
}
"""The narrowings of claims, as short as a button; ONLY has the full words."""

LABELS: dict[str, dict[str, str]] = {"acts": ACTS, "certainty": CERTAINTY, "voices": VOICES, "only": ONLY}

MEANINGS = {
    "acts": "What is done: an allegation, criticism of conduct, a formal step (charge, suit, inquiry, verdict), or an answer "
    "(denial, admission).",
    "certainty": "How the text puts it: flatly (asserted), with a word such as “allegedly” (hedged), as denied (negated), or "
    "as a possibility (hypothetical).",
    "voices": "Who puts the accusation, as the article tells it: somebody by name, somebody without one, or the outlet itself.",
    "cameo": "Kind of conduct, by the codes of CAMEO and PLOVER, two schemes for events in the news.",
    "contexts": "The field that the conduct belongs to, such as corruption or human rights, by PLOVER.",
    "status": "How far the claim has got, by what the articles of this store report.",
    "languages": "Only English is analysed; articles in other languages are counted and shown.",
    "only": "Narrow claims and copies.",
}
"""What the coded fields mean, for tooltips."""

READINGS = {
    "allege": "{accuser} accused {accused}{charge}",
    "criticise": "{accuser} condemned {accused}{charge}",
    "charge": "{accuser} took criminal steps against {accused}{charge}",
    "lawsuit": "{accuser} brought a complaint against {accused}{charge}",
    "investigate": "{accuser} looked into the conduct of {accused}{charge}",
    "verdict": "{accuser} found against {accused}{charge}",
    "deny": "{accuser} denied what is said of {accused}{charge}",
    "admit": "{accuser} admitted, of {accused}{charge}",
}

OF_ONESELF = {"deny": "{accuser} denied what is said{charge}", "admit": "{accuser} admitted{charge}"}
"""READINGS of answers in which a party speaks of itself."""

FIELD_NAMES = {
    "since": "From",
    "until": "To",
    "outlets": "Outlet",
    "accusers": "Accuser",
    "accused": "Accused",
    "parties": "Either side",
    "named": "Named",
    "acts": "Act",
    "cameo": "Charge type",
    "contexts": "Context",
    "certainty": "Certainty",
    "voices": "Voice",
    "languages": "Language",
    "only": "Only",
    "text": "Words",
}


@cache
def taxonomy() -> dict[str, str]:
    """Code → label, of data/taxonomy.csv."""
    with (DATA / "taxonomy.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["label"] for row in csv.DictReader(file)}


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter value: what to show, and the filters without it."""

    label: str
    without: Filters


def count(n: int, one: str, many: str = "") -> str:
    """A number with its noun: 1 claim, 2,310 claims, 2 stories."""
    plural = many or (one[:-1] + "ies" if re.search("[^aeiou]y$", one) else one + "s")
    return f"{n:,} {one if n == 1 else plural}"


def percent(part: float, whole: float) -> str:
    """A share as a percentage; what is there is never 0%, and what is not all is never 100%."""
    made = round(100 * part / whole)
    if part and not made:
        return "<1%"
    return ">99%" if made == 100 and part != whole else f"{made}%"


def day(value: date) -> str:
    """A date as 4 March 2025."""
    return f"{value.day} {value:%B %Y}"


def period(first: date, last: date) -> str:
    """The days from first to last: 2024, January 2024, the week of 16 June 2025, or the days themselves."""
    after = last + timedelta(days=1)
    if first == last:
        return day(first)
    if first.day == after.day == 1 and first.month == after.month == 1 and after.year == first.year + 1:
        return str(first.year)
    if first.day == after.day == 1 and (last - first).days < 31:
        return f"{first:%B %Y}"
    return f"week of {day(first)}" if (last - first).days == 6 else f"{day(first)} to {day(last)}"


def value_label(field: str, value: str, names: Mapping[str, str]) -> str:
    """A filter's value in words. names: entity ids and taxonomy codes → names."""
    if value[0] in (NAMELESS, EXACTLY):
        return f"“{value[1:]}”"
    if field in LABELS:
        return LABELS[field][value]
    return names.get(value, value).replace("_", " ") if field == "contexts" else names.get(value, value)


def chips(filters: Filters, names: Mapping[str, str]) -> list[Chip]:
    """One chip for each active value, in the order of the filter bar."""
    made: list[Chip] = []
    for field, title in FIELD_NAMES.items():
        value = getattr(filters, field)
        if not value:
            continue
        if isinstance(value, tuple):
            made += [Chip(f"{title}: {value_label(field, v, names)}", filters.without(field, v)) for v in value]
        else:
            shown = day(value) if isinstance(value, date) else value
            made.append(Chip(f"{title}: {shown}", filters.without(field)))
    return made


def sentence(filters: Filters, names: Mapping[str, str], subject: str = "Accusations") -> str:
    """The filters as one English sentence about `subject`, with days of publication in UTC."""
    parts: list[str] = []

    def listed(field: str, glue: str = " or ") -> str:
        return _join([value_label(field, v, names) for v in getattr(filters, field)], glue)

    if filters.accusers:
        parts.append(f"by {listed('accusers')}")
    if filters.accused:
        parts.append(f"against {listed('accused')}")
    if filters.parties:
        parts.append(f"by or against {listed('parties')}")
    if filters.named:
        parts.append(f"in articles that name {listed('named')}")
    if filters.acts:
        parts.append(f"where the act is “{listed('acts', '” or “')}”")
    if filters.cameo:
        parts.append(f"of type {listed('cameo')}")
    if filters.contexts:
        parts.append(f"in the context of {listed('contexts')}")
    if filters.certainty:
        parts.append(f"put as {listed('certainty')}")
    if filters.voices:
        parts.append(f"voiced by {listed('voices')}")
    if filters.text:
        parts.append(f"with the words {filters.text}")
    if filters.only:
        parts.append(f"only those {listed('only', ' and ')}")
    if filters.outlets:
        parts.append(f"in {listed('outlets')}")
    if filters.languages:
        parts.append(f"in the language {listed('languages')}")
    parts.append(_published(filters))
    return " ".join([subject, ", ".join(p for p in parts if p)]).strip() + "."


def reading(record: Mapping[str, Any]) -> str:
    """A record (a row of queries.accusations.records) as one reported claim, never as a fact.

    The outlet that reports it leads; hedges and conditions are kept.
    """
    accuser = record["accuser"] or {"outlet": "the outlet itself", "unnamed": "an unnamed source"}.get(
        record["voice"], "somebody not stated"
    )
    pattern = READINGS[record["act"]]
    if record["accuser"] and record["accuser"] == record["accused"] and record["act"] in OF_ONESELF:
        pattern = OF_ONESELF[record["act"]]
    if record["act"] == "verdict" and record["certainty"] == "negated":
        pattern = "{accuser} cleared {accused}{charge}"
    charge = f": “{record['charge']}”" if record["charge"] else ""
    said = pattern.format(accuser=accuser, accused=record["accused"] or "somebody not named", charge=charge)
    hedge = {"hedged": ", as a suspicion", "hypothetical": ", as a possibility"}.get(record["certainty"], "")
    return f"According to {record['outlet'] or 'an unnamed outlet'}{hedge}, {said}"


def found_by(rule: str, confidence: float) -> str:
    """What found a record, and how far it can be trusted: the confidence is a calibrated share of right ones."""
    reader, _, name = rule.partition("+") if rule.startswith("reader") else ("", "", rule)
    parts = ["the trained reader" if reader else "", f"the rule {name}" if name else ""]
    right = min(99, round(100 * confidence))
    return f"found by {' and '.join(p for p in parts if p)}; confidence {confidence:.2f}: about {right} in 100 such are right"


def _published(filters: Filters) -> str:
    if filters.since and filters.until:
        if filters.since == filters.until:
            return f"published on {day(filters.since)}"
        return f"published from {day(filters.since)} to {day(filters.until)}"
    if filters.since:
        return f"published since {day(filters.since)}"
    if filters.until:
        return f"published until {day(filters.until)}"
    return "of all dates"


def _join(words: list[str], glue: str) -> str:
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + glue + words[-1]
