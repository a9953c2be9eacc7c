"""How long a host is left alone."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.crawl.politeness import LONGEST_WAIT, Politeness, check_delay, parse_retry_after
from parvis.errors import CrawlError
from parvis.sites import Site

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
PROXY = "http://127.0.0.1:8811"


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
    assert Politeness(delay=asked).delay_of(site(of_site)) == seconds


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
    politeness = Politeness()

    politeness.pause("a.example", 60)
    politeness.pause("a.example", 10)

    assert 59 < politeness.wait_of("a.example") <= 60
    assert politeness.wait_of("b.example") == 0


def test_the_longest_wish_of_a_host_is_a_floor_that_nothing_lowers() -> None:
    slot = SimpleNamespace(delay=0.0)
    downloader = SimpleNamespace(per_slot_settings={}, slots={"a.example": slot})
    politeness = Politeness()
    politeness.attach(cast("Any", downloader))

    delays = []
    for wish in (5.0, 20.0, 5.0, 86_400.0, 0.0):
        politeness.keep("a.example", wish)
        delays.append((slot.delay, downloader.per_slot_settings["a.example"]["delay"]))

    assert delays == [(5.0, 5.0), (20.0, 20.0), (20.0, 20.0), (300.0, 300.0), (300.0, 300.0)]


def test_the_gap_holds_from_one_run_to_the_next() -> None:
    waits = {}
    for quiet_for in (None, 0.0, 600.0):
        politeness = Politeness(quiet_for=quiet_for)
        politeness.attach(cast("Any", SimpleNamespace(per_slot_settings={}, slots={})))
        politeness.keep("a.example", 5.0)
        politeness.keep("a.example", 300.0)  # its robots.txt asks for more
        waits[quiet_for] = politeness.wait_of("a.example")

    assert (waits[None], waits[600.0]) == (0, 0)
    assert 240 < waits[0.0] <= 300
