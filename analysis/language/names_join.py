"""Joining the names of one article into chains, each a party with one fullest name."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from analysis.language.names_lexicon import PARTICLES, Lexicon, closed_class, fold, lexicon
from analysis.language.names_mentions import NameMention
from analysis.language.names_text import Text
from analysis.records import Kind

LOCATIVE = closed_class("locative")
CORPORATE = frozenset(
    ("inc", "corp", "co", "ltd", "llc", "plc", "corporation", "company", "limited", "group", "gmbh", "sa", "ag")
)
OWNED = closed_class("owned")
SMALL = closed_class("small")


@dataclass(slots=True)
class Chain:
    """A party of the article. name: its fullest name. mentions: indices into the list of names, in order."""

    name: str
    kind: Kind
    gender: str | None = None
    roles: set[str] = field(default_factory=set)
    mentions: list[int] = field(default_factory=list)
    state: str | None = None


def _votes(mentions: list[NameMention]) -> dict[tuple[str, ...], Kind]:
    """The kind of each key: the one its mentions voted for with most certainty."""
    votes: dict[tuple[str, ...], Counter[Kind]] = defaultdict(Counter)
    for m in mentions:
        votes[m.key][m.kind] += m.sure
    return {key: max(count, key=lambda k: count[k]) for key, count in votes.items()}


def _bare(part: str) -> str:
    """A surname without its article ("al-ghasri" and "ghasri" are alike)."""
    for lead in ("al-", "el-", "al ", "ar-", "as-", "ash-"):
        if part.startswith(lead) and len(part) > len(lead) + 2:
            return part[len(lead) :]
    return part


def _same_given(a: str, b: str) -> bool:
    return (
        a == b
        or (len(a) == 1 and b.startswith(a))
        or (len(b) == 1 and a.startswith(b))
        or (len(a) > 2 and len(b) > 2 and (a.startswith(b) or b.startswith(a)))
    )


def split_generation(key: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """A key without "jr" and the like, and that word ("" without one; "sr" says no more than the bare name)."""
    if len(key) > 1 and key[-1] in lexicon().generations:
        return key[:-1], "" if key[-1] == "sr" else key[-1]
    return key, ""


def same_person(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether two full names of one article are one person's: surname alike, given names agreeing, middle ones free."""
    if a == b:
        return True
    (a, of_a), (b, of_b) = split_generation(a), split_generation(b)
    if of_a != of_b:
        return False
    short, long = sorted((a, b), key=len)
    if _bare(short[-1]) == _bare(long[-1]):
        return _same_given(short[0], long[0]) or (len(long) > len(short) and short[0] in long[1:])
    return len(short) >= 2 and len(long) > len(short) and long[: len(short)] == short


class Joiner:
    """Builds the chains of one article."""

    def __init__(self, text: Text, mentions: list[NameMention]) -> None:
        self.text = text
        self.mentions = mentions
        self.lex: Lexicon = lexicon()
        self.chains: list[Chain] = []
        self.full: dict[tuple[str, ...], int] = {}
        self.by_part: dict[str, list[int]] = defaultdict(list)
        self.kinds = _votes(mentions)

    def run(self) -> list[Chain]:
        """Joins; every mention's `chain` is set afterwards."""
        self._settle_kinds()
        self._full_persons()
        self._partial_persons()
        self._states()
        self._organisations()
        self._finish()
        return self.chains

    def _settle_kinds(self) -> None:
        surnames: set[str] = set()
        for key, kind in self.kinds.items():
            if kind is Kind.PERSON and len(key) > 1:
                surnames.add(split_generation(key)[0][-1])
        for m in self.mentions:
            kind = self.kinds[m.key]
            if len(m.key) == 1 and m.key[0] in surnames and not self.lex.states.acting(m.words[0]):
                kind = Kind.PERSON
            if m.roles and m.kind is Kind.PERSON:
                kind = Kind.PERSON
            m.kind = kind

    def _new(self, m: int, key: tuple[str, ...]) -> int:
        mention = self.mentions[m]
        self.chains.append(Chain(" ".join(mention.words), mention.kind))
        self._add(m, len(self.chains) - 1)
        return len(self.chains) - 1

    def _add(self, m: int, chain: int) -> None:
        mention = self.mentions[m]
        mention.chain = chain
        self.chains[chain].mentions.append(m)

    def _full_persons(self) -> None:
        names: list[tuple[tuple[str, ...], int]] = []
        for m, mention in enumerate(self.mentions):
            if mention.kind is not Kind.PERSON or len(split_generation(mention.key)[0]) < 2:
                continue
            chain = self.full.get(mention.key)
            if chain is None:
                matching = [c for key, c in names if same_person(key, mention.key)]
                chain = matching[-1] if matching else self._new(m, mention.key)
                if matching:
                    self._add(m, chain)
                names.append((mention.key, chain))
                self.full[mention.key] = chain
                for part in self._parts(mention.key):
                    if chain not in self.by_part[part]:
                        self.by_part[part].append(chain)
            else:
                self._add(m, chain)

    @staticmethod
    def _parts(key: tuple[str, ...]) -> set[str]:
        """What may stand for the name: its surname, with or without the article, and its longer endings."""
        bare, generation = split_generation(key)
        tail = f" {generation}" if generation else ""
        endings = {" ".join(bare[k:]) + tail for k in range(1, len(bare))}
        return endings | {_bare(e) for e in endings}

    def _partial_persons(self) -> None:
        latest: dict[int, int] = {}
        by_given: dict[str, list[int]] = defaultdict(list)
        for key, chain in self.full.items():
            if chain not in by_given[key[0]]:
                by_given[key[0]].append(chain)
        single: dict[str, int] = {}
        for m, mention in enumerate(self.mentions):
            if mention.kind is not Kind.PERSON:
                continue
            if mention.chain >= 0:
                latest[mention.chain] = m
                self._learn_gender(mention)
                continue
            name = " ".join(mention.key)
            options = self.by_part.get(name) or self.by_part.get(_bare(name)) or []
            if not options and len(mention.key) == 1:
                options = by_given.get(name, [])
            chosen = self._choose(options, mention, latest)
            joined = single.get(_bare(name)) if chosen is None else chosen
            if joined is None:
                joined = single[_bare(name)] = self._new(m, mention.key)
            else:
                self._add(m, joined)
            latest[joined] = m
            self._learn_gender(mention)

    def _choose(self, options: list[int], mention: NameMention, latest: dict[int, int]) -> int | None:
        """Of persons who share the surname: not of the other gender, bearing the title, last spoken of, first met."""
        fit = [
            c
            for c in options
            if not (mention.gender and self.chains[c].gender and mention.gender != self.chains[c].gender)
        ]
        if not fit:
            return None
        return max(fit, key=lambda c: (bool(set(mention.roles) & self.chains[c].roles), latest.get(c, -1), -c))

    def _learn_gender(self, mention: NameMention) -> None:
        chain = self.chains[mention.chain]
        if mention.gender:
            chain.gender = mention.gender
        elif chain.gender is None and len(mention.key) > 1:
            told = self.lex.given.get(mention.key[0]) or self.lex.given.get(mention.key[0].split("-")[0])
            chain.gender = told if told in ("male", "female") else None
        chain.roles.update(mention.roles)

    def _states(self) -> None:
        """States by name, adjective, capital or seat; a capital that is only a place to be in stays a place."""
        made: dict[str, int] = {}
        states = self.lex.states
        for m, mention in enumerate(self.mentions):
            if mention.chain >= 0 or mention.kind is Kind.PERSON:
                continue
            name = " ".join(mention.words)
            state = states.named(name)
            if state is None and states.acting(name) and self.acts(mention):
                state = states.acting(name)
            if state is None:
                continue
            mention.kind = Kind.PLACE
            if state not in made:
                made[state] = self._new(m, mention.key)
                self.chains[made[state]].state = state
            else:
                self._add(m, made[state])

    def acts(self, mention: NameMention) -> bool:
        """Whether a place stands where a party would: subject, object, agent or possessor, not "in", "near" and the like."""
        head = self.text.root(mention.i, mention.j)
        dep = self.text.dep[head]
        if dep in ("nsubj", "nsubjpass", "dobj", "dative", "poss", "csubj"):
            return True
        governor = self.text.low[self.text.head[head]]
        return (
            dep == "pobj"
            and governor in ("by", "against", "with", "between", "on", "from", "to", "of")
            and governor not in LOCATIVE
        )

    def _organisations(self) -> None:
        keyed: dict[tuple[str, ...], int] = {}
        open_ = [m for m, x in enumerate(self.mentions) if x.chain < 0]
        for m in sorted(open_, key=lambda m: -len(self.mentions[m].key)):
            mention = self.mentions[m]
            key = self._org_key(mention.key)
            chain = keyed.get(key)
            if chain is None:
                chain = self._longer(key, mention, keyed)
                if chain is None:
                    chain = self._new(m, mention.key)
                else:
                    self._add(m, chain)
                keyed[key] = chain
            else:
                self._add(m, chain)
        self._acronyms(keyed)

    @staticmethod
    def _org_key(key: tuple[str, ...]) -> tuple[str, ...]:
        kept = tuple(k.replace(".", "") for k in key if k not in SMALL)
        while len(kept) > 1 and kept[-1] in CORPORATE:
            kept = kept[:-1]
        return kept or key

    def _longer(self, key: tuple[str, ...], mention: NameMention, keyed: dict[tuple[str, ...], int]) -> int | None:
        """The one chain whose longer name holds this one's words ("Treasury" for "Treasury Department")."""
        if mention.kind is Kind.PLACE or all(k in self.lex.markers for k in key):
            return None
        words = set(key)
        matching = {
            chain
            for other, chain in keyed.items()
            if words < set(other) and self.chains[chain].kind is not Kind.PLACE and self._shortened(key, other)
        }
        return matching.pop() if len(matching) == 1 else None

    def _shortened(self, key: tuple[str, ...], other: tuple[str, ...]) -> bool:
        """Whether `key` is a short form of `other`, not the owner or the field of another body ("Brandt Campaign")."""
        rest = [k for k in other if k not in key]
        if other[: len(key)] == key:
            return all(k in self.lex.markers for k in rest) and not any(k in OWNED for k in rest)
        return (other[-len(key) :] == key and len(key) > 1) or (len(key) > 1 and key[-1] == other[-1])

    def _acronyms(self, keyed: dict[tuple[str, ...], int]) -> None:
        """Joins "NRA" to "National Rifle Association": by initials or by the lexicon, wherever both stand."""
        full: dict[str, int] = {}
        for m in self.mentions:
            if m.kind in (Kind.ORGANISATION, Kind.GROUP) and len(m.key) > 1:
                parts = [p for k in m.key for p in k.split("-") if p]
                for form in ("".join(p[0] for p in parts if p not in SMALL), "".join(p[0] for p in parts)):
                    full.setdefault(form, m.chain)
                full.setdefault(" ".join(m.key), m.chain)
        for key, chain in list(keyed.items()):
            if len(key) != 1 or not 2 <= len(key[0]) <= 6 or not self.chains[chain].mentions:
                continue
            word = self.mentions[self.chains[chain].mentions[0]].words[0].replace(".", "")
            target = full.get(key[0], full.get(fold(self.lex.short.get(key[0], ""))))
            if target is not None and target != chain and (word.isupper() or key[0] in self.lex.short):
                self._merge(chain, target)
                keyed[key] = target

    def _merge(self, chain: int, target: int) -> None:
        for m in self.chains[chain].mentions:
            self.mentions[m].chain = target
        self.chains[target].mentions = sorted(self.chains[target].mentions + self.chains[chain].mentions)
        self.chains[chain].mentions = []

    def _finish(self) -> None:
        for chain in self.chains:
            chain.mentions.sort()
            if chain.mentions:
                chain.name = self._fullest(chain)
                chain.kind = Counter(self.mentions[m].kind for m in chain.mentions).most_common(1)[0][0]

    def _fullest(self, chain: Chain) -> str:
        options = [self.mentions[m] for m in chain.mentions]
        if chain.state:
            named = [" ".join(m.words) for m in options if fold(" ".join(m.words)) in self.lex.states.names]
            return max(named, key=len) if named else chain.state
        body = [m for m in options if not m.heading] or options
        plain = [m for m in body if not _odd(m, chain.kind)] or body
        longest = max(len(m.key) for m in plain)
        shown = Counter(" ".join(m.words) for m in plain if len(m.key) == longest)
        return max(shown, key=lambda name: (not (name.isupper() and len(name) > 6), shown[name]))


def _odd(m: NameMention, kind: Kind) -> bool:
    """Whether a name looks like more than a name: small words inside, or more words than persons' names have."""
    if kind is Kind.PERSON:
        return len(m.words) > 4 or any(w.islower() and w not in PARTICLES for w in m.words) or "/" in "".join(m.words)
    return len(m.words) > 9
