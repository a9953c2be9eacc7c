"""What `parvis crawl` says when it is done."""

from __future__ import annotations

from pathlib import Path

from parvis.archive import Archive, queries
from parvis.archive.waiting import Due
from parvis.crawl.request import CrawlReport
from parvis.terminal.console import err, safe
from parvis.terminal.progress import progress_line
from parvis.terminal.status import plural, reasons
from parvis.terminal.waits import wait_lines
from parvis.words import Reason

HINTS = {
    Reason.ROBOTS_UNAVAILABLE: "robots.txt could not be had, so the site stays closed; see proxy and network",
    Reason.ROBOTS: "robots.txt disallows its feeds and sitemaps; ask the site, or name another source",
    Reason.NETWORK: "see the address, the proxy and the network",
    Reason.TIMEOUT: "the site did not answer in time; it is asked again",
    Reason.REFUSED: "the site refuses this client; Parvis does not come under another name",
    Reason.RATE_LIMITED: "the site asks to wait",
    Reason.ADDRESS: "it leads to an address that is not public",
    Reason.GONE: "it is not there; look at the site's feeds with: parvis sites add URL",
}


def print_report(report: CrawlReport, db: Path) -> None:
    err().print(f"{db}: {report.reason}: {progress_line(report.progress)}", soft_wrap=True)
    for title, counts in (("excluded", report.progress.excluded), ("failed", report.progress.failed)):
        if counts:
            err().print(f"  {title}{reasons(counts)}")
    if report.recovered:
        err().print(f"  {plural(report.recovered, 'URL')} that a killed crawl had held: due again, none lost")
    for alarm in report.alarms:
        err().print(f"  ALARM {safe(alarm.site)} {alarm.kind}: {safe(alarm.text)}", soft_wrap=True)
    if report.untold:
        again = "told again by the next crawl"
        err().print(f"  --on-alarm failed for {plural(len(report.untold), 'alarm')}, {again}: {safe(report.untold[0])}")
    for name, owner in report.left_out.items():
        err().print(f"  {safe(name)}: left out, another crawl is at it: {safe(owner)}", soft_wrap=True)
    for line in wait_lines(report.waits):
        err().print(f"  {line}", soft_wrap=True)
    _print_waiting(db)
    for site, why in report.failed_sites.items():
        err().print(f"  {safe(site)}: {safe(why)}{hint_of(why)}", soft_wrap=True)


def print_nothing_due(due: Due) -> None:
    coming = f"; next at {due.next_at:%Y-%m-%d %H:%M} UTC" if due.next_at else ", and nothing is planned"
    err().print(f"nothing is due{coming}")


def hint_of(why: str) -> str:
    """What a person can do about it, where the reason is one of the glossary's."""
    found = [hint for reason, hint in HINTS.items() if reason in why]
    return f"; {found[0]}" if found else ""


def _print_waiting(db: Path) -> None:
    """What a crawl leaves for later, so that "finished" is not read as "nothing left"."""
    with Archive.open(db) as archive:
        status = queries.status(archive)
        waiting = status.articles.pending + status.sources.pending
        due = archive.next_due(sites=[site.name for site in status.sites])
    if status.due.next_at and not (waiting and due):
        err().print(f"  next look at {status.due.next_at:%Y-%m-%d %H:%M} UTC: parvis crawl --due", soft_wrap=True)
    if waiting and due:
        err().print(
            f"  waiting: {plural(waiting, 'URL')}, due from {due:%Y-%m-%d %H:%M} UTC; run the same command then"
        )
