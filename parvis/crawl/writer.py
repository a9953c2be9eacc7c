"""The one thread that uses the archive: events go in by batches, questions and leases by calls.

A batch is written when it has 100 events or is a quarter of a second old, in one transaction. An event is lost only
with the process; its lease then goes back to pending, and the URL is fetched again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from parvis.archive import Applied, Archive
from parvis.archive.events import Discovered, Event, Failed, PutOff
from parvis.archive.opening import speaking_of
from parvis.crawl.ending import Interrupted
from parvis.errors import ArchiveError
from parvis.words import Reason

BATCH = 100  # events
AGE = 0.25  # seconds: what a kill costs is fetched again, and a commit costs less than a page

P = ParamSpec("P")
T = TypeVar("T")
logger = logging.getLogger(__name__)


class ArchiveWriter:
    """Everything but the thread's own functions is called on the event loop's thread."""

    def __init__(self, archive: Archive, *, on_failure: Callable[[Exception], None]) -> None:
        self.applied = Applied()
        self._archive = archive
        self._on_failure = on_failure
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="archive")
        self._buffer: list[Event] = []
        self._timer: asyncio.TimerHandle | None = None
        self._failed = False

    def submit(self, event: Event) -> None:
        """Put an event into the batch; never waits."""
        self._buffer.append(event)
        loop = asyncio.get_running_loop()
        if len(self._buffer) >= BATCH:
            self._start()
        elif self._timer is None:
            self._timer = loop.call_later(AGE, self._start)

    async def flush(self) -> None:
        """Return when everything submitted so far is in the archive."""
        self._start()
        await asyncio.wrap_future(self._thread.submit(int))

    async def call(self, function: Callable[Concatenate[Archive, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function(archive, ...)` on the archive's thread, after the batches that were started before.

        Raises:
            Interrupted: the archive is out of order, now or before; the crawl ends, whoever asked has no outcome.
        """

        def ask() -> T:
            with speaking_of(self._archive.path):
                return function(self._archive, *args, **kwargs)

        if self._failed:
            raise Interrupted
        try:
            return await asyncio.wrap_future(self._thread.submit(ask))
        except ArchiveError as error:
            self._failed = True
            self._on_failure(error)
            raise Interrupted from error

    def close(self) -> None:
        """Write what is left and end the thread. Waits; needs no event loop."""
        if self._timer:
            self._timer.cancel()
        events, self._buffer = self._buffer, []
        if events and not self._failed:
            self._thread.submit(self._write, events).result()
        self._thread.shutdown()

    def _start(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        events, self._buffer = self._buffer, []
        if events and not self._failed:
            loop = asyncio.get_running_loop()
            self._thread.submit(self._write_or_stop, events, loop)

    def _write_or_stop(self, events: list[Event], loop: asyncio.AbstractEventLoop) -> None:
        try:
            self._write(events)
        except Exception as error:  # the archive is out of order: the crawl must end, whatever the cause
            self._failed = True
            loop.call_soon_threadsafe(self._on_failure, error)

    def _write(self, events: list[Event]) -> None:
        try:
            self._apply(events)
        except ArchiveError:
            raise
        except Exception as error:
            if len(events) == 1 and not _replaceable(events[0]):
                raise
            logger.error("a batch of %d events was refused: %s; writing one by one", len(events), type(error).__name__)
            self._write_singly(events)

    def _write_singly(self, events: list[Event]) -> None:
        """One bad record must not cost the others; it ends as our own fault."""
        for event in events:
            try:
                self._apply([event])
            except ArchiveError:
                raise
            except Exception as error:
                if isinstance(event, Discovered | Failed | PutOff):
                    raise
                detail = f"storing: {type(error).__name__}"
                self._apply(
                    [Failed(lease=event.lease, at=event.at, reason=Reason.PROGRAM, detail=detail, hosts=event.hosts)]
                )

    def _apply(self, events: list[Event]) -> None:
        self.applied += self._archive.apply(events)


def _replaceable(event: Event) -> bool:
    return not isinstance(event, Discovered | Failed | PutOff)
