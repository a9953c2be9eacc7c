"""Downloads under way, each on a leash: a crawl that was told to stop waits a little for them, and then cuts them off.

A server that hangs, or sends a byte now and then, would otherwise keep a stopped crawl until its time-out, and once
more for robots.txt, which is asked for again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from parvis.crawl.ending import Interrupted

T = TypeVar("T")

GRACE = 4.0  # seconds that a stopped crawl leaves to the downloads under way; all of a stop takes less than ten


class Leash:
    """Lives on the reactor's thread."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._is_cut = False

    async def hold(self, download: Coroutine[Any, Any, T]) -> T:
        """What the download brings.

        Raises:
            Interrupted: the leash was cut, now or before.
        """
        if self._is_cut:
            download.close()
            raise Interrupted
        task = asyncio.ensure_future(download)
        self._tasks.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            if self._is_cut:
                raise Interrupted from None
            raise
        except Exception:
            if self._is_cut:  # what the client makes of a connection that we have ended
                raise Interrupted from None
            raise
        finally:
            self._tasks.discard(task)

    def cut(self) -> None:
        """End every download, and those to come. A second call does nothing more."""
        self._is_cut = True
        for task in self._tasks:
            task.cancel()
