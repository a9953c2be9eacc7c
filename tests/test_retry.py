"""What has failed is fetched again when a person says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parvis.archive.audit import audit
from parvis.archive.events import Excluded, Failed
from parvis.cli import main
from parvis.words import Reason
from tests.archives import BASE, Desk, open_desk
from tests.pages import NOW

LATE = NOW + timedelta(days=3)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Three URLs that failed, one that waits for its site, and one that robots.txt forbids."""
    desk = open_desk(tmp_path / "archive.db")
    failed = (Reason.UNREADABLE, Reason.TIMEOUT, Reason.TIMEOUT)
    desk.archive.apply(
        [
            *(
                Failed(lease=desk.lease_of(f"{BASE}{number}"), at=NOW, reason=reason)
                for number, reason in enumerate(failed)
            ),
            Failed(lease=desk.lease_of(f"{BASE}8"), at=NOW, reason=Reason.RATE_LIMITED, retry_at=LATE),
            Excluded(lease=desk.lease_of(f"{BASE}9"), at=NOW, reason=Reason.ROBOTS),
        ]
    )
    yield desk
    desk.archive.close()


def due(desk: Desk) -> int:
    return desk.archive.pending(sites=["ledger"], now=NOW)


@pytest.mark.parametrize(
    ("site", "reason", "count"),
    [
        (None, None, 3),
        ("ledger", None, 3),
        ("gazette", None, 0),
        (None, Reason.TIMEOUT, 2),
        ("ledger", Reason.UNREADABLE, 1),
        (None, Reason.EMPTY, 0),
    ],
)
def test_what_has_failed_is_due_again(desk: Desk, site: str | None, reason: Reason | None, count: int) -> None:
    assert due(desk) == 0

    assert desk.archive.retry(site=site, reason=reason, now=NOW) == count
    assert due(desk) == count
    assert audit(desk.archive) == ()


def run(desk: Desk, *arguments: str) -> Result:
    desk.archive.close()
    return CliRunner().invoke(main, ["--db", str(desk.archive.path), "retry", *arguments])


def test_the_command_says_how_many(desk: Desk) -> None:
    result = run(desk, "ledger", "--reason", "timeout")

    assert (result.exit_code, result.stdout) == (0, "2 URLs due again; parvis crawl ledger fetches them\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--reason", "empty"], "nothing has failed for empty"),
        (["ledger", "--reason", "empty"], "nothing of ledger has failed for empty"),
        (["gazette"], "no site 'gazette'"),
    ],
)
def test_the_command_ends_with_three_where_there_is_nothing(desk: Desk, arguments: list[str], message: str) -> None:
    result = run(desk, *arguments)

    assert result.exit_code == 3
    assert message in result.stderr


@pytest.mark.parametrize("command", [["retry"], ["audit"], ["backup", "copy.db"]], ids=lambda command: command[0])
def test_no_command_makes_an_archive(tmp_path: Path, command: list[str]) -> None:
    result = CliRunner().invoke(main, ["--db", str(tmp_path / "absent.db"), *command])

    assert result.exit_code == 1
    assert "there is no archive here yet" in result.stderr
    assert list(tmp_path.iterdir()) == []
