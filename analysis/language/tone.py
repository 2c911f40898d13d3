"""Tone: VADER's compound score a sentence (Hutto & Gilbert 2014), how dark or bright its words are."""

from __future__ import annotations

from functools import cache

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

LONGEST = 2000
"""Characters of a sentence that are read; VADER's cost grows with the square of a run of capitals and marks."""


@cache
def _analyser() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def compound(text: str) -> float:
    """VADER's compound score of a sentence, -1 (dark) to 1 (bright)."""
    return float(_analyser().polarity_scores(text[:LONGEST])["compound"])
