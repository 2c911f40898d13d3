"""Quotations: who is quoted, by what words of the reporter's, with what content (direct, indirect or mixed)."""

from __future__ import annotations

from typing import Protocol

from spacy.tokens import Doc

from analysis.language import quotes_attribution as attribution
from analysis.language import quotes_leftover as leftover
from analysis.language import quotes_posts as posts
from analysis.language.quotes_attribution import Attribution
from analysis.language.quotes_model import Model, load
from analysis.language.quotes_tree import TokenSpan, Tree
from analysis.records import Party, Quote, QuoteKind, Span

__all__ = ["find", "load"]


class Naming(Protocol):
    """What is asked of names.Names."""

    def name_of(self, start: int, end: int) -> str | None:
        """The fullest name in the article of the party standing at text[start:end]."""


def find(doc: Doc, names: Naming | None = None, model: Model | None = None) -> list[Quote]:
    """The quotations of a parsed article, ordered by where they stand; by the rules alone without a model (see `load`).

    Beside speech they hold what people are said to think, want, fear or promise, as PolNeAR has it; the cue tells.
    `X accuses Y` is left to the accusations. Long quoted stretches that no cue takes up are by the verb beside them, or
    have cue None and the speaker who signs them or spoke just before. Content of several parts ("…," he said. "…") is
    joined by blanks, `content_span` runs from its first to its last character, `parts` are the spans of its parts.
    speaker.text is the whole noun phrase. Never raises on any text; time grows linearly with its length.
    """
    if not len(doc):
        return []
    tree = Tree(doc)
    found = attribution.learned(tree, model) if model else attribution.by_rules(tree)
    made = [as_quote(tree, names, a) for a in found]
    made += _standalone(tree, names, found, made)
    made = _posted(tree, names, made)
    return sorted(made, key=lambda q: (q.content_span, q.cue_span or (0, 0)))


def as_quote(tree: Tree, names: Naming | None, found: Attribution) -> Quote:
    parts = tuple(_bare(tree, span) for span in found.content.spans)
    cue = cue_phrase(tree, found.cue)
    speaker = Party()
    reach = [tree.sent[found.cue], *(tree.sent[i] for a, b in found.content.spans for i in (a, b - 1))]
    if found.speaker.root >= 0:
        speaker = _party(tree, names, found.speaker.span)
    cue_span = tree.chars(cue)
    start, end = _sentence(tree, min(a for a, _ in reach), max(b for _, b in reach))
    return Quote(
        start, end, speaker, tree.text[slice(*cue_span)], cue_span, " ".join(tree.text[a:b] for a, b in parts),
        (parts[0][0], parts[-1][1]), kind_of(tree, found.cue, found.content.spans), parts,
    )  # fmt: skip


def _sentence(tree: Tree, first: int, last: int) -> Span:
    start, end = tree.chars((first, last))
    text = tree.text[start:end]
    return start + len(text) - len(text.lstrip()), start + len(text.rstrip())


def _bare(tree: Tree, span: TokenSpan) -> Span:
    """Offsets of a part, without the marks around it if it is one quoted stretch."""
    start, end = tree.chars(span)
    number = tree.quote[span[0]]
    if number >= 0 and tree.quote[span[1] - 1] == number:
        first, last = tree.quotes[number].inner
        edges = tree.text[min(first, start) : max(first, start)] + tree.text[min(last, end) : max(last, end)]
        if tree.text[first:last].strip() and not any(c.isalnum() for c in edges):
            return first, last
    return start, end


def cue_phrase(tree: Tree, cue: int) -> TokenSpan:
    """The cue with the auxiliaries, adverbs and negations right before it and the particle or preposition right
    after it."""
    first, last = cue, cue + 1
    while (
        first - 1 >= tree.sent[cue][0]
        and tree.head[first - 1] == cue
        and tree.dep[first - 1] in {"aux", "auxpass", "neg", "advmod"}
    ):
        first -= 1
    if (
        last < tree.sent[cue][1]
        and tree.head[last] == cue
        and (tree.dep[last] == "prt" or tree.low[cue] == "according")
    ):
        last += 1
    return first, last


def kind_of(tree: Tree, cue: int, spans: tuple[TokenSpan, ...]) -> QuoteKind:
    """Direct if all words of the content stand in quotation marks, mixed if some do; marks that hold the cue too do
    not count."""
    own = tree.quote[cue]
    quoted = plain = 0
    for a, b in spans:
        for i in range(a, b):
            if tree.pos[i] in {"PUNCT", "SPACE"}:
                continue
            k = tree.quote[i]
            if (
                k >= 0
                and k != own
                and not (tree.quotes[k].single and b - a > tree.quotes[k].end - tree.quotes[k].start)
            ):
                quoted += 1
            else:
                plain += 1
    if not quoted:
        return QuoteKind.INDIRECT
    return QuoteKind.MIXED if plain else QuoteKind.DIRECT


def _standalone(tree: Tree, names: Naming | None, found: list[Attribution], made: list[Quote]) -> list[Quote]:
    """Long quoted stretches that no attribution takes up: by the verb or signature beside them, else by who spoke just
    before."""
    taken = {k for a in found for s in a.content.spans for k in {tree.quote[i] for i in range(*s)} if k >= 0}
    spoken = sorted(
        ((q.content_span[1], q.speaker) for q in made if q.kind is not QuoteKind.INDIRECT and q.speaker.text),
        key=lambda s: s[0],
    )
    left: list[Quote] = []
    at = 0
    last: tuple[int, Party] | None = None
    for number, q in enumerate(tree.quotes):
        while at < len(spoken) and spoken[at][0] <= q.start + 1:
            last = spoken[at]
            at += 1
        if number in taken or not attribution.is_long(tree, number) or not tree.text[slice(*q.inner)].strip():
            continue
        near = leftover.beside(tree, number)
        if near:
            quote = as_quote(tree, names, near)
        else:
            speaker = Party()
            signed = leftover.signature(tree, q)
            if signed:
                speaker = _party(tree, names, signed)
            elif last and leftover.follows(tree, last[0], q):
                speaker = last[1]
            start, end = _sentence(tree, *_sentences(tree, q.start, q.end))
            content = tree.text[slice(*q.inner)]
            quote = Quote(start, end, speaker, None, None, content, q.inner, QuoteKind.DIRECT, (q.inner,))
        left.append(quote)
        last = (q.end, quote.speaker) if quote.speaker.text else last
    return left


def _posted(tree: Tree, names: Naming | None, made: list[Quote]) -> list[Quote]:
    """With the embedded posts, each its author's direct words; what was read across a post's edge or as its author's goes."""
    for post in posts.find(tree.text):
        low, high = post.content
        author = tree.text[slice(*post.author)]
        party = Party(author, post.author, names.name_of(*post.author) if names else None)
        start, end = _sentence(tree, *_sentences(tree, low, high))
        kept = [q for q in made if q.content_span[1] <= low or q.content_span[0] >= post.end or _told_inside(q, post)]
        content = tree.text[low:high]
        made = [*kept, Quote(start, end, party, None, None, content, (low, high), QuoteKind.DIRECT, ((low, high),))]
    return made


def _told_inside(quote: Quote, post: posts.Post) -> bool:
    """Whether a post quotes somebody: all of the quotation, its speaker too, stands within it."""
    low, high = post.content
    inside = low <= quote.content_span[0] and quote.content_span[1] <= high
    whole = quote.content_span[0] <= low and high <= quote.content_span[1] + 1
    return inside and not whole and quote.speaker.span is not None and low <= quote.speaker.span[0] < high


def _party(tree: Tree, names: Naming | None, span: TokenSpan) -> Party:
    start, end = tree.chars(span)
    return Party(tree.text[start:end], (start, end), names.name_of(start, end) if names else None)


def _sentences(tree: Tree, start: int, end: int) -> TokenSpan:
    a, b = tree.tokens(start, end)
    b = max(b, a + 1)
    return tree.sent[a][0], tree.sent[min(b, tree.n) - 1][1]
