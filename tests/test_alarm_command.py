"""The operator's command is told of alarms, and whatever it does, the crawl goes on."""

from __future__ import annotations

import json
import os
import select
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from parvis.archive.alarms import Alarm
from parvis.archive.health import Found, store_findings
from parvis.archive.opening import writing
from parvis.crawl.alarms import AlarmBell, line_of, read_command
from parvis.errors import CrawlError
from parvis.health import Finding
from parvis.words import AlarmKind
from tests.archives import LEDGER, Desk, open_desk
from tests.pages import NOW

HOSTILE = "ledger; $(touch pwned) `id`\n\x1b[31m\u202e&& rm -rf"
NOTE = """
import json, os, sys
with open({file!r}, "a") as file:
    print(json.dumps([sys.argv[1:], os.environ["PARVIS_ALARM"], json.loads(sys.stdin.read())]), file=file)
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(tmp_path / "archive.db")
    yield desk
    desk.archive.close()


def alarm_of(desk: Desk, kind: AlarmKind = AlarmKind.BLOCKED) -> Alarm:
    """An alarm that stands in the archive."""
    finding = Finding(kind=kind, detail={"count": 5, "of": 5})
    with writing(desk.archive.conn) as conn:
        [alarm] = store_findings(conn, [Found(1, desk.crawl_id, finding)], at=NOW)
    return alarm


def settle(bell: AlarmBell, desk: Desk, **patience: float) -> None:
    bell.settle(desk.archive, [LEDGER.name], now=NOW, **patience)


def told(desk: Desk) -> list[bool]:
    return [bool(row[0]) for row in desk.rows("SELECT told_at FROM alarm ORDER BY id")]


def test_the_command_gets_the_alarm_as_a_line_and_as_json(desk: Desk, tmp_path: Path) -> None:
    note = tmp_path / "note"
    bell = AlarmBell([sys.executable, "-c", NOTE.format(file=str(note)), "--to", "the desk"])
    bell.ring(alarm_of(desk))
    settle(bell, desk)

    [words, line, document] = json.loads(note.read_text())
    text = "all of the last 5 fetches were refused or told to wait"
    assert (words, line) == (["--to", "the desk"], f"ledger blocked: {text}")
    assert (document["site"], document["kind"], document["text"]) == ("ledger", "blocked", text)
    assert (bell.failures, told(desk)) == ([], [True])


def test_a_hostile_name_reaches_no_shell_and_breaks_no_line(desk: Desk, tmp_path: Path) -> None:
    note = tmp_path / "note"
    alarm = alarm_of(desk)
    hostile = Alarm(**{name: getattr(alarm, name) for name in alarm.__slots__} | {"site": HOSTILE})
    bell = AlarmBell([sys.executable, "-c", NOTE.format(file=str(note))])
    bell.ring(hostile)
    settle(bell, desk)

    [words, line, document] = json.loads(note.read_text())
    assert (words, document["site"]) == ([], HOSTILE)
    assert line == line_of(hostile)
    assert line.isprintable()


@pytest.mark.parametrize(
    ("command", "problem"),
    [
        ([sys.executable, "-c", "raise SystemExit(3)"], "it ended with exit code 3"),
        (["/nowhere/notify"], "/nowhere/notify: No such file or directory"),
        (["/"], "/: Permission denied"),
    ],
    ids=["fails", "is not there", "is no program"],
)
def test_a_failure_is_counted_and_the_next_crawl_tells_again(desk: Desk, command: list[str], problem: str) -> None:
    bell = AlarmBell(command)
    bell.ring(alarm_of(desk))
    settle(bell, desk)
    assert (bell.failures, told(desk)) == ([problem], [False])

    again = AlarmBell([sys.executable, "-c", ""])
    settle(again, desk)
    assert (again.raised, again.failures, told(desk)) == ([], [], [True])


def test_a_command_that_hangs_is_ended_with_all_it_started_and_not_tried_again(desk: Desk, tmp_path: Path) -> None:
    """Its child waits on a pipe that nobody writes to; both hold another, whose end tells that they are gone."""
    waits, held = tmp_path / "waits", tmp_path / "held"
    for pipe in (waits, held):
        os.mkfifo(pipe)
    nobody, listener = os.open(waits, os.O_RDWR), os.open(held, os.O_RDONLY | os.O_NONBLOCK)
    bell = AlarmBell(["sh", "-c", f"exec 3> {held}; cat {waits} & wait"], limit=0.5)
    bell.ring(alarm_of(desk))
    bell.ring(alarm_of(desk, AlarmKind.FRESHNESS))
    settle(bell, desk, patience=600)

    assert bell.failures == ["it took longer than 0.5 s", "not tried: the command took too long before"]
    assert told(desk) == [False, False]
    assert select.select([listener], [], [], 30)[0]
    assert os.read(listener, 1) == b""
    os.close(nobody)
    os.close(listener)


def test_who_stops_the_crawl_does_not_wait_for_the_command(desk: Desk) -> None:
    bell = AlarmBell(["cat", "/dev/zero"], limit=600)
    bell.ring(alarm_of(desk))
    settle(bell, desk, patience=0.1)

    assert len(bell.failures) == 1


def test_without_a_command_alarms_are_kept_and_nobody_is_told(desk: Desk) -> None:
    bell = AlarmBell(())
    bell.ring(alarm_of(desk))
    settle(bell, desk)

    assert (len(bell.raised), bell.failures, told(desk)) == (1, [], [False])


@pytest.mark.parametrize(("text", "problem"), [("mail 'x", "No closing quotation"), ("  ", "give a command")])
def test_a_command_that_cannot_be_read_is_refused_at_once(text: str, problem: str) -> None:
    with pytest.raises(CrawlError, match=problem):
        read_command(text)


def test_a_page_can_say_nothing_to_the_command(desk: Desk) -> None:
    """All that an alarm holds are kinds and numbers."""
    alarm = alarm_of(desk)

    assert {type(value) for value in alarm.detail.values()} == {int}
