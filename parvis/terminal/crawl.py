"""What `parvis crawl` says when it is done."""

from __future__ import annotations

from pathlib import Path

from parvis.crawl.request import CrawlReport
from parvis.terminal.console import err, safe
from parvis.terminal.progress import progress_line
from parvis.terminal.status import reasons


def print_report(report: CrawlReport, db: Path) -> None:
    err().print(f"{db}: {report.reason}: {progress_line(report.progress)}")
    for title, counts in (("excluded", report.progress.excluded), ("failed", report.progress.failed)):
        if counts:
            err().print(f"  {title}{reasons(counts)}")
    for site, why in report.failed_sites.items():
        err().print(f"  {safe(site)}: {safe(why)}")
