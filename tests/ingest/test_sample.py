"""The shipped sample, in all its formats, reads without loss and to the letter."""

from __future__ import annotations

import csv
import gzip
import json
import re
import zipfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from analysis.article import MEMBER, Article
from analysis.ingest import Quarantined, read
from analysis.ingest.draft import authors

SAMPLE = Path(__file__).parents[2] / "data" / "sample"


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    found = list(read(SAMPLE))
    assert [x for x in found if isinstance(x, Quarantined)] == []
    return [x for x in found if isinstance(x, Article)]


def rows_of(path: Path) -> list[dict[str, str]]:
    if path.suffix == ".csv":
        with path.open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.decode().splitlines()]


TABLES = sorted(p for p in SAMPLE.iterdir() if p.name.endswith((".jsonl", ".jsonl.gz", ".csv")))


@pytest.mark.parametrize("path", TABLES, ids=lambda p: p.name)
def test_every_row_of_a_table_is_read_to_the_letter(path: Path) -> None:
    read_back = [a for a in read(path) if isinstance(a, Article)]
    rows = rows_of(path)
    assert len(read_back) == len(rows)
    for article, row in zip(read_back, rows, strict=True):
        title, body = row.get("title") or row["headline"], row.get("text") or row["body"]
        when = datetime.fromisoformat(row.get("date") or row["publish_date"])
        assert article.title == title
        assert article.text == f"{title}\n\n{body}"
        assert article.published == (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
        assert article.url == (row.get("url") or row["link"])
        assert list(article.authors) == authors(row.get("author") or row["byline"])


def saved_texts() -> list[tuple[str, str]]:
    found = [(str(p), p.read_text(encoding="utf-8")) for p in sorted(SAMPLE.rglob("*.txt"))]
    for archive in sorted(SAMPLE.glob("*.zip")):
        with zipfile.ZipFile(archive) as file:
            found += [(f"{archive}{MEMBER}{n}", file.read(n).decode()) for n in file.namelist() if n.endswith(".txt")]
    return found


@pytest.mark.parametrize(("source", "text"), saved_texts(), ids=lambda x: Path(x).stem if "/" in x[:200] else "")
def test_a_saved_page_gives_back_each_of_its_parts(source: str, text: str, articles: list[Article]) -> None:
    article = next(a for a in articles if a.source == source)
    title, date, author = re.match(r"(.+)\n\n\1\n\n(.+)\nPosted in:.*\nWritten By: (.+)\n", text).groups()  # type: ignore[union-attr]
    body, _, related = text.split("Written By:", 1)[1].split("\n", 1)[1].partition("Related News:")
    blocks = [b.strip("\n") for b in body.split("\n\n") if b.strip()]
    caption = [b.strip() for b in blocks[:1] if b.startswith(" ")]
    assert article.title == title
    assert list(article.authors) == authors(author)
    assert article.published == datetime.strptime(date, "%B %d, %Y - %H:%M").replace(tzinfo=UTC)
    assert article.published_precision == "minute"
    assert article.text == "\n\n".join([title, *(b.strip() for b in blocks)])
    assert [article.text[s:e] for s, e in article.caption_spans] == caption
    assert list(article.related) == [r.strip() for r in related.split("\n\n") if r.strip()]


def texts_of(pattern: str, html: str) -> list[str]:
    plain = (re.sub(r"<[^>]+>", "", m) for m in re.findall(pattern, html, re.S))
    return [" ".join(p.replace("&amp;", "&").split()) for p in plain]


def page_parts(html: str) -> dict[str, list[str]]:
    body = html.split("</figure>", 1)[1].split("</article>")[0]
    related = html.split('class="related"')[1] if 'class="related"' in html else ""
    return {
        "title": texts_of(r"<h1[^>]*>(.*?)</h1>", html),
        "captions": texts_of(r"<figcaption[^>]*>(.*?)</figcaption>", html),
        "body": texts_of(r"<p[^>]*>(.*?)</p>", body),
        "related": texts_of(r"<li><a[^>]*>(.*?)</a>", related.split("</aside>")[0]),
    }


@pytest.mark.parametrize("path", sorted(SAMPLE.rglob("*.html")), ids=lambda p: p.stem)
def test_a_saved_html_page_gives_back_each_of_its_parts(path: Path, articles: list[Article]) -> None:
    article = next(a for a in articles if a.source == str(path))
    html = path.read_text(encoding="utf-8")
    parts = page_parts(html)
    address = re.search(r'rel="canonical" href="([^"]+)"', html)
    printed = re.search(r'<time[^>]* datetime="([^"]+)"', html)
    assert address and printed
    assert [article.title] == parts["title"]
    assert article.published == datetime.fromisoformat(printed[1]).astimezone(UTC)
    assert [article.text[s:e] for s, e in article.caption_spans] == parts["captions"]
    assert article.text.split("\n\n")[1 + len(parts["captions"]) :] == parts["body"]
    assert list(article.related) == parts["related"]
    assert article.url == address[1]


def test_the_sample_is_whole(articles: list[Article]) -> None:
    outlets = Counter(a.outlet for a in articles)
    assert None not in outlets and len(outlets) >= 8
    assert len(articles) >= 90
    assert len({a.article_id for a in articles}) == len(articles)
    assert all(a.published and a.authors and a.language == "en" for a in articles)
