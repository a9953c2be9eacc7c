"""How long a crawl stood still: everything runs on one thread, and what keeps it busy delays every host."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

LONG = 2.0  # seconds that are worth a line in the log

logger = logging.getLogger(__name__)


class StallWatch:
    """Told of every tick of a clock that runs on the reactor; ticks that come late tell of a stall."""

    def __init__(self, interval: float, now: Callable[[], float] = time.monotonic) -> None:
        self.longest = 0.0
        self._interval = interval
        self._now = now
        self._last = now()

    def tick(self) -> None:
        now = self._now()
        late = now - self._last - self._interval
        self._last = now
        self.longest = max(self.longest, late)
        if late > LONG:
            logger.warning("the crawl stood still for %.1f s", late)
