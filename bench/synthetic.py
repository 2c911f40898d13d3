"""Made-up corpora of any size, as Tables that keep their contracts: for tests of the dashboard and for its speed bench.

Parties, outlets and texts are invented. The same size and seed give the same tables. Some headlines carry Markdown,
HTML and spreadsheet formulas, so that whatever shows them is tried on them.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd

from analysis.tables import CONTRACTS, DTYPES, Tables, check

FIRST = [
    "Orla", "Tamsin", "Boran", "Ilke", "Davit", "Mirel", "Senna", "Koro", "Yasha", "Petra", "Oskar",
    "Lunet", "Farid", "Anouk", "Talis", "Rhea",
]  # fmt: skip
LAST = [
    "Venn", "Kastor", "Amberi", "Dole", "Harrow", "Szell", "Marsh", "Ivo", "Trandt", "Quill", "Pell",
    "Orsay", "Tollis", "Wray", "Karsen", "Imbert",
]  # fmt: skip
BODIES = ["Ministry", "Bank", "Port Authority", "Police", "Football Federation", "Front", "Oil Company", "Court"]
TOWNS = [
    "Sarn", "Kestrin", "Belmora", "Anwen", "Tessaly", "Derrin", "Mirel", "Gannet", "Sallum",
    "Petrosh", "Maron", "Halden",
]  # fmt: skip
OUTLETS = [f"{town} {kind}" for kind in ("Courier", "Post", "Ledger", "Radio", "Wire") for town in TOWNS]
CHARGES = [
    ("taking bribes from contractors", "1121", "allege", ("corruption", "crime")),
    ("shelling the hospital", "1124", "allege", ("military", "legal")),
    ("torturing prisoners", "1122", "allege", ("human_rights",)),
    ("rigging the vote", "1121", "allege", ("corruption",)),
    ("sending troops over the border", "1123", "allege", ("military",)),
    ("passing secrets to a rival", "1125", "allege", ("intelligence", "legal")),
    ("hiding losses of the fund", "1121", "allege", ("corruption", "crime")),
    ("failing to warn the villages", "111", "disapprove", ()),
]
ACTS = {  # act: (share, verb phrase, certainty)
    "allege": (0.42, "accused {b} of {c}", "asserted"),
    "criticise": (0.12, "condemned {b} for {c}", "asserted"),
    "charge": (0.12, "charged {b} with {c}", "asserted"),
    "lawsuit": (0.05, "sued {b} for {c}", "asserted"),
    "investigate": (0.08, "opened an inquiry into {b} for allegedly {c}", "hedged"),
    "verdict": (0.05, "found {b} guilty of {c}", "asserted"),
    "deny": (0.12, "denied that {b} was {c}", "negated"),
    "admit": (0.04, "confirmed that {b} was {c}", "asserted"),
}
HOSTILE = ["[click](http://x.example) :red[now]", "<img src=x onerror=alert(1)>", "=HYPERLINK(\"http://x.example\")"]
FILLER = [
    "The session lasted until late in the evening.",
    "Nobody was available for comment on Tuesday.",
    "Rain delayed the ferries for most of the day.",
    "The market welcomed the good news with joy.",
    "Families mourned the terrible deaths of last week.",
]
END = datetime(2025, 9, 24, 15, 30, tzinfo=UTC)


@dataclass
class _Rows:
    tables: dict[str, dict[str, list[object]]] = field(
        default_factory=lambda: {t: {c.name: [] for c in cs} for t, cs in CONTRACTS.items()}
    )

    def add(self, table: str, **values: object) -> None:
        for name, column in self.tables[table].items():
            column.append(values.get(name))


def tables(articles: int = 400, days: int = 540, parties: int = 120, seed: int = 7) -> Tables:
    """Tables of `articles` articles: about 0.8 accusations, 4 mentions, 1 quote and 6 sentences each."""
    rng = np.random.default_rng(seed)
    people = _parties(parties)
    rows = _Rows()
    weights = 1 / np.arange(1, parties + 1) ** 0.8
    draws = _Draws(
        outlet=rng.choice(len(OUTLETS), articles, p=_zipf(len(OUTLETS))),
        ago=np.sort(rng.integers(0, days * 86_400, articles))[::-1],
        party=rng.choice(parties, (articles, 4), p=weights / weights.sum()),
        charge=rng.integers(0, len(CHARGES), (articles, 2)),
        act=rng.choice(len(ACTS), (articles, 2), p=[a[0] for a in ACTS.values()]),
        count=rng.choice(3, articles, p=[0.4, 0.4, 0.2]),
        tone=rng.normal(-0.05, 0.4, (articles, 8)).clip(-0.99, 0.99).round(4),
        chance=rng.random((articles, 4)),
    )
    for i in range(articles):
        _article(i, draws, people, rows)
    _entities(people, rows)
    _claims(rows)
    return Tables(**{name: _frame(name, columns) for name, columns in rows.tables.items()})


@dataclass
class _Draws:
    outlet: np.ndarray
    ago: np.ndarray
    party: np.ndarray
    charge: np.ndarray
    act: np.ndarray
    count: np.ndarray
    tone: np.ndarray
    chance: np.ndarray


@dataclass(frozen=True)
class _Name:
    entity_id: str
    name: str
    kind: str


def _zipf(n: int) -> np.ndarray:
    w = 1 / np.arange(1, n + 1)
    return w / w.sum()


def _id(*key: object) -> str:
    return hashlib.sha256(repr(key).encode()).hexdigest()[:16]


def _parties(n: int) -> list[_Name]:
    made = []
    for i in range(n):
        if i % 3 == 1:
            name, kind = f"{TOWNS[i % len(TOWNS)]} {BODIES[(i // 12) % len(BODIES)]}", "organisation"
        else:
            name, kind = f"{FIRST[i % len(FIRST)]} {LAST[(i // 16 + i) % len(LAST)]}", "person"
        if any(p.name == name for p in made):
            name = f"{name} of {TOWNS[(i // 7) % len(TOWNS)]} {i}"
        made.append(_Name(_id("party", i), name, kind))
    return made


def _article(i: int, d: _Draws, people: list[_Name], rows: _Rows) -> None:
    article_id = _id("article", i)
    published = END - timedelta(seconds=int(d.ago[i]))
    outlet = OUTLETS[d.outlet[i]]
    lead = people[d.party[i][0]]
    foreign = d.chance[i][0] < 0.03
    title = f"{lead.name} speaks in {TOWNS[i % len(TOWNS)]}"
    if i % 50 == 3:
        title = f"{HOSTILE[(i // 50) % 3]} {title}"
    text = title + "\n\n"
    for k in range(0 if foreign else d.count[i]):
        text = _accusation(i, k, article_id, published, text, d, people, rows)
    for k in range(4):
        start, filler = len(text), FILLER[(i + k * 3) % len(FILLER)]
        if k:
            party = people[d.party[i][k - 1]]
            filler = f"{party.name} was in {TOWNS[(i + 3 * k) % len(TOWNS)]} for the talks."
            _mention(rows, article_id, start, party, d.tone[i][k], k + int(d.count[i]))
        text += filler + (" " if k % 2 else "\n\n")
        _sentence(rows, article_id, start, start + len(filler), k + int(d.count[i]), d.tone[i][k])
    copy = i > 10 and d.chance[i][1] < 0.1
    rows.add(
        "articles",
        article_id=article_id,
        url=f"https://news.example/{i}",
        outlet=outlet,
        authors=[f"{FIRST[i % 16]} {LAST[(i * 7) % 16]}"],
        published=published,
        published_precision="minute",
        title=title,
        text=text.rstrip(),
        caption_spans=[],
        related=[],
        language="fr" if foreign else "en",
        words=len(text.split()),
        content_hash=_id("hash", i) * 4,
        duplicate_of=_id("article", i - 1) if copy else None,
        story_id=_id("story", i // 4),
        source=f"synthetic/{i % 9}.jsonl",
        ingested=END + timedelta(hours=2),
        analysed=not foreign,
    )
    rows.add("sources", article_id=article_id, name=outlet, kind="outlet", role="publisher", named=True)


def _accusation(
    i: int, k: int, article_id: str, published: datetime, text: str, d: _Draws, people: list[_Name], rows: _Rows
) -> str:
    accuser, accused = people[d.party[i][k + 1]], people[d.party[i][(k + 2) % 4]]
    if accuser is accused:
        accused = people[(int(d.party[i][k + 1]) + 1) % len(people)]
    charge, cameo, mode, contexts = CHARGES[d.charge[i][k]]
    act = list(ACTS)[d.act[i][k]]
    _, verb, certainty = ACTS[act]
    unnamed = d.chance[i][2] < 0.25
    subject = "Officials" if unnamed else accuser.name
    start = len(text)
    sentence = f"{subject} {verb.format(b=accused.name, c=charge)}."
    b, c = sentence.rindex(accused.name), sentence.rindex(charge)
    end = start + len(sentence)
    claim = _id("claim", accuser.entity_id if not unnamed else "officials", accused.entity_id, charge)
    rows.add(
        "accusations",
        accusation_id=_id("accusation", i, k),
        article_id=article_id,
        start=start,
        end=end,
        sentence=sentence,
        accuser=subject,
        accuser_start=start,
        accuser_end=start + len(subject),
        accuser_name=None if unnamed else accuser.name,
        accuser_id=None if unnamed else accuser.entity_id,
        accused=accused.name,
        accused_start=start + b,
        accused_end=start + b + len(accused.name),
        accused_name=accused.name,
        accused_id=accused.entity_id,
        charge=charge,
        charge_start=start + c,
        charge_end=start + c + len(charge),
        act=act,
        certainty=certainty,
        voice="unnamed" if unnamed else "named",
        quote="indirect" if act in ("allege", "deny", "admit") else "none",
        cameo=cameo,
        mode=mode,
        contexts=list(contexts),
        medium="Radio Maron" if d.chance[i][3] < 0.05 else None,
        said_on=published - timedelta(days=1),
        said_precision="day",
        claim_id=claim,
        rule="verb.accuse" if act == "allege" else f"verb.{act}",
        confidence=float(round(0.55 + 0.44 * d.chance[i][3], 3)),
        model="synthetic-1",
    )
    tone = d.tone[i][4 + k]
    _sentence(rows, article_id, start, end, k, tone)
    if not unnamed:
        _mention(rows, article_id, start, accuser, tone, k)
        rows.add(
            "sources",
            article_id=article_id,
            start=start,
            end=start + len(subject),
            name=subject,
            entity_id=accuser.entity_id,
            kind="person" if accuser.kind == "person" else "body",
            role="speaker",
            named=True,
        )
        rows.add(
            "quotes",
            quote_id=_id("quote", i, k),
            article_id=article_id,
            start=start,
            end=end,
            speaker=subject,
            speaker_start=start,
            speaker_end=start + len(subject),
            speaker_name=accuser.name,
            speaker_id=accuser.entity_id,
            cue=verb.split()[0],
            cue_start=start + len(subject) + 1,
            cue_end=start + len(subject) + 1 + len(verb.split()[0]),
            content=charge,
            content_start=start + c,
            content_end=start + c + len(charge),
            kind="indirect",
            accusation_id=_id("accusation", i, k),
        )
        rows.add(
            "stances",
            article_id=article_id,
            start=start,
            end=end,
            holder=subject,
            holder_id=accuser.entity_id,
            holder_name=accuser.name,
            target=accused.name,
            target_id=accused.entity_id,
            target_name=accused.name,
            polarity="negative",
            confidence=0.8,
            rule="accusation",
        )
    else:
        rows.add(
            "sources",
            article_id=article_id,
            start=start,
            end=start + len(subject),
            name=subject,
            kind="group",
            role="speaker",
            named=False,
        )
    _mention(rows, article_id, start + b, accused, tone, k)
    return text + sentence + ("\n\n" if k else " ")


def _sentence(rows: _Rows, article_id: str, start: int, end: int, position: int, tone: float) -> None:
    rows.add("sentences", article_id=article_id, start=start, end=end, position=position, tone=float(tone))


def _mention(rows: _Rows, article_id: str, start: int, party: _Name, tone: float, position: int) -> None:
    rows.add(
        "mentions",
        article_id=article_id,
        start=start,
        end=start + len(party.name),
        entity_id=party.entity_id,
        surface=party.name,
        name=party.name,
        kind=party.kind,
        sentence=position,
        tone=float(tone),
    )


def _entities(people: list[_Name], rows: _Rows) -> None:
    mentions = pd.DataFrame(rows.tables["mentions"])
    when = dict(zip(rows.tables["articles"]["article_id"], rows.tables["articles"]["published"], strict=True))
    mentions["published"] = mentions["article_id"].map(when)
    grouped = mentions.groupby("entity_id").agg(
        mentions=("article_id", "size"),
        articles=("article_id", "nunique"),
        first_seen=("published", "min"),
        last_seen=("published", "max"),
    )
    for party in people:
        if party.entity_id in grouped.index:
            rows.add(
                "entities",
                entity_id=party.entity_id,
                name=party.name,
                kind=party.kind,
                aliases=[party.name.split()[-1]],
                **grouped.loc[party.entity_id].to_dict(),
            )


def _claims(rows: _Rows) -> None:
    a = pd.DataFrame(rows.tables["accusations"])
    r = pd.DataFrame(rows.tables["articles"])[["article_id", "published", "outlet", "duplicate_of"]]
    a = a.merge(r, on="article_id").sort_values("published", kind="stable")
    thread = {c: _id("thread", *sorted((str(x), str(y)))) for c, x, y in zip(
        a["claim_id"], a["accuser_id"], a["accused_id"], strict=True)}  # fmt: skip
    first = a.drop_duplicates("claim_id").set_index("claim_id")
    grouped = a.groupby("claim_id").agg(
        first_seen=("published", "min"),
        last_seen=("published", "max"),
        mentions=("accusation_id", "size"),
        articles=("article_id", "nunique"),
        outlets=("outlet", "nunique"),
    )
    status = a.groupby("claim_id")["act"].agg(lambda acts: _status(set(acts)))
    for claim_id, row in grouped.iterrows():
        head = first.loc[claim_id]
        rows.add(
            "claims",
            claim_id=claim_id,
            thread_id=thread[str(claim_id)],
            accuser_id=head["accuser_id"],
            accuser=head["accuser"],
            accused_id=head["accused_id"],
            accused=head["accused"],
            charge=head["charge"],
            act=head["act"],
            cameo=head["cameo"],
            status=status[claim_id],
            answered=status[claim_id] != "open",
            **row.to_dict(),
        )


def _status(acts: set[str]) -> str:
    order = (("verdict", "convicted"), ("charge", "charged"), ("lawsuit", "sued"), ("admit", "admitted"))
    for act, status in (*order, ("investigate", "investigated"), ("deny", "denied")):
        if act in acts:
            return status
    return "open"


def _frame(table: str, columns: dict[str, list[object]]) -> pd.DataFrame:
    made = {c.name: _series(columns[c.name], c.type) for c in CONTRACTS[table]}
    return check(table, pd.DataFrame(made))


def _series(values: list[object], kind: str) -> pd.Series:
    cleaned = [None if v is None or (isinstance(v, float) and v != v) else v for v in values]
    return pd.Series(cleaned, dtype=DTYPES[kind])
