"""Pages of a small newspaper, drawn at random: every way in which pages of one article differ, and articles meet."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from parvis.records import Block, Layout, Page, Signal
from parvis.words import Access, Role
from tests.pages import block, make_page

HOST = "http://ledger.example/"
TITLES = ("The ferry and the fog", "A budget in the red", "Gulls over the market", "Nobody repairs the crane")
OTHER_TITLE = "Read all about it today"
LINES = (
    "The first ferry of the morning did not leave before noon, and nobody on the quay knew why.",
    "The first ferry of the morning did not leave before nine, and nobody on the quay knew why.",
    "Read our special edition on the harbour, every week, for 3 euros.",
    "Read our special edition on the harbour, every week, for 12 euros.",
    "Support the harbour's own newspaper today with a small sum.",
    "Support the harbour's own newspaper now with a small sum.",
    "Support the harbour's own newspaper today with a large sum.",
    "Photo: agency",
    "Gulls " * 70 + "scream over the market hall.",
    "A pilot said that the fog was thick and that the tide would not wait for the council of the town.",
)
PROMPTS = (
    (Role.LOGIN, "Already a subscriber? Log in to read on."),
    (Role.LOGIN, "Already a reader? Log in to read on."),
    (Role.NEWSLETTER, "You have 3 free articles left this month, sign up."),
    (Role.NEWSLETTER, "You have 2 free articles left this month, sign up."),
    (Role.CAPTION, "Photo: agency"),
    (Role.COMMENTS, "First!"),
)
LOCKED = (
    Signal(name="phrase.wall.strong", where="main", value="subscribe to read on"),
    Signal(name="state.locked", where="script", value="locked"),
    Signal(name="jsonld.not_free", where="jsonld", value="false"),
)
LAYOUTS = (Layout(digest="d" * 16, skeleton="html body article"), Layout(digest="e" * 16, skeleton="html body main"))
WALL = Layout(digest="f" * 16, skeleton="div p a")


def url_of(number: int, form: int) -> str:
    """An article's URLs: with its id under two sections, with a parameter, without its id."""
    slug = TITLES[number].lower().replace(" ", "-")
    return (
        HOST
        + (
            f"news/{slug}-{1_000_000 + number}.html",
            f"sport/{slug}-{1_000_000 + number}.html",
            f"news/{slug}-{1_000_000 + number}.html?ref=home",
            f"news/{slug}",
            f"news/{slug}?page={number}",
        )[form]
    )


NUMBERS, FORMS = st.integers(0, len(TITLES) - 1), st.integers(0, 4)
URLS = st.builds(url_of, NUMBERS, FORMS)


def page(
    number: int,
    form: int,
    title: str,
    lines: list[int],
    *,
    locked: bool,
    signals: bool,
    extra: list[Block],
    canonical: str | None,
    standfirst: str | None,
    layout: int,
    body: str,
) -> Page:
    made = make_page(
        url_of(number, form),
        *(LINES[line] for line in lines),
        headline=title or TITLES[number],
        access=Access.LOCKED if locked else Access.FREE,
        signals=LOCKED if signals else (),
        extra=extra,
    )
    return replace(
        made,
        metadata=replace(made.metadata, canonical_url=canonical, standfirst=standfirst),
        layout=LAYOUTS[layout],
        wall_layout=WALL if locked else Layout(),
        body_digest=body,
    )


def pages(*, truthful: bool = False) -> st.SearchStrategy[Page]:
    """A truthful page claims no URL but one of its own article's, under that article's title."""

    def of(number: int) -> st.SearchStrategy[Page]:
        claims = st.builds(url_of, st.just(number) if truthful else NUMBERS, FORMS)
        return st.builds(
            page,
            st.just(number),
            FORMS,
            st.sampled_from(["", f"{TITLES[number]} at noon"] + ([] if truthful else [OTHER_TITLE])),
            st.lists(st.integers(0, len(LINES) - 1), max_size=3),
            locked=st.booleans(),
            signals=st.booleans(),
            extra=st.lists(_extras(), max_size=3),
            canonical=st.none() | claims,
            standfirst=st.sampled_from([None, LINES[0], "A short word on it."]),
            layout=st.integers(0, 1),
            body=st.sampled_from(["", "b1", "b2"]),
        )

    return NUMBERS.flatmap(of)


def _extras() -> st.SearchStrategy[Block]:
    cards = st.builds(block, st.just(Role.RELATED), st.sampled_from(LINES), owner=URLS)
    return st.sampled_from([block(*prompt) for prompt in PROMPTS]) | cards


def background() -> list[Page]:
    """Twenty stories under two sections each: from these the site's article ids are learnt."""
    found = []
    for number in range(10):
        for section in ("news", "sport"):
            url = f"{HOST}{section}/tide-table-{2_000_000 + number}.html"
            found.append(make_page(url, f"Tide table number {'i' * number}.", headline=f"Tides {'i' * number}"))
    return found
