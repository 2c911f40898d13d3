"""Method: how records are found, how well, what is known to go wrong, how to cite."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from analysis import measured as measured_of
from analysis import settings, wording
from analysis.queries import method, overview
from views.common import show
from views.common.data import ask, store
from views.common.words import count, plain, when

FLOORS = settings.ROOT / "tests" / "gold" / "floors.json"


def found_by() -> None:
    """Versions and rules behind the records of this store."""
    show.heading("What found the records of this store")
    models = ask(method.models)
    st.dataframe(models, hide_index=True, alt="Extractor versions and how many records each found")
    show.heading("Rules and readers")
    st.dataframe(ask(method.rules), hide_index=True, alt="Rules, how many records each found, mean confidence")


def measured(folder: Path) -> None:
    """The model cards and figures that ship with the models."""
    show.heading("Measured accuracy", "Against labelled articles that the models were not trained on.")
    rows, notes = measured_of.records(folder)
    if len(rows):
        st.dataframe(rows, hide_index=True, alt="Precision, recall and F1 of the records, with their denominators")
        st.caption(
            "Precision: of the records that the program found, those that are right. Recall: of those that a reader labelled, "
            f"those that it found. F1 joins both, 0 to 1. {plain('. '.join(n[:1].upper() + n[1:] for n in notes))}."
        )
        st.caption("All figures of each model:")
    cards = sorted(folder.rglob("*.md"))
    figures = sorted(folder.rglob("*.json"))
    if not cards and not figures:
        st.info("No trained model is installed: the records of a new ingest come from rules alone. Measure them with: "
                "python -m analysis evaluate GOLD.jsonl")  # fmt: skip
    for card in cards:
        with st.expander(plain(card.stem.replace("_", " ").replace("-", " ")), expanded=len(cards) == 1):
            # Ours, shipped with the program, not a stranger's text.
            st.markdown(card.read_text(encoding="utf-8"))
    for file in figures:
        shown = _numbers(file)
        if shown:
            with st.expander(plain(file.stem)):
                st.dataframe(pd.DataFrame(shown, columns=["Figure", "Value"]), hide_index=True)


def floors() -> None:
    """The scores on the labelled sample below which a change is refused."""
    if not FLOORS.is_file():
        return
    kept = json.loads(FLOORS.read_text(encoding="utf-8"))["floors"]
    show.heading("Floors on the labelled sample")
    st.caption(
        "Shares from 0 to 1, measured on the invented articles that ship with the program; the tests refuse a change that "
        "lowers one. F1 joins how many records are found and how many of the found are right: of records (found), with "
        "their parties (tuple), with every field (full)."
    )
    rows = [(way, score, value) for way, scores in kept.items() for score, value in scores.items()]
    st.dataframe(
        pd.DataFrame(rows, columns=["Extraction by", "Score", "Floor"]),
        hide_index=True,
        alt="Floors of the scores on the labelled sample",
    )


def _numbers(file: Path) -> list[tuple[str, str]]:
    """The numbers of a JSON file, by their path; none when it holds something else, such as a tokenizer."""
    if file.stat().st_size > 50_000:
        return []
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except ValueError:
        return []
    found: list[tuple[str, str]] = []

    def walk(value: Any, path: str) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                walk(inner, f"{path} · {name}" if path else str(name))
        elif isinstance(value, int | float | str) and not isinstance(value, bool):
            found.append((path, f"{value:.3f}" if isinstance(value, float) else str(value)))

    walk(content, "")
    return found[:200]


def codebook() -> None:
    """What the codes mean."""
    show.heading("What counts as an accusation")
    st.markdown(
        "A record is one mention of one accusation: somebody attributes wrongdoing or blameworthy conduct to somebody, "
        "as an article reports it. Left out are disagreement, dislike and ridicule without wrongdoing, wrongdoing by "
        "nobody in particular, look-alikes (“charged with overseeing”), and the outlet's flat narration of undisputed "
        "events. Mentions that say the same are one **claim**; claims that answer one another are a **thread**. "
        "**Independent outlets** count copies of one text once."
    )
    for title, words in (("Acts", wording.ACTS), ("Certainty", wording.CERTAINTY), ("Voice", wording.VOICES),
                         ("Status of a claim", wording.STATUSES)):  # fmt: skip
        with st.expander(title):
            st.dataframe(pd.DataFrame(words.items(), columns=["Code", "Meaning"]), hide_index=True)
    with st.expander("Kinds of charge (CAMEO)"):
        st.dataframe(pd.DataFrame(wording.taxonomy().items(), columns=["Code", "Meaning"]), hide_index=True)


def limits() -> None:
    """What is known to go wrong."""
    show.heading("Known limits")
    st.markdown(
        "- Records are found by a program. It misses accusations and invents some; read the sentence first.\n"
        "- A record says what an article reports, never what happened.\n"
        "- Only English is analysed; other languages are counted and shown.\n"
        "- Irony, long-distance references and accusations spread over several sentences are the hardest.\n"
        "- Names are joined by rules: namesakes can be merged, and one person can be split.\n"
        "- Silence is not evidence: an answer that no article in the store carries is not on record here.\n"
        "- Tone is VADER's: see the Tone page."
    )


st.title("Method", anchor=False)
codebook()
found_by()
measured(settings.load().models)
floors()
limits()
show.heading("How to cite")
state_of = ask(overview.freshness)
st.code(
    f"Blamewire, store {store().version}: {count(state_of['articles'], 'article')} published "
    f"{when(state_of['first'])} to {when(state_of['last'])}, last ingest {when(state_of['ingested'])}. "
    "Records are reported claims found by program.",
    language=None,
    wrap_lines=True,
)
