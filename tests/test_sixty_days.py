"""Two months of a newspaper in seconds: nothing is asked for without need, and whatever changes is seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from parvis.archive import Archive, queries
from parvis.archive.audit import audit
from parvis.archive.revisits import DAY, HOUR, LADDER, SAMPLE
from parvis.archive.site_events import site_events
from parvis.words import Access, EventKind
from tests.pages import NOW
from tests.simulated_site import FEED, TICK, Edit, Simulation, Story

DAYS = 60
EVERY = 8 * HOUR  # a story
COUNT = 90  # stories: one month's
EDITS = {
    # what happens to a story, when, and the age at which it must have been seen
    1: (Edit(after=3 * HOUR, headline="Higher tide"), 6 * HOUR),
    2: (Edit(after=2 * DAY, access=Access.LOCKED), 7 * DAY),
    3: (Edit(after=21 * DAY, headline="Correction: low tide"), 30 * DAY),
    4: (Edit(after=10 * DAY, status=410), 30 * DAY),
    5: (Edit(after=12 * HOUR, status=404), DAY),
    6: (Edit(after=12 * HOUR, headline="A tide", access=Access.METERED), DAY),
}
SILENT = range(11, 21)  # stories that are locked after two days under the ETag they had; 15 is of the sample
QUIET = range(41, COUNT + 1)  # stories that stay as they are


def stories() -> list[Story]:
    edits = {number: (edit,) for number, (edit, _) in EDITS.items()}
    edits |= {number: (Edit(after=2 * DAY, access=Access.LOCKED, silent=True),) for number in SILENT}
    return [
        Story(number=number, published_at=NOW + (number - 1) * EVERY, edits=edits.get(number, ()))
        for number in range(1, COUNT + 1)
    ]


@contextmanager
def simulated(path: Path, written: Sequence[Story], *, days: int = DAYS, entries: int = 20) -> Iterator[Simulation]:
    with Archive.open(path, "w") as archive:
        archive.conn.execute("PRAGMA synchronous = OFF")  # months that a power cut may take with it
        simulation = Simulation(archive, written, NOW, entries)
        simulation.run(NOW + days * DAY)
        yield simulation


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulation]:
    with simulated(tmp_path_factory.mktemp("sixty") / "archive.db", stories()) as simulation:
        yield simulation


def late(world: Simulation, number: int) -> timedelta:
    """The ladder begins at the first sight, when the feed was read, and the timer calls now and then."""
    return world.looks(number)[0] + 2 * TICK


def found_after(world: Simulation, number: int) -> timedelta:
    """The age at which the archive saw that a story was no longer what it had been."""
    query = """
        SELECT min(at) FROM observation JOIN article ON article.id = article_id
        WHERE article.url = ? AND change = 'changed'
    """
    story = world.stories[number - 1]
    (at,) = world.archive.conn.execute(query, (story.url,)).fetchone()
    return datetime.fromisoformat(at) - story.published_at


@pytest.mark.parametrize("number", EDITS)
def test_a_planted_change_is_found_within_its_interval(world: Simulation, number: int) -> None:
    edit, seen_by = EDITS[number]

    assert edit.after <= found_after(world, number) <= seen_by + late(world, number)


@pytest.mark.parametrize("number", [number for number, (edit, _) in EDITS.items() if edit.status == 200])
def test_a_story_that_changed_comes_back_sooner(world: Simulation, number: int) -> None:
    ages = world.looks(number)
    seen = ages.index(found_after(world, number))

    assert ages[seen + 1] - ages[seen] <= (ages[seen] - ages[seen - 1]) * 0.8 + TICK


@pytest.mark.parametrize("number", [number for number, (edit, _) in EDITS.items() if edit.status != 200])
def test_what_disappeared_is_looked_at_once_more_a_week_later(world: Simulation, number: int) -> None:
    story = world.stories[number - 1]
    query = "SELECT observation.status, gone_at IS NOT NULL FROM observation JOIN article ON article.id = article_id"
    rows = world.archive.conn.execute(query + " WHERE article.url = ? ORDER BY at", (story.url,)).fetchall()
    ages = world.looks(number)

    assert rows[-3:] == [(304, 1), (story.edits[0].status, 1), (story.edits[0].status, 1)]
    assert 7 * DAY <= ages[-1] - ages[-2] <= 7 * DAY + TICK


@pytest.mark.parametrize("number", SILENT)
def test_a_wall_that_comes_under_the_old_etag_is_found_after_a_week_in_the_sample_and_then_everywhere(
    world: Simulation, number: int
) -> None:
    is_of_sample = world.number_of(number) % SAMPLE == 0

    assert found_after(world, number) <= (7 if is_of_sample else 30) * DAY + late(world, number)


def test_the_site_is_noted_as_one_whose_etags_lie(world: Simulation) -> None:
    [event] = site_events(world.archive, kind=EventKind.STALE_VALIDATORS)

    assert int(event.detail["url"].rpartition("/")[2]) in SILENT


def test_an_unchanged_site_costs_six_requests_an_article_and_almost_no_body(tmp_path: Path) -> None:
    written = [Story(number=number, published_at=NOW) for number in range(1, 61)]
    with simulated(tmp_path / "archive.db", written, entries=len(written)) as world:
        report(world, "an unchanged site")
        assert {tuple(world.rungs(story.number)) for story in written} == {(timedelta(), *LADDER)}
        assert world.share_without_body() >= 0.95
        assert audit(world.archive) == ()
        assert queries.status(world.archive, now=world.now).sites[0].versions == len(written)


def test_a_living_site_is_asked_little_and_its_ledger_balances(world: Simulation) -> None:
    report(world, "a living site")
    status = queries.status(world.archive, now=world.now)

    assert max(len(world.looks(number)) for number in range(1, COUNT + 1)) <= 9
    assert {len(world.looks(number)) for number in QUIET} <= {6, 7}
    assert world.requests(FEED) < 24 * DAYS / 4  # 3 stories a day
    assert status.articles.balance == status.sources.balance == 0
    assert (status.articles.excluded, status.articles.failed) == ({"gone": 2}, {})
    assert audit(world.archive) == ()


def test_what_is_not_due_is_not_asked_for(world: Simulation) -> None:
    """Of all that a crawl of everything would ask for at each call of the timer."""
    known = sum(int((DAYS * DAY - (story.published_at - NOW)) / TICK) for story in world.stories)

    assert sum(asked.url != FEED for asked in world.asked) / known < 0.002


@pytest.mark.soak
def test_a_year_of_an_unchanged_site_is_asked_for_less_and_less(tmp_path: Path) -> None:
    written = [Story(number=number, published_at=NOW + number * 6 * HOUR) for number in range(1, 401)]
    with simulated(tmp_path / "archive.db", written, days=365) as world:
        report(world, "a year")
        assert max(len(world.looks(story.number)) for story in written) <= 10
        assert audit(world.archive) == ()


def report(world: Simulation, what: str) -> None:
    articles = [asked for asked in world.asked if asked.url != FEED]
    print(  # noqa: T201  the figures
        f"\n{what}: {world.runs} crawls, {world.requests(FEED)} requests for the feed, "
        f"{len(articles) / len(world.stories):.2f} an article; {world.share_without_body():.1%} of the revisits 304"
    )
