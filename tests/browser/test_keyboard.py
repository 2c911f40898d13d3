"""The keyboard alone: from the address to a filter, a table's row, a chart's bar, the sentence and back; no mouse, no touch."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.conftest import Visit, settle
from tests.browser.test_journeys import in_view, query

FOCUSED = """() => {
  let e = document.activeElement;
  while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
  if (e.matches("body, main, [data-testid=stMain]")) return "the page";
  return (e.getAttribute("aria-label") || e.innerText || "").replaceAll(/\\s+/g, " ");
}"""
BACK = "(chart) => document.activeElement.matches('.js-plotly-plot') && document.activeElement.closest(chart)"
MANY = 90


def tab_to(page: Any, name: str, key: str = "Tab") -> None:
    """Press Tab until what has the focus goes by `name`; everything on the way can be left again."""
    met = []
    for _ in range(MANY):
        page.keyboard.press(key)
        met.append(page.evaluate(FOCUSED))
        if re.search(name, met[-1]):
            return
    raise AssertionError(f"{name} was not reached; met {met}")


def test_a_filter_is_set_and_taken_off_and_a_page_opened_by_keyboard(visit: Visit) -> None:
    page = visit()
    everything = in_view(page)
    tab_to(page, "^Act$")
    page.keyboard.type("deni")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("act=deny"))
    page.keyboard.press("Escape")
    settle(page)
    assert in_view(page) != everything
    tab_to(page, "Act: denies")
    page.keyboard.press("Enter")
    page.wait_for_function("() => !location.search.includes('act=')")
    settle(page)
    assert in_view(page) == everything
    page.get_by_role("link", name="Skip to main content").focus()
    page.keyboard.press("Enter")
    tab_to(page, "Accusations")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/accusations"))


def test_from_a_row_to_the_claim_and_the_sentence_in_the_article_by_keyboard(visit: Visit) -> None:
    page = visit("accusations?act=allege")
    page.get_by_text("Shift+Space").wait_for()
    tab_to(page, "Next page")
    for _ in range(5):
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    page.wait_for_url(re.compile("claim="))
    page.get_by_text("Every mention").wait_for()
    settle(page)
    page.get_by_role("link", name="Skip to main content").focus()
    page.keyboard.press("Enter")
    tab_to(page, "^Read the article$")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("article="))
    page.locator(".reader .text").wait_for()


@pytest.mark.parametrize(("path", "chart"), [("", "pairs"), ("accusations?view=network", "network"), ("tone", "tone_outlets")])
def test_arrow_keys_walk_a_chart_enter_opens_a_mark_and_escape_comes_back_to_it(path: str, chart: str, visit: Visit) -> None:
    page = visit(path)
    plot = page.locator(f".st-key-chart_{chart} .js-plotly-plot")
    page.locator(f".st-key-chart_{chart} .js-plotly-plot[tabindex='0']").focus()
    told = []
    for place in (1, 2, 3):
        page.keyboard.press("ArrowDown")
        said = page.locator(".told").filter(has_text=re.compile(rf"\w.*\. Mark {place} of \d+\.$"))
        said.wait_for(state="attached")
        told.append(said.text_content())
    assert len(set(told)) == 3 and not any("null" in t for t in told)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("open="))
    page.get_by_role("dialog").locator(".card").first.wait_for()
    page.keyboard.press("Escape")
    page.wait_for_function("() => !location.search.includes('open=')")
    page.wait_for_function(BACK, arg=f".st-key-chart_{chart}")
    assert plot.count() == 1 and "open" not in query(page)
