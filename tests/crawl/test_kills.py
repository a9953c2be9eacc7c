"""Kill it anywhere, run it again: nothing lost, nothing twice, nobody asked too soon or against robots.txt."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from parvis.archive import Archive
from parvis.archive.audit import audit
from parvis.crawl.writer import BATCH
from tests.crawl.conftest import ROOT, rows
from tests.crawl.killing import Town, kill_somewhere, parvis, run, smallest_gap
from tests.crawl.press import Press

SEED = 20261125
KILLS = int(os.environ.get("PARVIS_KILLS", "200"))  # of the large ordeal
SLACK = 0.05  # seconds that the press may be late with noting a request

CONTENT = """
    SELECT article.key, version.headline, version.teaser, version.access FROM article
    JOIN version ON version.article_id = article.id ORDER BY 1, 2
"""
OUTCOMES = "SELECT key, kind, state, reason FROM url ORDER BY 1, 2"
DOUBLES = "SELECT count(*) - count(DISTINCT key) FROM article"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordeal:
    """`again`: how many requests a kill may cost on the average: the feed of every host, and one page of it that is not
    yet written; without a delay a whole batch is not."""

    town: Town
    kills: int
    floor: float
    requests: int  # the last one that a run may come to
    again: int


SMALL = Ordeal(town=Town(hosts=4, each=16), kills=8, floor=0, requests=40, again=BATCH)
LARGE = Ordeal(town=Town(hosts=10, each=200), kills=KILLS, floor=0.2, requests=100, again=20)


@pytest.mark.parametrize("ordeal", [SMALL, pytest.param(LARGE, marks=pytest.mark.soak)], ids=["small", "large"])
def test_killed_anywhere_it_loses_nothing_doubles_nothing_and_stays_polite(tmp_path: Path, ordeal: Ordeal) -> None:
    town = ordeal.town
    with Press() as press:
        town.fill(press)
        run(parvis(tmp_path / "whole.db", town, press, floor=0), tmp_path).wait()
        once = len(press.asked)
        press.asked.clear()
        db, chance = tmp_path / "archive.db", Random(SEED)  # noqa: S311 (the same kills in every run)
        command = parvis(db, town, press, floor=ordeal.floor)
        run([*command, "--max-pages", "3"], tmp_path).wait()
        kills = 0
        for number in range(ordeal.kills):
            kills += kill_somewhere(command, tmp_path, press, chance, requests=ordeal.requests) < 0
            assert broken(db) == [], f"seed {SEED}, kill {number + 1}"
            if number % 20 == 19:
                print(f"seed {SEED}, kill {number + 1}: {len(stored(db))} articles", flush=True)  # noqa: T201
        code = run(command, tmp_path).wait()
        told = tell("Parvis", kills, len(town.articles), Counter(stored(db)), press)

    assert code == 0
    assert told == (0, 0)
    assert stored(db) == sorted(town.articles)
    assert rows(db, CONTENT) == rows(tmp_path / "whole.db", CONTENT)
    assert rows(db, OUTCOMES) == rows(tmp_path / "whole.db", OUTCOMES)
    assert rows(db, DOUBLES) == [(0,)]
    assert not [asked.path for asked in press.asked if asked.path.startswith("/private/")]
    assert smallest_gap(press.asked) >= ordeal.floor - SLACK
    assert len(press.asked) <= once + (ordeal.kills + 1) * ordeal.again


def broken(db: Path) -> list[str]:
    """Laws that do not hold; the balance of the ledger is one of them."""
    with Archive.open(db) as archive:
        return [finding.law for finding in audit(archive)]


def stored(db: Path) -> list[str]:
    return [str(row[0]) for row in rows(db, "SELECT url FROM article ORDER BY 1")]


def tell(who: str, kills: int, expected: int, found: Counter[str], press: Press) -> tuple[int, int]:
    """Prints the row of a table; returns how many articles are missing and how many there are too many."""
    lost, doubled = expected - len(found), found.total() - len(found)
    gap = f"{smallest_gap(press.asked):.2f} s between two requests"
    print(  # noqa: T201
        f"\n{who:18}{kills:4} kills: {len(found)} of {expected} articles, {lost} lost, {doubled} doubled; "
        f"{len(press.asked)} requests, {gap}"
    )
    return lost, doubled


@pytest.mark.soak
def test_plain_scrapy_under_the_same_kills(tmp_path: Path) -> None:
    """The other row of the table: a JOBDIR, killed by the same dice."""
    with Press() as press:
        LARGE.town.fill(press)
        chance, kills = Random(SEED), 0  # noqa: S311
        command = plain_scrapy(tmp_path, floor=LARGE.floor)
        while kills < LARGE.kills and kill_somewhere(command, tmp_path, press, chance, requests=LARGE.requests) < 0:
            kills += 1
        run(command, tmp_path, http_proxy=press.proxy).wait()
        found = Counter(items(tmp_path / "items.jsonl"))
        lost, _ = tell("Scrapy with JOBDIR", kills, len(LARGE.town.articles), found, press)

    assert lost >= 0


def plain_scrapy(folder: Path, *, floor: float) -> list[str]:
    program = [sys.executable, "-m", "scrapy", "runspider", str(ROOT / "bench" / "plain_spider.py")]
    arguments = ["-a", f"feeds={','.join(LARGE.town.sources)}"]
    settings = ["-s", f"JOBDIR={folder / 'jobs'}", "-s", f"DOWNLOAD_DELAY={floor:g}"]
    return [*program, *arguments, *settings, "-o", str(folder / "items.jsonl")]


def items(file: Path) -> list[str]:
    """The addresses that were exported; a line that the kill has cut is none."""
    found = []
    for line in file.read_text(encoding="utf-8").splitlines() if file.exists() else ():
        try:
            found.append(str(json.loads(line)["url"]))
        except ValueError:
            continue
    return found


def test_a_run_right_after_a_kill_keeps_the_gap(tmp_path: Path) -> None:
    """The last request of the run that died is known to nobody: its successor waits as if it had been just now."""
    town = Town(hosts=1, each=11)
    with Press() as press:
        town.fill(press)
        for _ in range(2):
            process = run(parvis(tmp_path / "archive.db", town, press, floor=2.5), tmp_path)
            press.alarms[len(press.asked) + 1] = process.kill
            process.wait()

    assert len(press.asked) == 2
    assert smallest_gap(press.asked) >= 2.5
