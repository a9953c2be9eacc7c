"""One crawl in a process of its own: `python -W error::... -m tests.crawl.runner ARGUMENTS`, the arguments as JSON.

Prints the report as JSON on its last line. Scrapy's reactor can be started once a process, and a crawl that is to be
killed needs one to be killed in.
"""

from __future__ import annotations

import json
import socket
import sys
import warnings
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from scrapy.exceptions import ScrapyDeprecationWarning

from parvis.crawl import ClockAt, CrawlReport, CrawlRequest, RealClock, politeness, run, run_crawl, settings
from parvis.errors import ParvisError
from parvis.sites import load_sites
from tests.crawl import wires


def main(arguments: dict[str, Any]) -> int:
    warnings.simplefilter("error", ScrapyDeprecationWarning)
    for name, value in arguments.pop("pinned", {}).items():  # a test has no half minute to wait for a time-out
        setattr(settings, name, value)
    if addresses := arguments.pop("addresses", None):  # no packet may leave for a private one to prove it
        socket.gethostbyname = addresses.__getitem__
    if internet := arguments.pop("internet", None):
        wires.lay(internet["names"], internet["wires"], Path(internet["noted"]))
    politeness.DELAY = arguments.pop("floor", politeness.DELAY)
    run.LOG_LEVEL = arguments.pop("level", run.LOG_LEVEL)
    try:
        report = run_crawl(request_of(**arguments))
    except ParvisError as error:
        sys.stdout.write(json.dumps({"error": type(error).__name__, "message": str(error)}))
        return error.exit_code
    sys.stdout.write(json.dumps(summary(report)))
    return 4 if report.failed_sites else 0


def request_of(
    *,
    db: str,
    sites: str | None = None,
    names: list[str] | None = None,
    start: str | None = None,
    since: str | None = None,
    revisit: float | None = None,
    log: str | None = None,
    state: str | None = None,
    urls: list[str] | None = None,
    articles: list[str] | None = None,
    **rest: Any,
) -> CrawlRequest:
    known = load_sites(Path(sites)) if sites else load_sites()
    return CrawlRequest(
        archive=Path(db),
        sites=tuple(known[name] for name in names or ()),
        urls=tuple(urls or ()),
        articles=tuple(articles or ()),
        since=date.fromisoformat(since) if since else None,
        revisit=timedelta(seconds=revisit) if revisit is not None else None,
        clock=ClockAt(datetime.fromisoformat(start)) if start else RealClock(),
        log=Path(log) if log else None,
        state=Path(state) if state else None,
        command="test",
        **rest,
    )


def summary(report: CrawlReport) -> dict[str, Any]:
    progress = report.progress
    return {
        "reason": report.reason,
        "seconds": round(report.seconds, 2),
        "peak": peak_memory(),
        "longest_stall": round(report.longest_stall, 2),
        "discovered": progress.discovered,
        "stored": {str(key): count for key, count in progress.stored.items()},
        "unchanged": progress.unchanged,
        "excluded": {str(key): count for key, count in progress.excluded.items()},
        "failed": {str(key): count for key, count in progress.failed.items()},
        "sources": progress.sources,
        "failed_sites": dict(report.failed_sites),
        "alarms": [alarm.kind for alarm in report.alarms],
        "untold": list(report.untold),
        "left_out": dict(report.left_out),
        "waits": {wait.host: [str(wait.why), wait.urls] for wait in report.waits},
        "counts": {name: getattr(report.counts, name) for name in report.counts.__slots__},
    }


def peak_memory() -> int:
    """The most bytes that this process took, where the system tells: `ru_maxrss` begins with the parent's."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="utf-8").splitlines() if status.exists() else []
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")), 0)


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
