"""Small corpora about fictional people, for the tests of the store and of exports."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pandas as pd

from analysis.article import Article, compose, make_id
from analysis.tables import Tables, frame

START = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
OUTLETS = ("The Kestrin Courier", "Tessaly Wire", None)


def article(n: int, charge: str = "rigging the ferry tender", source: str | None = "made.jsonl") -> Article:
    """The nth article: Ada Voss accuses Milo Tarn."""
    title = f"Voss accuses Tarn, part {n}"
    text, _ = compose(title, [f"Ada Voss accused Milo Tarn of {charge}.", "Tarn has not answered."])
    outlet, published = OUTLETS[n % 3], START - timedelta(days=n)
    url = f"https://kestrin.example/{n}"
    key = make_id(url, outlet, title, text, published)
    return Article(key, title, text, outlet, url, ("Ines Holt",), published, "minute", "en", source=source)


def rows_of(made: Article) -> dict[str, list[dict[str, object]]]:
    """Rows of one article, as the corpus module makes them, with entities already joined."""
    at = made.text.index("Ada Voss")
    end = made.text.index(".", at) + 1
    sentence = made.text[at:end]
    accused = made.text.index("Milo Tarn")
    charge = (made.text.index(" of ", accused) + 4, end - 1)
    key = made.article_id
    place = {"article_id": key, "start": at, "end": end}
    return {
        "articles": [
            {
                "article_id": key, "url": made.url, "outlet": made.outlet, "authors": list(made.authors),
                "published": made.published, "published_precision": made.published_precision, "title": made.title,
                "text": made.text, "caption_spans": [[0, 3]], "related": [], "language": made.language,
                "words": len(made.text.split()), "content_hash": made.content_hash, "source": made.source,
                "ingested": START, "analysed": True,
            }
        ],
        "sentences": [{**place, "position": 1, "tone": -0.4}],
        "mentions": [
            {"article_id": key, "start": s, "end": s + len(n), "entity_id": i, "surface": n, "name": n,
             "kind": "person", "sentence": 1, "tone": -0.4}
            for n, i, s in (("Ada Voss", "e1", at), ("Milo Tarn", "e2", accused))
        ],
        "accusations": [
            {**place, "accusation_id": f"{key}-0", "sentence": sentence, "accuser": "Ada Voss", "accuser_start": at,
             "accuser_end": at + 8, "accuser_name": "Ada Voss", "accuser_id": "e1", "accused": "Milo Tarn",
             "accused_start": accused, "accused_end": accused + 9, "accused_name": "Milo Tarn", "accused_id": "e2",
             "charge": made.text[slice(*charge)], "charge_start": charge[0], "charge_end": charge[1], "act": "allege",
             "certainty": "asserted", "voice": "named", "quote": "indirect", "contexts": ["corruption"],
             "claim_id": "c1", "rule": "accuse_of", "confidence": 0.9, "model": "test"}
        ],
        "sources": [{"article_id": key, "name": "Ada Voss", "kind": "person", "role": "speaker", "named": True}],
    }  # fmt: skip


def tables(count: int = 5) -> Tables:
    """The tables of `count` articles, joined and with their one claim."""
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in Tables.__annotations__}
    for n in range(count):
        for name, found in rows_of(article(n)).items():
            rows[name] += found
    days: list[object] = [r["published"] for r in rows["articles"]]
    first, last = (min(days), max(days)) if days else (None, None)  # type: ignore[type-var]
    if count:
        rows["entities"] = [
            {"entity_id": i, "name": n, "kind": "person", "aliases": [n.split()[1]], "mentions": count,
             "articles": count, "first_seen": first, "last_seen": last}
            for i, n in (("e1", "Ada Voss"), ("e2", "Milo Tarn"))
        ]  # fmt: skip
        rows["claims"] = [
            {"claim_id": "c1", "thread_id": "t1", "accuser_id": "e1", "accuser": "Ada Voss", "accused_id": "e2",
             "accused": "Milo Tarn", "charge": "rigging the ferry tender", "act": "allege", "first_seen": first,
             "last_seen": last, "mentions": count, "articles": count, "outlets": min(count, 2), "status": "open",
             "answered": False}
        ]  # fmt: skip
    rows["quarantine"] = [{"source": "broken.html", "position": None, "reason": "no text", "at": START}]
    return Tables(**{name: frame(name, found) for name, found in rows.items()})


def same(left: pd.DataFrame, right: pd.DataFrame) -> bool:
    """Whether two frames hold the same rows, in whatever order."""
    def key(made: pd.DataFrame) -> list[str]:
        return sorted(made.to_json(orient="records", lines=True, date_format="iso").splitlines())

    return key(left) == key(right)
