"""The views of Sources and Tone in depth, and the drawer of their evidence: full, filtered, empty, and astray."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.pages.conftest import Open
from tests.pages.test_pages import one, words

SOURCES = ["outlets", "shares", "speakers", "subjects", "copies"]
TONE = ["all", "party", "outlet", "story", "sentences"]


@pytest.mark.parametrize(("page", "view"), [*(("sources", v) for v in SOURCES), *(("tone", v) for v in TONE)])
def test_each_view_opens_full_filtered_and_empty(open_page: Open, page: str, view: str) -> None:
    assert "of all dates." in words(open_page(page, view=view))
    open_page(page, view=view, act="deny", voice="unnamed")
    assert "under these filters" in words(open_page(page, view=view, accuser="~nobody of that name"))


@pytest.mark.parametrize("share", ["voice", "reply", "unnamed", "copied"])
def test_a_share_says_what_it_counts_and_its_interval(open_page: Open, share: str) -> None:
    said = words(open_page("sources", view="shares", share=share))
    assert "95 % intervals" in said and "fewer than 10" in said


def test_every_tone_view_says_what_vader_is_not(open_page: Open) -> None:
    assert all("does **not** measure who is right" in words(open_page("tone", view=view)) for view in TONE)


def evidence(store: Path, kind: str) -> str:
    speaker = one(store, "SELECT speaker_id FROM quotes WHERE speaker_id IS NOT NULL LIMIT 1")
    outlet = one(store, "SELECT outlet FROM articles GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
    asked = {"quotes": {"speaker": speaker}, "sentences": {"by": "outlet", "key": outlet}}
    return f"{kind}?{urlencode(asked.get(kind, {'outlet': outlet}))}"


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("quotes", r"quotation"),
        ("sentences", r"sentence"),
        ("uses", "of a speaker as a source"),
        ("replies", "with the accused's answer"),
        ("copies", "cop"),
    ],
)
def test_the_drawer_tells_what_it_holds(open_page: Open, store: Path, kind: str, told: str) -> None:
    assert told in words(open_page("sources", open=evidence(store, kind)))


@pytest.mark.parametrize("astray", ["quotes", "sentences?by=nonsense&low=x&key=nobody", "copies?origin=nowhere", "uses?"])
def test_an_address_astray_opens_an_empty_drawer_not_an_error(open_page: Open, astray: str) -> None:
    open_page("sources", open=astray)


def test_names_to_compare_are_kept_in_the_address(open_page: Open, store: Path) -> None:
    key = one(store, "SELECT outlet FROM articles GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
    app = open_page("tone", view="outlet", pick=[key])
    assert app.multiselect(key="pick_outlet").value == [key]


@pytest.mark.parametrize("line", ["/etc/passwd", "file:///etc/passwd", "--store", "ftp://kestrin.example/a"])
def test_only_web_addresses_are_taken_from_the_page_of_adding(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setattr("subprocess.run", lambda *_, **__: pytest.fail("nothing may run"))
    app = open_page("add")
    app.text_area[0].set_value(f"https://kestrin.example/1\n{line}")
    next(b for b in app.button if b.proto.form_id == "links").click().run()
    assert "Not an address" in words(app)
