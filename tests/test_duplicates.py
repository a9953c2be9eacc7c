"""Near duplicates across URLs and sites: which texts count as alike, and that nothing but the texts decides it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.archive.audit import audit
from parvis.archive.comparison import MIN_TELLING, compared_by
from parvis.archive.shingle_index import TEMPLATED
from parvis.cli import main
from parvis.identity import jaccard, prefix
from parvis.records import Page
from parvis.sites import Site
from tests.archives import LEDGER, Desk, open_desk
from tests.pages import day, make_page

GAZETTE = Site(name="gazette", title="The Gazette", home="http://gazette.example/", hosts=("gazette.example",))
AGENCY = (
    "Harbour pilots found a drifting barge without crew on Sunday night and towed it to the old fish quay, "
    "where the water police now keep it under guard until its owner is known."
)
REWRITTEN = AGENCY.replace("Sunday night", "Sunday evening").replace("old fish quay", "fish quay")


@dataclass
class Press:
    """One archive with two papers in it."""

    ledger: Desk
    gazette: Desk

    def store(self, *pages: Page, number: int = 1) -> None:
        for page in pages:
            (self.ledger if page.site == "ledger" else self.gazette).store([page], at=day(number))

    def finish(self) -> None:
        """The crawl ends; the next begins."""
        archive = self.ledger.archive
        archive.finish_crawl(self.ledger.crawl_id, now=day(50), reason="finished")
        self.ledger.crawl_id = self.gazette.crawl_id = archive.begin_crawl(
            sites=[LEDGER, GAZETTE], command="test", now=day(50)
        )
        self.ledger.held.clear()
        self.gazette.held.clear()

    def clusters(self) -> list[list[str]]:
        """The URLs of each cluster."""
        rows = self.ledger.rows("SELECT cluster, url FROM near_duplicates ORDER BY url")
        return sorted([url for other, url in rows if other == cluster] for cluster in {row[0] for row in rows})

    def pairs(self) -> list[tuple[object, ...]]:
        return sorted(self.ledger.rows(PAIRS))


PAIRS = """
SELECT min(one.url, two.url), max(one.url, two.url), method, jaccard, shared, telling
FROM near_pair JOIN article AS one ON one.id = article_id JOIN article AS two ON two.id = other_id
"""


def open_press(folder: Path) -> Press:
    desk = open_desk(folder / "archive.db")
    desk.archive.finish_crawl(desk.crawl_id, now=day(1), reason="finished")
    crawl = desk.archive.begin_crawl(sites=[LEDGER, GAZETTE], command="test", now=day(1))
    return Press(Desk(desk.archive, crawl), Desk(desk.archive, crawl, site=GAZETTE))


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Press]:
    press = open_press(tmp_path)
    yield press
    press.ledger.archive.close()


def ledger(name: str, *lines: str, headline: str = "A barge without a crew") -> Page:
    return make_page(f"http://ledger.example/{name}", *lines, headline=headline)


def gazette(name: str, *lines: str, headline: str = "Ghost ship in the harbour") -> Page:
    return make_page(f"http://gazette.example/{name}", *lines, headline=headline, site="gazette")


def test_an_agencys_text_in_two_papers_is_one_cluster(press: Press) -> None:
    press.store(ledger("1", AGENCY), gazette("2", AGENCY), gazette("3", "The mayor opens a bridge on the north side."))
    press.finish()

    assert press.clusters() == [["http://gazette.example/2", "http://ledger.example/1"]]
    assert press.pairs() == [("http://gazette.example/2", "http://ledger.example/1", "same", 1.0, 32, 19)]


def test_a_copy_with_some_words_changed_comes_with_its_evidence(press: Press) -> None:
    press.store(ledger("1", AGENCY), gazette("2", REWRITTEN))
    press.finish()
    [(_, _, method, likeness, shared, telling)] = press.pairs()

    assert (method, shared, telling) == ("shingles", 28, 16)
    assert likeness == pytest.approx(jaccard(compared_by("", AGENCY), compared_by("", REWRITTEN)), abs=1e-6)
    assert len(press.clusters()) == 1


def test_texts_that_are_half_alike_are_a_pair_and_no_cluster(press: Press) -> None:
    longer = f"{AGENCY} Nobody was hurt, say the pilots, and nobody has asked for the barge so far."
    press.store(ledger("1", AGENCY), ledger("2", longer))
    press.finish()

    assert [pair[3] for pair in press.pairs()] == [pytest.approx(32 / 47, abs=1e-6)]
    assert press.clusters() == []


def test_a_text_that_changes_leaves_its_cluster(press: Press) -> None:
    press.store(ledger("1", AGENCY), gazette("2", AGENCY))
    press.finish()
    press.store(gazette("2", "The barge belongs to a circus, its owner told this paper by telephone today."), number=2)
    press.finish()

    assert (press.clusters(), press.pairs()) == ([], [])
    assert audit(press.ledger.archive) == ()


def test_what_a_site_prints_over_three_articles_is_its_template(press: Press) -> None:
    """A column whose every issue begins alike: nothing is left that tells two issues apart, so nothing joins them."""
    opening = "The tides of the week, as the harbour master gives them to our readers every Friday morning"
    issues = [ledger(str(n), f"{opening} at {word} and later.") for n, word in enumerate(["seven", "nine", "noon"])]
    press.store(*issues[:2])
    press.finish()
    before = press.clusters()
    press.store(issues[2], number=2)
    press.finish()

    assert len(before) == 1
    assert press.clusters() == []
    assert audit(press.ledger.archive) == ()


def test_a_template_ceases_when_its_articles_change(press: Press) -> None:
    opening = "The tides of the week, as the harbour master gives them to our readers every Friday morning"
    press.store(
        *(ledger(str(n), f"{opening} at {word} and later.") for n, word in enumerate(["seven", "nine", "noon"]))
    )
    press.finish()
    press.store(ledger("2", "The harbour master has gone on leave and the tides come without him."), number=2)
    press.finish()

    assert press.clusters() == [["http://ledger.example/0", "http://ledger.example/1"]]
    assert audit(press.ledger.archive) == ()


def test_common_language_alone_joins_nothing_but_the_same_text_does(press: Press) -> None:
    """All shingles of the agency's text are templated by three articles each; the whole of it stands in one a site."""
    words = AGENCY.split()
    parts = [" ".join(words[:18]), " ".join(words[10:])]
    press.store(*(ledger(f"{p}{n}", f"{part} {'xyz'[n]}") for p, part in enumerate(parts) for n in range(3)))
    press.store(ledger("9", AGENCY), ledger("8", REWRITTEN), gazette("1", AGENCY))
    press.finish()

    assert press.clusters() == [["http://gazette.example/1", "http://ledger.example/9"]]


def test_short_texts_are_kept_apart(press: Press) -> None:
    press.store(ledger("1", "Read more here.", headline="Tides"), gazette("2", "Read more here.", headline="Tides"))
    press.finish()

    assert press.pairs() == []


def test_articles_that_become_one_leave_no_pair_behind(press: Press) -> None:
    press.store(ledger("1", AGENCY), ledger("2", AGENCY), gazette("3", REWRITTEN))
    press.finish()
    claiming = ledger("2", AGENCY)
    about = replace(claiming.metadata, canonical_url="http://ledger.example/1")
    press.store(replace(claiming, metadata=about), number=2)
    waiting = audit(press.ledger.archive)
    press.finish()

    assert waiting == audit(press.ledger.archive) == ()
    assert press.clusters() == [["http://gazette.example/3", "http://ledger.example/1"]]


def test_an_unchanged_look_makes_nothing_due(press: Press) -> None:
    press.store(ledger("1", AGENCY), gazette("2", AGENCY))
    press.finish()
    press.store(ledger("1", AGENCY), gazette("2", AGENCY), number=2)

    assert press.ledger.rows("SELECT * FROM uncompared") == []


def run(press: Press, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--db", str(press.ledger.archive.path), "duplicates", *arguments])


def test_the_command_lists_clusters(press: Press) -> None:
    press.store(ledger("1", AGENCY), gazette("2", AGENCY), ledger("3", "The mayor opens a bridge.", headline="Bridge"))
    press.finish()
    shown = run(press, "--across-sites")
    [cluster] = json.loads(run(press, "http://gazette.example/2", "--json").output)["clusters"]

    assert "A barge without a crew  2 articles, 2 sites" in shown.output
    assert "Ghost ship in the harbour" in shown.output
    assert "1 cluster; 1 article with too little text" in shown.output
    assert cluster["sites"] == ["ledger", "gazette"]
    assert [article["jaccard"] for article in cluster["articles"]] == [1.0, 1.0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["http://ledger.example/99"], "no article"),
        (["3"], "no near duplicates of 3"),
        (["--across-sites"], "no near duplicates in"),
        (["--site", "gazette"], "no near duplicates in"),
    ],
    ids=" ".join,
)
def test_an_empty_answer_says_what_is_not_there(press: Press, arguments: list[str], message: str) -> None:
    press.store(ledger("1", AGENCY), ledger("2", AGENCY), gazette("3", "The mayor opens a bridge."))
    press.finish()
    result = run(press, *arguments)

    assert (result.exit_code, result.stdout) == (3, "")
    assert message in result.stderr


def test_articles_that_wait_for_comparison_are_told_of(press: Press) -> None:
    press.store(ledger("1", AGENCY), ledger("2", AGENCY))

    assert "2 articles are compared when the next crawl ends" in run(press).stderr


WORDS = ("the tide", "a pilot found it", "barge", "on the quay", "at noon", "nobody was hurt", "so far", "in rain")
TEXTS = st.lists(st.sampled_from(WORDS), min_size=2, max_size=7).map(" ".join)
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
        if likeness >= 0.5 and (telling >= MIN_TELLING or same):
            method = "same" if a == b else "shingles"
            found.append((one[1], two[1], method, round(likeness, 6), len(a & b), telling))
    return sorted(found)
