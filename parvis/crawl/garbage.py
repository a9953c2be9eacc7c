"""How often Python looks for objects that only refer to one another.

What the program has loaded is a few hundred thousand objects that never go; in a crawl of 20,000 pages, to look through
them again and again was a sixth of what the archive's thread did.
"""

from __future__ import annotations

import gc

OBJECTS = 20_000  # made until the youngest are looked through; a page makes some thousand


def collect_seldom() -> None:
    """Leave alone what is loaded by now, and look through the rest less often. Called when a crawl begins."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS, 10, 10)
