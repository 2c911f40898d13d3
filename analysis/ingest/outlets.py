"""Names of outlets, joined by the rules of data/outlets.toml: "Fox Online News", foxnews.com → Fox News."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from analysis.article import MEMBER
from analysis.errors import SettingsError
from analysis.ingest import prose
from analysis.settings import DATA

RULES = DATA / "outlets.toml"
_REMARK = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_SECTION = re.compile(r"\s+[-–—|]\s+(?:online|news|web news|opinion|editorial|home|world|politics)$", re.I)
_HOST = re.compile(r"^(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,24})(?:[/:?].*)?$", re.I)
_FRONT = re.compile(r"^(?:www\d?|m|mobile|amp|edition|beta|feeds?|rss)\.(?=[^.]+\.)", re.I)


def key(name: str) -> str:
    """What two spellings of a name share: letters and digits, without "The",
    a bracketed remark and a section at the end.
    """
    folded = unicodedata.normalize("NFKD", _SECTION.sub("", _REMARK.sub("", name))).casefold().replace("&", " and ")
    words = re.findall(r"[^\W_]+", "".join(c for c in folded if not unicodedata.combining(c)))
    return "".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def host(address: str | None) -> str | None:
    """The host of an address or of a bare domain, without "www." and its like; None if there is none."""
    found = _HOST.match((address or "").strip())
    if not found:
        return None
    return _FRONT.sub("", found[1].lower())


@dataclass(frozen=True, slots=True)
class Outlets:
    """Rules for outlet names. names: key → name. hosts: domain → name."""

    names: dict[str, str] = field(default_factory=dict)
    hosts: dict[str, str] = field(default_factory=dict)

    def join(self, given: str | None, url: str | None, source: str | None = None) -> str | None:
        """The outlet's name from the name given, the article's address, and the folder it lies in, in this order.

        A name or domain without a rule stays as it is given.
        """
        name = prose.line(given or "")[:200]
        if name and key(name) in self.names:
            return self.names[key(name)]
        for address in (name, url):
            known = self._by_host(host(address))
            if known:
                return known
        if name:
            return host(name) or _REMARK.sub("", name) or name
        return self._by_folder(source) or host(url)

    def _by_host(self, domain: str | None) -> str | None:
        while domain and "." in domain:
            if domain in self.hosts:
                return self.hosts[domain]
            domain = domain.split(".", 1)[1]
        return None

    def _by_folder(self, source: str | None) -> str | None:
        if not source or "://" in source:
            return None
        folders = re.split(r"[/\\]", source.replace(MEMBER, "/"))
        for folder in reversed(folders):
            known = self.names.get(key(folder.split(".")[0]))
            if known:
                return known
        return None


def parse(entries: Iterable[dict[str, object]]) -> Outlets:
    """Rules from the entries of the file. Raises SettingsError for one without a name or with two owners."""
    names: dict[str, str] = {}
    hosts: dict[str, str] = {}
    for entry in entries:
        name = entry.get("name")
        if not isinstance(name, str) or not name.strip():
            raise SettingsError(f"outlets: an entry has no name: {entry}")
        for alias in [name, *_strings(entry.get("aliases"))]:
            if names.setdefault(key(alias), name) != name:
                raise SettingsError(f"outlets: {alias!r} belongs to both {names[key(alias)]!r} and {name!r}")
        for domain in _strings(entry.get("hosts")):
            if hosts.setdefault(domain.lower(), name) != name:
                raise SettingsError(f"outlets: {domain!r} belongs to both {hosts[domain.lower()]!r} and {name!r}")
    return Outlets(names, hosts)


def _strings(value: object) -> list[str]:
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


@lru_cache(maxsize=8)
def load(path: Path = RULES) -> Outlets:
    """The rules of a file. Raises SettingsError if it is not TOML of the right form."""
    try:
        with path.open("rb") as file:
            return parse(tomllib.load(file).get("outlet", []))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"outlets: {path} cannot be read: {error}") from error
