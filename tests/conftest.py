"""Order of the tests."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that spawn processes run first: AppTest swaps __main__, which a spawned process then fails to import."""
    items.sort(key=lambda item: "store" not in item.path.parts)
