"""`parvis health` and `parvis runs`: a line a site, exit codes, what failed with the remedy, killed runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parvis.archive import Archive
from parvis.archive.events import Failed
from parvis.archive.opening import writing
from parvis.cli import main
from parvis.words import Reason
from tests.archives import BASE, Desk, open_desk
from tests.health_press import good

NOW = datetime.now(UTC) - timedelta(hours=3)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(tmp_path / "archive.db", at=NOW)
    desk.store([good(number, published=NOW - timedelta(hours=2)) for number in range(4)], at=NOW)
    yield desk
    desk.archive.close()


def finish(desk: Desk, *, exit_code: int = 0) -> None:
    desk.archive.finish_crawl(desk.crawl_id, now=NOW, reason="finished", exit_code=exit_code)


def fail(desk: Desk, count: int, reason: Reason, *, at: datetime = NOW) -> None:
    for number in range(count):
        lease = desk.lease_of(f"{BASE}{reason}/{number}", at=at)
        desk.archive.apply([Failed(lease=lease, at=at, reason=reason)])


def run(desk: Desk, *arguments: str) -> Result:
    desk.archive.close()
    return CliRunner().invoke(main, ["--db", str(desk.archive.path), *arguments], catch_exceptions=False)


def test_a_site_that_is_well_has_one_line(desk: Desk) -> None:
    finish(desk)
    result = run(desk, "health", "--exit-code")

    assert result.exit_code == 0
    assert result.stdout.splitlines()[1].split() == [
        *("ledger", "ok", "3", "hours", "ago", "4", "4", "5", "hours", "ago"),
    ]
    assert len(result.stdout.splitlines()) == 2


def test_an_open_alarm_ends_with_four_and_says_its_numbers(desk: Desk) -> None:
    fail(desk, 5, Reason.REFUSED)
    finish(desk)
    result = run(desk, "health", "--exit-code")

    assert result.exit_code == 4
    assert "ledger blocked: all of the last 5 fetches were refused or told to wait (since" in result.stdout
    assert run(desk, "health").exit_code == 0


def test_what_failed_is_counted_and_retry_takes_it_from_there(desk: Desk) -> None:
    fail(desk, 2, Reason.UNREADABLE)
    fail(desk, 1, Reason.TOO_SLOW)
    finish(desk)
    result = run(desk, "health", "ledger")

    assert "3 URLs failed for good (too_slow 1, unreadable 2); to try again: parvis retry ledger [" in result.stdout
    assert run(desk, "retry", "ledger", "--reason", "unreadable").stdout.startswith("2 URLs due again")
    assert "1 URL failed for good (too_slow 1)" in run(desk, "health", "ledger").stdout


def test_the_json_has_figures_alarms_and_sentences(desk: Desk) -> None:
    fail(desk, 5, Reason.REFUSED)
    finish(desk)
    [site] = json.loads(run(desk, "health", "--json").stdout)["sites"]

    assert (site["site"], site["ok"], site["last_pages"], site["figures"]["blocked"]) == ("ledger", False, 4, 5)
    assert site["alarms"][0]["text"] == "all of the last 5 fetches were refused or told to wait"
    assert site["quarantine"] == {"refused": 5}


def test_a_site_that_no_crawl_has_measured_is_said_so(desk: Desk) -> None:
    assert "not measured" in run(desk, "health").stdout


@pytest.mark.parametrize("command", ["health", "runs"])
def test_an_unknown_site_is_nothing_found(desk: Desk, command: str) -> None:
    result = run(desk, command, "gazette")

    assert result.exit_code == 3
    assert "no site 'gazette'" in result.stderr


def test_a_site_that_is_not_crawled_any_more_is_found_out(desk: Desk) -> None:
    for number in range(20, 4, -1):
        at = NOW - timedelta(days=number)
        desk.archive.finish_crawl(desk.crawl_id, now=at, reason="finished")
        desk.crawl_id = desk.archive.begin_crawl(sites=[desk.site], command="test", now=at)
        desk.held.clear()
        desk.store([good(number, published=at)], at=at)
    result = run(desk, "health", "--exit-code")

    assert result.exit_code == 4
    assert "ledger overdue: last crawled 5 days ago; usually every 24 hours" in result.stdout


def test_the_runs_say_how_they_ended(desk: Desk) -> None:
    finish(desk, exit_code=4)
    [ended] = json.loads(run(desk, "runs", "--json").stdout)["runs"]

    assert (ended["reason"], ended["exit"], ended["stored"], ended["seconds"]) == ("finished", 4, 4, 0.0)
    assert ended["version"]


def test_a_killed_run_is_shown_as_such(desk: Desk) -> None:
    """Before the next crawl has found it, and after."""
    with writing(desk.archive.conn) as conn:
        conn.execute("UPDATE crawl SET boot_id = 'of another start of the machine'")
    assert [one["reason"] for one in json.loads(run(desk, "runs", "--json").stdout)["runs"]] == ["killed"]

    with Archive.open(desk.archive.path, "w") as archive:
        archive.begin_crawl(sites=[desk.site], command="test", now=NOW + timedelta(hours=1))
    _, second, first, version = run(desk, "runs").stdout.splitlines()
    assert ("running" in second, ">= 0 s killed" in first) == (True, True)
    assert version.startswith("runs 1 to 2: Parvis ")


def test_only_the_last_runs_are_listed(desk: Desk) -> None:
    for _ in range(3):
        desk.next_crawl(at=NOW)
    runs = json.loads(run(desk, "runs", "ledger", "--last", "2", "--json").stdout)["runs"]

    assert [one["id"] for one in runs] == [4, 3]
