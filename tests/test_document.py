from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from parvis.errors import EmptyPage, NotHtml, PageError, PageTooLarge
from parvis.page import read_page
from parvis.page.decoding import find_codec
from parvis.page.document import MAX_ATTRIBUTES, MAX_BYTES, MAX_TAGS, Document, decode, read_document

URL = "https://news.example/a"
EURO = "<p>50 € für Äpfel"


def read(body: bytes, content_type: str | None = None) -> Document:
    return read_document(body, URL, headers={"Content-Type": content_type} if content_type else None)


@pytest.mark.parametrize(
    ("body", "content_type", "encoding"),
    [
        (b"\xef\xbb\xbf<meta charset=latin1>" + EURO.encode(), "text/html; charset=koi8-r", "utf-8"),
        (EURO.encode("utf-16"), None, "utf-16le"),
        (EURO.encode("utf-16-be"), None, "utf-16be"),
        (EURO.encode("cp1252"), "text/html;charset=windows-1252", "windows-1252"),
        (b"<meta charset=iso-8859-15>" + EURO.encode("iso8859-15"), 'text/html; charset="no-such"', "iso-8859-15"),
        (
            b"<meta content='text/html; charset=euc-jp' http-equiv=content-type>" + "<p>東京".encode("euc-jp"),
            None,
            "euc-jp",
        ),
        (b"<!-- <meta charset=euc-jp> -->" + EURO.encode("cp1252"), None, "windows-1252"),
        (EURO.encode(), None, "utf-8"),
        (EURO.encode("cp1252"), None, "windows-1252"),
    ],
)
def test_encoding_is_told_in_the_order_of_browsers(body: bytes, content_type: str | None, encoding: str) -> None:
    text, name, replacements = decode(body, content_type)

    assert (name, replacements) == (encoding, 0)
    assert "für Äpfel" in text or "東京" in text


@pytest.mark.parametrize(
    ("body", "content_type", "encoding"),
    [
        (b"<meta charset=iso-8859-1>" + EURO.encode(), None, "utf-8"),
        (EURO.encode(), "text/html; charset=iso-8859-1", "utf-8"),
        (b"<meta charset=utf-8>" + EURO.encode("cp1252"), None, "windows-1252"),
    ],
    ids=["meta says latin1", "http says latin1", "meta says utf-8"],
)
def test_a_lying_charset_still_gives_a_readable_page(body: bytes, content_type: str | None, encoding: str) -> None:
    document = read(body, content_type)

    assert document.encoding == encoding
    assert document.root.text_content().endswith("50 € für Äpfel")


def test_characters_that_the_encoding_does_not_know_are_counted() -> None:
    assert decode("<p>Äpfel ".encode() * 5 + b"\xff", "text/html; charset=utf-8")[1:] == ("utf-8", 1)


def test_browsers_choice_of_encoding_is_met_on_the_cases_of_html5lib(shared: Path) -> None:
    cases = [case for file in sorted((shared / "suites/encoding").glob("*.dat")) for case in _cases(file.read_bytes())]
    missed = [body for body, expected in cases if not _same(body, decode(body)[1], expected)]

    # One case is UTF-8 that calls itself EUC-JP: read as what it is.
    assert (len(cases), len(missed)) == (82, 1)


def _cases(file: bytes) -> list[tuple[bytes, str]]:
    parts = (case.partition(b"#encoding\n") for case in file.split(b"#data\n")[1:])
    return [(body.removesuffix(b"\n"), expected.split(b"\n")[0].decode().strip()) for body, _, expected in parts]


def _same(body: bytes, found: str, expected: str) -> bool:
    ascii_as_utf8 = expected.lower() == "windows-1252" and found == "utf-8" and body.isascii()
    return ascii_as_utf8 or find_codec(found) == find_codec(expected)


@pytest.mark.parametrize("body", [b"", b" \r\n\t", b"\0\0"])
def test_a_page_without_bytes_is_empty(body: bytes) -> None:
    with pytest.raises(EmptyPage):
        read(body)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"%PDF-1.7 ...", "text/html"),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"\x1f\x8b\x08\0\0", None),
        (bytes(range(256)) * 4, "text/html"),
        (b' {"headline": "<p>x</p>"}', "text/html"),
        (b"<?xml version='1.0'?>\n<!-- x --><rss version='2.0'><channel/></rss>", None),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'/>", None),
        (b"<urlset><url/></urlset>", "text/html"),
        (b"plain words", None),
        (b"<!-- nothing -->", None),
    ],
)
def test_what_is_no_page_is_refused_as_such(body: bytes, content_type: str | None) -> None:
    with pytest.raises(NotHtml):
        read(body, content_type)


@pytest.mark.parametrize(
    "body",
    [
        b"<p>" + b"x" * MAX_BYTES,
        b"<p>x" * (MAX_TAGS + 1),
        b"<div " + b" ".join(b"a%d=1" % number for number in range(40_000)) + b">x",
        b"<p " + b"a " * (MAX_ATTRIBUTES + 2) + b">x",
        b"<div>" * 100_000 + b"x",
        b"<b n><i n>" * 20_000 + b"x",
        b"<a " * 1_600_000,
    ],
    ids=["bytes", "tags", "attributes", "bare attributes", "nesting", "formatting", "starts"],
)
def test_floods_are_refused_before_they_cost_time(body: bytes) -> None:
    with pytest.raises(PageTooLarge):
        read(body)


@pytest.mark.parametrize(
    "body", [b"<script>" + b"a <b c " * 3000 + b"</script><p>x", b"<p data-x='" + b"a b " * 3000 + b"'>x"]
)
def test_a_long_script_or_attribute_is_no_flood(body: bytes) -> None:
    assert read(body).root.text_content().endswith("x")


def test_nul_bytes_do_not_end_the_page() -> None:
    assert read(b"<html><p>on\0e<p>two").root.text_content() == "onetwo"


def test_links_are_relative_to_the_base_element() -> None:
    assert read(b"<base href='/x/'><p>a").base_url == "https://news.example/x/"
    assert read(b"<base href='http://[bad'><p>a").base_url == URL


def test_a_document_does_not_show_its_text() -> None:
    assert "secret" not in repr(read(b"<p>secret"))


@given(
    st.binary()
    | st.binary().map(lambda tail: b"<html><body>" + tail)
    | st.text().map(lambda text: f"<p>{text}".encode())
)
def test_any_bytes_give_a_document_or_a_page_error(body: bytes) -> None:
    try:
        document = read(body)
    except PageError:
        return
    assert document.root is not None


@pytest.mark.parametrize(
    "source",
    [
        "<title>t</title><article id=first><p>Text</p></article>",
        "<!doctype html><html><title>t</title><style>p{}</style><main id=first><p>Text</p></main><div>more</div>",
        "<html><head><meta name=a><header id=first>Text</header><script>1</script></head><body class=b><p>more</body>",
        "<title>t</title><script>1</script><svg id=first></svg><section>Text</section>",
    ],
)
def test_a_head_ends_at_the_first_element_that_is_none_of_its_own(source: str) -> None:
    root, oracle = read(source.encode()).root, LexborHTMLParser(source)

    body = root.find("body")

    assert body is not None
    assert body[0].get("id") == "first"
    assert oracle.body is not None
    assert [e.tag for e in body.iter()] == [node.tag for node in oracle.body.traverse()]


def test_a_head_that_ends_itself_is_left_alone() -> None:
    root = read(b"<head><title>t</title><noscript><link></noscript></head><body><main>Text</main>").root

    assert [e.tag for e in root] == ["head", "body"]
    assert [e.tag for e in root[0]] == ["title", "noscript"]


def test_an_article_is_read_where_the_tags_of_head_and_body_are_left_out() -> None:
    text = "The first paragraph of the report stands open to every reader of the page, whatever its tags."
    source = f"<title>t</title><article><h1>The council votes</h1><p>{text}</article>"

    assert read_page(source.encode(), URL).teaser == text
