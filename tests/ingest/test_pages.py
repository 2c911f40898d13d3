# ruff: noqa: E501 - a table is read by its rows
"""What is read from pages of many makes: the headline as printed, the day, the byline."""

from __future__ import annotations

import json

import pytest

from analysis.ingest import dates, page_titles, pages

BODY = "".join(f"<p>The harbour board of Nordsund met for the {n}. time, and nobody would say who had paid.</p>" for n in range(6))


def page(head: str, body: str, url: str | None = "https://lissa-herald.example/a/1") -> str:
    link = f'<link rel="canonical" href="{url}">' if url else ""
    return f"<html lang='en'><head>{link}{head}</head><body>{body}<div>{BODY}</div></body></html>"


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Mayor denies theft | Lissa Herald</title>", "<h1>Mayor denies theft</h1>", "Mayor denies theft"),
        (
            "<meta property='og:title' content='What the mayor said about the missing harbour money'>",
            "<h1><a href='/'>Lissa Herald</a></h1><h2>What the mayor said about the missing harbour money</h2>",
            "What the mayor said about the missing harbour money",
        ),
        (
            "<title>Harbour money: the mayor speaks - Lissa Herald</title><meta property='og:title' content='Mayor speaks of money'>",
            "<h1>Harbour money: the mayor speaks</h1>",
            "Harbour money: the mayor speaks",
        ),
        (
            "<title>Mayor denies theft | Politics | Lissa Herald</title><meta property='og:site_name' content='Lissa Herald'>",
            "",
            "Mayor denies theft",
        ),
        (
            "<title>Brief no. 28 - a quiet week | Kestrin</title><meta property='og:site_name' content='Kestrin'>",
            "",
            "Brief no. 28 - a quiet week",
        ),
        ("<title>港の資金、市長が否定：リッサ新聞</title>", "<h1>港の資金、市長が否定</h1>", "港の資金、市長が否定"),
        (
            "<meta property='og:title' content='Harbour: Mayor denies theft of the money'>",
            "<h1><span class='kicker'>Harbour:</span> Mayor denies theft of the money</h1>",
            "Mayor denies theft of the money",
        ),
        (
            "<meta property='og:title' content='Mayor denies the theft of harbour money'>",
            "<h1 class='site-title'>News from Lissa</h1><h3>Most read</h3>",
            "Mayor denies the theft of harbour money",
        ),
        (
            "<title>Quiet Harbour: Notes on a theft of public money</title>"
            "<meta property='og:title' content='Notes on a theft of public money'>",
            "<h1>Quiet Harbour</h1><h3>Notes on a theft of public money</h3>",
            "Notes on a theft of public money",
        ),
        ("", "<h1>Mayor denies theft</h1>", "Mayor denies theft"),
        (
            "<title>News from the Lissa Agency</title>",
            "<p><span class='headline entry-title'>Mayor denies theft</span></p>",
            "Mayor denies theft",
        ),
        (
            "<title>Mayor denies theft of the money</title>",
            "<p class='entry-title'>Harbour master resigns</p><p class='entry-title'>Who paid for the quay</p>",
            "Mayor denies theft of the money",
        ),
    ],
    ids=["site in title", "masthead", "worded twice", "section", "dash", "no words apart", "kicker", "no heading", "blog", "bare", "marked", "marked twice"],
)
def test_the_title_is_the_headline_as_printed(head: str, body: str, title: str) -> None:
    assert pages.parse(page(head, body)).title == title


@pytest.mark.parametrize(
    ("title", "without"),
    [
        ("Vote delayed | World | The Post", "Vote delayed"),
        ("The Post - Vote delayed", "Vote delayed"),
        ("Vote delayed - again | The Post", "Vote delayed - again"),
        ("Vote delayed", "Vote delayed"),
        ("Post office: vote delayed", "Post office: vote delayed"),
    ],
)
def test_the_site_is_taken_off_a_title(title: str, without: str) -> None:
    assert page_titles.without_site(title, ["The Post"]) == without


@pytest.mark.parametrize(
    ("head", "body", "day"),
    [
        ("<meta property='og:article:published_time' content='2025-03-11T08:00:00Z'>", "", "2025-03-11"),
        ("", "<div class='x9'>March 11, 2025, 4:19 PM</div>", "2025-03-11"),
        ("", "<p>Updated: Mar 12, 2025</p><p>Published: 11 March 2025</p>", "2025-03-11"),
        ("", "<ul><li>2025年3月11日 12:00</li></ul>", "2025-03-11"),
        ("", "<p>2025.03.11</p>", "2025-03-11"),
        ("", "<span>Tue 11th Mar 2025 23:30 GMT</span>", "2025-03-11"),
        ("", f"<p>On March 11, 2025 {'the board met and the mayor spoke at length ' * 3}.</p>", None),
        ("", "<div class='comment'><span>March 12, 2025</span></div>", None),
        ("<meta name='date' content='0000-00-00'>", "<time datetime='2025-03-11'>11 March</time>", "2025-03-11"),
    ],
)
def test_the_day_is_read_from_what_is_stated_or_printed_by_the_headline(head: str, body: str, day: str | None) -> None:
    draft = pages.parse(page(head, f"<h1>Mayor denies theft of money</h1>{body}"))
    when, _ = dates.parse(draft.published)
    assert (when and when.date().isoformat()) == day


def test_an_address_dates_a_page_that_only_says_when_it_was_changed() -> None:
    html = page("", "<h1>Mayor denies theft</h1><p>Updated: March 13, 2025</p>", "https://a.example/2025/03/11/mayor")
    assert pages.parse(html).published == "2025-03-11"


@pytest.mark.parametrize(
    ("head", "byline", "names"),
    [
        ("", "<div class='byline'>By <a href='/people/x'>Mette Brandal</a> in <a href='/harbour'>Harbour News</a></div>", ["Mette Brandal"]),
        ("", "<div class='article_byline'><div>By <span>Mette Brandal</span></div><div>LISSA HERALD</div><time>Mar 11</time></div>", ["Mette Brandal"]),
        ("", "<p class='author'>Mette Brandal and Jonas van der Wal</p>", ["Mette Brandal", "Jonas van der Wal"]),
        ("<meta name='author' content='Lissa Herald Staff'>", "<a rel='author' href='/by/x'>Mette Brandal</a>", ["Mette Brandal"]),
        ("<meta name='author' content='Tove Lind'>", "<ul class='author-menu'><li>Edit</li><li>Hide this</li></ul>", ["Tove Lind"]),
        ("<meta property='article:author' content='https://a.example/people/mette-brandal'>", "", ["Mette Brandal"]),
        ("<meta name='dc:creator' content='Mette Brandal'><meta name='dc:creator' content='Tove Lind'>", "", ["Mette Brandal", "Tove Lind"]),
        ("", "<div class='sig hasnt-bio'><span class='pb-byline'>By Mette Brandal</span></div>", ["Mette Brandal"]),
        ("", "<div itemprop='author'><meta itemprop='name' content='Mette Brandal'></div>", ["Mette Brandal"]),
        ("", "<span class='byline'>By by Mette Brandal March 11, 2025</span>", ["Mette Brandal"]),
        ("", "<span class='byline'>Mette Brandal Associated Press</span>", ["Mette Brandal"]),
        ("", "<p class='photo-credit' itemprop='author'>Per Lund</p><a class='author'>Mette Brandal</a>", ["Mette Brandal"]),
        ("", "<span class='byline'>Mette \"Mate\" Brandal</span>", ['Mette "Mate" Brandal']),
        ("", "<span class='byline'>\"The mate\"</span>", []),
        ("", "<p class='autor'><strong>Mette Brandal</strong> | Nordsund | 11/03/2025</p>", ["Mette Brandal"]),
        ("", "<span class='byline'><b class='author'>Mette Brandal</b></span><span class='bylinetitle'>Associated Press</span>", ["Mette Brandal"]),
        ("", "<span class='byline'>Associated Press</span>", ["Associated Press"]),
        ("", "<p>-- By Mette Brandal Follow @brandal</p>", ["Mette Brandal"]),
        ("", "<ul><li><a href='/profile/1'>My Profile</a></li><li><a href='/profile/2'>E-mail Alerts</a></li></ul>", []),
        ("", "<div class='sidebar'><a href='/author/tove-lind'>Tove Lind</a></div>", []),
    ],
)  # fmt: skip
def test_the_byline_by_the_headline_names_the_authors(head: str, byline: str, names: list[str]) -> None:
    assert pages.parse(page(head, f"<h1>Mayor denies theft of money</h1>{byline}")).authors == names


def test_what_a_page_hides_is_not_its_body() -> None:
    hidden = "<p style='color:red; DISPLAY : none'>Subscribers have read three of their five stories.</p><p hidden>Tracked.</p>"
    draft = pages.parse(page("", f"<h1>Mayor denies theft of money</h1>{hidden}"))
    assert len(draft.paragraphs) == 6 and not any("Subscribers" in p or "Tracked" in p for p in draft.paragraphs)


SENTENCES = [f"The harbour board of Nordsund met for the {n}. time, and nobody would say who had paid." for n in range(6)]
LINKED = [s.replace("board", "<a href='/board'>board</a>") for s in SENTENCES]


def whole(body: str, head: str = "") -> list[str]:
    return pages.parse(f"<html lang='en'><head>{head}</head><body><h1>Mayor denies theft of money</h1>{body}</body></html>").paragraphs


@pytest.mark.parametrize(
    "body",
    [
        f"<div>{'<br><br>'.join(LINKED)}</div>",
        f"<div>{LINKED[0]}<p>{'</p><p>'.join(LINKED[1:])}</p></div>",
        f"<div>{'<div class=gap></div>'.join(LINKED)}</div>",
        f"<table><tr><td><p>{'</p><p>'.join(LINKED)}</p></td></tr></table>",
        f"<article><ul><li>{'</li><li>'.join(LINKED)}</li></ul></article>",
    ],
    ids=["line breaks", "bare first", "bare between boxes", "layout table", "list"],
)
def test_paragraphs_are_kept_however_they_are_set(body: str) -> None:
    assert whole(body) == SENTENCES


@pytest.mark.parametrize(
    "extra",
    [
        "<p>Order Reprints</p>",
        "<p>Copyright ©2025 Lissa Herald Company. All Rights Reserved</p>",
        "<p>Like this story? Share it with a friend!</p>",
        "<p>Also on lissa-herald.example Harbour master resigns over the missing money</p>",
        "<div class='cookie-note'><p>We and our partners keep cookies on your machine, to show you advertisements that you may like and to learn who you are.</p>"
        "<p>You may refuse them in the settings, where all of our two hundred partners stand in a list with what each of them does.</p></div>",
        f"<div id='comments'>{'<p>I never trusted that mayor, and the harbour board is no better at all, says my uncle who worked there.</p>' * 60}</div>",
        "<h3>More on this story</h3><p><a href='/1'>Harbour master resigns over money</a></p><p><a href='/2'>Who paid for the new quay in the north</a></p>",
    ],
    ids=["control", "rights", "sharing", "also", "cookies", "comments", "related"],
)
def test_what_is_no_part_of_the_article_is_left_out(extra: str) -> None:
    assert whole(f"<div class='text'><p>{'</p><p>'.join(SENTENCES * 2)}</p></div>{extra}") == SENTENCES * 2


@pytest.mark.parametrize(
    "line",
    [
        "<p>™ & © 2025 Lissa News Network, Inc. All rights reserved.</p>",
        "<p>© 2025 The Lissa Agency. All rights reserved. This material may not be published, broadcast, rewritten or redistributed. Learn more about our Privacy Policy and Terms of Use.</p>",
        "<p>(END)</p>",
        "<p>-30-</p>",
        "<p>m.brandal@lissa-herald.example</p>",
        "<p>AFP Photo/Tove Lind</p>",
        "<p id='pnlByline'>LISSA AGENCY, Nordsund</p>",
    ],
    ids=["rights of a network", "rights of an agency", "end", "thirty", "address", "credit", "byline"],
)
def test_a_line_that_is_no_text_is_left_out_where_it_stands_in_the_text(line: str) -> None:
    assert whole(f"<div class='text'><p>{'</p><p>'.join(SENTENCES)}</p>{line}<p>{'</p><p>'.join(SENTENCES)}</p></div>") == SENTENCES * 2


def test_what_only_begins_like_the_foot_of_a_page_is_kept() -> None:
    lines = ["End of the quay, he said, is where they met.", "Copyright is what they spoke of, and of who had paid the board.", "30"]
    assert whole(f"<div class='text'><p>{'</p><p>'.join([*SENTENCES, *lines, *SENTENCES])}</p></div>") == [*SENTENCES, *lines, *SENTENCES]


def test_a_card_that_opens_over_a_name_is_no_text_of_it() -> None:
    card = "<span class='popover-card'>Orlin Shi Mayor denies again Who paid for the quay MORE</span>"
    name = f"<a class='tooltip' href='/shi'>Orlin Shi</a>{card}"
    assert whole(f"<p>{SENTENCES[0]} So did {name} at last.</p><p>{'</p><p>'.join(SENTENCES[1:])}</p>")[0].endswith("So did Orlin Shi at last.")


def test_what_stands_behind_a_paywall_in_the_page_is_read_and_the_wall_is_not() -> None:
    long = [f"{s} Asked {n} times, the members of the board looked at their shoes and spoke of other things." for n, s in enumerate(SENTENCES * 2)]
    wall = "<div class='paywall-offer'><p>Subscribe for two crowns a week.</p></div>"
    gated = f"<div class='paywall'><p>{'</p><p>'.join(long[5:7])}</p></div>"
    assert whole(f"<article><p>{'</p><p>'.join(long[:5])}</p>{wall}{gated}<p>{'</p><p>'.join(long[7:])}</p></article>") == long


def test_a_body_that_only_programs_are_told_is_read_if_the_page_shows_another() -> None:
    told = "\n\n".join(f"{s} It was the {n}. question of the day." for n, s in enumerate(SENTENCES))
    linked = {"@type": "NewsArticle", "headline": "Mayor denies theft of money", "articleBody": told}
    head = f"<script type='application/ld+json'>{json.dumps(linked)}</script>"
    shown = "<p>Please wait while we check that you are a reader, which takes no more than a few seconds on most machines.</p>"
    assert whole(shown * 3, head) == told.split("\n\n")
    assert whole(f"<p>{'</p><p>'.join(told.split(chr(10) * 2))}</p>", head.replace(told[200:], "")) == told.split("\n\n")


@pytest.mark.parametrize(
    ("line", "related"),
    [
        ("<p>More: <a href='/t/1'>Orlin Shipping</a> <a href='/t/2'>Quay</a></p>", []),
        ("<p class='x'><b>Filed under:</b> <a href='/t/1'>Orlin Shipping</a>, <a href='/t/2'>Quay</a></p>", []),
        ("<div><strong>SEE ALSO: <a href='/1'>Eleven ships that sank in harbour</a></strong></div>", ["Eleven ships that sank in harbour"]),
        ("<p><a href='/1'>READ MORE: Who paid for the new quay</a></p>", ["Who paid for the new quay"]),
    ],
    ids=["tags", "bold label", "headline", "label in the link"],
)
def test_a_line_of_links_that_says_what_it_lists_is_no_paragraph(line: str, related: list[str]) -> None:
    text = f"<div class='text'><p>{'</p><p>'.join(SENTENCES[:3])}</p>{line}<p>{'</p><p>'.join(SENTENCES[3:])}</p></div>"
    html = f"<html lang='en'><body><h1>Mayor denies theft of money</h1>{text}</body></html>"
    assert (pages.parse(html).paragraphs, pages.parse(html).related) == (SENTENCES, related)


def test_a_sentence_that_begins_like_a_list_of_links_is_kept() -> None:
    line = "Read: the board has a <a href='/1'>letter</a> that it will not show, and the mayor has another one in his desk."
    shown = "Read: the board has a letter that it will not show, and the mayor has another one in his desk."
    assert whole(f"<div><p>{'</p><p>'.join([*SENTENCES, line])}</p></div>") == [*SENTENCES, shown]
