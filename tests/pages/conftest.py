"""A published store of made-up articles for the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analysis.store import write_database
from bench import synthetic
from views.common.data import ANSWERS, FIGURES, STORES

ROOT = Path(__file__).resolve().parents[2]
Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of 300 articles."""
    return write_database(synthetic.tables(300), tmp_path_factory.mktemp("store") / "pages.duckdb")


@pytest.fixture
def store(database: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The dashboard's settings point to the store."""
    monkeypatch.setenv("BLAMEWIRE_STORE", str(database))
    yield database
    for memo in (STORES, ANSWERS, FIGURES):
        memo.clear()


@pytest.fixture
def open_page(store: Path) -> Open:
    """Open a page by name and URL parameters; a failure in it fails the test."""

    def run(name: str = "overview", /, **params: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
        for key, value in params.items():
            app.query_params[key.rstrip("_")] = value
        app = app.run()
        if name != "overview":
            app.switch_page(f"views/{name}.py")
            for key, value in params.items():
                app.query_params[key.rstrip("_")] = value
            app = app.run()
        assert not app.exception, [e.value for e in app.exception]
        return app

    return run
