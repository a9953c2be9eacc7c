"""Where the public text ends, decided upon lines made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from parvis.page.blocks import Fragment
from parvis.page.place import Place, Spoken
from parvis.page.prompts import find_prompts
from parvis.phrases import Hit, PhraseKind, Scope, Strength
from parvis.sites import Site
from parvis.words import Role
from tests.fragments import boundary, document, fragment, headline, hit

PAGE = document("".join(f"<p id=p{n}>x</p>" for n in range(9)) + "<div id=e class=empty></div><p id=z>x</p>")
H = headline(PAGE, "p0")
BODY = [fragment(PAGE, f"p{n}") for n in range(1, 9)]
PROMPT = "Subscribe to continue reading"


def test_without_gate_or_prompt_all_is_public() -> None:
    found = boundary(PAGE, [H, *BODY])

    assert (found.end, found.is_known) == (None, False)
    assert (set(found.gated), set(found.stops)) == (set(), set())
    assert found.public(8)


def test_text_ends_where_a_gate_begins() -> None:
    found = boundary(PAGE, [H, *BODY], "#p5", "#p3")

    assert (found.end, set(found.gated), found.is_known) == (3, {3, 5}, True)
    assert [found.public(index) for index in (2, 3, 4, 5)] == [True, False, False, False]


def test_a_gate_outside_the_article_ends_nothing_but_is_closed() -> None:
    aside = fragment(PAGE, "z", in_article=False)

    found = boundary(PAGE, [aside, H, *BODY], "#z")

    assert (found.end, set(found.gated)) == (None, {0})
    assert not found.public(0)
    assert found.public(1)


def test_a_gate_ends_the_text_of_a_page_without_an_article() -> None:
    lines = [fragment(PAGE, f"p{n}", in_article=False) for n in range(4)]

    found = boundary(PAGE, lines, "#p2")

    assert (found.place, found.end, found.is_known) == (None, 2, True)


def test_an_unreadable_gate_closes_everything() -> None:
    found = boundary(PAGE, [H, *BODY], "p:::[")

    assert (found.end, set(found.gated)) == (0, set(range(9)))


@pytest.mark.parametrize(
    ("prompt_at", "end", "known"), [(3, 3, True), (8, 8, True), (9, 9, False)], ids=["within", "last", "behind"]
)
def test_text_ends_at_a_prompt(prompt_at: int, end: int, known: bool) -> None:
    lines = [H, *BODY, fragment(PAGE, "z", in_article=False)]
    lines[prompt_at] = lines[prompt_at]._replace(text=PROMPT, words=4)

    found = boundary(PAGE, lines)

    assert (found.end, found.is_known) == (end, known)
    assert (found.public(end - 1), found.public(end)) == (True, False)


def test_a_paragraph_that_ends_in_a_prompt_is_public_up_to_it() -> None:
    long = fragment(PAGE, "p3", text=f"{'A word or two. ' * 20}{PROMPT}", words=84)

    found = boundary(PAGE, [H, *BODY[:2], long, *BODY[3:]])

    assert found.end == 4
    assert set(found.spoken.cuts) == {3}


def hidden(*numbers: int, count: int = 9, **rest: Any) -> list[Fragment]:
    return [H if n == 0 else fragment(PAGE, f"p{n}", visible=n not in numbers, words=20, **rest) for n in range(count)]


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        (hidden(5, 6), 5),
        (hidden(5), None),
        (hidden(1, count=6), 1),
        (hidden(1, count=7), None),
        (hidden(5, 6, role=Role.CAPTION), None),
        (hidden(5, 6, is_paragraph=False), None),
        (hidden(5, 6, in_article=False), None),
    ],
    ids=["many", "few", "a fifth", "less than a fifth", "captions", "no paragraphs", "no article"],
)
def test_text_ends_at_hidden_paragraphs_if_they_are_many(lines: list[Fragment], end: int | None) -> None:
    assert boundary(PAGE, lines).end == end


@pytest.mark.parametrize("hides", ["p0", "p1", "p5"])
def test_the_share_of_hidden_text_is_that_of_the_article(hides: str) -> None:
    other = fragment(PAGE, "z", in_article=False, words=500, visible=hides == "p5")
    lines = [H, *(line._replace(visible=line.element.get("id") not in ("p5", "p6")) for line in BODY), other]

    assert boundary(PAGE, lines).end == 5


EMPTY = document(
    "<p id=before>x</p><i class=first></i><h1 id=h>x</h1><i class=second></i><p id=a>x</p><i class=third></i>"
    "<p id=b>x</p><i class=fourth></i><p id=c>x</p><i class=fifth></i><p id=d>x</p>"
    "<i class=sixth></i><div class=full><p id=e>x</p></div>"
    "<i class=last></i>"
)


def empty_lines() -> list[Fragment]:
    outside = [fragment(EMPTY, ident, in_article=False) for ident in ("d", "e")]
    inside = [fragment(EMPTY, ident) for ident in "abc"]
    return [fragment(EMPTY, "before", in_article=False), headline(EMPTY, "h"), *inside, *outside]


@pytest.mark.parametrize(
    ("selector", "stops"),
    [
        (".first", set()),
        (".second", {2}),
        (".third", {3}),
        (".fourth", {4}),
        (".fifth", {5}),
        (".sixth", set()),
        (".full", set()),
        (".last", set()),
        (".none", set()),
    ],
)
def test_text_ends_at_an_empty_gate_within_the_article(selector: str, stops: set[int]) -> None:
    found = boundary(EMPTY, empty_lines(), selector)

    assert found.stops == stops
    assert found.end == min(stops, default=None)


def test_an_empty_gate_ends_the_text_of_a_page_without_an_article() -> None:
    lines = [line._replace(in_article=False) for line in empty_lines()]

    assert boundary(EMPTY, lines, ".first").stops == {1}
    assert boundary(EMPTY, lines, ".last").stops == {7}


@pytest.mark.parametrize(
    ("role", "visible", "stops"),
    [(Role.STANDFIRST, True, {6}), (Role.BODY, False, {6}), (Role.BODY, True, set())],
)
def test_where_no_text_is_shown_the_gate_stands_in_its_place(role: Role, visible: bool, stops: set[int]) -> None:
    """The gate stands past the lines behind the article: what follows it is withheld, whatever its boxes are called."""
    h, *rest = empty_lines()[1:]
    inside = [line._replace(role=role, visible=visible, in_article=n == 0) for n, line in enumerate(rest)]

    assert boundary(EMPTY, [empty_lines()[0], h, *inside], ".sixth").stops == stops
    assert boundary(EMPTY, [empty_lines()[0], h, *inside], ".first").stops == set()


def prompts(*hits: Hit, at: int = 4, **rest: Any) -> list[tuple[int, str, str, str, bool]]:
    """What is found where a line says so; the article has lines 3 to 8 of 12, its first paragraph is line 5."""
    lines = [fragment(PAGE, "z", in_article=False, role=Role.OTHER) for _ in range(45)]
    lines[6] = headline(PAGE, "p0")
    for n in range(7, 14):
        lines[n] = fragment(PAGE, "p1", is_paragraph=n > 8)
    lines[at] = lines[at]._replace(**rest)
    found = find_prompts(PAGE, lines, Spoken({at: hits}))
    assert Place.of(lines) == Place(6, 9, 13, 29)
    return [(f.index, f.name, f.place, f.value, f.ends) for f in found]


@pytest.mark.parametrize(
    ("kind", "strength", "at", "ends"),
    [
        (PhraseKind.WALL, Strength.STRONG, 10, True),
        (PhraseKind.REMAINING, Strength.STRONG, 10, True),
        (PhraseKind.REGISTRATION, Strength.STRONG, 10, True),
        (PhraseKind.LIMIT, Strength.STRONG, 10, True),
        (PhraseKind.WALL, Strength.STRONG, 7, True),
        (PhraseKind.WALL, Strength.STRONG, 14, True),
        (PhraseKind.WALL, Strength.STRONG, 0, False),
        (PhraseKind.WALL, Strength.STRONG, 40, False),
        (PhraseKind.METER, Strength.STRONG, 10, False),
        (PhraseKind.BADGE, Strength.STRONG, 10, False),
        (PhraseKind.METER, Strength.STRONG, 0, False),
        (PhraseKind.WALL, Strength.MEDIUM, 10, True),
        (PhraseKind.WALL, Strength.MEDIUM, 14, True),
        (PhraseKind.WALL, Strength.MEDIUM, 7, False),
        (PhraseKind.WALL, Strength.MEDIUM, 40, False),
        (PhraseKind.WALL, Strength.WEAK, 10, False),
        (PhraseKind.WALL, Strength.COUNTER, 10, False),
    ],
)
def test_a_phrase_ends_the_text_by_kind_strength_and_place(
    kind: PhraseKind, strength: Strength, at: int, ends: bool
) -> None:
    assert [found[-1] for found in prompts(hit(kind, strength), at=at)] == [ends]


def test_a_medium_phrase_of_overlays_ends_nothing() -> None:
    assert [f[-1] for f in prompts(hit(strength=Strength.MEDIUM, scope=Scope.OVERLAY), at=10)] == [False]
    assert [f[-1] for f in prompts(hit(scope=Scope.OVERLAY), at=10)] == [True]


@pytest.mark.parametrize(
    "kind",
    [
        *(PhraseKind.PROMO, PhraseKind.LOGIN, PhraseKind.NEWSLETTER, PhraseKind.OFFER, PhraseKind.DONATION),
        *(PhraseKind.CONSENT, PhraseKind.TECHNICAL),
    ],
)
def test_some_phrases_say_nothing_of_access(kind: PhraseKind) -> None:
    assert prompts(hit(kind), at=10) == []


def test_the_headline_and_the_cards_of_other_articles_say_nothing() -> None:
    assert prompts(hit(), at=6) == []
    assert prompts(hit(), at=10, owner="https://gazette.example/b") == []


@pytest.mark.parametrize(
    ("role", "strength", "at", "heard"),
    [
        (Role.NAVIGATION, Strength.STRONG, 10, True),
        (Role.NAVIGATION, Strength.MEDIUM, 10, False),
        (Role.NAVIGATION, Strength.STRONG, 14, False),
        (Role.FOOTER, Strength.STRONG, 10, False),
        (Role.COMMENTS, Strength.STRONG, 10, False),
        (Role.SHARE, Strength.STRONG, 10, False),
        (Role.CAPTION, Strength.STRONG, 10, False),
        (Role.RELATED, Strength.STRONG, 10, True),
        (Role.RELATED, Strength.MEDIUM, 10, False),
        (Role.BODY, Strength.MEDIUM, 10, True),
        (Role.BODY, Strength.WEAK, 10, True),
    ],
)
def test_a_line_speaks_for_the_article_by_its_role(role: Role, strength: Strength, at: int, heard: bool) -> None:
    assert bool(prompts(hit(strength=strength), at=at, role=role)) is heard


def test_what_is_found_is_told_in_order() -> None:
    counted = Hit(index=0, phrase=hit().phrase, start=0, percent=82.0)

    assert prompts(counted, hit(), hit(PhraseKind.METER), at=10) == [
        (10, "phrase.meter.strong", "article", "xx-1", False),
        (10, "phrase.wall.strong", "article", "xx-1", True),
        (10, "phrase.wall.strong", "article", "xx-1 82", True),
    ]


def test_what_is_found_is_told_by_place() -> None:
    lines = [headline(PAGE, "p0"), *BODY]

    found = find_prompts(PAGE, lines, Spoken({5: (hit(PhraseKind.METER),), 2: (hit(),)}))

    assert [f.index for f in found] == [2, 5]


def test_a_page_without_an_article_has_no_prompts() -> None:
    assert find_prompts(PAGE, [fragment(PAGE, "p1", in_article=False)], Spoken({0: (hit(),)})) == ()


def test_the_site_names_an_element_that_is_a_wall() -> None:
    site = Site(name="gazette", title="Gazette", home="https://gazette.example/", wall=("#p5",))
    lines = [H, *BODY]

    assert boundary(PAGE, lines, site=site).end == 5
    assert boundary(PAGE, lines).end is None
