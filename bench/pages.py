"""Measures what is read from saved pages beside trafilatura, newspaper4k and readability-lxml.

    python bench/pages.py FOLDER [--set NAME] [--tools ours,trafilatura,newspaper4k,readability] [--worst N]

FOLDER holds index.jsonl.gz (one page a line: set, html, url and the truth: title, date, author, body or expected_html)
and *.tar.gz with the pages. Body: F1 over the bag of lower-cased word tokens, mean over pages. Title: equal after white
space and the forms of quotation marks and dashes are folded. Date: the UTC day, or, where the truth is midnight in the
page's own zone, that day. Author: the same words, letter case, "by" and "and" aside.

The truth of the set "readability" is what Mozilla's program makes of a page, not a reader's: titles with the name of
the site, dates for authors. That of the other sets is written by hand.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import tarfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import Any

import lxml.html

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

ZONES = {"ja": (9,), "ko": (9,), "zh": (8,), "de": (1, 2), "fr": (1, 2), "it": (1, 2), "es": (1, 2)}
"""Language of a page → hours east of UTC at which its days begin."""


@dataclass(slots=True)
class Found:
    """What a tool reads from one page."""

    body: str = ""
    title: str = ""
    date: datetime | None = None
    authors: list[str] = field(default_factory=list)


def ours(html: bytes, url: str | None) -> Found:
    """This project's reader; captions are not body."""
    from analysis.ingest import dates, pages
    from analysis.ingest.draft import authors
    from analysis.ingest.streams import decode

    draft = pages.parse(decode(html), url)
    return Found(
        "\n\n".join(draft.paragraphs),
        draft.title,
        dates.parse(draft.published)[0],
        [n for a in draft.authors for n in authors(a)],
    )


def trafilatura_(html: bytes, url: str | None) -> Found:
    """trafilatura with its defaults, comments left out."""
    import trafilatura

    found = trafilatura.bare_extraction(html, url=url, include_comments=False, with_metadata=True)
    if found is None:
        return Found()
    return Found(found.text or "", found.title or "", _day(found.date), (found.author or "").split("; "))


def newspaper4k(html: bytes, url: str | None) -> Found:
    """newspaper4k with its defaults."""
    import newspaper

    article = newspaper.Article(url or "https://example.org/", fetch_images=False)
    article.download(input_html=html.decode("utf-8", "replace"))
    article.parse()
    return Found(article.text, article.title, article.publish_date or None, list(article.authors))


def readability(html: bytes, url: str | None) -> Found:
    """readability-lxml with its defaults; it reads neither dates nor authors."""
    from readability import Document

    document = Document(html.decode("utf-8", "replace"))
    return Found(_text(document.summary()), document.short_title())


TOOLS: dict[str, Callable[[bytes, str | None], Found]] = {
    "ours": ours,
    "trafilatura": trafilatura_,
    "newspaper4k": newspaper4k,
    "readability": readability,
}


def _day(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if value else None


def _text(html: str) -> str:
    if not html.strip():
        return ""
    root = lxml.html.fromstring(html)
    for element in root.iter("p", "br", "div", "li", "h1", "h2", "h3", "h4", "td", "figcaption", "blockquote", "pre"):
        element.tail = f"\n{element.tail or ''}"
    for gone in root.xpath("//script|//style"):
        gone.drop_tree()
    return str(root.text_content())


def tokens(text: str) -> Counter[str]:
    """The bag of words of a text."""
    return Counter(re.findall(r"\w+", text.casefold()))


def overlap(truth: str, found: str) -> tuple[float, float, float]:
    """Precision, recall, F1 of `found` over the tokens of `truth`."""
    a, b = tokens(truth), tokens(found)
    common = sum((a & b).values())
    if not a or not b:
        return (1.0, 1.0, 1.0) if not a and not b else (0.0, 0.0, 0.0)
    p, r = common / sum(b.values()), common / sum(a.values())
    return p, r, 2 * p * r / (p + r) if common else 0.0


def folded(title: str) -> str:
    """A title with white space, quotation marks and dashes of one form."""
    text = re.sub("[‘’‚′]", "'", re.sub("[“”„″]", '"', re.sub("[‐-―]", "-", title)))
    return " ".join(text.split())


def same_day(page: dict[str, Any], found: datetime) -> bool:
    """Whether a date is of the true day.

    A truth at midnight in the zone of the page's language (15:00Z on a Japanese page) stands for the day that begins.
    """
    truth = datetime.fromisoformat(str(page["date"]).replace("Z", "+00:00"))
    truth, found = _utc(truth), _utc(found)
    if found.date() == truth.date():
        return True
    language = re.search(rb"lang=[\"']?([a-z]{2})", page["bytes"][:4000])
    zones = ZONES.get(language[1].decode() if language else "", ())
    midnight = any((truth + timedelta(hours=h)).time() == time_of_day(0) for h in zones)
    return midnight and timedelta(0) <= found - truth < timedelta(days=1)


def _utc(when: datetime) -> datetime:
    return when.astimezone(UTC) if when.tzinfo else when.replace(tzinfo=UTC)


def _words(names: str) -> set[str]:
    return set(re.findall(r"\w+", names.casefold())) - {"by", "and"}


def score(page: dict[str, Any], found: Found) -> dict[str, Any]:
    """The measures of one page for which there is a truth."""
    scores: dict[str, Any] = {}
    if page["body"]:
        scores["precision"], scores["recall"], scores["body"] = overlap(page["body"], found.body)
    if page["title"]:
        scores["title"] = folded(page["title"]) == folded(found.title or "")
    if page["date"] and len(str(page["date"])) >= 10:
        scores["date"] = found.date is not None and same_day(page, found.date)
    if page["author"]:
        scores["author"] = _words(page["author"]) == _words(" ".join(found.authors))
    return scores


def pages(folder: Path, wanted: str | None) -> list[dict[str, Any]]:
    """The pages of the index with their bytes under "bytes"."""
    files: dict[str, bytes] = {}
    for archive in sorted(folder.glob("*.tar.gz")):
        with tarfile.open(archive) as tar:
            for member in tar:
                inner = tar.extractfile(member) if member.isfile() else None
                if inner is not None and member.name.endswith((".html", ".html.gz")):
                    files[member.name] = inner.read()
    found = []
    with gzip.open(folder / "index.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            page = json.loads(line)
            name = page["html"]
            data = files.get(name) or files.get(f"globalvoices_html/{Path(name).name}")
            if data is None or (wanted and not page["set"].startswith(wanted)):
                continue
            page["bytes"] = gzip.decompress(data) if name.endswith(".gz") else data
            expected = files.get(page.get("expected_html") or "")
            page["body"] = page.get("body") or (_text(expected.decode("utf-8", "replace")) if expected else None)
            found.append(page)
    return found


def run(job: tuple[str, dict[str, Any]]) -> tuple[str, str, str, dict[str, Any], float, Found]:
    """Tool, set, page, scores, seconds and finding of one tool on one page."""
    tool, page = job
    started = time.process_time()
    try:
        found = TOOLS[tool](page["bytes"], page["url"])
    except Exception as error:
        print(f"{tool} failed on {page['html']}: {type(error).__name__}: {error}"[:200])
        found = Found()
    return tool, page["set"], page["html"], score(page, found), time.process_time() - started, found


def main() -> None:
    """Print a table of the measures, per set and over all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set", dest="wanted", help="only the sets whose name begins so")
    parser.add_argument("--tools", default=",".join(TOOLS))
    parser.add_argument("--worst", type=int, default=0, help="print that many of our worst pages")
    parser.add_argument("--dump", type=Path, help="write our findings as JSON lines")
    arguments = parser.parse_args()
    found = pages(arguments.folder, arguments.wanted)
    tools = arguments.tools.split(",")
    with ProcessPoolExecutor(1) as pool:
        results = list(pool.map(run, [(t, p) for t in tools for p in found], chunksize=8))
    _table(results, tools)
    if arguments.worst:
        worst = sorted((r for r in results if r[0] == tools[0] and "body" in r[3]), key=lambda r: r[3]["body"])
        for _, _, name, scores, _, _ in worst[: arguments.worst]:
            print(f"{scores['body']:.3f} p {scores['precision']:.2f} r {scores['recall']:.2f}  {name}")
    if arguments.dump:
        with arguments.dump.open("w", encoding="utf-8") as out:
            for tool, _, name, scores, _, f in results:
                record = {"tool": tool, "html": name, "scores": scores, "body": f.body, "title": f.title,
                          "date": str(f.date), "authors": f.authors}
                out.write(json.dumps(record, ensure_ascii=False) + "\n")


def _table(results: list[tuple[str, str, str, dict[str, Any], float, Found]], tools: list[str]) -> None:
    sets = [*sorted({r[1] for r in results}), ""]
    print(
        f"{'set':20} {'tool':12} {'body F1':>12} {'precision':>9} {'recall':>7} "
        f"{'title':>11} {'date':>11} {'author':>11} {'ms':>6}"
    )
    for name in sets:
        for tool in tools:
            mine = [r for r in results if r[0] == tool and (r[1] == name or not name)]
            cells = []
            for measure in ("body", "precision", "recall", "title", "date", "author"):
                values = [float(r[3][measure]) for r in mine if measure in r[3]]
                text = f"{sum(values) / len(values):.3f}" if values else "-"
                cells.append(f"{text} ({len(values)})" if measure not in ("precision", "recall") else text)
            ms = 1000 * sum(r[4] for r in mine) / max(1, len(mine))
            print(f"{name or 'all':20} {tool:12} {cells[0]:>12} {cells[1]:>9} {cells[2]:>7} "
                  f"{cells[3]:>11} {cells[4]:>11} {cells[5]:>11} {ms:6.0f}")


if __name__ == "__main__":
    main()
