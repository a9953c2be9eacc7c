"""The health of a site: what its crawls measure, what is usual for it, and when to raise an alarm. Pure."""

from parvis.health.figures import NO_FIGURES, Figures, Look, bin_of
from parvis.health.judging import Finding, is_over, is_usual_now, judge, newest
from parvis.health.silence import Arrivals, find_delay, find_silence
from parvis.health.telling import span, tell
from parvis.health.usual import PAGES, Usual, learn
from parvis.health.watching import Watch

__all__ = [
    "NO_FIGURES",
    "PAGES",
    "Arrivals",
    "Figures",
    "Finding",
    "Look",
    "Usual",
    "Watch",
    "bin_of",
    "find_delay",
    "find_silence",
    "is_over",
    "is_usual_now",
    "judge",
    "learn",
    "newest",
    "span",
    "tell",
]
