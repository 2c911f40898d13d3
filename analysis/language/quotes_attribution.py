"""From cues to attributions: which cue reports whose words, by the learned scorers or, without them, by the rules."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from analysis.language import quotes_features as features
from analysis.language import quotes_rules as rules
from analysis.language.quotes_candidates import NOBODY, Content, Speaker, contents, speakers
from analysis.language.quotes_model import Model, Scorer
from analysis.language.quotes_tree import TokenSpan, Tree

LONG_QUOTE = 4
"""Words from which on a stretch in quotation marks is somebody's words for certain (97.5 % of those in PolNeAR)."""


@dataclass(slots=True)
class Attribution:
    """A cue token with the content and speaker chosen for it, and the logit that all three are right."""

    cue: int
    content: Content
    speaker: Speaker
    score: float


@dataclass(slots=True)
class Choice:
    """A cue with its candidates and what was chosen so far, for the stages to fill."""

    cue: int
    logit: float
    contents: list[Content]
    content: Content
    content_share: float = 1.0
    speaker: Speaker = NOBODY
    speaker_share: float = 1.0


def candidates(tree: Tree, lemmas: frozenset[str]) -> list[int]:
    """Tokens that may be cues: verbs, and words of a lemma that training or the lexicon knows as one."""
    pos, lemma = tree.pos, tree.lemma
    return [i for i in range(tree.n) if (pos[i] == "VERB" or lemma[i] in lemmas) and pos[i] != "SPACE"]


def content_rows(tree: Tree, cue: int, found: list[Content]) -> list[list[str]]:
    """Features of each candidate content."""
    ways = ",".join(sorted({k.way for k in found if len(k.way) < 9})[:8])
    longest = max(sum(b - a for a, b in k.spans) for k in found)
    return [features.of_content(tree, cue, k, ways, longest) for k in found]


def speaker_rows(tree: Tree, cue: int, found: list[Speaker], content: Content) -> list[list[str]]:
    """Features of each candidate speaker."""
    ways = ",".join(s.way for s in found[:4])
    return [features.of_speaker(tree, cue, s, content, ways) for s in found]


def choose(tree: Tree, cues: list[tuple[int, float]], content: Scorer, speaker: Scorer) -> list[Choice]:
    """For each cue (token, logit) the best content and the best speaker; cues without a possible content are left
    out."""
    made = [Choice(c, z, found, found[0]) for c, z in cues if (found := contents(tree, c))]
    groups = [content_rows(tree, m.cue, m.contents) for m in made]
    for m, (best, share) in zip(made, _best(content, groups), strict=True):
        m.content, m.content_share = m.contents[best], share
    people = [speakers(tree, m.cue) for m in made]
    groups = [speaker_rows(tree, m.cue, p, m.content) for m, p in zip(made, people, strict=True)]
    for m, p, (best, share) in zip(made, people, _best(speaker, groups), strict=True):
        m.speaker, m.speaker_share = p[best], share
    return made


def _best(scorer: Scorer, groups: list[list[list[str]]]) -> list[tuple[int, float]]:
    """The best row of each group and its share among them (softmax)."""
    scores = iter(scorer.score([row for rows in groups for row in rows]).tolist())
    made = []
    for rows in groups:
        z = np.array(list(islice(scores, len(rows))))
        e = np.exp(z - z.max())
        best = int(z.argmax())
        made.append((best, float(e[best] / e.sum())))
    return made


def judge_rows(tree: Tree, made: list[Choice]) -> list[list[str]]:
    """Features of whole attributions."""
    return [
        features.of_attribution(tree, m.cue, m.content, m.speaker, m.logit, m.content_share, m.speaker_share)
        for m in made
    ]


def learned(tree: Tree, model: Model) -> list[Attribution]:
    """Attributions by the model: those it believes, and for each long quotation left over the likeliest that takes
    it up."""
    cues = candidates(tree, model.lemmas)
    logits = model.cue.score([features.of_cue(tree, c) for c in cues])
    kept = [(c, z) for c, z in zip(cues, logits.tolist(), strict=True) if z > model.gate and rules.may_report(tree, c)]
    made = choose(tree, kept, model.content, model.speaker)
    scores = model.judge.score(judge_rows(tree, made))
    return select(tree, made, scores, model.keep, model.keep_quoted)


def select(
    tree: Tree, made: list[Choice], scores: npt.NDArray[np.float32], keep: float, keep_quoted: float
) -> list[Attribution]:
    """Attributions above `keep`; then, for long quotations that none of them covers, the best above `keep_quoted`."""
    found = [Attribution(m.cue, m.content, m.speaker, z) for m, z in zip(made, scores.tolist(), strict=True)]
    chosen = [a for a in found if a.score > keep]
    taken = {k for a in chosen for k in quotes_covered(tree, a.content.spans)}
    rest = sorted((a for a in found if keep_quoted < a.score <= keep), key=lambda a: -a.score)
    for a in rest:
        news = quotes_covered(tree, a.content.spans) - taken
        if news and any(is_long(tree, k) for k in news):
            chosen.append(a)
            taken |= news
    # A colon is the cue only where no word is ("she said: …").
    worded = {(a.content.spans, a.speaker.root) for a in chosen if tree.pos[a.cue] != "PUNCT"}
    chosen = [a for a in chosen if tree.pos[a.cue] != "PUNCT" or (a.content.spans, a.speaker.root) not in worded]
    return carried_on(tree, sorted(chosen, key=lambda a: a.cue))


def quotes_covered(tree: Tree, spans: tuple[TokenSpan, ...]) -> set[int]:
    """Numbers of the quoted stretches that lie in the spans, at least at one end."""
    return {k for a, b in spans for i in (a, min(a + 1, b - 1), max(b - 2, a), b - 1) if (k := tree.quote[i]) >= 0}


def is_long(tree: Tree, number: int) -> bool:
    """Whether a quoted stretch is long enough to be somebody's words for certain."""
    q = tree.quotes[number]
    return not q.single and len(tree.text[q.start : q.end].split()) >= LONG_QUOTE


def by_rules(tree: Tree) -> list[Attribution]:
    """Attributions without the model."""
    made = []
    for c in candidates(tree, rules.CUES):
        if rules.is_cue(tree, c) and rules.may_report(tree, c) and (found := contents(tree, c)):
            content = rules.best_content(tree, c, found)
            if content:
                made.append(Attribution(c, content, rules.best_speaker(tree, c, speakers(tree, c)), 0.0))
    return carried_on(tree, made)


def carried_on(tree: Tree, found: list[Attribution]) -> list[Attribution]:
    """The same, participles that go on with somebody's words given to that speaker ("said …, adding that …")."""
    for k, a in enumerate(found):
        if rules.goes_on(tree, a.cue, a.speaker):
            for b in reversed(found[max(0, k - 4) : k]):
                if b.speaker.root >= 0 and any(x <= a.cue < y for x, y in b.content.spans):
                    a.speaker = b.speaker
                    break
    return found
