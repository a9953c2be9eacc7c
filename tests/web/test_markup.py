"""Nothing that a page of a site says becomes markup of ours."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser

from parvis.web.rendering import link_of
from tests.web.hostile_archive import make_hostile_archive
from tests.web.reader import Reader
from tests.web.vectors import VECTORS

# Every element and attribute that a template writes.
ELEMENTS = {
    "html",
    "head",
    "meta",
    "title",
    "link",
    "body",
    "a",
    "header",
    "svg",
    "rect",
    "nav",
    "form",
    "label",
    "input",
    "button",
    "main",
    "h1",
    "h2",
    "h3",
    "p",
    "span",
    "small",
    "strong",
    "section",
    "div",
    "q",
    "code",
    "defs",
    "pattern",
    "ol",
    "ul",
    "li",
    "details",
    "summary",
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "dl",
    "dt",
    "dd",
    "article",
    "ins",
    "del",
    "mark",
    "footer",
    "br",
    "blockquote",
    "aside",
    "select",
    "option",
    "pre",
}
ATTRIBUTES = {
    "lang",
    "charset",
    "name",
    "content",
    "rel",
    "href",
    "type",
    "class",
    "width",
    "height",
    "viewbox",
    "aria-hidden",
    "x",
    "y",
    "aria-label",
    "role",
    "for",
    "id",
    "action",
    "placeholder",
    "dir",
    "aria-labelledby",
    "preserveaspectratio",
    "patternunits",
    "patterntransform",
    "tabindex",
    "fill",
    "pointer-events",
    "scope",
    "aria-current",
    "value",
    "size",
    "aria-describedby",
    "selected",
    "open",
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_hostile_archive(tmp_path_factory.mktemp("hostile") / "archive.db")


@pytest.fixture(scope="module")
def pages(hostile: Path) -> dict[str, LexborHTMLParser]:
    reader = Reader(hostile)
    articles = [f"/a/{number}" for number in range(1, len(VECTORS) + 1)]
    others = [
        "/",
        "/search",
        "/search?sort=oldest",
        "/sites/ledger",
        "/walls",
        "/trend",
        "/trend?group=section",
        "/changes",
        "/runs",
        "/a/1/v/1",
        *map("/b/{}".format, range(1, 30)),
    ]
    return {path: reader.page(path) for path in [*articles, *others]}


def test_there_are_many_vectors() -> None:
    assert len(VECTORS) >= 150


def test_no_element_and_no_attribute_comes_from_a_text(pages: dict[str, LexborHTMLParser]) -> None:
    nodes = [(path, node) for path, page in pages.items() for node in page.css("*")]

    assert {(path, node.tag) for path, node in nodes if node.tag not in ELEMENTS} == set()
    assert {(path, name) for path, node in nodes for name in node.attributes if name.lower() not in ATTRIBUTES} == set()


def test_every_address_is_of_this_archive_or_of_the_web(pages: dict[str, LexborHTMLParser]) -> None:
    links = [(path, node) for path, page in pages.items() for node in page.css("[href], [action]")]
    for path, node in links:
        target = str(node.attributes.get("href") or node.attributes.get("action"))
        if not re.match(r"/(?!/)|#", target):
            assert urlsplit(target).scheme in {"http", "https"}, (path, target)
            assert node.attributes["rel"] == "noopener nofollow ugc noreferrer"


def test_a_headline_is_read_as_it_was_written(pages: dict[str, LexborHTMLParser]) -> None:
    seen = Counter(
        " ".join(page.css("h1")[0].text().split()) for path, page in pages.items() if re.fullmatch(r"/a/\d+", path)
    )
    kept = [vector for vector in VECTORS[40:] if "\x02" not in vector]

    assert [vector for vector in kept if not seen[" ".join(vector.split())]] == []


@pytest.mark.parametrize("vector", VECTORS[::7])
def test_what_is_asked_is_answered_as_text(hostile: Path, vector: str) -> None:
    reader = Reader(hostile)
    for path in (
        f"/search?q={quote(vector)}",
        f"/search?site={quote(vector)}&from={quote(vector)}&sort={quote(vector)}",
    ):
        page = LexborHTMLParser(reader.get(path).text)

        assert {node.tag for node in page.css("*")} <= ELEMENTS
        assert {name.lower() for node in page.css("*") for name in node.attributes} <= ATTRIBUTES


def test_no_vector_is_an_address_that_runs() -> None:
    taken = [vector for vector in VECTORS if link_of(vector)]

    assert [one for one in taken if urlsplit(one).scheme not in {"http", "https"}] == []
