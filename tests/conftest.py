"""What every test is guarded against."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """Put `__main__` back: Streamlit's script runner swaps it for the page, which a process spawned later cannot import."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main
