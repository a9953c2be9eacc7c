"""The pairs of near duplicates are those of every text beside every other, whatever the order and the crawls."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.archive.audit import audit
from parvis.archive.comparison import MIN_TELLING, compared_by
from parvis.archive.shingle_index import TEMPLATED
from parvis.identity import ALIKE, jaccard, prefix
from parvis.records import Page
from tests.archives import Desk
from tests.two_papers import AGENCY, GAZETTE, Press, gazette, ledger, open_press

OPENINGS = ("From the harbour of our town:", "Our reader writes about the tides of this week and last.", "")
ENDINGS = (
    " ".join(AGENCY.split()[:16]),
    " ".join(AGENCY.split()[12:]),
    "The mayor opens a bridge that nobody has asked for.",
)


def edited(opening: str, ending: str, edits: list[tuple[int, str]]) -> str:
    words = f"{opening} {ending}".split()
    for place, word in edits:
        words[place % len(words)] = word
    return " ".join(words)


EDITS = st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["rain", "noon"])), max_size=2)
TEXTS = st.builds(edited, st.sampled_from(OPENINGS), st.sampled_from(ENDINGS), EDITS)
PAGES = st.builds(
    lambda make, number, text, claimed: claim(make(str(number), text), claimed),
    st.sampled_from([ledger, gazette]),
    st.integers(0, 5),
    TEXTS,
    st.one_of(st.none(), st.none(), st.none(), st.integers(0, 5)),
)


def claim(page: Page, number: int | None) -> Page:
    """The page with another one's URL for its canonical one, or as it is."""
    host = page.url.rsplit("/", 1)[0]
    about = replace(page.metadata, canonical_url=f"{host}/{number}") if number is not None else page.metadata
    return replace(page, metadata=about)


LOOKS = st.lists(PAGES, min_size=3, max_size=12).flatmap(lambda pages: st.permutations(list(enumerate(pages, 1))))


@settings(max_examples=60, deadline=None)
@given(looks=LOOKS, breaks=st.sets(st.integers(0, 11), max_size=3))
def test_pairs_follow_from_the_texts_alone(looks: Sequence[tuple[int, Page]], breaks: set[int]) -> None:
    """In whatever order pages come and however many crawls they take: all pairs, and no others."""
    with TemporaryDirectory() as folder, closing(open_press(Path(folder)).ledger.archive) as archive:
        press = Press(Desk(archive, 2), Desk(archive, 2, site=GAZETTE))
        for place, (number, page) in enumerate(looks):
            press.store(page, number=number)
            if place in breaks:
                press.finish()
        press.finish()

        assert audit(archive) == ()
        assert press.pairs() == brute_force(press)


def brute_force(press: Press) -> list[tuple[object, ...]]:
    """Every article's text beside every other's."""
    texts = {
        (site, url): compared_by(headline or "", teaser)
        for site, url, headline, teaser in press.ledger.rows("SELECT site, url, headline, teaser FROM articles")
    }
    places = Counter((site, key) for (site, _), keys in texts.items() for key in prefix(keys))
    counted = {url: sum(places[site, key] < TEMPLATED for key in prefix(keys)) for (site, url), keys in texts.items()}
    assert counted == dict(press.ledger.rows("SELECT url, telling FROM fingerprint JOIN article ON id = article_id"))
    wholes = Counter((site, keys) for (site, _), keys in texts.items())
    found = []
    for (one, a), (two, b) in combinations(sorted(texts.items(), key=lambda item: item[0][1]), 2):
        sites = {one[0], two[0]}
        telling = sum(all(places[site, key] < TEMPLATED for site in sites) for key in {*prefix(a)} & {*prefix(b)})
        same = a == b and bool(a) and all(wholes[site, a] < TEMPLATED for site in sites)
        likeness = jaccard(a, b)
        if likeness >= ALIKE and (telling >= MIN_TELLING or same):
            method = "same" if a == b else "shingles"
            found.append((one[1], two[1], method, round(likeness, 6), len(a & b), telling))
    return sorted(found)
