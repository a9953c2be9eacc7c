"""The wall's own structure: its box and nothing of the article, the same on every page of a site."""

from __future__ import annotations

import pytest

import parvis
from parvis.demo import PAPERS, demo_sites, stories
from parvis.demo.pages import page_of
from parvis.words import Access, Role
from tests.golden_pages import GoldenPage, load_golden

GOLDEN = {page.name: page for page in load_golden()}
SHAPES = {
    "locked-de-plus": "div.bezahlschranke(h2 p ul(li) a p(a))",
    "locked-en-members-newsletter-cms": "aside.upgrade-cta(div.upgrade-cta-content(h2 a.btn p))",
    "locked-fr-suite": "section.bloc-abo(p.bloc-abo__titre p a)",
    "locked-zh-huiyuan": "div.fufei(p a)",
    "registration-en-account": "div.account-prompt(h2 p form(input button))",
    "consent-de": "div.pur-wand(div(h1 p div.buttons(button a) p(a)))",
    "consent-de-artikel-dahinter": "div.overlay(p button+)",
    "free-en-about-walls": "",
    "free-en-newsletter": "",
    "free-en-wall-class-on-text": "",
    "locked-en-paragraph-tail": "",  # the prompt is the end of a paragraph of the article
}
PROSE = "The council met on Monday to speak about the harbour bridge, and it spoke about it for a long time. "


def read(source: str) -> parvis.Page:
    return parvis.read_page(source.encode(), "https://gazette.example/2026/05/harbour-bridge")


@pytest.mark.parametrize("name", SHAPES)
def test_the_wall_is_its_box_and_nothing_of_the_article(name: str) -> None:
    assert read(GOLDEN[name].html).wall_layout.skeleton == SHAPES[name]


@pytest.mark.parametrize("page", GOLDEN.values(), ids=lambda page: page.name)
def test_a_free_page_has_none(page: GoldenPage) -> None:
    found = read(page.html)

    assert found.access.state is not Access.FREE or not found.wall_layout.digest


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_has_one_structure_for_each_kind_of_wall(name: str) -> None:
    issue, site = stories(name, 1), demo_sites()[name]
    found: dict[tuple[Access, bool], set[str]] = {}
    for item in issue:
        page = parvis.read_page(page_of(item, day=1, related=issue[:3]), item.url, site=site)
        found.setdefault((item.access, bool(page.access.wall_text)), set()).add(page.wall_layout.skeleton)

    assert all(len(shapes) == 1 for shapes in found.values())
    assert found[Access.FREE, False] == {""}
    assert all(shapes != {""} for (_, walled), shapes in found.items() if walled)


def walled(teaser: str, wall: str, *, after: str = "") -> str:
    head = (
        '<html lang="en"><header><a href="/">The Gazette</a></header><main><article><h1>A bridge for the harbour</h1>'
    )
    return f"{head}<div class=text>{teaser}{wall}</div></article>{after}</main><footer>About us</footer></html>"


WALL = (
    '<div class="gate"><div class="inner" id="gate-7f"><h2>Keep reading</h2><p>Subscribe to continue reading</p>'
    '<a href="/subscribe?from=harbour">See offers</a></div></div>'
)
NOT_FREE = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false}</script>'
SHAPE = "div.gate(div.inner(h2 p a))"


@pytest.mark.parametrize("paragraphs", [1, 2, 5])
@pytest.mark.parametrize("card", ["", '<aside class=more><a href="/2026/05/other-story">Another story</a></aside>'])
def test_it_does_not_depend_on_what_stands_around_it(paragraphs: int, card: str) -> None:
    teaser = "".join(f"<p>{PROSE}{PROSE}</p>" for _ in range(paragraphs))

    assert read(walled(teaser, WALL, after=card)).wall_layout.skeleton == SHAPE


CARD = '<li><a href="/2026/05/{0}-story"><h3>The {0} story of the old harbour</h3></a></li>'
BELOW = {
    "cards": f"<ul>{CARD.format('first')}{CARD.format('second')}</ul>",
    "comments": '<section class="comments"><p>I have crossed this bridge for years.</p></section>',
    "long legal text": f'<div class="legal"><p>{PROSE * 20}</p></div>',
}


@pytest.mark.parametrize("what", BELOW)
def test_it_does_not_grow_over_what_is_not_the_walls(what: str) -> None:
    source = walled(f"<p>{PROSE * 2}</p>", "", after=f'<div class="below">{WALL}{BELOW[what]}</div>')

    assert read(source).wall_layout.skeleton == SHAPE


def test_it_does_not_grow_over_an_article_that_follows() -> None:
    article = f'<div class="text"><h1>A bridge for the harbour</h1><p>{PROSE * 2}</p></div>'

    found = read(f'<html lang="en">{NOT_FREE}<div class="page">{WALL}{article}</div></html>')

    assert (found.access.state, found.wall_layout.skeleton) == (Access.LOCKED, SHAPE)


def test_a_prompt_on_a_page_that_is_free_is_no_wall() -> None:
    article = f'<div class="text"><h1>A bridge for the harbour</h1><p>{PROSE * 2}</p></div>'
    found = read(f'<html lang="en"><div class="page">{WALL}{article}</div></html>')

    assert [block.role for block in found.blocks].count(Role.WALL) == 1
    assert (found.access.state, found.wall_layout.skeleton) == (Access.FREE, "")


def test_links_to_the_shop_that_look_like_cards_are_the_walls() -> None:
    offer = '<li><a href="/subscribe/2026/05/{0}-offer"><h3>Subscribe now to the {0} offer</h3></a></li>'
    cards = f'<ul class="related-offers">{offer.format("first")}{offer.format("second")}</ul>'
    source = walled(f"<p>{PROSE * 2}</p>", f'<div class="wall">{WALL}{cards}</div>')

    assert read(source).wall_layout.skeleton == f"div.wall({SHAPE} ul.related-offers(li(a(h3))+))"


def test_it_takes_in_no_text_that_is_hidden_behind_it() -> None:
    hidden = f'<div class=rest style="display:none"><p>{PROSE * 3}</p><p>{PROSE * 3}</p></div>'

    rest = f'<div class="rest">{WALL}{hidden}</div>'

    assert read(walled(f"<p>{PROSE * 2}</p>", rest)).wall_layout.skeleton == SHAPE


@pytest.mark.parametrize(
    "above",
    [f"<p class=standfirst>{PROSE}</p>", "<p class=byline>By Ada Quill</p>"],
    ids=["standfirst", "byline"],
)
def test_it_takes_in_nothing_of_the_articles_head(above: str) -> None:
    head = f"<h1>A bridge for the harbour</h1><p>{PROSE}</p>"
    piece = f'<div class="piece">{above}{WALL}</div>'
    source = f'<html lang="en"><main><header>{head}</header>{piece}</main></html>'

    assert read(source.replace("<main>", f"<main>{NOT_FREE}")).wall_layout.skeleton == SHAPE


def test_it_grows_into_no_landmark() -> None:
    text = f'<div class="text"><h1>A bridge for the harbour</h1><p>{PROSE * 2}</p></div>'

    assert read(f'<html lang="en">{text}<main>{WALL}</main></html>').wall_layout.skeleton == SHAPE


def test_a_badge_over_the_text_does_not_speak_for_the_wall_under_it() -> None:
    badge = '<p class="badge">This article is for subscribers only.</p>'
    source = walled(f"<p>{PROSE * 2}</p>", WALL).replace("</h1>", f"</h1>{badge}")

    assert read(source).wall_layout.skeleton == SHAPE


def test_an_overlay_at_the_end_of_the_page_is_found() -> None:
    source = walled(f"<p>{PROSE * 2}</p>", "").replace("<footer>", f'<div class="overlay">{WALL}</div><footer>')

    assert read(source).wall_layout.skeleton == f"div.overlay({SHAPE})"


def test_a_line_with_a_box_speaks_before_a_bare_paragraph() -> None:
    bare = "<p>The rest of this article is for subscribers only.</p>"

    assert read(walled(f"<p>{PROSE * 2}</p>", bare + WALL)).wall_layout.skeleton == SHAPE


DIALOG = (
    '<div class="cmp"><div role="dialog" class="box"><p>We use cookies.</p><button>Accept all</button>'
    "<button>Reject all and subscribe</button></div></div>"
)


def test_a_consent_dialog_is_told_from_the_page_in_one_wrapper_with_it() -> None:
    source = (
        f'<html lang="en"><body><div class="app">{DIALOG}<main><h1>The Quayside Post</h1></main></div></body></html>'
    )
    found = read(source)

    assert (found.access.state, found.wall_layout.skeleton) == (Access.CONSENT, "div.cmp(div.box(p button+))")


def test_a_consent_dialog_that_does_not_call_itself_one_is_the_widest_box() -> None:
    source = f'<html lang="en"><body>{DIALOG.replace("role", "data-role")}</body></html>'

    assert read(source).wall_layout.skeleton == "div.cmp(div.box(p button+))"
