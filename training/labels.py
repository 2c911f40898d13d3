"""Our own labels of further articles, kept as offsets alone: the texts are other people's and stay where they are.

training/labels.jsonl holds an article a line: {"id", "sha256" (of the text), "records": [...]}; in a record every
party, name and charge is [start, end] in the text, or null (a name that does not stand in the text is null). "held": true
marks the articles that no model is trained on: thresholds and calibration are chosen on them. The labels were made like
complete.train.jsonl: read sentence by sentence against the codebook by large language models, one reader an article.

    python -m training.labels restore --news DIR --out extra.jsonl     labels and texts together again
    python -m training.labels keep extra.jsonl...                      labelled articles → training/labels.jsonl
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

LABELS = Path(__file__).parent / "labels.jsonl"
PARTS = ("accuser", "accused", "charge")
NAMES = ("accuser_name", "accused_name")
FIELDS = ("act", "certainty", "voice", "quote")


def compose(row: dict[str, Any]) -> str:
    """The text that was labelled: the title before the body, unless the body begins with it."""
    body, title = (row["text"] or "").strip(), (row["title"] or "").strip()
    return f"{title}\n\n{body}" if title and not body.startswith(title) else body


def digest(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _place(text: str, words: str | None, start: int, end: int) -> list[int] | None:
    at = text.find(words, start, end) if words else -1
    return [at, at + len(words)] if words and at >= 0 else None


def to_offsets(article: dict[str, Any]) -> dict[str, Any]:
    """The labels of an article without any of its words."""
    text = article["text"]
    records = []
    for r in article["records"]:
        made: dict[str, Any] = {"start": r["start"], "end": r["end"]}
        made |= {k: _place(text, r[k], r["start"], r["end"]) for k in PARTS}
        made |= {k: _place(text, r[k], 0, len(text)) for k in NAMES}
        records.append(made | {k: r[k] for k in FIELDS})
    kept = {"held": True} if article.get("held") else {}
    return {"id": article["id"], "sha256": digest(text), **kept, "records": records}


def from_offsets(labels: dict[str, Any], row: dict[str, Any]) -> dict[str, Any] | None:
    """A labelled article as in complete.train.jsonl; None when the text is not the one that was labelled."""
    text = compose(row)
    if digest(text) != labels["sha256"]:
        return None
    records = []
    for r in labels["records"]:
        made = {"sentence": text[r["start"] : r["end"]], **r}
        made |= {k: text[slice(*r[k])] if r[k] else None for k in (*PARTS, *NAMES)}
        for role in ("accuser", "accused"):
            made[f"{role}_name"] = made[f"{role}_name"] or made[role]
        records.append(made)
    held = {"held": True} if labels.get("held") else {}
    return {"id": labels["id"], "title": row["title"], "text": text, "corpus": "extra", **held, "records": records}


def _news(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


def restore(folder: Path) -> Iterator[dict[str, Any]]:
    """The labelled articles whose texts are found in the news files of `folder`, in the order of the labels."""
    labels = [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()]
    wanted = {a["id"] for a in labels}
    rows = {row["id"]: row for row in _news(folder) if row["id"] in wanted}
    for one in labels:
        made = from_offsets(one, rows[one["id"]]) if one["id"] in rows else None
        if made is not None:
            yield made


def main() -> None:
    """Command line."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sub = ap.add_subparsers(dest="command", required=True)
    back = sub.add_parser("restore")
    back.add_argument("--news", type=Path, required=True)
    back.add_argument("--out", type=Path, required=True)
    keep = sub.add_parser("keep")
    keep.add_argument("files", type=Path, nargs="+")
    args = ap.parse_args()
    if args.command == "keep":
        made = [to_offsets(json.loads(line)) for f in args.files for line in f.read_text(encoding="utf-8").splitlines()]
        LABELS.write_text("".join(json.dumps(m) + "\n" for m in made), encoding="utf-8")
        print(len(made), "articles", sum(len(m["records"]) for m in made), "records")
        return
    articles = list(restore(args.news))
    args.out.write_text("".join(json.dumps(a, ensure_ascii=False) + "\n" for a in articles), encoding="utf-8")
    print(len(articles), "articles", sum(len(a["records"]) for a in articles), "records")


if __name__ == "__main__":
    main()
