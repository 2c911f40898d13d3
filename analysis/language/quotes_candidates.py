"""Which stretches could be the content of an attribution, and who could be its speaker, given a cue."""

from __future__ import annotations

import bisect
from collections.abc import Callable
from typing import NamedTuple

from analysis.language.quotes_tree import TokenSpan, Tree

SUBJECTS = {"nsubj", "nsubjpass", "csubj", "expl"}
NOMINAL = {"NOUN", "PROPN", "PRON", "NUM", "DET", "ADJ"}
CLAUSES = {"relcl", "acl", "advcl", "ccomp", "parataxis"}
MAX_CONTENTS = 24
MAX_SPEAKERS = 14


AddContent = Callable[[list[TokenSpan], str, int], None]
AddSpeaker = Callable[[int, str], None]


class Content(NamedTuple):
    """A possible content: its token spans in order, how it was reached from the cue, and its root token."""

    spans: tuple[TokenSpan, ...]
    way: str
    root: int


class Speaker(NamedTuple):
    """A possible speaker: the span of its noun phrase, the path from the cue, and its head token (-1: nobody)."""

    span: TokenSpan
    way: str
    root: int


NOBODY = Speaker((0, 0), "nobody", -1)


def clause(tree: Tree, cue: int) -> int:
    """The verb in whose clause the cue stands: the cue, or the head it is an auxiliary, object or preposition of."""
    if tree.pos[cue] in {"VERB", "AUX"}:
        return cue
    for h in tree.path_up(cue, 4):
        if tree.pos[h] in {"VERB", "AUX"}:
            return h
    return cue


def contents(tree: Tree, cue: int) -> list[Content]:
    """Candidates for the content of the attribution whose cue is token `cue`, without repeats, at most MAX_CONTENTS."""
    made: dict[tuple[TokenSpan, ...], Content] = {}

    def add(spans: list[TokenSpan], way: str, root: int) -> None:
        kept = tuple(t for s in spans if s[1] > s[0] and (t := tree.trimmed(s)))
        if kept and kept not in made and len(made) < MAX_CONTENTS:
            made[kept] = Content(kept, way, root)

    _quotations(tree, cue, add)
    _dependents(tree, cue, add)
    _parenthetical(tree, cue, add)
    _copular(tree, cue, add)
    _colon(tree, cue, add)
    return list(made.values())


def _quotations(tree: Tree, cue: int, add: AddContent) -> None:
    """Quoted stretches before, after and around the cue."""
    quotes = tree.quotes
    if not quotes:
        return
    first, last = tree.sent[cue]
    at, line = tree.at[cue], tree.line[cue]
    here = tree.quote[cue]
    k = bisect.bisect_right([q.start for q in quotes], at) - 1 if len(quotes) < 64 else _before(tree, at)
    if here >= 0:
        k = here - 1
    before: list[TokenSpan] = []
    j = k
    stop = first
    while j >= 0 and k - j < 3:
        span = tree.tokens(quotes[j].start, quotes[j].end)
        if span[0] >= span[1] or tree.line[span[0]] != line or span[1] < stop - 1:
            break
        before.insert(0, span)
        stop = min(stop, span[0])
        j -= 1
    after: list[TokenSpan] = []
    m = (here if here >= 0 else k) + 1
    edge = last
    while m < len(quotes) and len(after) < 3:
        q = quotes[m]
        span = tree.tokens(q.start, q.end)
        if span[0] >= span[1]:
            m += 1
            continue
        gap = tree.line[span[0]] - line
        colon = gap > 0 and ":" in tree.low[max(first, cue) : last] and not after
        if (span[0] > edge + 1 or gap) and not colon:
            break
        while m + 1 < len(quotes) and quotes[m + 1].continues:
            m += 1
            span = (span[0], tree.tokens(quotes[m].start, quotes[m].end)[1])
        after.append(span)
        edge = max(edge, span[1])
        m += 1
    if before:
        add([before[-1]], "q<", before[-1][0])
        # The quotation may have begun sentences earlier, or be broken by a word of the narrator's.
        if len(before) > 1:
            add(before, "qq<", before[0][0])
    if after:
        add([after[0]], "q>", after[0][0])
        if len(after) > 1:
            add(after[:2], "qq>", after[0][0])
            add([(after[0][0], after[-1][1])], "q..q>", after[0][0])
    if before and after:
        add([before[-1], after[0]], "q<>", before[-1][0])
        if len(before) > 1:
            add([*before, after[0]], "qq<>", before[0][0])


def _before(tree: Tree, at: int) -> int:
    return bisect.bisect_right(tree.quotes, at, key=lambda q: q.start) - 1


def _dependents(tree: Tree, cue: int, add: AddContent) -> None:
    """Subtrees of what depends on the cue (or on the verb it serves), alone and run on to the end of the clause."""
    for base, mark in _bases(tree, cue):
        span = tree.subtree(base)
        right = [
            k for k in tree.kids[base] if k > cue and tree.pos[k] not in {"PUNCT", "SPACE"} and tree.dep[k] != "cc"
        ]
        for k in reversed(right) if len(right) > 5 else right:
            dep = tree.dep[k]
            a, b = tree.subtree(k)
            if dep in SUBJECTS and mark != "n":
                continue
            add([(max(a, cue + 1), b)], mark + dep, k)
            add([(max(a, cue + 1), span[1])], mark + dep + "..", k)
            if dep in {"prep", "agent", "dative"}:
                add([(max(k + 1, cue + 1), b)], mark + dep + "_" + tree.low[k], k)
                for kk in tree.kids[k]:
                    for kkk in tree.kids[kk]:
                        if kkk > kk and tree.dep[kkk] in {"acl", "relcl", "ccomp"}:
                            add([tree.subtree(kkk)], mark + dep + ">" + tree.dep[kkk], kkk)
            elif dep in {"dobj", "attr", "oprd"}:
                for kk in tree.kids[k]:
                    if kk > k and tree.dep[kk] in {"acl", "relcl", "ccomp", "prep", "appos"}:
                        s = tree.subtree(kk)
                        add([(s[0] + (tree.dep[kk] == "prep"), s[1])], mark + dep + ">" + tree.dep[kk], kk)
            elif dep == "conj":
                continue
        if right:
            last = tree.sent[cue][1]
            ended = _without_close(tree, cue, last)
            add([(cue + 1, span[1])], mark + "rest", base)
            if ended > span[1]:
                add([(cue + 1, ended)], mark + "sentence>", base)
        elif mark == "":
            add([(cue + 1, _without_close(tree, cue, tree.sent[cue][1]))], "sentence>", base)
    for k in tree.kids[cue]:
        if k < cue and tree.dep[k] in {"amod", "compound", "poss", "ccomp"}:
            add([tree.subtree(k)], "left" + tree.dep[k], k)


def _bases(tree: Tree, cue: int) -> list[tuple[int, str]]:
    made = [(cue, "")]
    h = tree.head[cue]
    if h != cue:
        if tree.pos[cue] in {"NOUN", "ADJ", "ADV"} and tree.pos[h] in {"VERB", "AUX"}:
            made.append((h, "^"))
        elif tree.dep[cue] in {"aux", "auxpass", "prt"}:
            made.append((h, "aux^"))
        elif tree.dep[cue] in {"prep", "pobj"} and tree.pos[h] in {"VERB", "NOUN"}:
            made.append((h, "p^"))
    return made


def _without_close(tree: Tree, cue: int, last: int) -> int:
    while last - 1 > cue and (tree.pos[last - 1] == "SPACE" or tree.low[last - 1] in {".", "!", "?", ";"}):
        last -= 1
    return last


def _parenthetical(tree: Tree, cue: int, add: AddContent) -> None:
    """The clause into which the cue's own clause is set: "X did it, he said", "According to Y, X did it"."""
    first, last = tree.sent[cue]
    last = _without_close(tree, cue, last)
    base = cue
    a, b = tree.subtree(cue)
    if tree.pos[cue] in {"VERB", "AUX"}:
        # A clause on the left that the parser made a complement; the cue's own words are what is left over.
        for k in tree.kids[cue]:
            if k < cue and tree.dep[k] in {"ccomp", "advcl", "parataxis", "dep", "xcomp"}:
                s = tree.subtree(k)
                add([(first, s[1])], "ccomp<s", k)
                add([s], "ccomp<", k)
                own = max(s[1], cue)
                behind = [t for t in tree.kids[cue] if t > cue and tree.pos[t] not in {"PUNCT", "SPACE"}]
                if behind:
                    rest = tree.subtree(behind[-1])
                    if rest[1] > own + 1:
                        add([s, rest], "ccomp<>", k)
            elif (
                k < cue
                and tree.dep[k] in {"dobj", "mark", "advmod", "nsubjpass", "nsubj"}
                and tree.tag[k] in {"WDT", "WP", "DT", "PRP", "RB", "IN"}
            ):
                add([tree.subtree(k)], "wh<" + tree.dep[k], k)
    else:
        for h in tree.path_up(cue, 3):
            if tree.pos[h] in {"VERB", "AUX"} or tree.head[h] == h:
                base = h
                break
    if base != cue or tree.head[cue] != cue:
        h = base if base != cue else tree.head[cue]
        s = tree.subtree(h)
        if tree.dep[cue] in {"relcl", "acl"}:
            np = (s[0], min(a, s[1]))
            add([np], "noun<" + tree.dep[cue], h)
        if a > s[0] or b < s[1]:
            lead, tail = (s[0], min(a, s[1])), (max(b, s[0]), s[1])
            if lead[1] - lead[0] > 1 and tail[1] - tail[0] > 2:
                add([lead, tail], "around^", h)
            if lead[1] > lead[0]:
                add([lead], "lead^", h)
            if tail[1] > tail[0]:
                add([tail], "tail^", h)
    if a > first + 1:
        add([(first, a)], "left", base)
        comma = a
        while comma > first and tree.low[comma - 1] in {",", "”", '"', "—", "``", "''"}:
            comma -= 1
        cut = comma - 1
        while cut > first and tree.low[cut] not in {";", "—", "–", "--", "but", "and"}:
            cut -= 1
        if cut > first:
            add([(cut + 1, a)], "left;", base)
        subjects = [k for k in tree.kids[cue] if tree.dep[k] in SUBJECTS]
        if subjects:
            start = tree.subtree(subjects[0])[0]
            if start < a or start > first + 1:
                add([(first, min(start, cue))], "leftsubj", base)
                if b < last - 1:
                    add([(first, min(start, cue)), (b, last)], "leftright", base)
    if b < last:
        add([(b, last)], "right", base)


def _copular(tree: Tree, cue: int, add: AddContent) -> None:
    """Subject and predicate parted by the cue: "X appears to Y", "X is expected to Y", "called X Y"."""
    subject = [k for k in tree.kids[cue] if tree.dep[k] in {"nsubj", "nsubjpass"} and k < cue]
    comps = [
        k
        for k in tree.kids[cue]
        if k > cue and tree.dep[k] in {"xcomp", "oprd", "acomp", "attr", "advcl", "prep", "ccomp"}
    ]
    if subject and comps:
        s = tree.subtree(comps[0])
        add([tree.subtree(subject[0]), (max(s[0], cue + 1), s[1])], "subj+" + tree.dep[comps[0]], comps[0])
    if subject and tree.dep[subject[0]] == "nsubjpass":
        add([tree.subtree(subject[0])], "subjpass", subject[0])
    if tree.dep[cue] in {"amod", "compound"}:
        h = tree.head[cue]
        a, b = tree.subtree(h)
        add([(max(a, cue + 1), b)], "modified", h)


def _colon(tree: Tree, cue: int, add: AddContent) -> None:
    """What stands after a colon to the end of the line, at or behind the cue."""
    last = tree.sent[cue][1]
    for i in range(cue, min(last, cue + 12)):
        if tree.low[i] == ":":
            line = tree.line[i]
            end = i + 1
            while end < tree.n and tree.line[end] == line and end - i < 400:
                end += 1
            add([(i + 1, end)], "colon", i)
            add([(i + 1, last)], "colon.", i)
            return


def speakers(tree: Tree, cue: int) -> list[Speaker]:
    """Candidates for who speaks, nearest relations first, at most MAX_SPEAKERS and NOBODY at the end."""
    made: dict[int, Speaker] = {}

    def add(i: int, way: str) -> None:
        if i in made or len(made) >= MAX_SPEAKERS or tree.pos[i] not in NOMINAL:
            return
        span = noun_phrase(tree, i, cue)
        if span:
            made[i] = Speaker(span, way, i)

    _by_grammar(tree, cue, add)
    _by_place(tree, cue, add)
    return [*made.values(), NOBODY]


def _by_grammar(tree: Tree, cue: int, add: AddSpeaker) -> None:
    path = ""
    at = cue
    for step in range(6):
        for k in tree.kids[at]:
            dep = tree.dep[k]
            if (
                dep in SUBJECTS
                or dep in {"poss", "compound", "nmod", "amod"}
                or (dep in {"dobj", "attr", "appos", "npadvmod"} and step < 2)
            ):
                add(k, path + dep)
            elif dep in {"agent", "prep"} and (step < 2 or dep == "agent"):
                for kk in tree.kids[k]:
                    if tree.dep[kk] == "pobj":
                        add(kk, path + dep + "_" + tree.low[k])
                        for kkk in tree.kids[kk]:
                            if tree.dep[kkk] == "poss":
                                add(kkk, path + dep + "_" + tree.low[k] + "_poss")
                    elif tree.dep[kk] == "prep":
                        for kkk in tree.kids[kk]:
                            if tree.dep[kkk] == "pobj":
                                add(kkk, path + "prep_prep")
        h = tree.head[at]
        if h == at:
            return
        path += tree.dep[at] + "^"
        if tree.pos[h] in {"NOUN", "PROPN", "PRON"}:
            add(h, path + "head")
        at = h


def _by_place(tree: Tree, cue: int, add: AddSpeaker) -> None:
    """Noun phrases of the sentence around the cue, then the last subjects before it."""
    first, last = tree.sent[cue]
    for distance in range(1, 9):
        for i, side in ((cue - distance, "near<"), (cue + distance, "near>")):
            if (
                first <= i < last
                and tree.pos[i] in {"PROPN", "PRON", "NOUN"}
                and tree.dep[i] not in {"compound", "nmod"}
            ):
                add(i, side)
    found = 0
    for i in range(first - 1, max(-1, first - 60), -1):
        if (
            tree.dep[i] in {"nsubj", "nsubjpass", "ROOT"}
            and tree.pos[i] in {"PROPN", "PRON", "NOUN"}
            and tree.quote[i] < 0
        ):
            add(i, f"earlier{found}")
            found += 1
            if found == 2:
                return


def noun_phrase(tree: Tree, i: int, cue: int) -> TokenSpan | None:
    """The noun phrase around token i, cut before a clause that holds the cue; None if nothing is left."""
    a, b = tree.subtree(i)
    for k in tree.kids[i]:
        s = tree.subtree(k)
        if s[0] <= cue < s[1] and not (a <= cue < b and k < i):
            b = min(b, s[0]) if k > i else b
        elif k > i and tree.dep[k] in {"conj", "cc"} and tree.pos[k] in {"VERB", "AUX"}:
            b = min(b, s[0])
    if a <= cue < i:
        a = cue + 1
    elif i < cue < b:
        b = cue
    if tree.dep[i] in {"conj", "ROOT", "ccomp"} and tree.pos[i] in {"VERB", "AUX"}:
        return None
    # Marks that the parser hung on the phrase, and whatever of a quotation it took in.
    inside = tree.quote[i]
    while a < i and (tree.quote[a] != inside or tree.pos[a] in {"PUNCT", "SPACE", "CCONJ", "ADP"}):
        a += 1
    end = i + 1
    while end < b and tree.quote[end] in {inside, -1}:
        end += 1
    while end > i + 1 and tree.pos[end - 1] in {"PUNCT", "SPACE", "CCONJ"} and tree.low[end - 1] not in {")", "”", '"'}:
        end -= 1
    if end > i + 1 and tree.tag[end - 1] == "POS":
        end -= 1
    return (a, end)
