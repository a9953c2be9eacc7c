"""What `parvis read` prints: bands in reading order, a verdict in one sentence, sums that add up."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

import parvis
from parvis.page.explaining import reason_for, sum_signals
from parvis.records import Block, Page, Verdict
from parvis.terminal.anatomy import Anatomy, read_bands
from parvis.terminal.colours import FAMILIES, family_of
from parvis.terminal.page import page_view
from parvis.terminal.verdict import say_verdict
from parvis.words import Access, Delivery, Role
from tests.canary import URL, article, paragraphs
from tests.mechanisms import PROMPT
from tests.pages import block, make_page


def printed(*parts: object, width: int = 100, encoding: str = "utf-8", colour: bool = False) -> str:
    """What a terminal of some width shows."""
    raw = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="replace")
    console = Console(
        file=raw,
        width=width,
        color_system="truecolor" if colour else None,
        force_terminal=colour,
        highlight=False,
        markup=False,
    )
    for part in parts:
        console.print(part)
    raw.flush()
    raw.seek(0)
    return raw.read()


def shown(page: Page, *, width: int = 100, explain: bool = False) -> str:
    return printed(*page_view(page, explain=explain), width=width)


def blocks(*rows: tuple[Role, int]) -> list[Block]:
    return [block(role, "word " * words) for role, words in rows]


def withheld(words: int) -> Block:
    return Block(role=Role.WITHHELD, text="", words=words, path="p")


def bar_of(line: str) -> str:
    fills = {family.fill for family in FAMILIES} | set("▏▎▍▌▋▊▉")
    return "".join(character for character in line if character in fills)


def test_every_role_has_one_family() -> None:
    assert {role: family_of(role).name for role in Role}.keys() == set(Role)
    assert sum(len(family.roles) for family in FAMILIES) == len(Role)


def test_bands_stand_in_reading_order_and_blocks_of_one_role_together() -> None:
    rows = blocks(
        (Role.NAVIGATION, 2), (Role.NAVIGATION, 3), (Role.HEADLINE, 5), (Role.TEASER, 9), (Role.NAVIGATION, 1)
    )
    bands = read_bands(rows)

    assert [(band.role, band.words, band.blocks) for band in bands] == [
        (Role.NAVIGATION, 5, 2),
        (Role.HEADLINE, 5, 1),
        (Role.TEASER, 9, 1),
        (Role.NAVIGATION, 1, 1),
    ]


def test_the_frame_of_a_page_with_many_bands_is_drawn_together() -> None:
    frame = blocks(*[(Role.NAVIGATION, 3), (Role.RELATED, 5)] * 20)
    bands = read_bands([*frame, *blocks((Role.TEASER, 9)), *frame])

    assert [(band.role, band.words, band.others) for band in bands] == [
        (Role.RELATED, 160, (Role.NAVIGATION,)),
        (Role.TEASER, 9, ()),
        (Role.RELATED, 160, (Role.NAVIGATION,)),
    ]


BLOCKS = st.lists(
    st.builds(
        lambda role, words, text: Block(role=role, words=words, text="" if role is Role.WITHHELD else text, path="p"),
        st.sampled_from(Role),
        st.integers(0, 5_000),
        st.text(max_size=60),
    ),
    max_size=40,
)


@given(BLOCKS)
def test_no_word_is_lost_between_the_bands(rows: list[Block]) -> None:
    bands = read_bands(rows)

    assert sum(band.words for band in bands) == sum(row.words for row in rows)
    assert sum(band.blocks for band in bands) == len(rows)


@given(BLOCKS, st.integers(22, 120))
def test_a_line_is_never_wider_than_the_terminal(rows: list[Block], width: int) -> None:
    lines = printed(Anatomy(rows), width=width).splitlines()

    assert all(cell_len(line.rstrip()) <= width for line in lines)
    for band in read_bands(rows):
        assert any(line.startswith(str(band.role)) for line in lines)


def test_a_band_is_as_long_as_it_has_words() -> None:
    lines = printed(Anatomy(blocks((Role.TEASER, 400), (Role.BODY, 200), (Role.CAPTION, 1)))).splitlines()
    bars = [bar_of(line) for line in lines[1:4]]

    assert bars == ["█" * 30, "█" * 15, "▏"]


def test_withheld_text_is_a_length_and_nothing_else() -> None:
    line = printed(Anatomy([withheld(120), *blocks((Role.TEASER, 60))])).splitlines()[1]

    assert line.split() == ["withheld", "120", "░" * 30, "length", "only"]


@pytest.mark.parametrize("width", [80, 44, 24])
def test_a_page_can_be_read_without_colour_at_any_width(width: int) -> None:
    page = parvis.read_page(article("".join(paragraphs("Pb", 3)) + PROMPT), URL)
    text = shown(page, width=width)

    assert "\x1b" not in text
    assert "LOCKED" in text
    assert all(f"\n{role} " in text for role in ("navigation", "headline", "standfirst", "byline", "teaser", "wall"))


def test_colour_is_an_addition() -> None:
    rows = [withheld(5), *blocks(*((role, 3) for role in Role if role is not Role.WITHHELD))]
    coloured, plain = printed(Anatomy(rows), colour=True), printed(Anatomy(rows))

    assert "\x1b[38;2;0;158;115m" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


def test_a_terminal_that_knows_ascii_only_gets_ascii() -> None:
    rows = [withheld(50), *blocks(*((role, 30) for role in Role if role is not Role.WITHHELD))]

    assert "?" not in printed(Anatomy(rows), encoding="ascii")


SENTENCES = {
    Access.FREE: "Anyone can read the article: 3 words.",
    Access.METERED: "The text can be read now, but as one of a limited number: 3 of 103 words count as public.",
    Access.REGISTRATION: "3 of 103 words can be read; the rest is for readers with an account.",
    Access.LOCKED: "3 of 103 words can be read; the rest is for paying readers.",
    Access.CONSENT: "Nothing can be read before accepting tracking or paying.",
    Access.UNKNOWN: "Nothing tells whether readers get the text.",
}


def judged(page: Page, **verdict: object) -> Page:
    words = 0 if verdict["state"] is Access.FREE else 100
    return replace(page, access=Verdict(**verdict), withheld_words=words)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", Access)
def test_the_verdict_is_one_sentence(state: Access) -> None:
    page = judged(make_page(URL, "Three public words."), state=state)

    assert say_verdict(page) == SENTENCES[state]


def test_a_page_in_place_of_the_article_is_called_so() -> None:
    page = judged(make_page(URL), state=Access.UNKNOWN, delivery=Delivery.GATE)

    assert say_verdict(page) == "Another page stands in its place."


def test_the_verdict_names_confidence_mechanism_vendor_and_share() -> None:
    body = article(
        "".join(paragraphs("Pb", 2)) + "<p>[72% reste à lire]</p>",
        head='<script src="https://x.tinypass.com/x"></script>',
    )
    text = " ".join(shown(parvis.read_page(body, URL)).split())

    assert "72 % withheld, says the page" in text
    assert "90 % sure · truncated: the rest is not sent · wall by Piano" in text


def terms(page: Page) -> Sequence[float]:
    return [term.weight for term in sum_signals(page.signals).terms]


def test_the_sum_is_that_of_the_verdict() -> None:
    page = parvis.read_page(article("".join(paragraphs("Pb", 3)) + PROMPT), URL)
    summed = sum_signals(page.signals)

    assert summed.terms[: len(page.access.evidence)] == page.access.evidence
    assert summed.total == pytest.approx(summed.bias + sum(terms(page)))
    assert summed.chance > 0.5
    assert all(map(reason_for, summed.terms))


def test_a_reason_is_whole() -> None:
    page = parvis.read_page(article("".join(paragraphs("Pb", 3)), after=PROMPT), URL)

    assert not any(reason_for(term).startswith("Likewise") for term in sum_signals(page.signals).terms)


def test_explain_shows_every_signal_and_every_term() -> None:
    page = parvis.read_page(article("".join(paragraphs("Pb", 3)) + PROMPT), URL)
    text = shown(page, explain=True, width=200)

    assert all(signal.name in text for signal in page.signals)
    assert all(f"{term.weight:+.1f}" in text for term in sum_signals(page.signals).terms)
    assert "role navigation +2" in text
    assert "--explain" not in text


def test_nothing_of_a_page_is_printed_raw() -> None:
    body = article("<p>A \x1b[31mred\x9b line\u202e of the article that is long enough to be its text.</p>")
    page = parvis.read_page(body.replace(b"Ada Lind", "Ada \u202eLind".encode()), URL)

    assert not set(shown(page, explain=True)) & {"\x1b", "\x9b", "\u202e"}


def test_the_readme_shows_what_read_prints() -> None:
    root = Path(__file__).resolve().parents[1]
    readme = (root / "README.md").read_text(encoding="utf-8")
    example = readme.split("docs/example.html`:\n\n```text\n")[1].split("```")[0]
    lines = [
        line.rstrip() for line in shown(parvis.read_page((root / "docs/example.html").read_bytes(), URL)).splitlines()
    ]

    assert [line for line in example.splitlines() if line not in lines] == []
