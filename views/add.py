"""Add articles: upload files, give addresses or paste a text; they are analysed in a process of their own and published."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import streamlit as st

from analysis import settings
from analysis.article import compose
from views.common import show
from views.common.words import count, plain

LONGEST = 200_000
PATIENCE = 1800
TYPES = ["txt", "html", "htm", "json", "jsonl", "csv", "tsv", "xml", "gz", "zip", "warc"]


def ingest(sources: Sequence[Path | str], outlet: str = "") -> None:
    """Run the command line on files and tell what came of it. The language models load there, never in this process."""
    store = settings.load().store
    command = [sys.executable, "-m", "analysis", "ingest", *map(str, sources), "--store", str(store), "--publish"]
    command += ["--outlet", outlet] if outlet else []
    with st.spinner("Reading and analysing. A hundred articles take about a minute.", show_time=True):
        try:
            done = subprocess.run(
                command, cwd=settings.ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
            )
        except subprocess.TimeoutExpired:
            st.error("This took longer than half an hour and was stopped; what was stored stays. For so many articles "
                     "use: python -m analysis ingest")  # fmt: skip
            return
    told = "\n".join(line for line in (done.stdout + "\n" + done.stderr).splitlines() if line.strip())
    if done.returncode == 0:
        st.success("Added and published. The other pages show it now.", icon=":material/check:")
    else:
        st.error("Not everything could be taken in; the summary says what and why.", icon=":material/error:")
    st.text(told[-4000:])


def upload() -> None:
    """Files of any format that the command line reads."""
    show.heading("Upload files", "Saved pages, HTML, JSON lines, CSV, feeds, archives; told apart by their content.")
    with st.form("upload", border=False):
        files = st.file_uploader("Files", type=TYPES, accept_multiple_files=True)
        outlet = st.text_input("Outlet of articles that name none", max_chars=120)
        sent = st.form_submit_button("Analyse and add", type="primary")
    if sent and not files:
        st.warning("Choose at least one file.")
    elif sent:
        with tempfile.TemporaryDirectory(prefix="blamewire-") as folder:
            saved = []
            for i, file in enumerate(files):
                # Only the ending is kept of a stranger's file name.
                path = Path(folder) / f"upload-{i + 1}{''.join(Path(file.name).suffixes[-2:])[:12]}"
                path.write_bytes(file.getvalue())
                saved.append(path)
            st.caption(f"{count(len(saved), 'file')}: {plain(', '.join(f.name for f in files))}")
            ingest(saved, outlet.strip())


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
        ingest(wanted, outlet.strip())


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
            ingest([path])


st.title("Add articles", anchor=False)
if settings.load().read_only:
    st.info("This dashboard is read-only: articles are added by its keeper.", icon=":material/lock:")
else:
    st.caption("What you add goes into the store that everyone using this dashboard sees.")
    for tab, draw in zip(st.tabs(["Upload", "Addresses", "Paste"]), (upload, links, paste), strict=True):
        with tab:
            draw()
