"""Speed of the dashboard on a made-up store: a real server, a real Chromium, and sessions that speak its protocol.

    python bench/desk.py [STORE.duckdb] [--articles 250000] [--rounds 3] [--sessions 25] [--seconds 60] [--think 5]

STORE.duckdb is made when it is not there: 250,000 articles hold some 1,090,000 mentions and 195,000 accusations.
Printed are milliseconds, median / 95th percentile (count):
- paint: opening a page in a new browser context until nothing is a placeholder any more;
- filter: a click on a preset of days until the page that it leads to stands; asked first, and asked before;
- rerun: the server's part of the same, from the message sent to "script finished", by one session alone;
- export: a click on "CSV of all rows" until the download begins;
- sessions: the reruns of N active sessions at once, and the server's memory. A session is active when its reader changes
  a filter every few seconds: after each answer it thinks for 0.4 to 1.6 times --think seconds, drawn evenly. The clock
  starts when all have their first page. A filter in three has been asked by nobody; the others are among 96 that come again and again.
Needs Debian's chromium and requirements-dev.txt. Quiet machine, please: everything here shares its cores.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

PAGES = ("", "accusations", "accusations?view=network", "people", "sources", "tone", "articles")
PRESETS = ("7 days", "30 days", "3 months", "1 year")
ACTS = ("allege", "criticise", "charge", "lawsuit", "investigate", "verdict", "deny", "admit")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
STANDS = """() => document.querySelector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    && !document.querySelector('[data-testid=stSkeleton], [data-stale=true]')"""
CLICK_TO_STAND = """(label) => new Promise((done) => {
  const address = location.search, started = performance.now();
  const look = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    const stands = location.search !== address && app.dataset.testScriptState === "notRunning"
      && !document.querySelector('[data-testid=stSkeleton], [data-stale=true]');
    if (stands) requestAnimationFrame(() => done(performance.now() - started)); else requestAnimationFrame(look);
  };
  [...document.querySelectorAll('[data-testid=stSidebar] button')].find((b) => b.textContent.trim() === label).click();
  requestAnimationFrame(look);
})"""


def told(name: str, times: list[float]) -> None:
    """Print one line of figures."""
    if not times:
        print(f"{name:34} nothing measured", flush=True)
        return
    ordered = sorted(times)
    high = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    print(f"{name:34} {statistics.median(ordered):7,.0f} / {high:7,.0f} ({len(ordered)})", flush=True)


@contextmanager
def serving(store: Path) -> Iterator[tuple[str, int]]:
    """The address and process id of a server on the store, which ends afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(ROOT / "dashboard.py"), f"--server.port={port}",
         "--server.address=127.0.0.1", "--server.fileWatcherType=none"],
        cwd=ROOT, env={**os.environ, "BLAMEWIRE_STORE": str(store)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until = time.monotonic() + 120
        while time.monotonic() < until and process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5):
                    break
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                time.sleep(0.2)
        yield f"127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(30)


def memory(pid: int) -> float:
    """Resident memory of a process in MB."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


class Session:
    """A reader without a browser: asks the server for a run and waits until the script has finished."""

    def __init__(self, address: str) -> None:
        from websockets.sync.client import connect

        self._open = ExitStack()
        self._socket: Any = self._open.enter_context(
            connect(f"ws://{address}/_stcore/stream", max_size=None, subprotocols=["streamlit"], open_timeout=60)  # type: ignore[list-item]
        )

    def run(self, query: str) -> float:
        """Milliseconds of one run of the first page under the filters of a query."""
        from streamlit.proto.BackMsg_pb2 import BackMsg
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

        message = BackMsg()
        message.rerun_script.query_string = query
        started = time.perf_counter()
        self._socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(self._socket.recv(timeout=120))
            if answer.WhichOneof("type") == "script_finished":
                return (time.perf_counter() - started) * 1000

    def close(self) -> None:
        """Leave."""
        self._open.close()


def processor(pid: int) -> float:
    """Milliseconds of processor time that a process has used: a figure that other work on the machine leaves alone."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def reruns(address: str, pid: int, rounds: int) -> None:
    """One session alone: filters that nobody has asked yet, then the same once more."""
    session = Session(address)
    session.run("")
    queries = [f"act={act}&from={year}-01-0{day}" for act in ACTS for year, day in ((2022, 3), (2024, 5))]
    for words, times in (("asked first", 1), ("asked before", rounds)):
        used = processor(pid)
        told(f"rerun, {words}", [session.run(q) for _ in range(times) for q in queries])
        print(f"{'  processor time of one':34} {(processor(pid) - used) / (times * len(queries)):7,.0f}", flush=True)
    session.close()


def crowd(address: str, pid: int, sessions: int, seconds: int, think: float) -> None:
    """Many active sessions at once, as defined above."""
    times: list[float] = []
    failures: list[str] = []
    arrived = threading.Barrier(sessions + 1, timeout=300)

    def live(number: int) -> None:
        chance = random.Random(number)
        try:
            session = Session(address)
            session.run("")
            arrived.wait()
            ends = time.monotonic() + seconds
            time.sleep(think * 1.6 * chance.random())
            while time.monotonic() < ends:
                day = 1 + chance.randrange(28 if chance.random() < 1 / 3 else 2)
                times.append(session.run(f"act={chance.choice(ACTS)}&from=2025-0{1 + chance.randrange(6)}-{day:02d}"))
                time.sleep(think * (0.4 + 1.2 * chance.random()))
            session.close()
        except Exception as error:
            failures.append(f"{type(error).__name__}: {error}"[:120])

    threads = [threading.Thread(target=live, args=(n,)) for n in range(sessions)]
    for thread in threads:
        thread.start()
    with suppress(threading.BrokenBarrierError):
        arrived.wait()
    used, began = processor(pid), time.monotonic()
    for thread in threads:
        thread.join()
    told(f"rerun, {sessions} sessions at once", times)
    print(f"{'  processor time of one':34} {(processor(pid) - used) / max(1, len(times)):7,.0f}")
    print(f"{'  reruns a second':34} {len(times) / (time.monotonic() - began):9.1f}")
    print(f"{'memory of the server':34} {memory(pid):7,.0f} MB, load {os.getloadavg()[0]:.1f}", flush=True)
    if failures:
        print(f"{len(failures)} sessions failed: {failures[0]}", flush=True)


def browsing(address: str, rounds: int) -> None:
    """What a reader sees in Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        first: list[float] = []
        again: list[float] = []
        fresh: list[float] = []
        known: list[float] = []
        for turn in range(rounds):
            for path in PAGES:
                context = browser.new_context(viewport={"width": 1440, "height": 900})
                page = context.new_page()
                page.set_default_timeout(120_000)
                started = time.perf_counter()
                page.goto(f"http://{address}/{path}")
                page.wait_for_function(STANDS)
                (again if turn else first).append((time.perf_counter() - started) * 1000)
                (known if turn else fresh).extend(page.evaluate(CLICK_TO_STAND, preset) for preset in PRESETS)
                context.close()
        told("paint of a page, asked first", first)
        told("paint of a page, asked before", again)
        told("filter to standing page, first", fresh)
        told("filter to standing page, before", known)
        exports(browser, address, rounds)
        browser.close()


def exports(browser: Any, address: str, rounds: int) -> None:
    """How soon a download of some 100,000 rows begins."""
    times: list[float] = []
    page = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True).new_page()
    page.set_default_timeout(120_000)
    page.goto(f"http://{address}/accusations?view=mentions&act=allege&act=criticise")
    page.wait_for_function(STANDS)
    for _ in range(rounds):
        started = time.perf_counter()
        with page.expect_download() as download:
            page.get_by_role("button", name="CSV of all rows").click()
        times.append((time.perf_counter() - started) * 1000)
        rows = Path(download.value.path()).read_bytes().count(b"\n") - 1
    told(f"export of {rows:,} rows begins", times)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path, nargs="?", default=ROOT / "store" / "bench-desk.duckdb")
    parser.add_argument("--articles", type=int, default=250_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sessions", type=int, default=25)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--think", type=float, default=5, help="mean pause of a session between two filters, seconds")
    parser.add_argument("--only", choices=("reruns", "browser", "sessions"), help="measure one part")
    given = parser.parse_args()
    if not given.store.exists():
        from analysis.store import write_database
        from bench import synthetic

        write_database(synthetic.tables(given.articles, days=1460, parties=4000), given.store)
    print(f"{given.store.name}, load {os.getloadavg()[0]:.1f}; ms, median / 95th percentile (count)", flush=True)
    if given.only in (None, "reruns"):
        with serving(given.store) as (address, pid):
            reruns(address, pid, given.rounds)
    if given.only in (None, "browser"):
        with serving(given.store) as (address, _):
            browsing(address, given.rounds)
    if given.only in (None, "sessions"):
        with serving(given.store) as (address, pid):
            crowd(address, pid, given.sessions, given.seconds, given.think)


if __name__ == "__main__":
    main()
