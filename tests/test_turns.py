"""Crawls of one machine that know of one another: whose site it is, and when a host was last asked."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from parvis.crawl.site_locks import SiteLocks, state_folder
from parvis.crawl.turns import AHEAD, Turns
from parvis.errors import CrawlError
from parvis.sites import Site

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
LEDGER = Site(name="ledger", title="The Ledger", home="https://www.ledger.example/", hosts=("feeds.ledger.example",))
SAME = Site(name="ledger-example", title="by its URL", home="https://ledger.example/")
TWO = Site(name="two", title="Two", home="https://two.example/", hosts=("two.example", "www.ledger.example"))
OTHER = Site(name="other", title="Other", home="https://other.example/")


@pytest.fixture
def crawls(tmp_path: Path) -> Iterator[Callable[[], SiteLocks]]:
    """Makes the locks of one more crawl of this machine."""
    made: list[SiteLocks] = []

    def make() -> SiteLocks:
        made.append(SiteLocks(tmp_path))
        return made[-1]

    yield make
    for locks in made:
        locks.release()


def take(locks: SiteLocks, site: Site) -> str | None:
    return locks.take(site, archive=Path("press.db"), now=NOW)


def test_a_site_is_one_crawls_at_a_time_under_whatever_name(crawls: Callable[[], SiteLocks]) -> None:
    first, second = crawls(), crawls()

    assert take(first, LEDGER) is None
    owner = take(second, SAME)
    assert owner is not None
    assert f"process {os.getpid()}" in owner
    assert "press.db, since 2026-11-25 12:00 UTC" in owner
    assert take(second, OTHER) is None
    first.release()
    assert take(second, SAME) is None


def test_two_sites_of_one_crawl_may_share_a_domain(crawls: Callable[[], SiteLocks]) -> None:
    locks = crawls()

    assert [take(locks, LEDGER), take(locks, SAME), take(locks, TWO)] == [None, None, None]


def test_a_site_that_is_not_ours_leaves_nothing_held(crawls: Callable[[], SiteLocks]) -> None:
    first, second, third = crawls(), crawls(), crawls()
    take(first, Site(name="z", title="Z", home="https://two.example/"))

    assert take(second, TWO)  # two.example is taken, ledger.example was not
    assert take(third, LEDGER) is None


def _hold(folder: Path, ready: Connection) -> None:
    locks = SiteLocks(folder)
    take(locks, LEDGER)
    ready.send("held")
    signal.pause()


def test_a_crawl_that_was_killed_holds_nothing(tmp_path: Path, crawls: Callable[[], SiteLocks]) -> None:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_hold, args=(tmp_path, theirs))
    process.start()
    assert ours.recv() == "held"
    locks = crawls()
    while_alive = take(locks, LEDGER)
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()

    assert while_alive
    assert f"process {process.pid}" in while_alive
    assert take(locks, LEDGER) is None


def test_without_a_folder_every_site_is_free() -> None:
    assert [take(SiteLocks(None), LEDGER), take(SiteLocks(None), LEDGER)] == [None, None]
    assert Turns(None).take("ledger.example", 5, 100) == 0


def test_a_folder_that_cannot_be_made_is_told_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(CrawlError, match="PARVIS_STATE"):
        SiteLocks(tmp_path / "file")


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"PARVIS_STATE": "/srv/parvis", "XDG_STATE_HOME": "/x", "HOME": "/home/ada"}, "/srv/parvis"),
        ({"XDG_STATE_HOME": "/x", "HOME": "/home/ada"}, "/x/parvis"),
        ({"XDG_STATE_HOME": "not/absolute", "HOME": "/home/ada"}, "/home/ada/.local/state/parvis"),
        ({"HOME": "/home/ada"}, "/home/ada/.local/state/parvis"),
    ],
)
def test_the_folder_is_the_users_own(environment: dict[str, str], folder: str) -> None:
    assert state_folder(environment) == Path(folder)


def test_turns_follow_one_another_across_crawls(tmp_path: Path) -> None:
    first, second = Turns(tmp_path), Turns(tmp_path)

    assert first.take("ledger.example", 5, 100) == 0
    assert second.take("ledger.example", 5, 101) == 100  # its request leaves at 105
    assert first.take("ledger.example", 5, 102) == 105
    assert second.take("other.example", 5, 102) == 0


@pytest.mark.parametrize("text", ["", "soon", "nan", "inf", "-5", str(101 + AHEAD)])
def test_a_note_that_says_nothing_is_written_anew(tmp_path: Path, text: str) -> None:
    turns = Turns(tmp_path)
    (tmp_path / "hosts" / "ledger.example").write_text(text)

    assert turns.take("ledger.example", 5, 100) == 0
    assert turns.take("ledger.example", 5, 101) == 100


def test_any_name_of_a_host_has_its_file(tmp_path: Path) -> None:
    turns = Turns(tmp_path)
    for host in ("../../etc/passwd", "2001:db8::1", "x" * 250, "b\u00fccher.example"):
        turns.take(host, 5, 100)

        assert turns.take(host, 5, 200) == 100
    assert [path.parent.name for path in tmp_path.rglob("*") if path.is_file()] == ["hosts"] * 4
