"""Preferences on the use of content: Content-Usage (draft-ietf-aipref-attach) and Content-Signal (Cloudflare).

Both are lists of `label=value`. A Content-Usage line of robots.txt may begin with a path: the longest that matches the
URL decides, and where two are as long, the more restrictive value of each label. Never raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from parvis.rights.rules import pattern_paths, url_matches

__all__ = ["preferences", "refused", "usage_of"]

LABELS = 50  # of one line

_PAIR = re.compile(r"([a-z*][a-z0-9_.*-]{0,60})\s*=\s*\"?([a-z0-9_-]{1,40})", re.IGNORECASE)
_REFUSAL = frozenset({"n", "no", "0"})
_TRAINING = frozenset({"train-ai", "ai-train", "train-genai", "bots", "tdm"})  # labels of older drafts among them


def preferences(text: str) -> dict[str, str]:
    """The labels of a line with their values, in lower case; of a label that stands twice the refusal.

    >>> preferences("search=yes,ai-train=no")
    {'search': 'yes', 'ai-train': 'no'}
    """
    return _united(_PAIR.findall(text)[:LABELS])


def usage_of(lines: Iterable[str], url: str) -> dict[str, str]:
    """What the Content-Usage lines of a group of robots.txt say of a URL."""
    best, found = -1, list[tuple[str, str]]()
    for line in lines:
        path, rest = _path_and_rest(line)
        length = len(pattern_paths(path).standard)
        if length < best or not url_matches(path, url):
            continue
        found = (found if length == best else []) + list(preferences(rest).items())
        best = length
    return _united(found)


def refused(values: Mapping[str, str]) -> frozenset[str]:
    """What is refused, in our words: "training", "search", or the label itself."""
    return frozenset(
        "training" if label in _TRAINING else label for label, value in values.items() if value in _REFUSAL
    )


def _path_and_rest(line: str) -> tuple[str, str]:
    if not line.startswith("/"):
        return "/", line
    path, _, rest = line.partition(" ")
    return path, rest


def _united(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    values: dict[str, str] = {}
    for label, value in ((label.lower(), value.lower()) for label, value in pairs):
        if values.get(label) not in _REFUSAL:
            values[label] = value
    return values
