"""How long a host is left alone."""

from __future__ import annotations

from datetime import UTC, datetime
from math import inf
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.crawl.clock import ClockAt
from parvis.crawl.ending import Waiting
from parvis.crawl.host_book import HostBook
from parvis.crawl.politeness import BUDGET, Politeness, check_delay
from parvis.errors import CrawlError
from parvis.patience import JITTER, LONGEST_WAIT, parse_retry_after, with_jitter
from parvis.sites import Site

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
PROXY = "http://127.0.0.1:8811"


def book() -> HostBook:
    return HostBook(clock=ClockAt(NOW))


def site(delay: float | None) -> Site:
    return Site(name="press", title="Press", home="https://press.example/", delay=delay)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Wed, 25 Nov 2026 12:02:00 GMT", 120.0),
        ("Wed, 25 Nov 2026 11:00:00 GMT", 0.0),
        ("Wed, 25 Nov 2026 12:02:00", 120.0),
        ("99999999999", LONGEST_WAIT),
        ("Wed, 25 Nov 2099 12:00:00 GMT", LONGEST_WAIT),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, NOW) == seconds


@given(st.text(max_size=80))
def test_any_retry_after_is_a_bounded_wait_or_none(value: str) -> None:
    seconds = parse_retry_after(value, NOW)

    assert seconds is None or 0 <= seconds <= LONGEST_WAIT


@pytest.mark.parametrize(
    ("asked", "of_site", "seconds"),
    [(None, None, 5.0), (None, 9.0, 9.0), (None, 2.0, 5.0), (7.0, None, 7.0), (7.0, 9.0, 9.0), (0.0, 9.0, 0.0)],
)
def test_the_longest_wish_counts_but_for_servers_of_our_own(
    asked: float | None, of_site: float | None, seconds: float
) -> None:
    assert Politeness(hosts=book(), delay=asked).delay_of(site(of_site)) == seconds


@pytest.mark.parametrize(
    ("delay", "proxy", "targets"),
    [
        (0.0, None, ["https://press.example/"]),
        (4.9, "http://proxy.example:80", ["http://127.0.0.1/"]),
        (0.0, None, ["http://127.0.0.1/", "https://press.example/"]),
        (0.0, None, []),
        (-1.0, PROXY, []),
    ],
)
def test_a_short_delay_is_refused_for_the_servers_of_others(
    delay: float, proxy: str | None, targets: list[str]
) -> None:
    with pytest.raises(CrawlError, match="delay"):
        check_delay(delay, proxy=proxy, targets=targets)


@pytest.mark.parametrize(
    ("delay", "proxy", "targets"),
    [
        (0.0, PROXY, ["https://press.example/"]),
        (0.0, None, ["http://localhost:80/"]),
        (5.0, None, []),
        (None, None, []),
    ],
)
def test_other_delays_are_taken(delay: float | None, proxy: str | None, targets: list[str]) -> None:
    check_delay(delay, proxy=proxy, targets=targets)


def test_a_host_that_asked_to_wait_waits_and_no_other_does() -> None:
    hosts = book()
    politeness = Politeness(hosts=hosts)

    hosts.note_answer("a.example", 429, 60)
    hosts.note_answer("a.example", 200, None)

    assert 59 < politeness.wait_of("a.example") <= 60
    assert politeness.wait_of("b.example") == 0
    with pytest.raises(Waiting):
        politeness.turn("a.example")


@given(st.floats(0, 300), st.floats(0, 1))
def test_chance_only_makes_a_gap_longer(floor: float, chance: float) -> None:
    assert floor <= with_jitter(floor, chance) <= floor * (1 + JITTER)


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_the_longest_wish_of_a_host_is_a_floor_that_nothing_lowers(chance: float) -> None:
    downloader = SimpleNamespace(slots={})
    politeness = Politeness(hosts=book(), chance=lambda: chance)
    politeness.attach(cast("Any", downloader))

    delays = []
    for wish in (5.0, 20.0, 5.0, 86_400.0, 0.0):
        politeness.keep("a.example", wish)
        politeness.turn("a.example")
        slot = downloader.slots["a.example"]
        delays.append(slot.download_delay() / (1 + JITTER * chance))

    assert delays == pytest.approx([5.0, 20.0, 20.0, 300.0, 300.0])
    assert slot.concurrency == 1


def test_a_budget_is_spent_to_the_last_request_and_not_beyond() -> None:
    politeness = Politeness(hosts=book())
    politeness.turn("a.example")  # robots.txt belongs to no site
    politeness.turn("a.example", 3)
    politeness.turn("a.example", 3)

    assert politeness.spent == politeness.left_alone(300) == {"a.example"}
    with pytest.raises(Waiting):
        politeness.turn("a.example")


@pytest.mark.parametrize(
    ("asked", "of_site", "budget"),
    [(None, None, BUDGET), (0.0, None, inf), (None, 7, 7), (0.0, 7, 7), (9.0, None, BUDGET)],
)
def test_a_budget_is_the_sites_or_a_generous_one(asked: float | None, of_site: int | None, budget: float) -> None:
    paper = Site(name="press", title="Press", home="https://press.example/", max_requests=of_site)

    assert Politeness(hosts=book(), delay=asked).budget_of(paper) == budget


def test_the_gap_holds_from_one_run_to_the_next() -> None:
    waits = {}
    for quiet_for in (None, 0.0, 600.0):
        politeness = Politeness(hosts=book(), quiet_for=quiet_for)
        politeness.attach(cast("Any", SimpleNamespace(slots={})))
        politeness.keep("a.example", 5.0)
        politeness.keep("a.example", 300.0)  # its robots.txt asks for more
        waits[quiet_for] = politeness.wait_of("a.example")

    assert (waits[None], waits[600.0]) == (0, 0)
    assert 240 < waits[0.0] <= 300


def test_the_gap_counts_from_the_end_of_an_answer() -> None:
    politeness = Politeness(hosts=book(), quiet_for=600.0)
    politeness.attach(cast("Any", SimpleNamespace(slots={})))
    politeness.keep("a.example", 300.0)

    before = politeness.wait_of("a.example")
    politeness.answered("a.example")

    assert before == 0
    assert 240 < politeness.wait_of("a.example") <= 300
