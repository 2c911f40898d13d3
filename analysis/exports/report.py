"""A report of a view as one HTML file: figures, claims, the sentences with their spans marked, and the sources.

It loads nothing from anywhere and can be mailed. Every text in it comes from strangers and is escaped.
"""

from __future__ import annotations

import gzip
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
from plotly.offline import get_plotlyjs

from analysis import figures, wording
from analysis.exports.about import About
from analysis.marking import Mark, segments
from analysis.queries import accusations, overview
from analysis.queries.base import Cursor

UNPACK = """async function unpack(then) {
  const packed = Uint8Array.from(atob(document.getElementById("plotly").textContent), (c) => c.charCodeAt(0));
  const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = document.createElement("script");
  script.textContent = await new Response(plain).text();
  document.head.append(script);
  then();
}"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
STYLE = Path(__file__).with_name("report.css")


def report(records: pd.DataFrame, cursor: Cursor, about: About) -> bytes:
    """The report of accusation records (queries.accusations.records) under about.filters, UTF-8."""
    return "\n".join(_page(records, cursor, about)).encode("utf-8", "xmlcharrefreplace")


def _page(records: pd.DataFrame, cursor: Cursor, about: About) -> Iterator[str]:
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(about.sentence)}</title>"
    yield f"<style>{STYLE.read_text(encoding='utf-8')}</style></head><body>"
    yield f"<h1>{escape(about.sentence)}</h1>"
    yield "<p>Accusations as articles report them. None of them is stated here as a fact.</p>"
    if records.empty:
        yield "<p>No accusation is under these filters.</p>"
    else:
        yield from _counts(cursor, about)
        yield from _figures(cursor, about)
        yield from _claims(cursor, about)
        yield from _sentences(records)
        yield from _sources(records)
    yield "<h2>How this was made</h2><table>"
    for label, value in about.lines():
        yield f'<tr><th scope="row">{escape(label)}</th><td>{escape(value)}</td></tr>'
    yield "</table></body></html>"


def _counts(cursor: Cursor, about: About) -> Iterator[str]:
    n = overview.totals(cursor, about.filters)
    yield (
        f"<p><strong>{n['claims']:,} claims</strong>, mentioned {n['mentions']:,} times in {n['articles_with']:,} of"
        f" {n['articles']:,} articles, by {n['outlets']:,} independent outlets. {n['copies']:,} of the articles are"
        " copies of another.</p>"
    )


def _figures(cursor: Cursor, about: About) -> Iterator[str]:
    over_time = overview.over_time(cursor, about.filters)
    made = [("Claims and mentions over time", figures.claims_over_time(over_time))] if len(over_time) else []
    pairs = overview.pairs(cursor, about.filters)
    if len(pairs):
        made.append(("Who accuses whom, by claims", figures.pairs(pairs)))
    if not made:
        return
    drawn = []
    for number, (title, figure) in enumerate(made):
        drawn.append(_drawing(f"figure{number}", figure))
        yield from _figure(f"figure{number}", title, figure)
    yield f'<script type="application/octet-stream" id="plotly">{_packed_plotly()}</script>'
    yield f"<script>{UNPACK}\nunpack(() => {{ {' '.join(drawn)} }});</script>"


def _drawing(place: str, figure: go.Figure) -> str:
    """The script that draws a figure once Plotly is there."""
    # Plotly's own look reads well on white alone.
    figure.update_layout(template="plotly_white", paper_bgcolor="#fff")
    # No text in a script may end it.
    made = pio.to_json(figure).replace("<", "\\u003c")
    return f"(f => Plotly.newPlot('{place}', f.data, f.layout, {{displayModeBar: false, responsive: true}}))({made});"


@cache
def _packed_plotly() -> str:
    """Plotly's script, gzip and base64: a third of its size; every browser since 2023 unpacks it by itself."""
    return b64encode(gzip.compress(get_plotlyjs().encode(), mtime=0)).decode()


def _figure(place: str, title: str, figure: go.Figure) -> Iterator[str]:
    meta = figure.layout.meta
    alt = meta.get("alt", title) if isinstance(meta, dict) else title
    yield f"<h2>{escape(title)}</h2><figure>"
    yield f'<div class="figure" id="{place}" role="img" aria-label="{escape(alt)}"></div>'
    yield f"<figcaption>{escape(alt)}</figcaption></figure>"


def _claims(cursor: Cursor, about: About) -> Iterator[str]:
    yield "<h2>Claims</h2><table><thead><tr>"
    for head in ("Accuser", "Accused", "Charge", "Status", "Mentions", "Outlets", "First", "Last"):
        yield f'<th scope="col">{head}</th>'
    yield "</tr></thead><tbody>"
    for c in accusations.claims(cursor, about.filters).to_dict("records"):
        words = [_or(c["accuser"], "not stated"), _or(c["accused"], "not named"), _or(c["charge"], "none stated")]
        cells = "".join(f"<td>{escape(w)}</td>" for w in [*words, wording.STATUSES[c["status"]]])
        yield f'<tr>{cells}<td class="n">{c["in_view"]:,}</td><td class="n">{c["outlets"]:,}</td>'
        yield f"<td>{_day(c['first_seen'])}</td><td>{_day(c['last_seen'])}</td></tr>"
    yield "</tbody></table>"


def _sentences(records: pd.DataFrame) -> Iterator[str]:
    yield "<h2>Sentences</h2>"
    yield (
        '<p class="soft">Underlined: <mark class="accuser">accuser</mark>, <mark class="accused">accused</mark>,'
        ' <mark class="charge">charge</mark>.</p>'
    )
    known = records.astype("object").where(records.notna(), None)
    for r in known.to_dict("records"):
        yield f"<article><div>{escape(wording.reading(r))}</div><blockquote>{_marked(r)}</blockquote>"
        where = ", ".join(p for p in (_or(r["outlet"], "unknown outlet"), _day(r["published"])) if p)
        copy = " · copy of another article" if r["copy"] else ""
        link = _link(r["url"], _or(r["title"], "untitled"))
        yield f'<div class="soft">{escape(where)} · {link}{copy}</div></article>'


def _marked(r: dict[str, object]) -> str:
    start = int(str(r["start"]))
    marks = [
        Mark(int(str(r[f"{role}_start"])) - start, int(str(r[f"{role}_end"])) - start, role)
        for role in ("charge", "accuser", "accused")
        if r[f"{role}_start"] is not None
    ]
    made = []
    for segment in segments(str(r["sentence"]), marks):
        text = escape(segment.text)
        for kind in segment.kinds:
            text = f'<mark class="{kind}">{text}</mark>'
        made.append(text)
    return "".join(made)


def _sources(records: pd.DataFrame) -> Iterator[str]:
    yield "<h2>Sources</h2><table><tbody>"
    once = records.drop_duplicates("article_id").sort_values("published", na_position="last")
    for r in once.astype("object").where(once.notna(), None).to_dict("records"):
        link = _link(r["url"], _or(r["title"], "untitled"))
        yield f"<tr><td>{_day(r['published'])}</td><td>{escape(_or(r['outlet'], 'unknown'))}</td><td>{link}</td></tr>"
    yield "</tbody></table>"


def _link(url: object, text: str) -> str:
    """A link to an http address; anything else stays text."""
    if isinstance(url, str) and urlsplit(url).scheme in ("http", "https"):
        return f'<a href="{escape(url)}" rel="noopener noreferrer">{escape(text)}</a>'
    return escape(text)


def _day(value: object) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) and not pd.isna(value) else ""


def _or(value: object, instead: str) -> str:
    return instead if value is None or pd.isna(value) else str(value)
