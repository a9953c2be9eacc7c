"""Crawls that are killed again and again, and what their press has seen of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random
from threading import Timer

from tests.crawl.press import Answer, Asked, Press, article, feed

ROOT = Path(__file__).resolve().parents[2]
PRIVATE = 5  # articles a host that robots.txt keeps to itself; as many are gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """Papers of known content: so many hosts, each with so many known URLs in its feed."""

    hosts: int
    each: int
    sources: tuple[str, ...] = field(init=False)
    articles: frozenset[str] = field(init=False)  # what a whole archive of them holds

    def __post_init__(self) -> None:
        names = [f"paper{number}.example" for number in range(self.hosts)]
        public = range(self.each - 2 * PRIVATE)
        object.__setattr__(self, "sources", tuple(f"http://{name}/feed.xml" for name in names))
        object.__setattr__(self, "articles", frozenset(f"http://{n}/story-{story}" for n in names for story in public))

    def fill(self, press: Press) -> None:
        for number, source in enumerate(self.sources):
            home = source.removesuffix("/feed.xml")
            stories = [f"{home}/story-{story}" for story in range(self.each - 2 * PRIVATE)]
            private = [f"{home}/private/{story}" for story in range(PRIVATE)]
            gone = [f"{home}/gone-{story}" for story in range(PRIVATE)]
            press.put(f"{home}/robots.txt", Answer(body=b"User-agent: *\nDisallow: /private/\n", headers=_PLAIN))
            press.put(source, Answer(body=feed([*stories, *private, *gone]), headers={"Content-Type": "text/xml"}))
            for story, url in enumerate(stories):
                press.put(url, article(number * 100_000 + story))


_PLAIN = {"Content-Type": "text/plain"}


def parvis(db: Path, town: Town, press: Press, *, floor: float) -> list[str]:
    """The command that a person types."""
    program = [sys.executable, "-m", "parvis", "--db", str(db), "crawl", *town.sources]
    return [*program, "--delay", f"{floor:g}", "--proxy", press.proxy]


def run(command: Sequence[str], folder: Path, **environment: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}
    quiet = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=quiet, stderr=quiet, start_new_session=True)


def kill_somewhere(command: Sequence[str], folder: Path, press: Press, chance: Random, *, requests: int) -> int:
    """Run the command and kill it some moments after one of its requests, early ones more often, or on its way there.

    Returns its exit code: one that is not negative when it was faster.
    """
    process = run(command, folder, http_proxy=press.proxy)  # for Scrapy; Parvis is told by its own option
    if chance.random() < 0.1:
        timer = Timer(chance.uniform(0.2, 1.2), process.kill)
        timer.start()
    else:
        timer = Timer(chance.uniform(0, 0.3), process.kill)
        press.alarms[len(press.asked) + round(requests ** chance.random())] = timer.start
    code = process.wait()
    press.alarms.clear()
    timer.cancel()
    return code


def smallest_gap(asked: Sequence[Asked]) -> float:
    """Seconds between two requests to one host, the shortest of all."""
    moments: dict[str, list[float]] = {}
    for one in asked:
        moments.setdefault(one.host, []).append(one.at)
    return min((later - sooner for times in moments.values() for sooner, later in pairwise(times)), default=0.0)
