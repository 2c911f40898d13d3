"""Guarded fetching: only http and https, never to private addresses, politely, within limits of time,
size and redirects.
"""

from __future__ import annotations

import contextlib
import ipaddress
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Protocol
from urllib.parse import urljoin, urlsplit

import certifi
from protego import Protego
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from analysis.errors import FetchError, UnsafeInput

AGENT = "Blamewire/0.1 (news research; reads feeds and pages politely; obeys robots.txt)"
BUSY = (429, 500, 502, 503, 504)
MOVED = (301, 302, 303, 307, 308)
RULES_AGE, SILENCE_AGE = 24 * 3600.0, 600.0
"""Seconds for which a site's robots.txt holds (RFC 9309 allows a day), and for which a site without an answer is left alone."""
_ERRNO = re.compile(r"\[Errno -?\d+\] (.+)")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one fetch. Seconds, bytes after decompression, counts. delay: between two requests to one host."""

    connect: float = 10.0
    silence: float = 20.0
    total: float = 90.0
    size: int = 32 << 20
    redirects: int = 5
    retries: int = 2
    delay: float = 1.0
    longest_wait: float = 60.0


@dataclass(frozen=True, slots=True)
class Page:
    """An answer. url: the address after redirects. status 304: not modified, without a body."""

    url: str
    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def etag(self) -> str | None:
        """The entity tag, to be sent with the next request."""
        return self.headers.get("etag")

    @property
    def modified(self) -> str | None:
        """The Last-Modified time, to be sent with the next request."""
        return self.headers.get("last-modified")


class Transport(Protocol):
    """Makes one request to `address` (an IP the guard has passed) and follows no redirect. Raises FetchError."""

    def __call__(self, url: str, address: str, headers: Mapping[str, str], limits: Limits) -> Page:
        """The answer of one request."""


Resolver = Callable[[str, int], list[str]]


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a host. Raises FetchError."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{host}: no such host ({error})") from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether an IP address is on the public internet; addresses that carry another one inside are judged by it."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def over_http(url: str, address: str, headers: Mapping[str, str], limits: Limits) -> Page:
    """The transport over real sockets: connects to `address`, whatever the name of the host resolves to by now."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    connection: HTTPConnection = (
        HTTPSConnection(
            address, port, timeout=limits.connect, server_hostname=host, assert_hostname=host, ca_certs=certifi.where()
        )
        if parts.scheme == "https"
        else HTTPConnection(address, port, timeout=limits.connect)
    )
    # A server that drips byte by byte never trips a socket time-out: the timer hangs up on it.
    late = threading.Event()
    timer = threading.Timer(limits.total, _hang_up, (connection, late))
    timer.daemon = True
    timer.start()
    try:
        connection.connect()
        connection.timeout = limits.silence
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", target, headers={**headers, "Host": parts.netloc}, preload_content=False)
        response = connection.getresponse()
        with contextlib.closing(response):
            kept = {k.lower(): v for k, v in response.headers.items()}
            body = b"" if response.status in (*MOVED, 304) else _body(response, limits, late)
            return Page(url, response.status, body, kept)
    except (HTTPError, HTTPException, OSError, ValueError, AttributeError) as error:
        reason = f"took longer than {limits.total:g} s" if late.is_set() else _plainly(error)
        raise FetchError(f"{url}: {reason}"[:300]) from error
    finally:
        timer.cancel()
        connection.close()


def _plainly(error: Exception) -> str:
    """What went wrong, without the objects through which it was noticed if the system has words for it."""
    said = _ERRNO.search(str(error))
    return said[1].strip(" '\")") if said else f"{type(error).__name__}: {error}"


def _hang_up(connection: HTTPConnection, late: threading.Event) -> None:
    late.set()
    with contextlib.suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)


def _body(response: BaseHTTPResponse, limits: Limits, late: threading.Event) -> bytes:
    claimed = response.headers.get("content-length", "")
    if claimed.isdigit() and int(claimed) > limits.size:
        raise FetchError(f"larger than {limits.size >> 10} KB")
    blocks: list[bytes] = []
    size = 0
    while block := response.read1(1 << 16, decode_content=True):
        blocks.append(block)
        size += len(block)
        if size > limits.size:
            raise FetchError(f"larger than {limits.size >> 10} KB")
        if late.is_set():
            raise TimeoutError
    return b"".join(blocks)


@dataclass(frozen=True, slots=True)
class Robots:
    """What a site's robots.txt says, until a time by the clock. silence: why it could not be read, if it could not."""

    rules: Protego
    until: float
    silence: str | None = None


class Fetcher:
    """Fetches addresses one at a time, remembering when it last asked each host and what its robots.txt says.

    allow_private: let requests go to private, loopback and link-local addresses. transport, resolver, clock and sleep
    can be replaced in tests.
    """

    def __init__(
        self,
        *,
        allow_private: bool = False,
        limits: Limits | None = None,
        transport: Transport = over_http,
        resolver: Resolver = resolve,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.limits = limits or Limits()
        self._allow_private = allow_private
        self._transport, self._resolver = transport, resolver
        self._clock, self._sleep = clock, sleep
        self._asked: dict[str, float] = {}
        self._robots: dict[str, Robots] = {}

    def get(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Page:
        """The page at `url`, after redirects and retries.

        Raises UnsafeInput for an address that may not be asked, FetchError for one that robots.txt forbids, that does
        not answer in time, or answers with an error.
        """
        conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {k: v for k, v in conditions.items() if v}
        return self._follow(url, headers, obey=True)

    def _follow(self, url: str, headers: Mapping[str, str], obey: bool) -> Page:
        asked = url
        for _ in range(self.limits.redirects + 1):
            address = self._guard(url)
            if obey:
                self._ask_leave(url)
            page = self._patiently(url, address, headers)
            if page.status not in MOVED:
                break
            target = page.headers.get("location")
            if not target:
                raise FetchError(f"{url}: a redirect to nowhere")
            url = urljoin(url, target)
        else:
            raise FetchError(f"{asked}: more than {self.limits.redirects} redirects")
        if page.status != 304 and not 200 <= page.status < 300:
            raise FetchError(f"{url}: answered {page.status}")
        return page

    def _guard(self, url: str) -> str:
        """An IP address of the host that may be asked. Raises UnsafeInput, FetchError."""
        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
            host = (
                (parts.hostname or "").encode("idna").decode()
                if not (parts.hostname or "").isascii()
                else parts.hostname
            )
        except (ValueError, UnicodeError) as error:
            raise FetchError(f"{url[:200]}: not an address ({error})") from error
        if parts.scheme not in ("http", "https"):
            raise UnsafeInput(f"{url[:200]}: only http and https addresses are fetched")
        if not host or parts.username is not None or any(c.isspace() or ord(c) < 32 for c in url):
            raise UnsafeInput(f"{url[:200]}: not a plain web address")
        addresses = self._resolver(host, port)
        if not addresses:
            raise FetchError(f"{host}: no such host")
        # One private address among public ones is how rebinding starts: all must pass.
        private = [a for a in addresses if not is_public(a)]
        if private and not self._allow_private:
            raise UnsafeInput(f"{url[:200]}: {private[0]} is a private address; BLAMEWIRE_ALLOW_PRIVATE=true allows it")
        return addresses[0]

    def _ask_leave(self, url: str) -> None:
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        robots = self._robots.get(origin)
        if robots is None or robots.until <= self._clock():
            robots = self._robots[origin] = self._read_robots(origin)
        if robots.silence:
            raise FetchError(f"{url}: its site does not say whether it may be asked: {robots.silence}")
        if not robots.rules.can_fetch(url, AGENT):
            raise FetchError(f"{url}: robots.txt forbids it")

    def _read_robots(self, origin: str) -> Robots:
        """The rules of a site (RFC 9309): none if it has no file, everything forbidden while it fails to answer."""
        try:
            page = self._follow(f"{origin}/robots.txt", {}, obey=False)
        except FetchError as error:
            missing = any(str(error).endswith(f"answered {status}") for status in range(400, 500))
            if not missing:
                return Robots(Protego.parse(""), self._clock() + SILENCE_AGE, str(error).removeprefix(f"{origin}/"))
            return Robots(Protego.parse(""), self._clock() + RULES_AGE)
        rules = Protego.parse(page.body[: 512 << 10].decode("utf-8", "replace"))
        return Robots(rules, self._clock() + RULES_AGE)

    def _patiently(self, url: str, address: str, headers: Mapping[str, str]) -> Page:
        """One request, repeated with growing pauses while the host is busy."""
        sent = {"User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "gzip, deflate", **headers}
        for attempt in self._attempts(url):
            try:
                page = self._transport(url, address, sent, self.limits)
            except FetchError:
                if attempt == self.limits.retries:
                    raise
                self._sleep(2.0**attempt)
                continue
            if page.status not in BUSY or attempt == self.limits.retries:
                return page
            self._sleep(min(self.limits.longest_wait, _retry_after(page.headers) or 2.0**attempt))
        raise FetchError(f"{url}: no answer")

    def _attempts(self, url: str) -> Iterator[int]:
        host = urlsplit(url).netloc
        robots = self._robots.get(f"{urlsplit(url).scheme}://{host}")
        wished = (robots.rules.crawl_delay(AGENT) or 0.0) if robots else 0.0
        delay = min(max(self.limits.delay, float(wished)), self.limits.longest_wait)
        for attempt in range(self.limits.retries + 1):
            wait = self._asked.get(host, float("-inf")) + delay - self._clock()
            if wait > 0:
                self._sleep(wait)
            self._asked[host] = self._clock()
            yield attempt


def _retry_after(headers: Mapping[str, str]) -> float | None:
    value = headers.get("retry-after", "").strip()
    if value.isdigit():
        return float(value)
    with contextlib.suppress(ValueError, TypeError):
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    return None
