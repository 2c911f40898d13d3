"""The parser's weights are the ones that every figure was measured with."""

from __future__ import annotations

import hashlib
from pathlib import Path

from spacy.util import get_package_path

from analysis.settings import Settings

PINNED = "c40540ee5b11c40389759121ce3fba1353ab1cc8f8e84bf163bd59905ec974c4"


def digest(folder: Path) -> str:
    """SHA-256 (hex) over the names and bytes of the model's data files."""
    made = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts and p.suffix != ".py"):
        made.update(path.relative_to(folder).as_posix().encode())
        made.update(path.read_bytes())
    return made.hexdigest()


def test_the_weights_are_the_pinned_ones() -> None:
    assert digest(get_package_path(Settings().spacy_model)) == PINNED
