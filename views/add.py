"""Add articles: upload files, give addresses or paste a text; they are analysed in a process of their own and published."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import IO, Any

import pandas as pd
import streamlit as st

from analysis import settings
from analysis.article import compose
from analysis.errors import BlamewireError
from analysis.ingest.preview import Preview, preview
from analysis.store import parts
from views.common import show
from views.common.words import count, plain

LONGEST = 200_000
PATIENCE = 1800
# Exit code of a run that was completed and set something aside. A string here would be drawn on the page.
SET_ASIDE = 3
TYPES = [
    "txt", "html", "htm", "json", "jsonl", "csv", "tsv", "xlsx", "xls", "ods", "parquet", "xml", "opml", "rss", "eml",
    "pdf", "gz", "bz2", "xz", "zst", "tar", "tgz", "zip", "warc", "arc",
]  # fmt: skip
FIELDS = {
    "title": "Headline", "text": "Text", "date": "Published", "outlet": "Outlet", "url": "Address", "author": "Author",
    "language": "Language",
}  # fmt: skip
NONE = "(none)"
# A mapping of fields to columns and the sources it is for.
Run = tuple[dict[str, str], list[str]]


def ingest(runs: Sequence[Run], names: Mapping[str, str], outlet: str = "") -> None:
    """Run the command line on sources, show how far it is and what came of it.

    names: source → what to call it. The language models load there, never in this process.
    """
    store = settings.load().store
    began = pd.Timestamp.now(tz="UTC")
    totals: dict[str, int] = {}
    faults = []
    for columns, sources in runs:
        command = [sys.executable, "-m", "analysis", "ingest", *sources, "--store", str(store), "--publish"]
        command += ["--progress-lines"]
        command += ["--outlet", outlet] if outlet else []
        command += ["--columns", _quoted(columns)] if columns else []
        code, last, told = _watched(command)
        for name, number in last.items():
            totals[name] = totals.get(name, 0) + int(number)
        if code not in (0, SET_ASIDE):
            faults.append(told)
    _tell(totals, faults)
    _tell_set_aside(store, {parts.base(s) for _, sources in runs for s in sources}, names, began)


def _quoted(columns: Mapping[str, str]) -> str:
    """The mapping as one line of CSV, for names with commas in them."""
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(f"{field}={column}" for field, column in columns.items())
    return line.getvalue()


def _watched(command: list[str]) -> tuple[int, dict[str, Any], str]:
    """Exit code, the last counts and the end of what the process said, once it is done; meanwhile a bar.

    A reader who leaves the page interrupts it, which keeps what is stored.
    """
    bar = st.progress(0.0, "Loading the language models.")
    # Files, not pipes: a pipe that nobody empties would stop the process.
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen(command, cwd=settings.ROOT, stdout=out, stderr=err)
        try:
            started = time.monotonic()
            while process.poll() is None:
                if time.monotonic() - started > PATIENCE:
                    process.send_signal(signal.SIGINT)
                    process.wait()
                    break
                _advance(bar, _last(out), time.monotonic() - started)
                time.sleep(0.5)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                process.wait()
        bar.empty()
        err.seek(0)
        return process.returncode, _last(out), err.read().decode("utf-8", "replace")[-2000:]


def _advance(bar: Any, counts: Mapping[str, Any], seconds: float) -> None:
    if not counts:
        bar.progress(0.0, f"Loading the language models and reading; {seconds:,.0f} s so far.")
        return
    done, share = int(counts["finished"]), float(counts["share"])
    if share >= 1:
        bar.progress(1.0, f"{count(done, 'article')} analysed; publishing.")
        return
    left = f", about {seconds * (1 - share) / share:,.0f} s left" if share > 0.05 else ""
    aside = f", {counts['quarantined']:,} set aside" if counts["quarantined"] else ""
    bar.progress(share, f"{count(done, 'article')}{aside}, {done / seconds:,.1f} a second{left}")


def _last(out: IO[bytes]) -> dict[str, Any]:
    """The counts in the last whole line of progress."""
    # The process writes at its own end of the same file, so the place is kept by hand.
    size = out.seek(0, io.SEEK_END)
    out.seek(max(0, size - 4096))
    lines = out.read().decode("utf-8", "replace").rpartition("\n")[0].splitlines()
    found = next((line for line in reversed(lines) if line.startswith("{")), "{}")
    return dict(json.loads(found))


def _tell(totals: Mapping[str, int], faults: Sequence[str]) -> None:
    for fault in faults:
        st.error("The run ended early; what was stored stays.", icon=":material/error:")
        st.text(fault)
    if not totals:
        return
    new = totals["new"]
    if new and not faults:
        st.success("Added and published. The other pages show it now.", icon=":material/check:")
    elif not faults:
        st.info("Nothing new: all of it was in the store already, or could not be read.", icon=":material/info:")
    names = {"read": "Read", "new": "New", "unchanged": "In the store already", "duplicates": "Twice in this run",
             "quarantined": "Set aside"}  # fmt: skip
    for column, (name, label) in zip(st.columns(len(names)), names.items(), strict=True):
        column.metric(label, f"{totals[name]:,}")
    if totals["other_languages"]:
        st.caption(f"{count(totals['other_languages'], 'article')} not in English: kept, counted and not analysed.")


def _tell_set_aside(store: Path, sources: set[str], names: Mapping[str, str], began: pd.Timestamp) -> None:
    """The rows of the quarantine that a run has left, under the names that its user knows."""
    try:
        aside = parts.read_local(store, ("quarantine",)).quarantine
    except (BlamewireError, OSError):
        return
    from_here = aside["source"].map(lambda s: parts.base(s) in sources) | (aside["at"] >= began)
    rows = aside[from_here]
    if rows.empty:
        return
    st.subheader("What was set aside, and why", anchor=False)
    named = rows["source"].map(lambda s: names.get(parts.base(s), parts.base(s)) + s[len(parts.base(s)) :])
    table = pd.DataFrame({"Source": named, "Place": rows["position"].fillna("all of it"), "Reason": rows["reason"]})
    st.dataframe(table, hide_index=True, width="stretch")


def upload() -> None:
    """Files of any format that the command line reads, with a choice of columns for tables."""
    show.heading("Upload files", "Pages, tables, feeds, mails, PDFs, archives; told apart by their content.")
    files = st.file_uploader("Files", type=TYPES, accept_multiple_files=True)
    tables = {}
    for at, file in enumerate(files):
        head = preview(file.getvalue(), file.name)
        if head is not None:
            tables.setdefault(head.columns, (head, []))[1].append(at)
    chosen = {}
    for number, (head, members) in enumerate(tables.values()):
        mapping = columns_of(head, ", ".join(files[at].name for at in members), number)
        chosen.update(dict.fromkeys(members, mapping))
    outlet = st.text_input("Outlet of articles that name none", max_chars=120, key="upload_outlet")
    if not st.button("Analyse and add", type="primary", key="upload_send"):
        return
    if not files:
        st.warning("Choose at least one file.")
        return
    with tempfile.TemporaryDirectory(prefix="blamewire-") as folder:
        names, runs = {}, list[Run]()
        for at, file in enumerate(files):
            # Only the ending is kept of a stranger's file name.
            path = Path(folder) / f"upload-{at + 1}{''.join(Path(file.name).suffixes[-2:])[:12]}"
            path.write_bytes(file.getvalue())
            names[str(path)] = file.name
            mapping = chosen.get(at, {})
            same = next((sources for columns, sources in runs if columns == mapping), None)
            if same is None:
                runs.append((mapping, [str(path)]))
            else:
                same.append(str(path))
        ingest(runs, names, outlet.strip())


def columns_of(head: Preview, of: str, number: int) -> dict[str, str]:
    """Show the first rows of a table and let the columns be chosen; {} while the choice is the one recognised."""
    known = bool({"title", "text", "url"} & set(head.chosen))
    title = f"Columns of {plain(of)}" if known else f"Choose the columns of {plain(of)}: they are not recognised"
    with st.expander(title, expanded=not known, icon=":material/table:"):
        st.dataframe(pd.DataFrame(list(head.rows), columns=list(head.columns)), hide_index=True, width="stretch")
        options = [NONE, *head.columns]
        picked = {}
        for at, (slot, (field, label)) in enumerate(zip(st.columns(4) * 2, FIELDS.items(), strict=False)):
            first = options.index(head.chosen[field]) if field in head.chosen else 0
            key = f"column_{number}_{at}_{hash(head.columns)}"
            picked[field] = slot.selectbox(label, options, index=first, key=key)
    mapping = {field: "" if column == NONE else column for field, column in picked.items()}
    changed = {f: c for f, c in mapping.items() if c != head.chosen.get(f, "")}
    return mapping if changed else {}


def links() -> None:
    """Addresses of articles or feeds, fetched by the command line within its guards."""
    show.heading("Add from addresses", "Articles or feeds. Sites are asked politely; private addresses are refused.")
    with st.form("links", border=False):
        given = st.text_area("Addresses, one a line", max_chars=20_000, placeholder="https://kestrin.example/news/1")
        outlet = st.text_input("Outlet of articles that name none", max_chars=120, key="links_outlet")
        sent = st.form_submit_button("Fetch, analyse and add", type="primary")
    if not sent:
        return
    wanted = list(dict.fromkeys(line.strip() for line in given.splitlines() if line.strip()))
    # Anything else would be read as a file of this host.
    wrong = [line for line in wanted if not line.lower().startswith(("http://", "https://"))]
    if wrong:
        st.warning(f"Not an address that starts with http:// or https://: {plain(wrong[0][:200])}")
    elif not wanted:
        st.warning("Enter at least one address.")
    else:
        ingest([({}, wanted)], {}, outlet.strip())


def paste() -> None:
    """One article from the clipboard."""
    show.heading("Paste an article")
    with st.form("paste", border=False, clear_on_submit=False):
        title = st.text_input("Headline", max_chars=500)
        outlet = st.text_input("Outlet", max_chars=120)
        day = st.date_input("Published", value=None, max_value=date(2100, 1, 1), format="YYYY-MM-DD")
        url = st.text_input("Address", type="url", max_chars=2000)
        text = st.text_area("Text", max_chars=LONGEST, height=260)
        sent = st.form_submit_button("Analyse and add", type="primary")
    if sent and not text.strip():
        st.warning("Paste the article's text first.")
    elif sent:
        whole, _ = compose(title.strip(), [p.strip() for p in text.split("\n\n") if p.strip()])
        line = {"title": title.strip(), "text": whole, "outlet": outlet.strip(), "url": url.strip()}
        if day:
            line["date"] = day.isoformat()
        with tempfile.TemporaryDirectory(prefix="blamewire-") as folder:
            path = Path(folder) / "pasted.jsonl"
            path.write_text(json.dumps({k: v for k, v in line.items() if v}) + "\n", encoding="utf-8")
            ingest([({}, [str(path)])], {str(path): "the pasted text"})


st.title("Add articles", anchor=False)
if settings.load().read_only:
    st.info("This dashboard is read-only: articles are added by its keeper.", icon=":material/lock:")
else:
    st.caption("What you add goes into the store that everyone using this dashboard sees.")
    for tab, draw in zip(st.tabs(["Upload", "Addresses", "Paste"]), (upload, links, paste), strict=True):
        with tab:
            draw()
