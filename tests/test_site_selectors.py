"""What a site's layout changes in the reading of a page, and what it never can."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import parvis
from parvis.sites import Site, SiteLayout
from parvis.words import Access, Role
from tests.canary import URL, article, paragraphs, sentence
from tests.mechanisms import MECHANISMS, PROMPT
from tests.test_read_page import left_behind

TOKEN = re.compile(r"(?:Pb|Pl|Zq)\d+x")
SELECTORS = [
    ".body",
    "p",
    "article",
    "body",
    "div",
    "section",
    ".rest",
    ".gated",
    ".body p:nth-child(2)",
    ".body > p",
    "p:last-of-type",
    "h1",
    ".byline",
    ".standfirst",
    "footer",
    ".box",
    "div:has(> p)",
    ".nowhere",
    "*",
    "main > :first-child",
]


def site(*layouts: SiteLayout) -> Site:
    return Site(name="gazette", title="Gazette", home="https://gazette.example/", layouts=layouts)


def read(html: bytes, /, **layout: Any) -> parvis.Page:
    return parvis.read_page(html, URL, site=site(SiteLayout(**layout)) if layout else None)


def shown(page: parvis.Page) -> set[str]:
    text = " ".join([page.teaser, *(block.text for block in page.blocks), str(page.access.wall_text)])
    return set(TOKEN.findall(text))


def signals(page: parvis.Page, name: str) -> dict[str, str]:
    return {signal.where: signal.value for signal in page.signals if signal.name == f"layout.{name}"}


ODD = """
<html><head><title>Harbour news</title></head><body>
<div class="top"><p>From the desk of the mayor comes a long welcome to all readers of this paper today.</p></div>
<div class="hd">The bridge that nobody wanted</div><h1>Harbour</h1>
<div class="who">Ann Lee and Bob Orr</div><div class="when">3. März 2024</div>
<div class="txt"><p>The bridge over the harbour was closed on Monday, and it stays closed until next May.</p>
<p>Engineers found rust in the cables, said the town, which knew of it for years.</p></div>
</body></html>
""".encode()


def test_a_layout_names_headline_byline_and_date() -> None:
    page = read(ODD, headline=(".hd",), byline=(".who",), date=(".when",))

    assert page.metadata.headline == "The bridge that nobody wanted"
    assert page.metadata.authors == ("Ann Lee", "Bob Orr")
    assert page.metadata.published_at == datetime(2024, 3, 3, tzinfo=UTC)


def test_a_date_is_read_from_its_attribute_first() -> None:
    body = ODD.replace(b'class="when"', b'class="when" datetime="2024-03-02T08:00:00+01:00"')

    assert read(body, date=(".when",)).metadata.published_at == datetime(2024, 3, 2, 7, tzinfo=UTC)


def test_a_body_selector_says_where_the_text_is() -> None:
    related = "".join(f"<p>{sentence(f'Ad{n}x', 40)}</p>" for n in range(4))
    body = article("", after=f'<div class="zz">{related}</div><div class="txt">{"".join(paragraphs("Pb", 2))}</div>')

    assert "Ad0x" in read(body).teaser
    page = read(body, body=(".txt",))
    assert page.teaser.startswith(sentence("Pb0x"))
    assert "Ad0x" not in page.teaser


def test_text_in_several_boxes_is_read_from_the_first_to_the_last() -> None:
    first, second = paragraphs("Pb", 2)
    body = article(
        f'<div class="a">{first}</div><aside><p>Buy our ferry calendar.</p></aside><div class="b">{second}</div>'
    )

    assert shown(read(body, body=(".a", ".b"))) == {"Pb0x", "Pb1x"}


@pytest.mark.parametrize("key", ["headline", "byline", "date", "body", "wall", "boundary"])
def test_a_selector_that_hits_nothing_is_counted_and_changes_nothing(key: str) -> None:
    body = article("".join(paragraphs("Pb", 3)))
    page, plain = read(body, **{key: (".nowhere",)}), read(body)

    assert signals(page, "missed") == {f"{key} .nowhere": "0"}
    assert (page.blocks, page.metadata, page.access, page.teaser) == (
        plain.blocks,
        plain.metadata,
        plain.access,
        plain.teaser,
    )


def test_hits_are_counted() -> None:
    page = read(article("".join(paragraphs("Pb", 3))), body=(".body p",), headline=("h1", ".nowhere"))

    assert signals(page, "hit") == {"body .body p": "3", "headline h1": "1"}
    assert signals(page, "missed") == {"headline .nowhere": "0"}


def test_a_wall_ends_the_text_and_is_kept_as_the_wall() -> None:
    rows = paragraphs("Pb", 3)
    body = article(f'{rows[0]}<div class="ask"><p>Come in and sit with us.</p></div>{rows[1]}{rows[2]}')
    page = read(body, wall=(".ask",))

    assert shown(read(body)) == {"Pb0x", "Pb1x", "Pb2x"}
    assert shown(page) == {"Pb0x"}
    assert page.access.wall_text == "Come in and sit with us."
    assert page.access.state in {Access.LOCKED, Access.METERED, Access.REGISTRATION}


@pytest.mark.parametrize("marker", ['<div class="cut"></div>', '<a class="cut"></a>', '<div class="cut">More</div>'])
def test_a_boundary_ends_the_text_also_where_it_is_empty(marker: str) -> None:
    rows = paragraphs("Pb", 3)
    page = read(article(rows[0] + marker + "".join(rows[1:])), boundary=(".cut",))

    assert shown(page) <= {"Pb0x"}
    assert shown(page) or marker.startswith("<a")


def test_an_empty_boundary_between_bare_lines_closes_the_second_only() -> None:
    page = read(article(f'{sentence("Pb0x")}<div class="cut"> </div>{sentence("Pb1x")}'), boundary=(".cut",))

    assert shown(page) == {"Pb0x"}


def test_a_wall_that_nobody_sees_is_a_template() -> None:
    rows = paragraphs("Pb", 2)
    body = article(f'{rows[0]}<div class="ask" hidden><p>Come in.</p></div><div class="ask"></div>{rows[1]}')

    assert shown(read(body, wall=(".ask",))) == {"Pb0x", "Pb1x"}


def test_the_day_of_the_fetch_chooses_and_not_the_date_of_the_article() -> None:
    paper = site(
        SiteLayout(valid_until=date(2024, 5, 31), headline=(".hd",)),
        SiteLayout(valid_from=date(2024, 6, 1), headline=(".who",)),
    )

    def headline(fetched_at: datetime | None) -> str | None:
        return parvis.read_page(ODD, URL, site=paper, fetched_at=fetched_at).metadata.headline

    assert headline(datetime(2024, 5, 31, 23, tzinfo=UTC)) == "The bridge that nobody wanted"
    assert headline(datetime(2024, 6, 1, 1, tzinfo=UTC)) == "Ann Lee and Bob Orr"
    assert headline(None) == "Ann Lee and Bob Orr"


def test_a_headline_is_not_read_behind_the_wall() -> None:
    rows = paragraphs("Pb", 2)
    body = article(f'{rows[0]}{PROMPT}<div class="rest"><h2 class="hd">Zq0x</h2>{rows[1]}</div>')
    page = read(body, headline=(".hd",), byline=(".hd",))

    assert page.metadata.headline == "Harbour bridge closes for a year"
    assert left_behind(page) == []


LAYOUTS = st.fixed_dictionaries(
    {},
    optional={
        key: st.lists(st.sampled_from(SELECTORS), min_size=1, max_size=2).map(tuple)
        for key in ("headline", "byline", "date", "body", "wall", "boundary")
    },
)


@given(name=st.sampled_from(sorted(MECHANISMS)), layout=LAYOUTS, before=st.integers(0, 4), words=st.integers(3, 60))
@settings(max_examples=100)
def test_no_selector_opens_what_the_page_closes(
    name: str, layout: dict[str, tuple[str, ...]], before: int, words: int
) -> None:
    body = MECHANISMS[name](paragraphs("Pb", before, words), "".join(paragraphs("Zq", 3, words)), [])
    leaked = left_behind(read(body))

    assert set(left_behind(read(body, **layout))) <= set(leaked)


@st.composite
def closings(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    keys = draw(st.lists(st.sampled_from(["wall", "boundary"]), min_size=1, max_size=2, unique=True))
    return {key: tuple(draw(st.lists(st.sampled_from(SELECTORS), min_size=1, max_size=2))) for key in keys}


@given(
    name=st.sampled_from(sorted(MECHANISMS)),
    rest=LAYOUTS,
    closing=closings(),
    before=st.integers(0, 6),
    words=st.integers(3, 90),
)
@settings(max_examples=100)
def test_wall_and_boundary_only_withhold(
    name: str, rest: dict[str, tuple[str, ...]], closing: dict[str, tuple[str, ...]], before: int, words: int
) -> None:
    pages, later = MECHANISMS[name], before % 3
    body = pages(paragraphs("Pb", before, words), "".join(paragraphs("Zq", 2, words)), paragraphs("Pl", later, words))
    open_layout = {key: value for key, value in rest.items() if key not in {"wall", "boundary"}}

    without, closed = read(body, **open_layout), read(body, **open_layout, **closing)

    assert shown(closed) <= shown(without)
    assert sum(b.words for b in closed.blocks if b.text) <= sum(b.words for b in without.blocks if b.text)


@given(selector=st.sampled_from(SELECTORS), before=st.integers(0, 3))
def test_nothing_is_shown_behind_a_boundary(selector: str, before: int) -> None:
    rows, rest = paragraphs("Pb", before), paragraphs("Zq", 3)
    body = article("".join(rows) + '<div class="cut"></div>' + "".join(rest))

    assert left_behind(read(body, boundary=(".cut",), body=(selector,), headline=(selector,))) == []


def test_withheld_words_are_counted() -> None:
    rows = paragraphs("Pb", 4, 30)
    page = read(article("".join(rows)), boundary=(".body p:nth-child(3)",))

    assert page.withheld_words == 60
    assert [block.role for block in page.blocks if block.role in {Role.TEASER, Role.WITHHELD}] == [
        *[Role.TEASER] * 2,
        *[Role.WITHHELD] * 2,
    ]
