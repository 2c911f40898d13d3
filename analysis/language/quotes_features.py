"""Features of a cue, of a content and of a speaker, as strings: what the learned scorers see."""

from __future__ import annotations

from analysis.language.quotes_candidates import SUBJECTS, Content, Speaker
from analysis.language.quotes_tree import TokenSpan, Tree

WORDS = {"mark", "prep", "prt", "aux", "auxpass", "neg", "agent", "advmod", "det", "expl", "cc"}
CORE = {"dobj", "nsubj", "nsubjpass", "ccomp", "xcomp", "acomp", "attr", "oprd", "advcl", "acl", "pobj", "poss", "conj"}
FINITE_REACH = 40
"""Words from the start of a part of a content among which a finite verb is looked for."""


def _size(n: int) -> str:
    for limit, name in ((1, "1"), (2, "2"), (4, "4"), (7, "7"), (12, "12"), (20, "20"), (40, "40")):
        if n <= limit:
            return name
    return "long"


def _kind(tree: Tree, i: int) -> str:
    return tree.ent[i] or (tree.low[i] if tree.pos[i] in {"PRON", "DET"} else tree.pos[i])


def _finite(tree: Tree, spans: tuple[TokenSpan, ...]) -> bool:
    before = tree.finite
    return any(before[min(y, x + FINITE_REACH)] > before[x] for x, y in spans)


def subject(tree: Tree, cue: int) -> tuple[int, str]:
    """The subject of the cue, its own or that of a verb above it, and how far up it stood; (-1, "") if there is
    none."""
    at = cue
    path = ""
    for _ in range(4):
        for k in tree.kids[at]:
            if tree.dep[k] in SUBJECTS:
                return k, path
        h = tree.head[at]
        if h == at or tree.dep[at] not in {"conj", "xcomp", "advcl", "prep", "pcomp", "acl", "relcl", "dobj", "pobj"}:
            break
        path += tree.dep[at] + "^"
        at = h
    return -1, ""


def quote_state(tree: Tree, cue: int) -> str:
    """Where the cue stands with regard to quotation marks."""
    known = tree.quote_states.get(cue)
    if known is None:
        known = tree.quote_states[cue] = _quote_state(tree, cue)
    return known


def _quote_state(tree: Tree, cue: int) -> str:
    if not tree.quotes:
        return "no"
    state = "in" if tree.quote[cue] >= 0 else ""
    first, last = tree.sent[cue]
    for distance in range(1, 7):
        i = cue - distance
        if i >= max(0, first - 2) and tree.quote[i] >= 0 and tree.quote[i] != tree.quote[cue]:
            state += f"<{'near' if distance < 4 else 'far'}"
            break
    for distance in range(1, 7):
        i = cue + distance
        if i < min(tree.n, last + 1) and tree.quote[i] >= 0 and tree.quote[i] != tree.quote[cue]:
            state += f">{'near' if distance < 4 else 'far'}"
            break
    return state or "no"


def of_cue(tree: Tree, c: int) -> list[str]:
    """Features of token c as a cue."""
    low, lemma, dep, tag = tree.low, tree.lemma, tree.dep, tree.tag
    word, d, h = lemma[c], dep[c], tree.head[c]
    before = low[c - 1] if c else "^"
    after = low[c + 1] if c + 1 < tree.n else "$"
    after2 = low[c + 2] if c + 2 < tree.n else "$"
    state = quote_state(tree, c)
    first, last = tree.sent[c]
    made = [
        "b",
        f"l={word}",
        f"l={word}|{tag[c]}",
        f"l={word}|{d}",
        f"w={low[c]}",
        f"t={tag[c]}|{d}",
        f"p={before}",
        f"n={after}",
        f"n2={after}_{after2}",
        f"l={word}|n={after}",
        f"l={word}|p={before}",
        f"h={lemma[h]}|{d}",
        f"hp={tree.pos[h]}|{d}",
        f"l={word}|hp={tree.pos[h]}|{d}",
        f"l={word}|h={lemma[h]}",
        f"q={state}",
        f"l={word}|q={state}",
        f"t={tag[c]}|q={state}",
        f"s0={first == c}",
        f"line0={tree.line[c] == 0}|{tag[c]}",
        f"len={_size(last - first)}",
    ]
    kids = tree.kids[c]
    shape = []
    for k in kids:
        kd = dep[k]
        if kd == "punct":
            made.append(f"k=punct:{low[k]}")
            continue
        side = "<" if k < c else ">"
        made += (f"k={kd}{side}", f"l={word}|k={kd}{side}")
        if kd in WORDS:
            made += (f"k={kd}:{low[k]}", f"l={word}|k={kd}:{low[k]}")
        if kd in CORE:
            shape.append(kd + side)
            made += (f"k={kd}:{_kind(tree, k)}", f"k={kd}:{lemma[k]}", f"l={word}|k={kd}:{_kind(tree, k)}")
            if kd in {"ccomp", "xcomp", "advcl", "acl"}:
                made.append(f"k={kd}:{tag[k]}")
                made += [
                    f"k={kd}|{dep[g]}:{low[g]}" for g in tree.kids[k] if dep[g] in {"mark", "aux", "nsubj"} and g < k
                ]
        if kd in {"dobj", "prep", "pobj", "attr"}:
            for g in tree.kids[k]:
                if dep[g] in {"pobj", "acl", "relcl", "prep", "ccomp"}:
                    made += (
                        f"g={kd}>{dep[g]}:{lemma[g]}",
                        f"l={word}|g={kd}>{dep[g]}",
                        f"g={kd}>{dep[g]}:{_kind(tree, g)}",
                    )
    form = ",".join(shape)
    made += (f"f={form}", f"l={word}|f={form}", f"t={tag[c]}|{d}|f={form}")
    s, path = subject(tree, c)
    if s >= 0:
        kind = _kind(tree, s)
        made += (
            f"s={kind}",
            f"s={lemma[s]}",
            f"l={word}|s={kind}",
            f"s={kind}|{path}",
            f"s={kind}|f={form}",
            f"l={word}|s={lemma[s]}",
        )
    else:
        made += ("s=none", f"l={word}|s=none")
    up = tree.head[h]
    made += (f"u={lemma[up]}|{dep[h]}|{d}", f"hd={dep[h]}|{d}", f"ent={tree.ent[c]}")
    return made


def of_content(tree: Tree, c: int, content: Content, ways: str, longest: int) -> list[str]:
    """Features of a candidate content of cue c. ways: which candidates there are; longest: tokens of the longest
    one."""
    low, dep, tag = tree.low, tree.dep, tree.tag
    word, w, r = tree.lemma[c], content.way, content.root
    spans = content.spans
    a, b = spans[0][0], spans[-1][1]
    size = sum(y - x for x, y in spans)
    start = low[a]
    state = quote_state(tree, c)
    covered = {tree.quote[i] for x, y in spans for i in (x, y - 1)}
    marks = "q" if covered != {-1} and min(covered) >= 0 else "part" if covered != {-1} else "no"
    exact = marks == "q" and len(covered) == len(spans)
    first, last = tree.sent[c]
    side = "<" if b <= c else ">" if a > c else "<>"
    gap = (a - c) if side == ">" else (c - b) if side == "<" else 0
    before = low[a - 1] if a else "^"
    after = low[b] if b < tree.n else "$"
    finite = _finite(tree, spans)
    rel = _size(longest) if size == longest else f"{round(4 * size / longest)}/4"
    whole = "end" if after in {".", "!", "?", ";"} or b >= last - 1 else "mid"
    return [
        f"w={w}",
        f"w={w}|{word}",
        f"w={w}|{tree.pos[c]}",
        f"w={w}|{tag[c]}",
        f"w={w}|{dep[c]}",
        f"w={w}|q={state}",
        f"w={w}|m={marks}{exact}",
        f"w={w}|W={ways}",
        f"r={dep[r]}|{tree.pos[r]}|{w}",
        f"rt={tag[r]}|{w}",
        f"st={start}",
        f"st={start}|{w}",
        f"st={start}|{word}",
        f"n={_size(size)}",
        f"n={_size(size)}|{w}",
        f"rel={rel}",
        f"rel={rel}|{w}",
        f"m={marks}|{exact}|{state}",
        f"side={side}|{state}",
        f"gap={_size(gap)}|{side}",
        f"be={before}",
        f"af={after}|{w}",
        f"fin={finite}|{w}",
        f"fin={finite}|{word}",
        f"end={whole}|{w}",
        f"cut={tree.quote[a] == tree.quote[c]}|{marks}",
        f"sent={a < first}{b > last}|{w}",
        f"ns={len(spans)}|{word}",
        f"side={side}|{word}",
        f"rk={_kind(tree, r)}|{word}",
        f"m={marks}|{exact}|{word}",
    ]


def of_speaker(tree: Tree, c: int, speaker: Speaker, content: Content, ways: str) -> list[str]:
    """Features of a candidate speaker of cue c with the content that was chosen."""
    word, w, r = tree.lemma[c], speaker.way, speaker.root
    if r < 0:
        s, path = subject(tree, c)
        kind = _kind(tree, s) if s >= 0 else "none"
        passive = any(tree.dep[k] == "auxpass" for k in tree.kids[c])
        return [
            "no",
            f"no|{word}",
            f"no|{tree.tag[c]}|{tree.dep[c]}",
            f"no|{tree.dep[c]}",
            f"no|W={ways}",
            f"no|s={kind}",
            f"no|s={kind}|{path}",
            f"no|{passive}",
            f"no|{passive}|{tree.pos[c]}",
            f"no|c={content.way}",
            f"no|{tree.quote[c] >= 0}",
            f"no|{word}|{passive}",
            f"no|{word}|{tree.tag[c]}",
        ]
    kind = _kind(tree, r)
    x, y = speaker.span
    side = "<" if y <= c else ">"
    gap = c - y if side == "<" else x - c
    inside = any(s <= r < e for s, e in content.spans)
    same = tree.quote[r] == tree.quote[c]
    near = tree.sent[r] == tree.sent[c]
    pronoun = tree.low[r] if tree.pos[r] in {"PRON", "DET"} else ""
    return [
        f"w={w}",
        f"w={w}|{word}",
        f"w={w}|{tree.tag[c]}",
        f"w={w}|{tree.pos[c]}|{tree.dep[c]}",
        f"w={w}|{kind}",
        f"w={w}|c={content.way}",
        f"w={w}|W={ways}",
        f"k={kind}",
        f"k={kind}|{word}",
        f"l={tree.lemma[r]}",
        f"l={tree.lemma[r]}|{word}",
        f"d={tree.dep[r]}|{side}",
        f"d={tree.dep[r]}|{kind}",
        f"in={inside}|{w}",
        f"in={inside}",
        f"same={same}",
        f"same={same}|{tree.quote[r] >= 0}|{w}",
        f"gap={_size(gap)}|{side}",
        f"near={near}|{w}",
        f"pro={pronoun}|{w}",
        f"n={_size(y - x)}|{kind}",
        f"side={side}|{word}",
        f"t={tree.tag[r]}|{w}",
        f"in={inside}|{side}|{content.way}",
        f"gap={_size(gap)}|{kind}|{near}",
    ]


def of_attribution(
    tree: Tree, c: int, content: Content, speaker: Speaker, logit: float, content_share: float, speaker_share: float
) -> list[str]:
    """Features of a whole attribution: how sure each stage was, and how the three stand together."""
    word, w, s, r = tree.lemma[c], content.way, speaker.way, speaker.root
    z = f"{round(max(-3.0, min(6.0, logit)) * 2) / 2}"
    p, q = f"{round(content_share * 10)}", f"{round(speaker_share * 10)}"
    kind = _kind(tree, r) if r >= 0 else "nobody"
    state = quote_state(tree, c)
    a, b = content.spans[0][0], content.spans[-1][1]
    quoted = any(tree.quote[i] >= 0 for x, y in content.spans for i in (x, y - 1))
    size = _size(sum(y - x for x, y in content.spans))
    finite = _finite(tree, content.spans)
    return [
        "b",
        f"z={z}",
        f"p={p}",
        f"q={q}",
        f"z={z}|p={p}",
        f"z={z}|q={q}",
        f"w={w}",
        f"w={w}|z={z}",
        f"w={w}|p={p}",
        f"s={s}",
        f"s={s}|q={q}",
        f"l={word}",
        f"l={word}|w={w}",
        f"k={kind}",
        f"k={kind}|w={w}",
        f"k={kind}|l={word}",
        f"state={state}|{quoted}",
        f"quoted={quoted}|{w}",
        f"n={size}|{w}",
        f"n={size}|{quoted}",
        f"fin={finite}|{w}",
        f"t={tree.tag[c]}|{w}",
        f"s={s}|w={w}",
        f"z={z}|{quoted}",
        f"rd={tree.dep[content.root]}|{tree.pos[content.root]}",
        f"rl={tree.lemma[content.root]}",
        f"rl={tree.lemma[content.root]}|{word}",
        f"in={a <= r < b}",
        f"z={z}|k={kind}",
        f"rk={_kind(tree, content.root)}|{word}",
        f"pos={tree.pos[c]}|{tree.dep[c]}",
    ]
