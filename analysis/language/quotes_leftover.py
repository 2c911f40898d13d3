"""Long stretches in quotation marks that no cue has taken up: by the words beside them, or by whoever spoke before."""

from __future__ import annotations

import re

from analysis.language import quotes_rules as rules
from analysis.language.quotes_attribution import Attribution
from analysis.language.quotes_candidates import Content, speakers
from analysis.language.quotes_marks import Quoted
from analysis.language.quotes_tree import TokenSpan, Tree

STOPS = {".", "!", "?"}
REACH_BEFORE, REACH_AFTER = 30, 14
"""Words before and after a quotation among which its verb is looked for."""
_BREAK = re.compile(r"\n\s*")
_SIGNED = re.compile(r"[ \t]*\n?\s{0,3}[-–—]{1,2}\s*(?=[^\W\d_a-z])")


def beside(tree: Tree, number: int) -> Attribution | None:
    """The attribution by the narrator's verb on the same line, or before a colon that leads in; None without one."""
    q = tree.quotes[number]
    span = tree.tokens(q.start, q.end)
    if span[0] >= span[1]:
        return None
    verbs = [*_before(tree, span), *_after(tree, span)]
    verbs.sort(key=lambda v: tree.lemma[v] not in rules.SPEECH)
    for verb in verbs:
        speaker = rules.best_speaker(tree, verb, speakers(tree, verb))
        if speaker.root >= 0 and rules.may_report(tree, verb):
            return Attribution(verb, Content((span,), "beside", span[0]), speaker, 0.0)
    return None


def _before(tree: Tree, span: TokenSpan) -> list[int]:
    at = span[0] - 1
    while at >= 0 and tree.pos[at] == "SPACE":
        at -= 1
    if at < 0 or tree.low[at] in STOPS or (tree.line[at] != tree.line[span[0]] and tree.low[at] != ":"):
        return []
    first = max(tree.sent[at][0], at - REACH_BEFORE)
    return [i for i in range(at, first - 1, -1) if tree.pos[i] == "VERB" and tree.quote[i] < 0]


def _after(tree: Tree, span: TokenSpan) -> list[int]:
    found = []
    for i in range(span[1], min(tree.n, span[1] + REACH_AFTER)):
        if tree.low[i] in STOPS or tree.line[i] != tree.line[span[0]] or tree.quote[i] >= 0:
            break
        if tree.pos[i] == "VERB":
            found.append(i)
    return found


def signature(tree: Tree, q: Quoted) -> TokenSpan | None:
    """The name signed behind a quotation after a dash ("…” — Maria Keller, fisherman"), None if there is none."""
    match = _SIGNED.match(tree.text, q.end)
    if not match:
        return None
    first = last = tree.tokens(match.end(), match.end() + 1)[0]
    while last < tree.n and tree.pos[last] == "PROPN":
        last += 1
    return (first, last) if last > first else None


def follows(tree: Tree, end: int, q: Quoted) -> bool:
    """Whether a quotation goes on with the one whose content ended at offset `end`: nothing but marks lies between, or
    it fills the very next paragraph."""
    between = tree.text[end : q.start]
    if q.continues or not between.strip(" \n\t.,\"“”„«»‟'‘’`"):
        return True
    rest = tree.text[q.end : q.end + 200].split("\n", 1)[0]
    alone = between.endswith("\n") and not rest.strip(" .,")
    return alone and len(_BREAK.findall(between)) == 1
