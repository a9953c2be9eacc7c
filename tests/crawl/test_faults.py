"""Whole crawls on a machine that fails: the disk fills up or breaks, names do not resolve, the clock jumps.

Each ends in one line and an exit code, and the next one goes on where it was. All faults: docs/reliability.md.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from parvis.archive import Archive
from parvis.archive.audit import audit
from tests.crawl.conftest import ROOT, attempt, balance, command, crawl, rows
from tests.crawl.press import Press, article, feed

PUBLIC = "93.184.216.34"
MANY = 40
DISK = 1_300_000  # bytes: an archive and the beginning of a crawl


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, which only root can make; `test_archive_faults` fills a file for everybody."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = os.geteuid() == 0 and _run("mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder))
    if not made:
        pytest.skip("no right to mount a file system")
    try:
        yield folder
    finally:
        _run("umount", str(folder))


def _run(*words: str) -> bool:
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


def print_many(press: Press, host: str) -> str:
    links = [f"http://{host}/{number}" for number in range(MANY)]
    press.put(f"http://{host}/feed.xml", feed(links))
    for number, link in enumerate(links):
        press.put(link, article(number))
    return f"http://{host}/feed.xml"


def check_whole(db: Path) -> None:
    with Archive.open(db) as archive:
        assert audit(archive) == ()
    assert balance(db) == 0
    assert rows(db, "SELECT count(*), count(DISTINCT key) FROM article") == [(MANY, MANY)]


@pytest.mark.soak
def test_a_disk_that_fills_up_is_said_and_the_crawl_goes_on_when_there_is_room(press: Press, small_disk: Path) -> None:
    db = small_disk / "archive.db"
    request: dict[str, Any] = {
        "db": str(db),
        "urls": [print_many(press, "full.example")],
        "proxy": press.proxy,
        "delay": 0,
    }

    Archive.open(db, "w").close()
    full = attempt(**request)
    assert _run("mount", "-o", "remount,size=64m", str(small_disk))
    stored = rows(db, "SELECT count(*) FROM article")[0][0]
    crawl(**request)

    assert (full["code"], full["error"]) == (1, "ArchiveUnwritable")
    assert "the disk is full; make room and run the same command again" in full["message"]
    assert stored < MANY
    check_whole(db)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace puts the errors in")
@pytest.mark.parametrize(
    ("call", "good"),
    [
        ("fdatasync", 11),
        pytest.param("pwrite64", 11, marks=pytest.mark.soak),  # at the start
        pytest.param("pwrite64", 400, marks=pytest.mark.soak),  # amid the pages
    ],
)
def test_a_disk_that_breaks_is_said_and_nothing_acknowledged_is_lost(
    press: Press, tmp_path: Path, call: str, good: int
) -> None:
    db = tmp_path / "archive.db"
    request: dict[str, Any] = {
        "db": str(db),
        "urls": [print_many(press, "broken.example")],
        "proxy": press.proxy,
        "delay": 0,
    }
    Archive.open(db, "w").close()

    fault = f"inject={call}:error=EIO:when={good + 1}+"
    strace = ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e", fault]
    done = subprocess.run(
        [*strace, *command(**request)], cwd=ROOT, capture_output=True, text=True, timeout=80, check=False
    )
    report = json.loads(done.stdout.splitlines()[-1])
    crawl(**request)

    assert (done.returncode, done.stderr) == (1, "")
    assert report["error"] == "ArchiveUnwritable"
    assert "the disk fails; check it, then run the same command again" in report["message"]
    check_whole(db)


@pytest.mark.soak
def test_a_name_that_does_not_resolve_is_tried_again_later(press: Press, tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    hosts = ("steady", "absent", "flaps", "slow")
    for host in hosts:
        press.put(f"http://{host}.example/feed.xml", feed([f"http://{host}.example/story"]))
        press.put(f"http://{host}.example/story", article(len(host)))
    request = {
        "db": str(db),
        "urls": [f"http://{host}.example/feed.xml" for host in hosts],
        "floor": 0,
        "pinned": {"DNS_TIMEOUT": 1},
    }
    wires = {PUBLIC: press.port}
    names = {
        "steady.example": PUBLIC,
        "flaps.example": ["", PUBLIC],
        "slow.example": "slow",
    }
    report = attempt(**request, internet={"names": names, "wires": wires, "noted": str(tmp_path / "noted")})
    failed = rows(db, "SELECT host, state, reason FROM url WHERE kind = 'feed' AND reason IS NOT NULL ORDER BY host")
    whole = dict.fromkeys((f"{host}.example" for host in hosts), PUBLIC)
    later = datetime.now().astimezone() + timedelta(hours=2)
    again = crawl(
        **request, start=later.isoformat(), internet={"names": whole, "wires": wires, "noted": str(tmp_path / "noted")}
    )

    assert report["stored"] == {"new": 2}, "a name that flaps is asked for again at once"
    assert failed == [
        ("absent.example", "pending", "robots_unavailable"),
        ("slow.example", "pending", "robots_unavailable"),
    ]
    assert again["stored"]["new"] == 2
    assert balance(db) == 0


@pytest.mark.soak
def test_a_clock_that_jumps_costs_nothing(press: Press, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    db, host = tmp_path / "archive.db", "http://jumps.example"
    monkeypatch.setenv("TZ", "Europe/Berlin")
    night = datetime.fromisoformat("2026-03-29T00:59:58+00:00")  # two seconds before clocks are put forward
    jumps = [timedelta(), timedelta(hours=1), timedelta(days=366), timedelta(days=366, hours=-1), timedelta(hours=2)]
    press.put(f"{host}/robots.txt", b"User-agent: *\nAllow: /\n")
    asked = []
    for number, jump in enumerate(jumps):
        press.put(f"{host}/feed.xml", feed([f"{host}/{one}" for one in range(number + 1)]))
        press.put(f"{host}/{number}", article(number))
        start = (night + jump).isoformat()
        report = crawl(db=str(db), urls=[f"{host}/feed.xml"], proxy=press.proxy, delay=0, start=start)
        asked.append(press.paths("jumps.example").count("/robots.txt"))
        assert report["stored"].get("new") == 1, jump

    assert asked == [1, 1, 2, 3, 4], "kept for a day, and never when it is of the future"
    assert rows(db, "SELECT count(*) FROM url WHERE state <> 'stored'") == [(0,)]
    assert rows(db, "SELECT count(*) FROM fetch WHERE at NOT LIKE '%+00:00'") == [(0,)], "stored in UTC"
    assert balance(db) == 0
    with Archive.open(db) as archive:
        assert audit(archive) == ()
