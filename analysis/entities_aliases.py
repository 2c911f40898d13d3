"""The users' corrections to the joining of names: which names are one party, and which are not."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import SettingsError
from analysis.settings import DATA, load

FILE = "aliases.toml"


@dataclass(frozen=True, slots=True)
class Aliases:
    """same: groups of names of one party, the first to be shown; apart: groups of names of different parties."""

    same: tuple[tuple[str, ...], ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()


def read_aliases(*paths: Path) -> Aliases:
    """The corrections of all files that exist, later ones added. Raises SettingsError for one that does not parse."""
    same: list[tuple[str, ...]] = []
    apart: list[tuple[str, ...]] = []
    for path in paths:
        if not path.is_file():
            continue
        try:
            with path.open("rb") as file:
                read = tomllib.load(file)
            same += [tuple(map(str, group["names"])) for group in read.get("same", [])]
            apart += [tuple(map(str, group["names"])) for group in read.get("apart", [])]
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError) as error:
            raise SettingsError(
                f'{path.name} must hold [[same]] and [[apart]] tables, each with names = ["…", "…"]: {error}'
            ) from error
    return Aliases(tuple(g for g in same if len(g) > 1), tuple(g for g in apart if len(g) > 1))


def default_aliases() -> Aliases:
    """The corrections of data/aliases.toml and of aliases.toml in the store's folder."""
    return read_aliases(DATA / FILE, load().store / FILE)
