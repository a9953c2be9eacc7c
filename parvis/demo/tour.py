"""`parvis demo`: two crawls of the demo press, a day apart by the demo's own clock."""

from __future__ import annotations

import multiprocessing
import time
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from parvis.archive import Archive, bring_up_to_date, queries
from parvis.crawl import ClockAt, CrawlReport, CrawlRequest, run_crawl
from parvis.demo import DEMO_DAYS, DemoPress, demo_sites
from parvis.errors import ArchiveMismatch, CrawlError, ParvisError
from parvis.terminal.console import err
from parvis.terminal.progress import live_progress


def take_tour(db: Path) -> float:
    """Crawls the demo press into the archive; returns the seconds it took.

    An archive that has seen the tour is looked at once more: everything is unchanged, nothing is stored twice.
    """
    began = time.monotonic()
    days = (2,) if _has_seen_it(db) else (1, 2)
    with DemoPress() as press:
        err().print(f"Three invented newspapers print on {press.proxy} (open it in a browser to read them)")
        for day in days:
            press.day = day
            err().print(f"Crawling {'their first issue' if day == 1 else 'the next day'} into {db} ...")
            _in_a_process(db, press.proxy, day)
    return time.monotonic() - began


def _has_seen_it(db: Path) -> bool:
    if not db.exists():
        return False
    bring_up_to_date(db)
    with Archive.open(db) as archive:
        found = queries.status(archive)
    if found.sites and not found.demo:
        raise ArchiveMismatch(
            f"{db} holds real sites, and the demo never shares an archive with them; try: parvis --db demo.db demo"
        )
    return found.crawls >= len(DEMO_DAYS)


def _in_a_process(db: Path, proxy: str, day: int) -> None:
    """Scrapy's reactor runs once a process, so each day has its own."""
    context = multiprocessing.get_context("spawn")
    answers, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_crawl_day, args=(db, proxy, day, theirs))
    process.start()
    theirs.close()
    try:
        problem = answers.recv()
    except EOFError:
        problem = "the crawl ended without an answer"
    process.join()
    if problem is not None:
        raise CrawlError(problem) if isinstance(problem, str) else problem


def _crawl_day(db: Path, proxy: str, day: int, answers: Connection) -> None:
    try:
        with live_progress() as show:
            report = run_crawl(
                CrawlRequest(
                    archive=db,
                    sites=tuple(demo_sites().values()),
                    proxy=proxy,
                    delay=0,
                    revisit=timedelta(0) if day > 1 else None,
                    clock=ClockAt(DEMO_DAYS[day - 1]),
                    on_progress=show,
                    command="parvis demo",
                )
            )
        answers.send(_problem(report))
    except ParvisError as error:
        answers.send(error)


def _problem(report: CrawlReport) -> str | None:
    """What a person must know; None: the day went well."""
    if report.reason == "interrupted":
        return "interrupted; run it again to go on"
    return "; ".join(f"{site}: {why}" for site, why in report.failed_sites.items()) or None
