"""The command line as scripts and people meet it: what it prints, what it returns, what it leaves behind."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis.article import Article
from analysis.cli import extracting, ingesting, main
from analysis.cli.common import progress
from analysis.ingest import Meter
from analysis.records import Accusation, Act, ArticleRecords, Certainty, Party, QuoteKind, Sentence, Voice
from analysis.settings import Settings
from analysis.store.intake import Summary

Run = Callable[..., SimpleNamespace]
SENTENCE = "Ada Voss accused Milo Tarn of rigging the ferry tender."


def stub(articles: Iterable[Article], settings: Settings) -> Iterator[tuple[Article, ArticleRecords]]:
    """Stands in for the language pipeline: knows one sentence, stumbles over one word."""
    for made in articles:
        if "stumble" in made.text:
            raise ValueError("stumbled")
        found = ArticleRecords(made.article_id, model="stub")
        at = made.text.find(SENTENCE)
        if at >= 0:
            end = at + len(SENTENCE)
            accuser = Party("Ada Voss", (at, at + 8), "Ada Voss")
            accused, charge = Party("Milo Tarn", (at + 17, at + 26), "Milo Tarn"), (at + 30, end - 1)
            found.sentences = [Sentence(at, end, 0, -0.4)]
            found.accusations = [
                Accusation(at, end, SENTENCE, accuser, accused, "rigging the ferry tender", charge, Act.ALLEGE,
                           Certainty.ASSERTED, Voice.NAMED, QuoteKind.INDIRECT, "accuse_of", 0.9)
            ]  # fmt: skip
        yield made, found


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command line in this process; gives code, out and err."""
    monkeypatch.setattr(ingesting, "language_pipeline", stub)
    monkeypatch.setattr(extracting, "language_pipeline", stub)

    def running(*arguments: object) -> SimpleNamespace:
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(a) for a in arguments])
        captured = capfd.readouterr()
        return SimpleNamespace(code=ended.value.code, out=captured.out, err=captured.err)

    return running


@pytest.fixture
def clippings(tmp_path: Path) -> Path:
    """A folder with two good articles, one of them twice, and a line that is no article."""
    folder = tmp_path / "clippings"
    folder.mkdir()
    rows = [
        {"title": "Voss accuses Tarn", "text": f"{SENTENCE} Tarn has not answered.", "outlet": "The Kestrin Courier",
         "date": "2025-03-01", "url": "https://kestrin.example/1"},
        {"title": "Ferry fares rise", "text": "The ferry to Gannet Bay will cost more from Monday on.",
         "date": "2025-03-02", "outlet": "=Tessaly Wire", "url": "https://tessaly.example/2"},
    ]  # fmt: skip
    lines = [json.dumps(r) for r in [*rows, rows[0]]] + ["{broken"]
    (folder / "articles.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def counts(err: str) -> dict[str, int]:
    """The closing summary."""
    words = [line.split() for line in err.splitlines()]
    return {w[0]: int(w[1].replace(",", "")) for w in words if len(w) > 1 and w[0] in
            {"new", "unchanged", "duplicates", "quarantined"}}  # fmt: skip


def test_from_files_to_a_csv(run: Run, clippings: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    done = run("ingest", clippings, "--store", store)
    assert done.code == 3 and counts(done.err) == {"new": 2, "unchanged": 0, "duplicates": 1, "quarantined": 1}
    assert "publish" in done.err
    assert run("publish", "--store", store).code == 0
    made = run("export", "--store", store, "--out", tmp_path / "out", "--filter", "outlet=The Kestrin Courier")
    assert made.code == 0
    file = Path(made.out.strip())
    assert file.name.startswith("blamewire-accusations-outlet-the-kestrin-courier-") and file.suffix == ".csv"
    assert SENTENCE in file.read_text(encoding="utf-8-sig")
    about = file.with_name(f"{file.name}.about.txt").read_text(encoding="utf-8")
    assert "Rows: 1\n" in about and "outlet=The+Kestrin+Courier" in about


def test_ingesting_twice_changes_nothing(run: Run, clippings: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    run("ingest", clippings, "--store", store, "--publish")
    before = {p: p.read_bytes() for p in store.rglob("*") if p.is_file()}
    done = run("ingest", clippings, "--store", store, "--publish")
    assert counts(done.err) == {"new": 0, "unchanged": 3, "duplicates": 0, "quarantined": 1}
    assert {p: p.read_bytes() for p in store.rglob("*") if p.is_file()} == before


def test_a_dry_run_leaves_nothing_behind(run: Run, clippings: Path, tmp_path: Path) -> None:
    done = run("ingest", clippings, "--store", tmp_path / "store", "--dry-run")
    assert done.code == 3 and counts(done.err)["new"] == 2
    assert not (tmp_path / "store").exists()


def test_two_workers_find_the_same(run: Run, clippings: Path, tmp_path: Path) -> None:
    for workers in (1, 2):
        run("ingest", clippings, "--store", tmp_path / str(workers), "--workers", workers)
    names = [sorted(p.relative_to(tmp_path / w) for p in (tmp_path / w).rglob("*.parquet")) for w in ("1", "2")]
    assert names[0] == names[1]


def test_status_says_what_is_there(run: Run, clippings: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    run("ingest", clippings, "--store", store)
    found = json.loads(run("status", "--store", store, "--json").out)
    assert found["articles"] == found["unpublished"] == 2 and found["published"] is None
    assert found["outlets"]["The Kestrin Courier"] == 1 and found["months"] == {"2025-03": 2}
    assert [q["position"] for q in found["quarantine"]] == ["line 4"]
    run("publish", "--store", store)
    said = run("status", "--store", store).out
    assert "0 articles not yet published" in said and "quarantine: 1" in said and "The Kestrin Courier" in said


def test_retry_takes_in_what_was_mended(run: Run, clippings: Path, tmp_path: Path) -> None:
    store, file = tmp_path / "store", clippings / "articles.jsonl"
    run("ingest", clippings, "--store", store)
    mended = file.read_text().replace("{broken", json.dumps({"title": "Mended", "text": "It can be read again now."}))
    file.write_text(mended)
    done = run("retry", "--store", store)
    assert done.code == 0 and counts(done.err) == {"new": 1, "unchanged": 3, "duplicates": 0, "quarantined": 0}
    again = run("retry", "--store", store)
    assert again.code == 0 and "Nothing is set aside" in again.err


def test_retry_keeps_what_is_gone_and_says_so(run: Run, clippings: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    run("ingest", clippings, "--store", store)
    (clippings / "articles.jsonl").unlink()
    done = run("retry", "--store", store)
    assert done.code == 3 and "no such file" in done.err


def test_an_article_that_breaks_the_analysis_is_set_aside(run: Run, tmp_path: Path) -> None:
    rows = [{"title": f"t{n}", "text": "stumble" if n == 3 else f"Text number {n}."} for n in range(6)]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    done = run("ingest", tmp_path / "a.jsonl", "--store", tmp_path / "store")
    assert done.code == 3 and counts(done.err)["new"] == 5 and "analysis failed: ValueError: stumbled" in done.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["ingest", "nowhere.csv", "--store", "s"], 1, "no such file"),
        (["publish", "--store", "s"], 1, "ingest SOURCE"),
        (["status", "--store", "s"], 1, "ingest SOURCE"),
        (["export", "--store", "s"], 1, "publish"),
        (["export", "--sample", "--filter", "colour=red"], 1, "the filters are"),
        (["export", "--sample", "--filter", "act=gossip"], 1, "not understood"),
        (["export", "--sample", "--filter", "from=yesterday"], 1, "not understood"),
        (["export", "--sample", "--format", "gexf", "--what", "quotes"], 1, "made of accusations"),
        (["ingest"], 2, "Missing argument"),
        (["ingest", "x", "--columns", "text"], 2, "not of the form"),
        (["ingset"], 2, "No such command"),
        (["extract", "nowhere.jsonl", "--out", "-"], 2, "does not exist"),
    ],
)
def test_mistakes_are_answered_in_words(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.code == code and words in done.err and "Traceback" not in done.err


def test_a_setting_that_makes_no_sense_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BLAMEWIRE_WORKERS", "many")
    done = run("ingest", "x")
    assert done.code == 1 and "BLAMEWIRE_WORKERS" in done.err


def test_extract_answers_every_line_in_order(run: Run, tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": "a", "text": f"  {SENTENCE}\n"}),
        "no json",
        json.dumps({"id": 7}),
        json.dumps(["a list"]),
        "",
        json.dumps({"id": "a", "text": "stumble"}),
        json.dumps({"id": None, "text": "Nothing here. Ünïcode."}),
    ]
    (tmp_path / "in.jsonl").write_bytes(b"\xef\xbb\xbf" + "\n".join(lines).encode() + b"\n\xff\xfe\n")
    done = run("extract", tmp_path / "in.jsonl", "--out", tmp_path / "out.jsonl")
    made = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert done.code == 3 and "8 articles read, 6 of them" in done.err
    assert [m["id"] for m in made] == ["a", 2, 7, 4, 5, "a", None, 8]
    assert [bool(m.get("error")) for m in made] == [False, True, True, True, True, True, False, True]
    [record] = made[0]["records"]
    text = f"  {SENTENCE}\n"
    assert text[record["start"] : record["end"]] == record["sentence"] == SENTENCE
    for role in ("accuser", "accused", "charge"):
        assert text[slice(*record[f"{role}_span"])] == record[role]
    assert {"accuser_name", "accused_name", "act", "certainty", "voice", "quote", "cameo", "mode", "contexts", "medium",
            "rule", "confidence"} <= set(record)  # fmt: skip
    assert made[0]["tone"] == [{"start": 2, "end": 2 + len(SENTENCE), "compound": -0.4}]


def test_extract_streams_from_a_pipe_to_a_pipe(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    given = io.BytesIO(json.dumps({"id": 1, "text": SENTENCE}).encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(given))
    done = run("extract", "-", "--out", "-")
    assert done.code == 0 and json.loads(done.out)["records"][0]["accused"] == "Milo Tarn"


def test_an_interrupted_extract_leaves_no_half_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(articles: Iterable[Article], settings: Settings) -> Iterator[tuple[Article, ArticleRecords]]:
        raise KeyboardInterrupt

    monkeypatch.setattr(extracting, "language_pipeline", interrupted)
    (tmp_path / "in.jsonl").write_text(json.dumps({"id": 1, "text": "x"}))
    done = run("extract", tmp_path / "in.jsonl", "--out", tmp_path / "out.jsonl")
    assert done.code == 130 and [p.name for p in tmp_path.iterdir()] == ["in.jsonl"]


def test_escape_sequences_of_strangers_do_not_reach_the_terminal(run: Run, tmp_path: Path) -> None:
    row = {"title": "t", "text": "Some text of an article.", "outlet": "\x1b[31mRed\x1b[0m"}
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    run("ingest", tmp_path / "a.jsonl", "--store", tmp_path / "store")
    assert "\x1b" not in run("status", "--store", tmp_path / "store").out


@pytest.mark.parametrize("what", ["accusations", "claims", "articles", "quotes", "entities", "mentions"])
def test_every_table_of_the_sample_can_be_exported(run: Run, tmp_path: Path, what: str) -> None:
    made = run("export", "--sample", "--what", what, "--format", "jsonl", "--out", tmp_path / "x.jsonl")
    rows = (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()
    assert made.code == 0 and len(rows) > 10 and all(json.loads(r) for r in rows)


def test_a_dashboard_address_is_a_filter(run: Run, tmp_path: Path) -> None:
    address = "http://localhost:8501/accusations?act=charge&act=verdict&page=2"
    made = run("export", "--sample", "--filter", address, "--format", "jsonl", "--out", tmp_path / "x.jsonl")
    acts = {json.loads(r)["act"] for r in (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()}
    assert made.code == 0 and acts and acts <= {"charge", "verdict"}


def test_watch_stores_and_publishes_what_is_new(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from analysis.ingest import watch

    asked: list[object] = []

    def rounds(
        sources: object, every: float, limit: int | None, full_text: bool, state: Path
    ) -> Iterator[Iterator[Article]]:
        asked.append((sources, every, limit, full_text, state))
        for n in range(2):
            yield iter([Article(f"id{n}", "A title", f"A title\n\nText {n}.", "The Kestrin Courier")])
        yield iter([])

    monkeypatch.setattr(watch, "rounds", rounds)
    store = tmp_path / "store"
    done = run("watch", "https://kestrin.example/rss", "--store", store, "--every", 5, "--rounds", 3)
    assert done.code == 0 and done.err.count("Published") == 2
    assert asked == [(("https://kestrin.example/rss",), 300, 3, False, store / "feeds.json")]
    assert json.loads(run("status", "--store", store, "--json").out)["unpublished"] == 0


def test_evaluate_prints_figures_that_scripts_can_read(run: Run, tmp_path: Path) -> None:
    assert run("evaluate").code == 2
    assert run("evaluate", tmp_path / "nowhere.jsonl").code == 2


def test_progress_for_programs_is_one_json_object_a_line(run: Run, clippings: Path, tmp_path: Path) -> None:
    done = run("ingest", clippings, "--store", tmp_path / "watched", "--progress-lines")
    *_, last = [json.loads(line) for line in done.out.splitlines()]
    assert last["share"] == 1.0 and last["finished"] == last["read"] == last["new"] + last["duplicates"]
    assert last["quarantined"] == 1


def test_a_column_with_a_comma_in_its_name_is_quoted(run: Run, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text('"Kopf, gross",Volltext\nQuay,' + SENTENCE + "\n", encoding="utf-8")
    done = run("ingest", table, "--store", tmp_path / "s", "--columns", '"title=Kopf, gross",text=Volltext')
    assert done.code == 0 and "new                 1" in done.err


NAMED = "title=Kop,text=Brood,outlet=Krant"
TABLE = f'Kop,Brood,Krant\n"Voss accuses Tarn",{SENTENCE},The Kestrin Courier\n"","",Tessaly Wire\n'


def test_retry_reads_a_source_as_it_was_read_before(run: Run, tmp_path: Path) -> None:
    """Without its --columns a table would be unknown, or worse: read as something else."""
    store, table = tmp_path / "store", tmp_path / "table.csv"
    table.write_text(TABLE, encoding="utf-8")
    done = run("ingest", table, "--store", store, "--columns", NAMED)
    assert done.code == 3 and counts(done.err)["new"] == 1
    again = run("retry", "--store", store)
    assert again.code == 3 and counts(again.err) == {"new": 0, "unchanged": 1, "duplicates": 0, "quarantined": 1}
    table.write_text(TABLE.replace('"",""', f'"Tarn is silent","{SENTENCE} He said nothing."'), encoding="utf-8")
    mended = run("retry", "--store", store)
    assert mended.code == 0 and counts(mended.err)["new"] == 1
    assert json.loads(run("status", "--store", store, "--json").out)["outlets"] == {"The Kestrin Courier": 1, "Tessaly Wire": 1}
    assert [*(store / "quarantine").rglob("*")] == []


def test_retry_forgets_columns_that_a_later_run_does_without(run: Run, tmp_path: Path) -> None:
    store, table = tmp_path / "store", tmp_path / "table.csv"
    table.write_text(TABLE, encoding="utf-8")
    run("ingest", table, "--store", store, "--columns", NAMED)
    assert run("ingest", table, "--store", store).code == 3
    again = run("retry", "--store", store)
    assert again.code == 3 and "name them with --columns" in again.err


def test_pages_whose_names_hold_the_same_exclamation_keep_their_own_faults(run: Run, tmp_path: Path) -> None:
    store = tmp_path / "store"
    for name in ("Storm! Ferries stop.html", "Storm! Ferries go again.html"):
        (tmp_path / name).write_text("<html><body></body></html>")
        assert run("ingest", tmp_path / name, "--store", store).code == 3
    assert len(json.loads(run("status", "--store", store, "--json").out)["quarantine"]) == 2
    assert counts(run("retry", "--store", store).err)["quarantined"] == 2


def test_what_is_set_aside_is_told_with_its_first_place(run: Run, clippings: Path, tmp_path: Path) -> None:
    """A dry run stores nothing that could be looked up afterwards, so it tells all."""
    lines = [json.dumps({f"field {n}": n}) for n in range(12)] + [json.dumps({"field 0": 0})]
    (clippings / "odd.jsonl").write_text("\n".join(lines))
    dry = run("ingest", clippings, "--store", tmp_path / "s", "--dry-run")
    assert "2 × no title, text or address among its fields (field 0)" in dry.err
    assert f"first in {clippings / 'odd.jsonl'}, line 1\n" in dry.err
    assert f"in {clippings / 'articles.jsonl'}, line 4\n" in dry.err and "other reasons" not in dry.err
    done = run("ingest", clippings, "--store", tmp_path / "s")
    assert "… and 3 other reasons; see: status" in done.err


def test_an_unknown_field_is_no_fault_of_the_sources(run: Run, clippings: Path, tmp_path: Path) -> None:
    done = run("ingest", clippings, "--store", tmp_path / "s", "--columns", "titel=Kop")
    assert done.code == 1 and "there is no field 'titel'; the fields are title, text" in done.err
    assert [*(tmp_path / "s").rglob("*.parquet")] == []


class Terminal(io.StringIO):
    """Takes what would be drawn on a screen."""

    def isatty(self) -> bool:
        return True


def test_bars_show_all_sources_and_the_one_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    meter = Meter(total=2000, foreseen=True)
    meter.begin("clippings/first.csv", 800)
    meter.done += 800
    meter.begin("clippings/second\x1b[2J.csv", 1200)
    meter.done += 300
    with progress(meter) as show:
        show(Summary(read=20, new=8, unchanged=2, quarantined=3))
    drawn = screen.getvalue()
    assert " 28% |" in drawn and "10 articles, " in drawn and "/s, 3 set aside [00:00<" in drawn
    assert " 25% |" in drawn and "reading second [2J.csv" in drawn
