"""What was found in one article as JSON: one line in, one line out, without a store."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from analysis import running
from analysis.article import Article
from analysis.errors import InputError
from analysis.ingest import dates, languages
from analysis.records import Accusation, ArticleRecords, Mention, Party, Quote, Stance
from analysis.settings import Settings

BATCH = 32
Analyse = Callable[[Iterable[Article], Settings], Iterator[tuple[Article, ArticleRecords]]]
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """A line of input: its id as given (the line's number where it has none), and its article or what is wrong."""

    id: object
    article: Article | None
    error: str | None = None


def given(line: bytes, number: int) -> Given:
    """The article of one line of input, {"id", "text"} and if known "title", "outlet", "date", "url", "language".

    The text is taken as it is, so that offsets hold, and for English unless "language" says otherwise.
    """
    found: Any = None
    try:
        found = json.loads(line.decode("utf-8-sig"))
        return Given(found.get("id", number), _article(found, number))
    except UnicodeDecodeError as error:
        return Given(number, None, f"line {number} is not UTF-8: {error}")
    except (json.JSONDecodeError, RecursionError) as error:
        return Given(number, None, f"line {number} is not JSON: {error}")
    except AttributeError:
        return Given(number, None, f"line {number} is not a JSON object")
    except InputError as error:
        return Given(found.get("id", number), None, f"line {number}: {error}")


def _article(found: Json, number: int) -> Article:
    text = found.get("text")
    if not isinstance(text, str):
        raise InputError("there is no text" if text is None else "the text is not a string")
    published, precision = dates.parse(found.get("date"))
    return Article(
        # The number, not the id: ids of the input may repeat.
        article_id=str(number),
        title=_string(found, "title") or "",
        text=text,
        outlet=_string(found, "outlet"),
        url=_string(found, "url"),
        published=published,
        published_precision=precision,
        language=languages.code(_string(found, "language") or _string(found, "lang")),
    )


def _string(found: Json, key: str) -> str | None:
    value = found.get(key)
    return value if isinstance(value, str) and value.strip() else None


def extract(lines: Iterable[bytes], settings: Settings, analyse: Analyse, workers: int = 1) -> Iterator[Json]:
    """One object for each line, in their order; what could not be read or analysed has "error" and no records."""
    read = (given(line, number) for number, line in enumerate(lines, 1))
    for made in running.in_order(partial(_extract_batch, settings, analyse), running.batches(read, BATCH), workers):
        yield from made


def _extract_batch(settings: Settings, analyse: Analyse, batch: list[Given]) -> list[Json]:
    articles = [g.article for g in batch if g.article is not None]
    found: dict[str, ArticleRecords | Exception] = {}
    for part in running.sparing(lambda some: list(analyse(some, settings)), articles) if articles else []:
        if isinstance(part, tuple):
            found[part[0].article_id] = part[1]
        else:
            found.update((article.article_id, records) for article, records in part)
    return [_answer(g, found.get(g.article.article_id) if g.article else None) for g in batch]


def _answer(asked: Given, found: ArticleRecords | Exception | None) -> Json:
    if isinstance(found, ArticleRecords) and not found.error:
        return {"id": asked.id, **as_json(found)}
    failure = found.error if isinstance(found, ArticleRecords) else f"{type(found).__name__}: {found}"
    why = asked.error or f"analysis failed: {failure}"
    return {"id": asked.id, "error": why, "records": []}


def as_json(found: ArticleRecords) -> Json:
    """Records of one article as a line of output, without the id. Spans are [start, end] into the given text."""
    return {
        "records": [_record(a) for a in found.accusations],
        "quotes": [_quote(q) for q in found.quotes],
        "stances": [_stance(s) for s in found.stances],
        "entities": _entities(found.mentions),
        "tone": [{"start": s.start, "end": s.end, "compound": s.tone} for s in found.sentences],
    }


def _party(role: str, party: Party) -> Json:
    return {role: party.text, f"{role}_name": party.name, f"{role}_span": party.span}


def _record(a: Accusation) -> Json:
    return {
        "start": a.start,
        "end": a.end,
        "sentence": a.sentence,
        **_party("accuser", a.accuser),
        **_party("accused", a.accused),
        "charge": a.charge,
        "charge_span": a.charge_span,
        "act": a.act,
        "certainty": a.certainty,
        "voice": a.voice,
        "quote": a.quote,
        "cameo": a.cameo,
        "mode": a.mode,
        "contexts": a.contexts,
        "medium": a.medium,
        "rule": a.rule,
        "confidence": a.confidence,
    }


def _quote(q: Quote) -> Json:
    return {
        **_party("speaker", q.speaker),
        "cue": q.cue,
        "cue_span": q.cue_span,
        "content": q.content,
        "content_span": q.content_span,
        "content_spans": [list(part) for part in q.parts],
        "kind": q.kind,
    }


def _stance(s: Stance) -> Json:
    return {
        **_party("holder", s.holder),
        **_party("target", s.target),
        "polarity": s.polarity,
        "confidence": s.confidence,
    }


def _entities(mentions: list[Mention]) -> list[Json]:
    """Each entity once, in order of first mention, with the spans of all its mentions."""
    made: dict[tuple[str, str], Json] = {}
    for m in mentions:
        one = made.setdefault((m.name, m.kind), {"name": m.name, "kind": m.kind, "spans": []})
        one["spans"].append((m.start, m.end))
    return list(made.values())
