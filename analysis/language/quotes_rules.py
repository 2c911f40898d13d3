"""The rules of quotation that need no training: what may be a cue, and which content and speaker it takes."""

from __future__ import annotations

import tomllib

from analysis.language.quotes_candidates import NOBODY, SUBJECTS, Content, Speaker
from analysis.language.quotes_features import quote_state
from analysis.language.quotes_tree import Tree
from analysis.settings import DATA

_LEXICON = tomllib.loads((DATA / "lexicons" / "reporting.toml").read_text(encoding="utf-8"))
SPEECH = frozenset(_LEXICON["speech"]["verbs"])
PHRASES: dict[str, list[str]] = _LEXICON["phrases"]["verbs"]
CLAUSAL = frozenset(_LEXICON["thought"]["verbs"]) | frozenset(_LEXICON["documents"]["verbs"])
JUDGEMENT = frozenset(_LEXICON["judgement"]["verbs"])
NOUNS = frozenset(_LEXICON["nouns"]["nouns"])
CONTINUING = frozenset(_LEXICON["continuing"]["verbs"])
ACCUSING = frozenset(_LEXICON["accusing"]["verbs"])
CUES = SPEECH | PHRASES.keys() | CLAUSAL | JUDGEMENT | NOUNS | {"accord"}

CONTENT_WAYS = (
    "q<>", "qq<>", "q<", "q>", "q..q>", "qq>", "qq<", "ccomp", "colon", "ccomp<s", "xcomp", "prep_for", "advcl",
    "acl", "around^", "lead^", "tail^", "dobj", "oprd", "left", "right",
)  # fmt: skip
"""How a content is reached, best first."""
SPEAKER_WAYS = (
    "nsubj",
    "nsubjpass",
    "agent_by",
    "prep_to",
    "poss",
    "xcomp^nsubj",
    "conj^nsubj",
    "advcl^nsubj",
    "acl^head",
    "relcl^head",
)


def may_report(tree: Tree, cue: int) -> bool:
    """Whether the cue's records belong among the quotations at all."""
    return tree.lemma[cue] not in ACCUSING


def is_cue(tree: Tree, i: int) -> bool:
    """Whether token i reports words by the lexicon: a reporting verb with something to report, "according to", or a
    noun with a clause."""
    lemma, low, pos = tree.lemma[i], tree.low, tree.pos[i]
    kids = {tree.dep[k] for k in tree.kids[i]}
    if low[i] == "according":
        return i + 1 < tree.n and low[i + 1] == "to"
    if pos == "NOUN":
        return lemma in NOUNS and any(
            tree.dep[k] == "acl" and any(tree.low[g] == "that" for g in tree.kids[k]) for k in tree.kids[i]
        )
    if pos != "VERB":
        return False
    near = quote_state(tree, i) not in {"no", "in"}
    if lemma in PHRASES:
        return any(tree.low[k] in PHRASES[lemma] for k in tree.kids[i])
    if lemma in SPEECH:
        return near or bool(kids & {"ccomp", "xcomp", "dobj", "parataxis"}) or tree.dep[i] in {"parataxis", "ccomp"}
    if lemma in CLAUSAL:
        return "ccomp" in kids
    return lemma in JUDGEMENT and "dobj" in kids


def best_content(tree: Tree, cue: int, found: list[Content]) -> Content | None:
    """The candidate whose way stands first in CONTENT_WAYS; none for a verb with none of them."""
    by_way: dict[str, Content] = {}
    for content in found:
        way = "prep_for" if content.way.startswith("prep_") else content.way
        by_way.setdefault(way, content)
    if tree.low[cue] == "according":
        return by_way.get("around^") or by_way.get("lead^") or by_way.get("tail^")
    if tree.pos[cue] == "NOUN":
        return by_way.get("acl")
    # Quotation marks within the reported clause do not part it.
    clause = by_way.get("ccomp")
    if clause and (clause.spans[0][0] > cue + 0 and tree.quote[clause.spans[0][0]] < 0):
        return clause
    if tree.lemma[cue] in CLAUSAL:
        return clause
    return next((by_way[w] for w in CONTENT_WAYS if w in by_way), None)


def best_speaker(tree: Tree, cue: int, found: list[Speaker]) -> Speaker:
    """The subject if there is one (for a passive the agent), else the candidate whose way stands first in
    SPEAKER_WAYS."""
    passive = any(tree.dep[k] == "auxpass" for k in tree.kids[cue])
    by_way = {s.way: s for s in reversed(found)}
    if passive and "agent_by" in by_way:
        return by_way["agent_by"]
    if passive:
        return NOBODY
    own = any(tree.dep[k] in SUBJECTS for k in tree.kids[cue])
    if own and "nsubj" in by_way:
        return by_way["nsubj"]
    if tree.low[cue] == "according":
        return next((s for s in found if s.way.startswith("prep_")), NOBODY)
    return next((by_way[w] for w in SPEAKER_WAYS if w in by_way), NOBODY)


def goes_on(tree: Tree, cue: int, speaker: Speaker) -> bool:
    """Whether a participle inside somebody's words goes on with them, though the parser gave it to an actor in them."""
    if tree.tag[cue] != "VBG" or tree.dep[cue] != "advcl" or speaker.way != "advcl^nsubj":
        return False
    person = tree.ent[speaker.root] == "PERSON" or tree.pos[speaker.root] == "PRON"
    return tree.lemma[cue] in CONTINUING or (tree.lemma[cue] in SPEECH and not person)
