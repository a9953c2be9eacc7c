"""Worker processes that read what strangers sent: a page that never ends, or eats the memory, costs its record only."""

from __future__ import annotations

import asyncio
import contextlib
import math
import signal
import time
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing.context import ForkServerContext
from typing import Any, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from parvis.errors import CrawlError, PageTooLarge, PageTooSlow

WORKERS = 2
SECONDS = 10.0  # of CPU; no hostile page of tests/hostile_pages.py takes half of it
PATIENCE = 3  # times as long, until an answer is there on a busy machine
MEMORY = 2**29  # bytes of address space a worker; the largest pages and sitemaps take 310 MB
PAGES = 500  # pages a worker reads before a new one takes over: lxml keeps what it once took

_OUT_OF_TIME = getattr(signal, "SIGXCPU", 0)

P = ParamSpec("P")
T = TypeVar("T")


class Readers:
    """The pool. Survives the death of any worker."""

    def __init__(self, *, workers: int = WORKERS, seconds: float = SECONDS) -> None:
        self._workers = workers
        self._seconds = seconds
        self._pool: ProcessPool | None = None

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(*args)` in a worker. Function, arguments, result and exceptions are pickled.

        Raises:
            PageError: the limit of time or memory, or a worker that died.
            Exception: what the function raised.
        """
        try:
            return await self._once(function, *args, **kwargs)
        except BrokenProcessPool:  # every worker died while idle; pebble then gives the pool up
            self._renew()
        try:
            return await self._once(function, *args, **kwargs)
        except BrokenProcessPool:
            raise PageTooSlow("reading: no worker lives") from None

    async def _once(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            task = partial(_within, self._seconds, function, *args, **kwargs)
            future: Future[T] = self._running().schedule(task, timeout=PATIENCE * self._seconds)
            return await asyncio.wrap_future(future)
        except TimeoutError:
            raise PageTooSlow(f"reading took longer than {PATIENCE * self._seconds:g} s") from None
        except ProcessExpired as death:
            if death.exitcode == -_OUT_OF_TIME:
                raise PageTooSlow(f"reading took more than {self._seconds:g} s of CPU") from None
            raise PageTooSlow(f"the reader died of it (exit code {death.exitcode})") from None
        except MemoryError:
            raise PageTooLarge(f"reading took more than {MEMORY // 2**20} MiB") from None

    def warm(self) -> None:
        """Start the workers, so that the first page finds one. Raises CrawlError when none starts."""
        try:
            self._running().schedule(int)
        except (BrokenProcessPool, OSError) as error:
            raise CrawlError(f"the page readers do not start ({type(error).__name__}): run parvis doctor") from error

    def close(self) -> None:
        """Stop the workers at once; their tasks are lost."""
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]  # pebble has types, this method none
            self._pool.join()
            self._pool = None

    def _running(self) -> ProcessPool:
        if self._pool is None or not self._pool.active:
            return self._renew()
        return self._pool

    def _renew(self) -> ProcessPool:
        with contextlib.suppress(RuntimeError):
            self.close()
        self._pool = ProcessPool(self._workers, max_tasks=PAGES, initializer=_limit_memory, context=ServerContext())
        return self._pool


class ServerContext(ForkServerContext):
    """Forks of a small server that has imported the reader: never a fork of a process with threads and a reactor.

    Keeps the locks of its pool as long as the pool lives. Pebble drops them before it ends the workers, and one that
    is still starting would not find them, and complain.
    """

    def __init__(self) -> None:
        super().__init__()
        self._locks: list[Any] = []
        self.set_forkserver_preload(["parvis.crawl.tasks"])

    def RLock(self) -> Any:  # noqa: N802 (the name of multiprocessing)
        self._locks.append(super().RLock())
        return self._locks[-1]


def _within(seconds: float, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a task that may take so many seconds of CPU: whole ones, rounded up. The worker dies of more."""
    try:
        import resource  # noqa: PLC0415 (Unix only)

        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(time.process_time() + seconds), hard))
    except (ImportError, ValueError, OSError):
        pass  # the limit of time holds all the same
    return function(*args, **kwargs)


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 (Unix only)

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))
    except (ImportError, ValueError, OSError):  # macOS knows the limit but does not take it
        return
