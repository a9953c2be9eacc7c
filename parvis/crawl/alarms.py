"""Tells the operator of alarms: a command of theirs is run for each, beside the crawl, and can do it no harm.

The command is split like a shell would, and run without one. The alarm comes to it as JSON on standard input and as one
line in PARVIS_ALARM: names of sites, kinds and numbers, never a word of a page.
"""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import threading
from collections.abc import Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

from parvis.archive import Archive
from parvis.archive.alarms import Alarm, note_told, untold_alarms
from parvis.errors import CrawlError
from parvis.records import plain

LIMIT = 30.0  # seconds for one alarm, and for all that are left when the crawl ends
WHEN_STOPPED = 3.0  # seconds for them when somebody stops the crawl


def read_command(text: str | None) -> tuple[str, ...]:
    """The words of the operator's command; none: nobody is told.

    >>> read_command("notify --to 'the desk'")
    ('notify', '--to', 'the desk')
    """
    try:
        words = shlex.split(text or "")
    except ValueError as error:
        raise CrawlError(f"--on-alarm {text}: {error}; quote it as in a shell") from None
    if text and not words:
        raise CrawlError("--on-alarm: give a command, or leave it out")
    return tuple(words)


def line_of(alarm: Alarm) -> str:
    """An alarm in one printable line."""
    text = f"{alarm.site} {alarm.kind}: {alarm.text}"
    return "".join(c if c.isprintable() else " " for c in text)


class AlarmBell:
    """The alarms of one crawl. `ring` may be called on any thread and never waits."""

    def __init__(self, command: Sequence[str], *, limit: float = LIMIT) -> None:
        self.raised: list[Alarm] = []
        self.failures: list[str] = []  # why the command could not be told, an alarm each
        self._command = list(command)
        self._limit = limit
        self._told: set[int] = set()
        self._rung: set[int] = set()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="alarms")
        self._running: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._gave_up = False

    def ring(self, alarm: Alarm) -> None:
        """A new alarm."""
        self.raised.append(alarm)
        self._submit(alarm)

    def settle(self, archive: Archive, sites: Collection[str], *, now: datetime, patience: float | None = None) -> None:
        """Tells what an earlier crawl could not, waits for the command, and notes who was told."""
        if self._command:
            for alarm in untold_alarms(archive, sites):
                self._submit(alarm)
            self._wait(self._limit if patience is None else patience)
            note_told(archive, self._told, now=now)
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _submit(self, alarm: Alarm) -> None:
        if self._command and alarm.id is not None and alarm.id not in self._rung:
            self._rung.add(alarm.id)
            self._thread.submit(self._tell, alarm)

    def _wait(self, patience: float) -> None:
        end: Future[None] = self._thread.submit(lambda: None)
        try:
            end.result(timeout=patience)
        except TimeoutError:
            self._give_up()
            end.result()  # what is left fails at once

    def _give_up(self) -> None:
        with self._lock:
            self._gave_up = True
            if self._running:
                _kill(self._running)

    def _tell(self, alarm: Alarm) -> None:
        problem = self._run(alarm)
        if problem:
            self.failures.append(problem)
        elif alarm.id is not None:
            self._told.add(alarm.id)

    def _run(self, alarm: Alarm) -> str | None:
        """Why the command has not taken an alarm; None: it has."""
        try:
            process = self._start(alarm)
        except OSError as error:
            return f"{self._command[0]}: {error.strerror}"
        if process is None:
            return "not tried: the command took too long before"
        document = {**plain(alarm), "text": alarm.text}
        try:
            process.communicate(json.dumps(document).encode() + b"\n", timeout=self._limit)
        except subprocess.TimeoutExpired:
            self._give_up()  # it would hang for the next one too
        process.wait()
        with self._lock:
            self._running = None
        if self._gave_up:
            return f"it took longer than {self._limit:g} s"
        return f"it ended with exit code {process.returncode}" if process.returncode else None

    def _start(self, alarm: Alarm) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._gave_up:
                return None
            self._running = subprocess.Popen(  # noqa: S603  the operator's own command
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                env={**os.environ, "PARVIS_ALARM": line_of(alarm)},
                start_new_session=True,  # so that Ctrl-C is not meant for it, and all of it can be ended
            )
            return self._running


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
