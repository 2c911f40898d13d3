"""Fetching keeps its guards, against a real server on loopback that misbehaves in every way it can."""

from __future__ import annotations

import gzip
import io
import shutil
import socket
import time
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from analysis.article import Article
from analysis.errors import FetchError, UnsafeInput
from analysis.ingest import Quarantined, read
from analysis.ingest.fetch import AGENT, RULES_AGE, SILENCE_AGE, Fetcher, Limits, Page, is_public
from analysis.ingest.watch import rounds

LIMITS = Limits(connect=2, silence=1, total=2, size=1 << 20, redirects=3, retries=1, delay=0)
PARAGRAPH = (
    "The ferry company Nordsund said on Friday that the mayor had known of the leak for a month and kept silent. "
)


BOMB = gzip.compress(b"\0" * (64 << 20), 1)


class Host(BaseHTTPRequestHandler):
    """Answers by path; `asked` keeps every request, `busy` how often to answer 503."""

    asked: list[tuple[str, dict[str, str]]] = []  # noqa: RUF012 - reset by the fixture
    busy = 0
    entries = 1

    def do_GET(self) -> None:
        Host.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        name = self.path.strip("/").replace(".", "_") or "page"
        getattr(self, name, self.missing)()

    def log_message(self, *arguments: object) -> None: ...

    def answer(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        given = {key.replace("_", "-"): value for key, value in headers.items()}
        for key, value in {"Content-Type": "text/html", "Content-Length": str(len(body)), **given}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def missing(self) -> None:
        self.answer(b"", 404)

    def robots_txt(self) -> None:
        self.answer(b"User-agent: *\nDisallow: /secret\n")

    def page(self) -> None:
        text = f"<html><body><article><h1>Ferry firm blames mayor for leak</h1>{f'<p>{PARAGRAPH}</p>' * 5}</article></body></html>"
        self.answer(text.encode(), ETag='"one"')

    secret = page

    def lying(self) -> None:
        text = f"<html><body><article><h1>Ferry firm blames mayor for leak</h1>{f'<p>{PARAGRAPH}</p>' * 5}</article></body></html>"
        self.answer(text.encode(), Content_Type="application/pdf")

    def drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"<p>")
            self.wfile.flush()
            time.sleep(0.1)

    def silent(self) -> None:
        time.sleep(3)

    def huge(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(64):
            self.wfile.write(b"x" * (1 << 16))

    def claims(self) -> None:
        self.answer(b"short", Content_Length=str(1 << 40))

    def bomb(self) -> None:
        self.answer(BOMB, Content_Encoding="gzip")

    def torn(self) -> None:
        self.answer(b"<html>", Content_Length="5000")

    def broken(self) -> None:
        self.wfile.write(b"\x00\x01 not http at all\r\n\r\n")

    def loop(self) -> None:
        self.answer(b"", 302, Location="/loop")

    def once(self) -> None:
        self.answer(b"", 301, Location="/page")

    def inward(self) -> None:
        self.answer(b"", 302, Location="http://169.254.169.254/latest/meta-data/")

    def file(self) -> None:
        self.answer(b"", 302, Location="file:///etc/passwd")

    def flaky(self) -> None:
        Host.busy -= 1
        if Host.busy >= 0:
            self.answer(b"", 503, Retry_After="0")
        else:
            self.page()

    def feed(self) -> None:
        if self.headers.get("If-None-Match") == f'"{Host.entries}"':
            self.answer(b"", 304)
            return
        items = "".join(
            f"<item><title>Story {n}</title><description>{PARAGRAPH * 5}</description></item>"
            for n in range(Host.entries)
        )
        self.answer(
            f"<rss version='2.0'><channel><title>Nordsund Post</title>{items}</channel></rss>".encode(),
            ETag=f'"{Host.entries}"',
        )

    def list(self) -> None:
        port = self.server.server_address[1]
        self.answer(
            f"<opml version='2.0'><body><outline xmlUrl='http://127.0.0.1:{port}/feed'/></body></opml>".encode()
        )


@pytest.fixture
def host() -> Iterator[str]:
    Host.asked, Host.busy, Host.entries = [], 0, 1
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    server.daemon_threads = True
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def fetcher() -> Fetcher:
    return Fetcher(allow_private=True, limits=LIMITS, sleep=lambda seconds: None)


def test_a_page_is_fetched_under_our_name(host: str, fetcher: Fetcher) -> None:
    page = fetcher.get(f"{host}/once")
    assert page.url == f"{host}/page" and page.etag == '"one"' and b"Ferry firm" in page.body
    assert {headers["user-agent"] for _, headers in Host.asked} == {AGENT}


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("drip", "longer than 2 s"),
        ("silent", "timed out|longer than"),
        ("huge", "larger than"),
        ("claims", "larger than"),
        ("bomb", "larger than"),
        ("torn", "IncompleteRead"),
        ("broken", "."),
        ("loop", "more than 3 redirects"),
        ("missing", "answered 404"),
        ("secret", "robots.txt forbids"),
    ],
)
def test_a_host_that_misbehaves_is_given_up(host: str, fetcher: Fetcher, path: str, reason: str) -> None:
    started = time.monotonic()
    with pytest.raises(FetchError, match=reason):
        fetcher.get(f"{host}/{path}")
    assert time.monotonic() - started < 8


def test_a_host_that_was_down_is_asked_again_later_and_its_rules_are_read_anew() -> None:
    """A watch runs for weeks: one fault at its beginning must not end the site for it."""
    now, down, rules = [0.0], [True], [b""]

    def answer(url: str, address: str, headers: Mapping[str, str], limits: Limits) -> Page:
        if down[0]:
            raise FetchError(f"{url}: Connection refused")
        return Page(url, 200, rules[0] if url.endswith("/robots.txt") else b"here", {})

    fetcher = Fetcher(
        limits=LIMITS, transport=answer, resolver=lambda h, p: ["93.184.216.34"], clock=lambda: now[0], sleep=lambda seconds: None
    )
    page = "https://lissa.example/feed"
    for down[0] in (True, False):
        with pytest.raises(FetchError, match=r"feed: its site does not say .*robots.txt: Connection refused$"):
            fetcher.get(page)
    now[0] += SILENCE_AGE
    assert fetcher.get(page).body == b"here"
    rules[0] = b"User-agent: *\nDisallow: /feed\n"
    assert fetcher.get(page).body == b"here"
    now[0] += RULES_AGE
    with pytest.raises(FetchError, match=r"robots.txt forbids it"):
        fetcher.get(page)


def test_a_closed_door_is_called_one_and_the_address_stands_once() -> None:
    """The libraries underneath name the objects through which they noticed."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    address = f"http://127.0.0.1:{port}/feed"
    (aside,) = read(address, fetcher=Fetcher(allow_private=True, limits=LIMITS, sleep=lambda seconds: None))
    assert aside == Quarantined(address, None, "its site does not say whether it may be asked: robots.txt: Connection refused")


def test_busy_hosts_are_asked_again(host: str, fetcher: Fetcher) -> None:
    Host.busy = 1
    assert fetcher.get(f"{host}/flaky").status == 200


@pytest.mark.parametrize("path", ["inward", "file", "page"])
def test_private_addresses_are_refused_even_behind_a_redirect(host: str, path: str) -> None:
    """Loopback is let through by the resolver's lie for the first host only, as a rebinding name server would."""
    port = int(host.rsplit(":", 1)[1])
    inner = Fetcher(allow_private=True, limits=LIMITS)
    answers = {"public.example": ["93.184.216.34"]}

    def lie(url: str, address: str, headers: dict[str, str], limits: Limits) -> Page:
        return inner._transport(url, "127.0.0.1", headers, limits)

    guarded = Fetcher(limits=LIMITS, resolver=lambda h, p: answers.get(h, [h]), transport=lie)  # type: ignore[arg-type]
    if path == "page":
        answers["public.example"].append("10.0.0.7")
    with pytest.raises(UnsafeInput):
        guarded.get(f"http://public.example:{port}/{path}")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.0.1", False),
        ("172.16.9.9", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
        ("nonsense", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://a.example/x", "http://user:pw@a.example/", "gopher://a", "http:///x", "javascript:1"],
)
def test_only_plain_web_addresses_are_asked(url: str) -> None:
    with pytest.raises(UnsafeInput):
        Fetcher(resolver=lambda h, p: ["93.184.216.34"]).get(url)


def test_requests_to_one_host_are_spaced(host: str) -> None:
    slept: list[float] = []
    now = [0.0]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    polite = Fetcher(allow_private=True, limits=Limits(delay=5), clock=lambda: now[0], sleep=sleep)
    polite.get(f"{host}/page")
    polite.get(f"{host}/page")
    assert slept == [5.0, 5.0]


def test_an_address_is_read_whatever_it_calls_its_content(host: str, fetcher: Fetcher) -> None:
    (article,) = read(f"{host}/lying", fetcher=fetcher)
    assert isinstance(article, Article) and article.title == "Ferry firm blames mayor for leak"


def test_a_list_of_feeds_is_followed(host: str, fetcher: Fetcher) -> None:
    (article,) = read(f"{host}/list", fetcher=fetcher)
    assert isinstance(article, Article) and (article.title, article.outlet) == ("Story 0", "Nordsund Post")


@pytest.mark.parametrize(("packed", "asked"), [("", True), ("gz", True), ("zip", False), ("tar", False), ("folder", False)])
def test_only_a_list_that_is_itself_the_source_is_followed(
    host: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, packed: str, asked: bool
) -> None:
    monkeypatch.setenv("BLAMEWIRE_ALLOW_PRIVATE", "true")
    outline = f"<opml version='2.0'><body><outline xmlUrl='{host}/feed'/></body></opml>".encode()
    path = tmp_path / "some" / "feeds.opml"
    path.parent.mkdir()
    path.write_bytes(gzip.compress(outline) if packed == "gz" else outline)
    if packed in ("zip", "tar"):
        path = Path(shutil.make_archive(str(tmp_path / "lists"), packed, path.parent))
    (found,) = read(path.parent if packed == "folder" else path)
    assert isinstance(found, Article) is asked
    assert asked or (isinstance(found, Quarantined) and found.reason == f"not fetched: {host}/feed")


def test_an_address_that_fails_is_set_aside(host: str, fetcher: Fetcher) -> None:
    (aside,) = read(f"{host}/missing", fetcher=fetcher)
    assert isinstance(aside, Quarantined) and "404" in aside.reason


def test_watching_takes_only_what_is_new(host: str, fetcher: Fetcher, tmp_path: Path) -> None:
    now = [0.0]
    state = tmp_path / "feeds.json"

    def look(times: int) -> list[list[str]]:
        found = []
        for n, items in enumerate(
            rounds(
                [f"{host}/feed"], 60, times, state=state, fetcher=fetcher, clock=lambda: now[0], sleep=lambda s: None
            )
        ):
            found.append([i.title for i in items if isinstance(i, Article)])
            now[0] += 60
            Host.entries += n % 2
        return found

    assert look(3) == [["Story 0"], [], ["Story 1"]]
    assert look(1) == [[]]
    assert [s for p, h in Host.asked if p == "/feed" for s in [h.get("if-none-match")]] == [None, '"1"', '"1"', '"2"']


def test_a_round_that_was_not_stored_comes_again(host: str, fetcher: Fetcher, tmp_path: Path) -> None:
    def begun() -> list[str]:
        for items in rounds([f"{host}/feed"], 60, 1, state=tmp_path / "feeds.json", fetcher=fetcher):
            return [i.title for i in items if isinstance(i, Article)]  # killed before it was stored
        return []

    assert begun() == begun() == ["Story 0"]


def test_links_and_teasers_get_their_text_when_asked(host: str, fetcher: Fetcher) -> None:
    line = "20250311143000-1\t20250311143000\t1\tnordsund.example\t{host}/page" + "\t" * 22 + "\n"
    data = line.format(host=host).encode()
    (link,) = read(io.BytesIO(data), format="gdelt")
    (whole,) = read(io.BytesIO(data), format="gdelt", fetcher=fetcher, full_text=True)
    assert isinstance(link, Article) and not link.text
    assert isinstance(whole, Article) and whole.text and whole.url == link.url
    (aside,) = read(io.BytesIO(data.replace(b"/page", b"/missing")), format="gdelt", fetcher=fetcher, full_text=True)
    assert isinstance(aside, Quarantined) and "404" in aside.reason


def test_a_feed_that_fails_is_left_alone_for_longer_and_longer(host: str, fetcher: Fetcher, tmp_path: Path) -> None:
    now = [0.0]
    state = tmp_path / "feeds.json"
    asked = []
    for items in rounds(
        [f"{host}/missing"], 60, 8, state=state, fetcher=fetcher, clock=lambda: now[0], sleep=lambda s: None
    ):
        asked.append(len(list(items)))
        now[0] += 60
    assert asked == [1, 0, 1, 0, 0, 0, 1, 0]
