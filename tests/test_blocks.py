"""Fragments of invented pages. The trade weekly at the top has the structure of the page this project was born from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.page.blocks import Fragment, read_fragments
from parvis.page.document import read_document
from parvis.page.visibility import read_visibility
from parvis.records import Metadata
from parvis.words import Role

URL = "https://weekly.example/123456/harbour-towns-count-their-bridges/"
LOGIN = """
<div class="box-{name}"><p>Already one of us?</p>
<form action="/in"><input type="text" name="user"><input type="password" name="pass"><button>Enter</button></form>
<p><a href="/lost">Lost your password?</a></p>
<p class="error">That name or password is not known here.</p>
<p class="error">We do not know this address, please give the one with which the account was made.</p>
<p>A message with your codes has been sent to you.</p>
<p>Not one of us yet?</p><p>Sign up to use the services of The Weekly and to choose its letters.</p>
<p><a href="/join">Join for nothing</a></p></div>"""
HEADLINE = "Harbour towns count their bridges and find too few of them"
STANDFIRST = (
    "Begun in spring, the census of bridges shows what the harbour towns had long feared. Its first results stand here."
)
FIRST = (
    "A bridge? Behind that small word stand three hundred structures of every age. "
    "The ministry calls them bricks of the network. They were counted for the first time since the flood."
)
SECOND = (
    "Their keepers are to bring together towns, ports and the railway around one question that every quarter knows, "
    "such as the closing of a lane. “The bridge is everybody’s business,” says the speaker of the keepers. It ..."
)
PAGE = f"""<!doctype html><html><head><title>{HEADLINE}</title></head><body>
<header class="site-header"><nav><ul><li><a href="/a/">News</a><li><a href="/b/">Law</a></ul></nav>
{LOGIN.format(name="top")}</header>
<div class="club">Club Bridges</div>{LOGIN.format(name="club")}
<main><article class="single">
<div class="kicker"><a href="/c/">Infrastructure</a></div>
<h1>{HEADLINE}</h1>
<p class="meta">Published 15/11/2022 • By Ada Quay Bo Pier • in: Front page, Infrastructure</p>
<figure><img src="/i.jpg"><figcaption>bridge-at-dawn @someone</figcaption></figure>
<div class="chapo">{STANDFIRST}</div>
<div class="newsletter-widget"><p>My Weekly</p><p>Choose your themes and make your own letter</p></div>
<div class="dossier"><p>This article belongs to the file</p>
<a href="/file/9/">The network put to the test of the winter</a></div>
<div class="article-content"><p>{FIRST}</p><p>{SECOND}</p></div>
<div class="offer"><p>[90% still to read]</p><p>Article for subscribers only</p><p>Try our club for two weeks</p></div>
</article></main>
<aside class="related"><h3>In the same file</h3><div class="card">
<h4><a href="/222222/a-ferry-for-the-winter-months/">A ferry for the winter months</a></h4>
<p>The ferry will run all winter long, says the town, and nobody has to pay for it twice.</p></div></aside>
<section class="services"><h3>Our services</h3><ul><li><a href="/s/1/">Training</a></ul></section>
<section id="comments"><h3>Comments</h3><p>{HEADLINE}</p>
<form><input type="email" name="mail"><textarea name="words"></textarea>
<p>Your address will not be shown. What is gathered here is needed for your comment only.</p></form></section>
{LOGIN.format(name="foot")}
<footer><p>© The Weekly</p></footer></body></html>"""
METADATA = Metadata(headline=HEADLINE, authors=("Ada Quay", "Bo Pier"), description=STANDFIRST)


NO_METADATA = Metadata()


def fragments(page: str, metadata: Metadata = NO_METADATA, url: str = URL) -> tuple[Fragment, ...]:
    document = read_document(page.encode(), url)
    return read_fragments(document, read_visibility(document), metadata)


def role_of(text: str, found: tuple[Fragment, ...]) -> Role:
    return next(fragment.role for fragment in found if text in fragment.text)


@pytest.fixture(scope="module")
def weekly() -> tuple[Fragment, ...]:
    return fragments(PAGE, METADATA)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (HEADLINE, Role.HEADLINE),
        ("Published 15/11/2022", Role.BYLINE),
        ("Infrastructure", Role.LABEL),
        ("bridge-at-dawn", Role.CAPTION),
        (STANDFIRST, Role.STANDFIRST),
        ("My Weekly", Role.NEWSLETTER),
        ("Choose your themes", Role.NEWSLETTER),
        ("belongs to the file", Role.RELATED),
        ("The network put to the test", Role.RELATED),
        (FIRST, Role.BODY),
        (SECOND, Role.BODY),
        ("Article for subscribers", Role.OFFER),
        ("Try our club", Role.OFFER),
        ("The ferry will run", Role.RELATED),
        ("Training", Role.NAVIGATION),
        ("Your address will not be shown", Role.COMMENTS),
        ("© The Weekly", Role.FOOTER),
        ("News", Role.NAVIGATION),
    ],
)
def test_roles_of_the_trade_weekly(weekly: tuple[Fragment, ...], text: str, role: Role) -> None:
    assert role_of(text, weekly) == role


def test_every_line_of_the_login_block_is_login_all_three_times(weekly: tuple[Fragment, ...]) -> None:
    lines = {fragment.text for fragment in fragments(f"<body><h1>x</h1>{LOGIN}</body>")} - {"x"}
    found = [fragment for fragment in weekly if fragment.text in lines]

    assert len(lines) == 9
    assert len(found) == 27
    assert {fragment.role for fragment in found} == {Role.LOGIN}
    assert all(sum(term.bits for term in fragment.prior) > 0 for fragment in found)


def test_paragraphs_of_the_article_are_two_and_speak_against_boilerplate(weekly: tuple[Fragment, ...]) -> None:
    body = [f for f in weekly if f.visible and f.in_article and f.is_paragraph and f.role is Role.BODY]

    assert [fragment.text for fragment in body] == [FIRST, SECOND]
    assert all(sum(term.bits for term in fragment.prior) < 0 for fragment in body)


def test_a_card_belongs_to_the_article_it_leads_to(weekly: tuple[Fragment, ...]) -> None:
    owners = {fragment.text[:9]: fragment.owner for fragment in weekly}

    assert owners["The ferry"] == owners["A ferry f"] == "https://weekly.example/222222/a-ferry-for-the-winter-months/"
    assert owners[FIRST[:9]] is owners[STANDFIRST[:9]] is None


LONG = "The town has said on Monday that the bridge stays closed until spring, for want of money and of time."


@pytest.mark.parametrize(
    "page",
    [
        f"<div><h1>T</h1><p>{LONG}</p><p>{LONG}1</p></div><div><p>{LONG}</p></div>",
        f"<div><div><h1>T</h1></div><div><div><p>{LONG}</p></div><div>ad</div><div><p>{LONG}1</p></div></div></div>",
        f"<article><h1>T</h1>{LONG}<br><br>{LONG}1</article><article><a href=/1/x-y-z-w>{LONG} x</a></article>",
        f"<table><tr><td><h1>T</h1><font>{LONG}</font><p>{LONG}1</p></td></tr></table>",
        f"<main><h1>T</h1><div itemprop=articleBody><p>{LONG}</p><p hidden>{LONG * 9}</p><p>{LONG}1</p></div></main>",
        f"<div class='wall news-on'><h1>T</h1><section class=story-body><p>{LONG}</p><p>{LONG}1</p></section></div>",
        f"<h1>T</h1><div class=summary id=text><p>{LONG}</p><p>{LONG}1</p></div><div class=comments>"
        + f"<p>{LONG * 3}</p>" * 9,
    ],
    ids=["divs", "wrappers", "double breaks", "table", "hidden rest", "misleading names", "long comments"],
)
def test_the_article_is_found_on_pages_of_every_make(page: str) -> None:
    found = fragments(f"<body><nav><a href=/>Home</a></nav>{page}<footer><p>{LONG}</p></footer>")
    body = [
        f for f in found if f.visible and f.in_article and f.is_paragraph and f.role in (Role.BODY, Role.STANDFIRST)
    ]

    assert [fragment.text for fragment in body][:2] == [LONG, f"{LONG}1"]


def test_hidden_text_is_kept_apart_from_the_text_around_it() -> None:
    found = fragments(f"<body><h1>T</h1><p>{LONG} <span hidden>SECRET</span> and more</p>")

    assert [(f.text, f.visible) for f in found[1:]] == [(f"{LONG} and more", True), ("SECRET", False)]
    assert found[2].in_article


def test_a_path_holds_written_names_only() -> None:
    found = fragments(
        '<body><div class="story-body css-1shl3oz post-66123 sc-gXmSlM"><p class="lead text__1FZLe">One two</p></div>'
    )

    assert found[0].path == "html body div.story-body p.lead"


def test_link_density_is_the_share_of_characters_in_links() -> None:
    assert [f.link_density for f in fragments("<body><p>half<a href=/x>half</a></p><p><a href=/x>all</a><p>none")] == [
        0.5,
        1.0,
        0.0,
    ]


def test_fragments_do_not_show_their_text() -> None:
    assert "secret" not in repr(fragments("<p>secret"))


TEXTS = st.lists(st.text(alphabet="abc défg.", min_size=1, max_size=20).filter(str.strip), min_size=1, max_size=8)


@given(TEXTS, st.sampled_from(["p", "div", "li", "td", "h2", "section"]))
def test_fragments_keep_the_order_of_the_page_and_lose_no_word(texts: list[str], tag: str) -> None:
    found = fragments("<body>" + "".join(f"<{tag}>{text}</{tag}>" for text in texts))
    collapsed = [" ".join(text.split()) for text in texts]

    assert [fragment.text for fragment in found] == collapsed
    assert sum(fragment.words for fragment in found) == sum(len(text.split()) for text in collapsed)


PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<div class=related>",
        "</div>",
        "<a href=/1234/x.html>",
        "</a>",
        "<b hidden>",
        "</b>",
        "<br><br>",
        "<h1>",
        "<form>",
        "<input type=password>",
        "<figure>",
        "<table>",
        "<td>",
        "words and more words. ",
        "<article>",
        "</article>",
        "<li>",
        "&#31;&#29;",
        "<svg>",
        "<aside>",
    ]
)


@given(st.lists(PIECES, max_size=60))
def test_any_soup_gives_fragments_that_hold_the_visible_words_once(pieces: list[str]) -> None:
    found = fragments("<html><body>x" + "".join(pieces))

    assert all(fragment.text == " ".join(fragment.text.split()) != "" for fragment in found)
    assert all(0 <= fragment.link_density <= 1 and isinstance(fragment.role, Role) for fragment in found)
    assert sum(fragment.text.count("words") for fragment in found) <= 2 * pieces.count("words and more words. ")
