"""The clock of a crawl."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from parvis.crawl.clock import ClockAt, RealClock


def test_the_real_clock_is_aware_and_in_utc() -> None:
    assert RealClock().now().utcoffset() == timedelta(0)


def test_a_chosen_day_begins_at_its_start_and_goes_on() -> None:
    start = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)

    clock = ClockAt(start)
    first, second = clock.now(), clock.now()

    assert start <= first <= second < start + timedelta(minutes=1)


def test_a_chosen_day_is_told_in_utc() -> None:
    clock = ClockAt(datetime(2026, 3, 29, 3, 30, tzinfo=timezone(timedelta(hours=2))))

    assert clock.now().replace(second=0, microsecond=0) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_a_start_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        ClockAt(datetime(2026, 3, 29))
