"""Where the public text ends."""

from __future__ import annotations

import pytest

import parvis
from parvis.sites import Site
from parvis.words import Access, Role, TeaserSource
from tests.canary import URL, article, paragraphs, part, sentence

BEFORE, AFTER = "".join(paragraphs("Pb", 2)), "".join(paragraphs("Zq", 3))
SITE = Site(name="gazette", title="Gazette", home="https://gazette.example/", withheld=(".rest",), wall=(".ask",))


def roles(page: parvis.Page, role: Role) -> list[str]:
    return [block.text for block in page.blocks if block.role is role]


@pytest.mark.parametrize(
    "prompt",
    [
        "<p>Subscribe to continue reading</p>",
        "<div>Dieser Artikel ist nur für Abonnenten</div>",
        "<p>[90% reste à lire]</p>",
        '<div class="leaky_paywall_message">Read on for less than a loaf of bread.</div>',
        '<section class="article-paywall"><p>All the paper, daily.</p><a href="/subscribe">See plans</a></section>',
    ],
)
def test_everything_after_the_first_prompt_is_withheld(prompt: str) -> None:
    page = parvis.read_page(article(BEFORE + prompt + AFTER), URL)

    assert page.teaser.count("Pb") == 2
    assert page.withheld_words >= 72
    assert roles(page, Role.WALL)


def test_forms_and_offers_after_the_prompt_keep_their_words() -> None:
    ask = '<div class="login"><form><p>Already a subscriber?</p><input type="password" name="p"></form></div>'

    page = parvis.read_page(article(BEFORE + "<p>Subscribe to continue reading</p>" + ask + AFTER), URL)

    assert "Already a subscriber?" in roles(page, Role.LOGIN)


def test_the_site_marks_what_is_withheld() -> None:
    body = article(BEFORE + f'<div class="rest">{AFTER}</div>')

    page = parvis.read_page(body, URL, site=SITE)

    assert page.teaser.count("Pb") == 2
    assert "Zq0x" not in repr(page.as_dict())


def test_the_site_marks_its_prompt() -> None:
    page = parvis.read_page(article(BEFORE + '<div class="ask">Bread and news, daily.</div>' + AFTER), URL, site=SITE)

    assert page.access.wall_text == "Bread and news, daily."
    assert "Zq0x" not in repr(page.as_dict())


def test_a_name_alone_is_no_wall() -> None:
    wrapped = f'<div class="article-paywall">{BEFORE}</div>' + "".join(paragraphs("Pc", 8))

    page = parvis.read_page(article(wrapped), URL)

    assert page.access.state is Access.FREE
    assert "Pb0x" in page.teaser


@pytest.mark.parametrize("button", ['<a href="/subscribe">Subscribe</a>', '<p><a href="/subscribe">Subscribe</a></p>'])
def test_a_named_box_that_calls_is_a_wall_wherever_its_button_stands(button: str) -> None:
    wall = f'<div class="paywall"><p>Bread and news, daily, for two shillings.</p>{button}</div>'

    page = parvis.read_page(article(BEFORE + wall + AFTER), URL)

    assert page.access.state is Access.LOCKED
    assert "Zq0x" not in repr(page.as_dict())


def test_a_line_that_repeats_what_is_withheld_goes_too() -> None:
    quote = AFTER.split(".")[0].replace("<p>", "")
    body = f"<blockquote><p>{quote}.</p></blockquote>" + BEFORE + f'<div class="rest">{AFTER}</div>'

    page = parvis.read_page(article(body, jsonld=part(".rest")), URL)

    assert "Zq0x" not in repr(page.as_dict())


def test_an_inline_part_closes_its_paragraph() -> None:
    body = BEFORE + '<p>The mayor said <span class="rest">Zq9x that the bridge is lost</span> on Monday.</p>'

    page = parvis.read_page(article(body, jsonld=part(".rest")), URL)

    assert "Zq9x" not in repr(page.as_dict())
    assert page.teaser.count("Pb") == 2


def test_a_part_around_the_whole_article_leaves_the_description() -> None:
    page = parvis.read_page(article(f'<div class="rest">{AFTER}</div>', jsonld=part("article"), standfirst=""), URL)

    assert page.teaser_source is TeaserSource.DESCRIPTION
    assert page.teaser == "The harbour bridge will be closed until May."


def test_a_part_that_is_free_is_no_gate() -> None:
    element = {"@type": "WebPageElement", "isAccessibleForFree": True, "cssSelector": ".all"}

    page = parvis.read_page(
        article(f'<div class="all">{BEFORE}</div>', jsonld={"isAccessibleForFree": True, "hasPart": element}), URL
    )

    assert "Pb1x" in page.teaser


@pytest.mark.parametrize("selector", ["", "p:::[", "a" * 400, "a > " * 40 + "b", 7, {"a": 1}])
def test_a_selector_that_cannot_be_read_never_opens_a_page(selector: object) -> None:
    page = parvis.read_page(article(BEFORE + AFTER, jsonld=part(selector)), URL)

    assert page.access.state is not Access.FREE
    assert page.teaser_words <= 100


def test_too_many_selectors_close_the_page() -> None:
    page = parvis.read_page(article(BEFORE, jsonld=part([f".c{n}" for n in range(80)])), URL)

    assert "Pb0x" not in repr(page.as_dict())


PLACES = {
    "headings": "<h3>{0}</h3>",
    "list": "<ul><li>{0}</li><li>{1}</li></ul>",
    "short list": "<ul><li>Zq7x bread</li><li>Zq8x salt</li></ul>",
    "table": "<table><tr><td>{0}</td><td>Zq9x</td></tr></table>",
    "quote": "<blockquote>{0}</blockquote><pre>{1}</pre>",
    "caption": '<figure><img src="a.png"><figcaption>{0}</figcaption></figure>',
    "second article": "<article>{0}</article>",
    "related": '<div class="related"><p>{0}</p></div>',
    "footer": "<footer><p>{0}</p></footer>",
    "newsletter": '<div class="newsletter-wrap"><p>{0}</p></div>',
    "share": '<div class="share"><p>{0}</p></div>',
    "byline": '<div class="byline"><p>{0}</p></div>',
    "standfirst": '<div class="standfirst"><p>{0}</p></div>',
    "advert": '<div class="advert"><p>{0}</p></div>',
    "navigation": "<nav><p>{0}</p></nav>",
    "comments": '<div class="comments"><p>{0}</p></div>',
    "form": '<form><p>{0}</p><input type="password" name="p"></form>',
    "breaks": "{0}<br><br>{1}",
}
PROMPTS = [
    "<p>Subscribe to continue reading</p>",
    '<p><a href="/subscribe">Subscribe to continue reading</a></p>',
    "<button>Subscribe to continue reading</button>",
    "<h2>Subscribe to continue reading</h2>",
    "<nav><p>Subscribe to continue reading</p></nav>",
    "<p>Le maire a promis un plan. "
    + "Il parle encore longtemps du pont. " * 8
    + "Il vous reste 82 % de cet article à lire.</p>",
]


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("place", PLACES)
def test_prose_behind_a_prompt_goes_whatever_it_is_called(place: str, prompt: str) -> None:
    late = PLACES[place].format(*(sentence(f"Zq{n}x", 30) for n in range(2)))

    page = parvis.read_page(article(BEFORE + prompt + late), URL)

    assert "Zq" not in repr(page.as_dict())
    assert "Pb0x" in page.teaser
    assert "82 %" not in page.teaser


NODE = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".rest"}


@pytest.mark.parametrize(
    "jsonld",
    [
        {"hasPart": {**NODE, "cssSelector": ".none"}, "mainEntityOfPage": {"@type": "WebPage", "hasPart": NODE}},
        {"isPartOf": {"@type": "CreativeWork", "hasPart": NODE}},
        {"about": {"@type": "Thing", "hasPart": [[NODE]]}},
        {"hasPart": {**NODE, "isAccessibleForFree": True, "cssSelector": ".x", "hasPart": NODE}},
        {"schema:hasPart": {"schema:isAccessibleForFree": 0, "schema:cssSelector": ".none, .rest"}},
        {"hasPart": {**NODE, "cssSelector": ".REST"}},
        {"hasPart": {"isAccessibleForFree": False, "xpath": "//div[2]"}},
    ],
)
def test_a_part_is_closed_in_whatever_node_it_is_declared(jsonld: dict[str, object]) -> None:
    page = parvis.read_page(article(BEFORE + f'<div class="rest">{AFTER}</div>', jsonld=jsonld), URL)

    assert "Zq" not in repr(page.as_dict())
    assert page.access.state is not Access.FREE


def test_a_part_is_closed_in_a_block_that_is_no_json() -> None:
    ruins = '{"a": "x "y" z", "hasPart": {"isAccessibleForFree": "False", "cssSelector": ".rest"}}'
    block = f'<script type="application/ld+json">{ruins}</script>'

    page = parvis.read_page(article(BEFORE + f'<div class="rest">{AFTER}</div>', head=block), URL)

    assert "Zq" not in repr(page.as_dict())
