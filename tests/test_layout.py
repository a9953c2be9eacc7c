import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.page.document import read_document
from parvis.page.layout import MAX_SKELETON, read_layout
from parvis.records import Layout


def layout(paragraphs: int = 3, *, related: int = 2, words: str = "text", main: str = "story") -> Layout:
    cards = f'<div class="card"><a href=/x>{words}</a></div>' * related
    body = f"<p>{words}</p>" * paragraphs
    top = f'<header class="top"><nav>{words}</nav></header>'
    page = f'<body>{top}<main class="{main} css-1x2y3z">{body}</main><aside>{cards}</aside>'
    return read_layout(read_document(page.encode(), "https://news.example/a"))


def test_two_articles_of_one_template_have_one_digest() -> None:
    assert layout(3, words="one") == layout(12, related=7, words="other")


def test_another_template_has_another_digest() -> None:
    assert layout(main="story").digest != layout(main="gallery").digest


def test_the_digest_has_sixteen_hexadecimal_digits_and_the_skeleton_no_text() -> None:
    found = layout(words="secret")

    assert len(found.digest) == 16
    assert int(found.digest, 16) >= 0
    assert found.skeleton == "body(header.top(nav) main.story aside(div.card+))"


@pytest.mark.parametrize(
    "page", ["<body>", "<p>x", "<frameset>", "<text><html><body><div><p>x</div></body></html></text>"]
)
def test_any_page_has_a_layout(page: str) -> None:
    assert read_layout(read_document(page.encode(), "https://news.example/a")).skeleton.startswith("body")


@given(
    st.lists(st.sampled_from(["<div class=a>", "<section>", "</div>", "<main id=x>", "<aside>", "text"]), max_size=400)
)
def test_the_skeleton_is_bounded(parts: list[str]) -> None:
    page = "<html><body>" + "".join(f"{part[:-1]} class=c{chr(97 + index % 26)}>" for index, part in enumerate(parts))

    assert len(read_layout(read_document(page.encode(), "https://news.example/a")).skeleton) <= MAX_SKELETON
