"""Nothing a user can set or run is missing from the README, and nothing in it is made up."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from analysis.cli import commands
from analysis.cli.common import INTERRUPTED, SET_ASIDE
from analysis.settings import PREFIX, Settings
from analysis.tables import CONTRACTS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_readme_names_every_setting_and_no_other() -> None:
    named = set(re.findall(rf"`({PREFIX}[A-Z_]+)`", README))
    assert named == {PREFIX + f.name.upper() for f in fields(Settings)}


def test_the_settings_docstring_explains_every_setting() -> None:
    assert all(f"{f.name}:" in (Settings.__doc__ or "") for f in fields(Settings) if f.name != "sample")


def test_the_readme_names_every_command_and_no_other() -> None:
    table = README.split("## Command line", 1)[1].split("Exit codes", 1)[0]
    assert set(re.findall(r"^\| `([a-z]+)", table, re.M)) == set(commands.commands)


def test_the_readme_names_every_table_and_no_other() -> None:
    table = README.split("## Tables", 1)[1].split("## Command line", 1)[0]
    assert set(re.findall(r"^\| `([a-z]+)` \|", table, re.M)) == set(CONTRACTS)


def test_the_readme_names_the_exit_codes() -> None:
    for code in (0, 1, 2, SET_ASIDE, INTERRUPTED):
        assert re.search(rf"\b{code} [a-z]", README.split("Exit codes", 1)[1])


@pytest.mark.parametrize("name", sorted(commands.commands))
def test_every_command_teaches_by_example(name: str) -> None:
    text = commands.commands[name].help or ""
    assert f"python -m analysis {name}" in text, f"{name} --help has no example"
    for option in re.findall(r"(?<![\w-])(--[a-z-]+)", text):
        known = {o for p in commands.commands[name].params for o in p.opts}
        assert option in known, f"{name} --help names {option}, which there is not"


def test_the_two_commands_stand_in_the_readme_and_the_ci_runs_one_of_them() -> None:
    assert "pip install -r requirements.txt && streamlit run dashboard.py" in README
    assert "pip install -r requirements-dev.txt && pytest" in README
    assert "\npip install -r requirements-dev.txt && pytest\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt", "requirements-train.txt"])
def test_every_requirement_is_pinned(file: str) -> None:
    lines = (ROOT / file).read_text(encoding="utf-8").split("\n")
    assert all(re.fullmatch(r"-r requirements\.txt|[\w.-]+(\[\w+\])?==[\w.]+|", line) for line in lines)


def test_what_the_code_imports_is_required() -> None:
    """Every package that analysis/ and the dashboard import stands in requirements.txt by name."""
    import sys
    from importlib.metadata import packages_distributions

    home = packages_distributions()
    files = [*(ROOT / "analysis").rglob("*.py"), *(ROOT / "views").rglob("*.py"), ROOT / "dashboard.py"]
    found = {m for f in files for m in re.findall(r"^\s*(?:import|from) (\w+)", f.read_text(encoding="utf-8"), re.M)}
    foreign = found - set(sys.stdlib_module_names) - {"analysis", "views"}
    required = {_plain(line) for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").split()}
    missing = {m for m in foreign if m in home and not {_plain(d) for d in home[m]} & required}
    assert not missing


def _plain(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[=]", requirement)[0]).lower()
