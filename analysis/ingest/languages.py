"""The language of an article: told from its words by py3langid (97 languages, offline),
helped by what the source says.
"""

from __future__ import annotations

import re
from functools import lru_cache

import pycountry
from py3langid.langid import MODEL_FILE, LanguageIdentifier

ENOUGH = 120
"""Letters from which the words outweigh what the source says."""
SAMPLE = 4000
SURE = 0.9


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@lru_cache(maxsize=512)
def code(value: str | None) -> str | None:
    """ISO 639-1 code of "en-GB", "eng", "English"; None if it names no language that has one."""
    name = (value or "").strip().replace("_", "-").split("-")[0].split(",")[0].strip()
    if not name:
        return None
    keys = {2: "alpha_2", 3: "alpha_3"}
    try:
        found = (
            pycountry.languages.get(**{keys[len(name)]: name.lower()})
            if len(name) in keys
            else pycountry.languages.get(name=name.title())
        )
    except LookupError:
        return None
    return getattr(found, "alpha_2", None)


def tell(text: str, said: str | None = None) -> str | None:
    """ISO 639-1 code of the language of `text`;
    `said` is the source's word for it and decides when the text is short.
    """
    declared = code(said)
    sample = text[:SAMPLE]
    letters = len(re.findall(r"[^\W\d_]", sample))
    if letters < 20:
        return declared
    language, probability = _identifier().classify(sample)
    if letters < ENOUGH and (declared or probability < SURE):
        return declared
    return str(language)
