"""Exports hold what the screen holds, run nothing in anybody's spreadsheet or browser, and say what they are."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from base64 import b64decode
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import networkx as nx
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from analysis.exports import FORMATS, About, file_name, make, make_from, network, tabular
from analysis.filters import Filters
from analysis.queries import accusations
from analysis.settings import Settings
from analysis.store import Store, open_store

NOW = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
NASTY = [
    '=HYPERLINK("http://evil.example","x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1+1", "plain",
    "<script>alert(1)</script>", "a,b;c\n\"quoted\"", "Zoë Ünal 中文", "", "'=already",
]  # fmt: skip


@pytest.fixture(scope="module")
def store() -> Store:
    """The shipped sample."""
    return open_store(Settings().sample)


def about(rows: int = 0) -> About:
    """Facts of an export."""
    return About("accusations", Filters(), "Accusations of all dates.", NOW, "v1", rows)


def read_csv(data: bytes) -> list[dict[str, str]]:
    """CSV as a spreadsheet reads it."""
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def sheet(data: bytes) -> list[list[object]]:
    """The first sheet of a workbook."""
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


VIEWS = [
    Filters(),
    Filters(acts=("charge",)),
    Filters(accused=("~bank",)),
    Filters(text="hospital", certainty=("hedged",)),
]


@pytest.mark.parametrize("filters", VIEWS)
@pytest.mark.parametrize("order", ["newest", "surest"])
def test_a_csv_holds_the_rows_of_the_screen_in_their_order(store: Store, filters: Filters, order: str) -> None:
    with store.cursor() as cursor:
        shown = accusations.records(cursor, filters, order)
    rows = read_csv(make(store, filters, "accusations", "csv", order).data)
    assert [r["accusation_id"] for r in rows] == list(shown["accusation_id"])
    assert [r["sentence"].removeprefix("'") for r in rows] == list(shown["sentence"])


def test_all_table_formats_hold_the_same_rows(store: Store) -> None:
    made = {form: make(store, Filters(), "accusations", form).data for form in ("csv", "parquet", "jsonl", "xlsx")}
    ids = {
        "csv": [r["accusation_id"] for r in read_csv(made["csv"])],
        "parquet": pq.read_table(io.BytesIO(made["parquet"]))["accusation_id"].to_pylist(),
        "jsonl": [json.loads(line)["accusation_id"] for line in made["jsonl"].decode().splitlines()],
        "xlsx": [row[0] for row in sheet(made["xlsx"])[1:]],
    }
    assert len(ids["csv"]) > 100 and all(found == ids["csv"] for found in ids.values())


@pytest.mark.parametrize("cell", NASTY)
def test_no_cell_of_a_csv_is_a_formula(cell: str) -> None:
    [row] = read_csv(tabular.csv(pd.DataFrame({"a": pd.Series([cell], dtype="string")})))
    assert not re.match(r"\s*[=+\-@＝＋－＠]|[\t\r\n]", row["a"])
    assert row["a"] in (cell, "'" + cell)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30), min_size=1))
def test_any_text_survives_the_csv(cells: list[str]) -> None:
    rows = read_csv(tabular.csv(pd.DataFrame({"a": pd.Series(cells, dtype="string"), "b": 1})))
    back = [r["a"] for r in rows]
    assert all(b in (c, "'" + c) for b, c in zip(back, cells, strict=True))


def test_numbers_times_lists_and_nulls_in_a_csv() -> None:
    frame = pd.DataFrame(
        {
            "n": pd.Series([-1, None], dtype="Int64"),
            "tone": pd.Series([-0.5, None], dtype="Float64"),
            "at": pd.to_datetime(pd.Series(["2025-03-01T09:30:00Z", None])),
            "many": [["a", "=b"], []],
            "yes": pd.Series([True, None], dtype="boolean"),
        }
    )
    first, second = read_csv(tabular.csv(frame))
    assert first == {"n": "-1", "tone": "-0.5", "at": "2025-03-01T09:30:00Z", "many": "a | =b", "yes": "true"}
    assert second == {"n": "", "tone": "", "at": "", "many": "", "yes": ""}


def test_strings_of_a_workbook_are_strings(store: Store) -> None:
    frame = pd.DataFrame({"a": pd.Series([*NASTY, "x" * 40_000, None], dtype="string")})
    data = tabular.excel(frame, about(len(frame)))
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    cells = [r[0] for r in book.get_sheet_by_index(0).to_python()[1:]]
    assert [c.strip() for c in cells[: len(NASTY)]] == [c.strip() for c in NASTY]
    assert len(cells[len(NASTY)]) <= tabular.CELL and cells[len(NASTY)].endswith(tabular.CUT)
    assert b"<f>" not in _inside(data, "xl/worksheets/sheet1.xml")
    facts = dict(map(tuple, (r[:2] for r in book.get_sheet_by_name("about").to_python())))
    assert facts["What"] == "Accusations of all dates." and "1 cells were cut" in facts["Note"]


def _inside(data: bytes, name: str) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def test_a_workbook_goes_on_over_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabular, "SHEET_ROWS", 10)
    book = CalamineWorkbook.from_filelike(io.BytesIO(tabular.excel(pd.DataFrame({"n": range(25)}), about(25))))
    assert book.sheet_names == ["accusations", "accusations 2", "accusations 3", "about"]
    rows = [r[0] for name in book.sheet_names[:3] for r in book.get_sheet_by_name(name).to_python()[1:]]
    assert rows == list(range(25))


@pytest.mark.parametrize(("form", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_the_network_counts_claims_by_direction(store: Store, form: str, read: object) -> None:
    with store.cursor() as cursor:
        records = accusations.records(cursor, Filters())
    graph = read(io.BytesIO(make(store, Filters(), "accusations", form).data))  # type: ignore[operator]
    key = nx.get_node_attributes(graph, "entity")
    found = {(key[a], key[b]): (d["weight"], d["mentions"]) for a, b, d in graph.edges(data=True)}
    kept = records[(records["act"] != "deny")].dropna(subset=["accuser_key", "accused_key"])
    kept = kept.assign(own=kept["claim_id"].fillna(kept["accusation_id"]))
    expected = {
        pair: (rows["own"].nunique(), len(rows)) for pair, rows in kept.groupby(["accuser_key", "accused_key"])
    }
    assert graph.is_directed() and len(found) > 20 and found == expected
    assert all(d["label"] for _, d in graph.nodes(data=True))


def test_a_network_survives_what_xml_does_not_allow() -> None:
    row = {"act": "allege",
           "accuser_key": "=a\x00", "accused_key": "=<b>&", "accuser": "A\x0b", "accused": "<b>&\uffff",
           "claim_id": None, "accusation_id": "1", "published": pd.NaT, "outlet": None}  # fmt: skip
    frame = pd.DataFrame([row])
    frame["published"] = pd.to_datetime(frame["published"], utc=True)
    for data, read in ((network.graphml(frame), nx.read_graphml), (network.gexf(frame), nx.read_gexf)):
        graph = read(io.BytesIO(data))
        assert sorted(nx.get_node_attributes(graph, "label").values()) == ["<b>& ", "A "]


class Page(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def page_of(data: bytes) -> Page:
    """A parsed report."""
    page = Page()
    page.feed(data.decode())
    return page


def test_a_report_is_whole_and_loads_nothing(store: Store) -> None:
    made = make(store, Filters(acts=("charge", "verdict")), "accusations", "html")
    page = page_of(made.data)
    with store.cursor() as cursor:
        records = accusations.records(cursor, Filters(acts=("charge", "verdict")))
    text = "".join(page.text)
    assert len(records) > 5 and all(s in text for s in records["sentence"])
    assert all(t in text for t in records["title"])
    assert not [t for t, a in page.tags if t in ("link", "img", "iframe") or (t == "script" and "src" in a)]
    assert any(a.get("http-equiv") == "Content-Security-Policy" for _, a in page.tags)
    assert len([t for t, a in page.tags if a.get("role") == "img" and a.get("aria-label")]) == 2


def test_a_report_of_nothing_says_so(store: Store) -> None:
    text = "".join(page_of(make(store, Filters(text="xyzzyx"), "accusations", "html").data).text)
    assert "No accusation is under these filters." in text


def test_a_report_runs_nothing_that_strangers_wrote(store: Store) -> None:
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
    with store.cursor() as cursor:
        records = accusations.records(cursor, Filters())
        for column in ("sentence", "title", "outlet", "accuser", "accused", "charge"):
            records[column] = evil
        records["url"] = "javascript:alert(3)"
        made = make_from(records, cursor, "v1", Filters(outlets=(evil,)), form="html")
    page = page_of(made.data)
    assert evil in "".join(page.text)
    assert not [a for t, a in page.tags if t == "img" or "onerror" in a]
    assert not [a for t, a in page.tags if str(a.get("href", "")).startswith("javascript")]
    assert "alert(1)" not in "".join(re.findall(r"<script[^>]*>(.*?)</script>", made.data.decode(), re.S))


@pytest.mark.parametrize(
    ("filters", "name"),
    [
        (Filters(), "blamewire-accusations-2026-03-04.csv"),
        (
            Filters(since=date(2025, 1, 2), outlets=("Zoë's ../../etc/passwd\n",)),
            "blamewire-accusations-from-2025-01-02-outlet-zoe-s-etc-passwd-2026-03-04.csv",
        ),
        (Filters(outlets=("中文",)), "blamewire-accusations-outlet-2026-03-04.csv"),
    ],
)
def test_file_names_say_filters_and_date(filters: Filters, name: str) -> None:
    assert file_name("accusations", filters, NOW, "csv") == name


@given(st.lists(st.text(max_size=80), max_size=12), st.sampled_from(list(FORMATS)))
def test_file_names_are_safe_whatever_the_filters(values: list[str], form: str) -> None:
    name = file_name("accusations", Filters(outlets=tuple(values)), NOW, form)
    assert len(name) <= 120 and re.fullmatch(rf"blamewire-[a-z0-9-]+\.{form}", name)


def test_the_companion_leads_back_to_the_view(store: Store) -> None:
    filters = Filters(acts=("charge",), accused=("~bank",), text="fraud OR theft")
    made = make(store, filters, "claims", "csv")
    facts = dict(line.split(": ", 1) for line in made.companion.decode().splitlines())
    from urllib.parse import parse_qs

    assert Filters.from_query(parse_qs(facts["Filters"])) == filters
    assert facts["Rows"] == str(len(read_csv(made.data))) and facts["Store"] == store.version
    assert made.companion_name == f"{made.name}.about.txt" and "Claims" in facts["What"]


def test_a_parquet_carries_its_facts(store: Store) -> None:
    data = make(store, Filters(), "articles", "parquet").data
    assert b"What: Articles of all dates." in pq.read_schema(io.BytesIO(data)).metadata[b"blamewire"]


def test_an_export_of_a_hundred_thousand_rows_is_quick() -> None:
    said = [f"Somebody accused somebody of something, {i}" for i in range(100_000)]
    frame = pd.DataFrame({"n": range(100_000), "outlet": "The Kestrin Courier", "sentence": said})
    started = datetime.now()
    assert tabular.csv(frame).count(b"\n") == 100_001
    assert (datetime.now() - started).total_seconds() < 5


def test_a_report_can_be_mailed(store: Store) -> None:
    """Plotly is in it once, packed; the drawings hold no text that could end their script."""
    data = make(store, Filters(), "accusations", "html").data
    assert len(data) < 5_000_000
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", data.decode(), re.S)
    packed, drawing = scripts
    assert b"plotly.js v" in gzip.decompress(b64decode(packed))[:400]
    assert drawing.count("Plotly.newPlot('figure") == 2 and "<" not in drawing.split("unpack(() =>", 1)[1]
