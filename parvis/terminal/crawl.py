"""What `parvis crawl` says when it is done."""

from __future__ import annotations

from pathlib import Path

from parvis.archive import Archive, queries
from parvis.crawl.request import CrawlReport
from parvis.terminal.console import err, safe
from parvis.terminal.progress import progress_line
from parvis.terminal.status import plural, reasons


def print_report(report: CrawlReport, db: Path) -> None:
    err().print(f"{db}: {report.reason}: {progress_line(report.progress)}")
    for title, counts in (("excluded", report.progress.excluded), ("failed", report.progress.failed)):
        if counts:
            err().print(f"  {title}{reasons(counts)}")
    _print_waiting(db)
    for site, why in report.failed_sites.items():
        err().print(f"  {safe(site)}: {safe(why)}")


def _print_waiting(db: Path) -> None:
    """What a crawl leaves for later, so that "finished" is not read as "nothing left"."""
    with Archive.open(db) as archive:
        status = queries.status(archive)
        waiting = status.articles.pending + status.sources.pending
        due = archive.next_due(sites=[site.name for site in status.sites])
    if waiting and due:
        err().print(
            f"  waiting: {plural(waiting, 'URL')}, due from {due:%Y-%m-%d %H:%M} UTC; run the same command then"
        )
