"""Takes the pictures of every page in docs/screenshots: light and dark, full (the sample) and empty (nothing matches).

Run from the project's folder: python -m docs.screenshots [PAGE...]; needs Debian's chromium and requirements-dev.txt.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import sync_playwright

from analysis.settings import load
from analysis.store import open_store

ROOT = Path(__file__).resolve().parents[1]
TARGET = Path(__file__).parent / "screenshots"
PAGES = {
    "overview": "",
    "accusations": "accusations",
    "mentions": "accusations?view=mentions",
    "network": "accusations?view=network",
    "matrix": "accusations?view=network&draw=matrix",
    "kinds": "accusations?view=kinds",
    "people": "people",
    "sources": "sources",
    "shares": "sources?view=shares&share=reply",
    "subjects": "sources?view=subjects",
    "tone": "tone",
    "outlet-tone": "tone?view=outlet",
    "articles": "articles",
    "add": "add",
    "method": "method",
}
RECORDS = {
    "claim": (
        "accusations?claim={}",
        """SELECT min_by(claim_id, first_seen) FROM claims GROUP BY thread_id
        ORDER BY count(*) BETWEEN 3 AND 8 DESC, sum(mentions) DESC, min(claim_id) LIMIT 1""",
    ),
    "profile": (
        "people?entity={}",
        "SELECT accused_id FROM claims WHERE accused_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
    ),
    "compare": (
        "people?entity={}",
        """SELECT string_agg(accused_id, ',') FROM (SELECT accused_id FROM claims WHERE accused_id IS NOT NULL
        GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 3)""",
    ),
    "outlet": ("sources?profile={}", "SELECT outlet FROM articles GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"),
    "reader": (
        "articles?article={}",
        "SELECT article_id FROM accusations GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
    ),
}
"""Pages of one record: the address, and the query of the sample that gives the record; a missing one for empty."""
NOTHING = "accuser=~nobody+of+that+name"
WITHOUT_FILTERS = ("add", "method")
PATIENCE = 120_000


@contextmanager
def dashboard() -> Iterator[str]:
    """The address of a server on the sample, which ends afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as empty:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "streamlit", "run", "dashboard.py", f"--server.port={port}"),
                *("--server.address=127.0.0.1", "--server.fileWatcherType=none"),
            ],
            cwd=ROOT,
            env={**os.environ, "BLAMEWIRE_STORE": empty},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _await(f"http://127.0.0.1:{port}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def _await(address: str) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.5)
    raise SystemExit("the dashboard did not start")


def take(page: Any, address: str, file: Path) -> None:
    """One picture, once nothing is being drawn any more."""
    page.goto(address)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton], [data-stale=true]')")
    page.wait_for_timeout(1500)
    page.screenshot(path=str(file))


def addresses(names: list[str]) -> list[tuple[str, str, str]]:
    """Name, full address and empty address ("" where there is none) of the named pages, or of all."""
    made = []
    for name, path in PAGES.items():
        glue = "&" if "?" in path else "?"
        made.append((name, path, "" if name in WITHOUT_FILTERS else f"{path}{glue}{NOTHING}"))
    with open_store(load().sample) as store:
        for name, (path, query) in RECORDS.items():
            found = str(store.query(query).iloc[0, 0])
            made.append((name, path.format(quote(found)), path.format("nothing-of-that-name")))
    return [m for m in made if not names or m[0] in names]


def main(names: list[str]) -> None:
    """Take the pictures of the named pages, or of all."""
    TARGET.mkdir(exist_ok=True)
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with dashboard() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport={"width": 1280, "height": 1100}, color_scheme=scheme)
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            for name, full, empty in addresses(names):
                take(page, f"{address}/{full}", TARGET / f"{name}-{scheme}.png")
                if empty:
                    take(page, f"{address}/{empty}", TARGET / f"{name}-{scheme}-empty.png")
                print(name, scheme, flush=True)
            context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
