"""The figures of the extraction against labelled files: knows their form, runs the extractor, prints what is right."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from tqdm import tqdm

from analysis import extraction
from analysis.article import Article
from analysis.errors import InputError
from analysis.evaluation import complete, directed, quotations, roles
from analysis.evaluation.counts import Report, show
from analysis.ingest import dates
from analysis.language.pipeline import Analyser
from analysis.records import ArticleRecords

Gold = Mapping[str, Any]
Made = dict[Any, dict[str, Any]]


class Form(StrEnum):
    """What a file labels."""

    COMPLETE = "whole articles"
    DIRECTED = "directed sentiment"
    QUOTES = "attributions"
    ROLES = "accusations in sentences"


SCORERS: dict[Form, Callable[[Iterable[Gold], Made, str], Report]] = {
    Form.COMPLETE: complete.score,
    Form.DIRECTED: directed.score,
    Form.QUOTES: quotations.score,
    Form.ROLES: roles.score,
}
MARKS: tuple[tuple[Form, frozenset[str]], ...] = (
    (Form.COMPLETE, frozenset({"id", "text", "records"})),
    (Form.DIRECTED, frozenset({"id", "text", "p", "q", "p_span", "q_span", "sentiment"})),
    (Form.QUOTES, frozenset({"id", "text", "quotes"})),
    (Form.ROLES, frozenset({"id", "text", "accusations"})),
)
"""The keys by which a form is known, the first that fits."""


def form_of(line: Gold) -> Form:
    """What a labelled line labels. Raises InputError."""
    for form, keys in MARKS:
        if keys <= line.keys():
            return form
    known = "; ".join(f"{form}: {', '.join(sorted(keys))}" for form, keys in MARKS)
    raise InputError(f"the labels are of no known form (keys that a line must have: {known})")


def read(path: Path) -> list[dict[str, Any]]:
    """The lines of a labelled file. Raises InputError."""
    try:
        with path.open(encoding="utf-8") as file:
            lines = [json.loads(line) for line in file if line.strip()]
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise InputError(f"{path} cannot be read as JSON lines: {error}") from error
    if not lines or not all(isinstance(line, dict) for line in lines):
        raise InputError(f"{path} holds no labelled lines: each must be a JSON object")
    if {form_of(line) for line in lines} != {form_of(lines[0])}:
        raise InputError(f"{path} holds labels of several forms; put each form into a file of its own")
    return lines


def digest(paths: Iterable[Path]) -> str:
    """SHA-256 (hex) over the files' bytes in order: which labels a figure was measured on."""
    made = hashlib.sha256()
    for path in paths:
        made.update(path.read_bytes())
    return made.hexdigest()


def article(line: Gold, number: int) -> Article:
    """The article of a labelled line; its text as it stands, so that offsets hold."""
    published, precision = dates.parse(line.get("date"))
    return Article(
        str(number),
        line.get("title") or "",
        line["text"],
        line.get("outlet"),
        line.get("url"),
        published=published,
        published_precision=precision,
    )


def predict(analyser: Analyser, gold: list[dict[str, Any]], title: str) -> Made:
    """What the extractor finds in the lines, by id, in the form that `extract` writes. Raises InputError."""
    articles = (article(line, i) for i, line in enumerate(gold))
    shown = tqdm(analyser.stream(articles), total=len(gold), desc=title, unit=" texts", disable=None, leave=False)
    return {gold[int(a.article_id)]["id"]: _written(gold[int(a.article_id)]["id"], found) for a, found in shown}


def _written(name: Any, found: ArticleRecords) -> dict[str, Any]:
    if found.error is not None:
        raise InputError(f"the analysis of {name} failed: {found.error}")
    made = extraction.as_json(found)
    for written, quote in zip(made["quotes"], found.quotes, strict=True):
        written["content_spans"] = list(quote.parts)
    return made


def reports(paths: Iterable[Path], analyser: Analyser | None = None) -> Iterator[Report]:
    """A report a file, then one over all files of each form that several have. Raises InputError, ModelError."""
    files = [(path, read(path)) for path in paths]
    analyser = analyser or Analyser()
    together: dict[Form, list[tuple[list[dict[str, Any]], Made]]] = {}
    for path, gold in files:
        form = form_of(gold[0])
        made = predict(analyser, gold, path.name)
        together.setdefault(form, []).append((gold, made))
        yield SCORERS[form](gold, made, f"{path.name}: {form}, {len(gold)} texts, {analyser.version}")
    for form, parts in together.items():
        if len(parts) > 1:
            gold = [line for part, _ in parts for line in part]
            every = {name: found for _, made in parts for name, found in made.items()}
            made_of = f"{len(parts)} files together: {form}, {len(gold)} texts, {analyser.version}"
            report = SCORERS[form](gold, every, made_of)
            report.errors = []
            yield report


def main(paths: list[Path], errors: bool = False, as_json: bool = False) -> None:
    """Print the figures of each file, as text or as a JSON list; with errors, what was missed and what is wrong."""
    made = []
    for report in reports(paths):
        if not errors:
            report.errors = []
        if as_json:
            made.append(report.as_json())
        else:
            print(show(report), end="\n\n", flush=True)
    if as_json:
        print(json.dumps(made, ensure_ascii=False, indent=1))


__all__ = ["Form", "digest", "form_of", "main", "predict", "read", "reports"]
