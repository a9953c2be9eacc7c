"""Names of authors, out of lines and out of pages."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.page.document import read_document
from parvis.page.metadata import read_metadata
from parvis.page.names import MAX_AUTHORS, distinct, split_names, told_names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ann Lee", ["Ann Lee"]),
        ("BY ANN LEE AND BOB RAY", ["ANN LEE", "BOB RAY"]),
        ("Ann Lee, Bob Ray and Cy Fox", ["Ann Lee", "Bob Ray", "Cy Fox"]),
        ("Par Anne Petit et Luc Blanc", ["Anne Petit", "Luc Blanc"]),
        ("Propos recueillis par Anne Petit", ["Anne Petit"]),
        ("Von Eva Graf und Jan de Boer", ["Eva Graf", "Jan de Boer"]),
        ("Ein Kommentar von Eva Graf", ["Eva Graf"]),
        ("Por María Gil y José Paz", ["María Gil", "José Paz"]),
        ("Di Ada Neri e Ugo Conti", ["Ada Neri", "Ugo Conti"]),
        ("Av Ingrid Lie og Per Dahl", ["Ingrid Lie", "Per Dahl"]),
        ("By Ann Lee, Politics Reporter", ["Ann Lee"]),
        ("By Ann Lee in Kyiv", ["Ann Lee"]),
        ("By Ann Lee for The Gazette", ["Ann Lee"]),
        ("Ann Lee | ann.lee@paper.example | @annlee", ["Ann Lee"]),
        ("Von Dr. Eva Graf (Text)", ["Eva Graf"]),
        ("Eva-Maria O'Neil", ["Eva-Maria O'Neil"]),
        ("Von Eva Graf, Jan de Boer und Uwe Ott", ["Eva Graf", "Jan de Boer", "Uwe Ott"]),
        ("Par Hervé Petit et Nathalie Blanc", ["Hervé Petit", "Nathalie Blanc"]),
        ("Tekst: Ola Lie og Kari Dahl", ["Ola Lie", "Kari Dahl"]),
        ("Posted by Ann Lee under ", ["Ann Lee"]),
        ("後藤大地", ["後藤大地"]),
        ("著者：後藤大地", ["後藤大地"]),
        ("文・写真：田中一郎、山田花子", ["田中一郎", "山田花子"]),
        ("ジョン・スミス", ["ジョン・スミス"]),
        ("山田花子 記者", ["山田花子"]),
        ("作者｜王小明", ["王小明"]),
        ("責任編輯：王小明", ["王小明"]),
        ("글: 홍길동 기자", ["홍길동"]),
        ("Автор: Анна Белова", ["Анна Белова"]),
        ("De Standaard", ["De Standaard"]),
        ("View author archive", []),
        ("Friday", []),
        ("15 November 2022", []),
        ("https://paper.example/ann", []),
        ("Foto: Ingo Berg", []),
        ("", []),
    ],
)
def test_a_printed_line_is_split_into_names(line: str, names: list[str]) -> None:
    assert split_names(line) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ann Lee", ["Ann Lee"]),
        ("Lee, Ann", ["Ann Lee"]),
        ("Ann Lee; Bob Ray", ["Ann Lee", "Bob Ray"]),
        ("Gazette Staff", ["Gazette Staff"]),
        ("Ann Lee, Staff Reporter", ["Ann Lee"]),
        ("ssi", ["ssi"]),
        ("105092", []),
    ],
)
def test_a_field_for_names_is_believed(text: str, names: list[str]) -> None:
    assert told_names(text) == names


def test_the_name_of_the_site_is_no_author_of_a_printed_line() -> None:
    assert split_names("Ann Lee, The Gazette", known={"the gazette"}) == ["Ann Lee"]


def test_each_name_stands_once_as_first_published() -> None:
    assert distinct(["Ann Lee", "ANN LEE", "Bob"]) == ["Ann Lee", "Bob"]


@given(st.text(max_size=1_200))
def test_no_line_whatever_raises_and_names_are_few_and_clean(text: str) -> None:
    for names in (distinct(split_names(text)), distinct(told_names(text))):
        assert len(names) <= MAX_AUTHORS
        assert all(
            name == name.strip() and len(name) <= 60 and "@" not in name for name in names if "@" not in text[:1]
        )


def authors(html: str, **node: object) -> list[str]:
    script = (
        f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | node)}</script>' if node else ""
    )
    page = f"<html><head>{script}<meta property=og:site_name content='The Gazette'></head><body>{html}</body></html>"
    return list(read_metadata(read_document(page.encode(), "https://gazette.example/bridge")).authors)


@pytest.mark.parametrize(
    "author",
    [
        "Ann Lee",
        ["Ann Lee"],
        {"@type": "Person", "name": "Ann Lee"},
        [{"@type": "Person", "name": ["Ann Lee"]}],
        {"@type": "Person", "givenName": "Ann", "familyName": "Lee"},
        [{"@type": "Person", "name": "Ann Lee"}, {"@type": "Organization", "name": "The Gazette"}],
        ["https://gazette.example/ann", "Ann Lee"],
    ],
)
def test_json_ld_names_authors_in_many_shapes(author: object) -> None:
    assert authors("", author=author) == ["Ann Lee"]


@pytest.mark.parametrize(
    "html",
    [
        "<meta name=author content='Ann Lee'>",
        "<meta property=article:author content=https://facebook.example/ann><meta name=byl content='By Ann Lee'>",
        "<meta name=author content='The Gazette'><meta name=parsely-author content='Ann Lee'>",
        "<h1>Bridge closed</h1><p itemprop=author itemscope><span itemprop=name>Ann Lee</span></p>",
        "<h1>Bridge closed</h1><div class=article__byline>By <a href=/x>Ann Lee</a> | Friday, August 3</div>",
        "<h1>Bridge closed</h1><span class=c-author>Ann Lee</span>",
        "<h1>Bridge closed</h1><p>Von Ann Lee</p><p>Von der Brücke kam am Abend ein Geräusch, das niemand kannte.</p>",
        "<p><b>By</b> <a>Ann Lee</a></p><h1>Bridge closed</h1>",
        "<h1>Bridge closed</h1><a rel=author href=/ann>Ann Lee</a>",
    ],
)
def test_an_author_is_found_wherever_a_page_names_one(html: str) -> None:
    assert authors(html) == ["Ann Lee"]


def test_a_person_is_preferred_to_the_paper_wherever_named() -> None:
    html = "<h1>Bridge closed</h1><p class=byline>By Ann Lee</p>"

    assert authors(html, author={"@type": "Organization", "name": "The Gazette"}) == ["Ann Lee"]
    assert authors("", author={"@type": "Organization", "name": "The Gazette"}) == ["The Gazette"]


def test_an_agency_beside_a_person_is_an_author_and_alone_as_well() -> None:
    assert authors("", author=["Ann Lee", "dpa"]) == ["Ann Lee", "dpa"]
    assert authors("", author="dpa") == ["dpa"]


def test_two_authors_without_a_word_between_them_are_told_apart_by_their_links() -> None:
    html = (
        "<h1>Bridge closed</h1><p class=byline>Par <a href=/auteur/a>Anne Petit</a> <a href=/auteur/b>Luc Blanc</a></p>"
    )

    assert authors(html) == ["Anne Petit", "Luc Blanc"]


def test_bylines_of_other_stories_are_not_read() -> None:
    assert authors("<h1>Bridge closed</h1><aside><p class=byline>By Bob Ray</p></aside>") == []
    assert authors("<h1>Bridge closed</h1><div class=related><p class=byline>By Bob Ray</p></div>") == []


PROSE = "The old bridge over the river stays shut until the spring, and nobody knows who will pay for the works. " * 2


@pytest.mark.parametrize(
    "html",
    [
        f"<h1>Bridge closed</h1><p><strong>Ann Lee</strong></p><p>{PROSE}</p>",
        f"<h1>Bridge closed</h1><p><b>Ann Lee</b><br>Gazette<br>November 16, 2013</p><p>{PROSE}</p>",
        f"<h1>Bridge closed</h1> Posted by Ann Lee under <a href=/x>Region</a><p>{PROSE}</p>",
        f"<title>Bridge closed</title><h2>Bridge closed</h2><div class=author>Ann Lee</div><p>{PROSE}</p>",
    ],
)
def test_a_name_that_stands_alone_at_the_headline_is_the_authors(html: str) -> None:
    assert authors(html) == ["Ann Lee"]


@pytest.mark.parametrize(
    "html",
    [
        f"<h1>Bridge closed</h1><p><strong>Key Points</strong></p><p>{PROSE}</p>",
        f"<h1>Bridge closed</h1><p><strong>Ann Lee</strong> was there.</p><p>{PROSE}</p>",
        f"<h1>Bridge closed</h1><p>{PROSE}</p><p><strong>Ann Lee</strong></p>",
        f"<h1>Bridge closed</h1><p><strong>The Gazette</strong></p><p>{PROSE}</p>",
        f"<p><strong>Ann Lee</strong></p><p>{PROSE}</p>",
    ],
)
def test_other_words_in_bold_type_name_nobody(html: str) -> None:
    assert authors(html) == []


def test_the_desk_signs_where_nobody_is_named() -> None:
    assert authors("<h1>Bridge closed</h1><p class=byline>By Gazette Reporter | Friday, August 3") == [
        "Gazette Reporter"
    ]
