"""`parvis health`: a line a site, its alarms below; what lies in quarantine, and the remedy. `parvis runs`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from rich.table import Table
from rich.text import Text

from parvis.archive.health_report import SiteHealth
from parvis.archive.runs import Run
from parvis.health import span
from parvis.records import plain
from parvis.terminal.console import out, safe, styled
from parvis.terminal.status import plural, reasons

ALARM = "bold #d55e00"
GOOD = "#009e73"
ENDED_WELL = frozenset({"finished", "page budget", "running"})


def print_health(sites: Sequence[SiteHealth], *, now: datetime) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("site", "health", "last crawl", "pages", "new", "newest item", "failed"):
        table.add_column(name, justify="right" if name in {"pages", "new", "failed"} else "left", no_wrap=True)
    for site in sites:
        table.add_row(
            safe(site.site),
            _state(site),
            _ago(site.last_crawl_at, now),
            f"{site.last_pages:,}" if site.last_crawl_at else "-",
            f"{site.last_new:,}" if site.last_crawl_at else "-",
            _ago(site.newest_at, now),
            f"{sum(site.quarantine.values()):,}" if site.quarantine else "",
        )
    out().print(table)
    for site in sites:
        for alarm in site.alarms:
            line = f"{safe(alarm.text)} (since {alarm.raised_at:%Y-%m-%d %H:%M} UTC)"
            out().print(Text.assemble((f"{safe(site.site)} {alarm.kind}", ALARM), f": {line}"), soft_wrap=True)
    _print_quarantine(sites)


def _state(site: SiteHealth) -> Text:
    if site.alarms:
        return Text(plural(len(site.alarms), "alarm"), ALARM)
    return Text("ok", GOOD) if site.last_crawl_at else Text("not measured", "dim")


def _ago(moment: datetime | None, now: datetime) -> str:
    return f"{span(max((now - moment) / timedelta(hours=1), 0))} ago" if moment else "-"


def _print_quarantine(sites: Sequence[SiteHealth]) -> None:
    failed = sum((Counter(site.quarantine) for site in sites), Counter[str]())
    if failed:
        one = f" {safe(sites[0].site)}" if len(sites) == 1 else " [SITE]"
        remedy = f"parvis retry{one} [--reason REASON]"
        line = f"{plural(failed.total(), 'URL')} failed for good{reasons(failed)}; to try again: {remedy}"
        out().print(styled(line), soft_wrap=True)
    if waiting := sum(site.waiting for site in sites):
        out().print(styled(f"{plural(waiting, 'URL')} failed and will be tried again by the next crawls"))


def health_as_dict(sites: Sequence[SiteHealth]) -> dict[str, Any]:
    """JSON-ready; each alarm with its sentence."""
    documents = [plain(site) for site in sites]
    for site, document in zip(sites, documents, strict=True):
        document["ok"] = not site.alarms
        for alarm, row in zip(site.alarms, document["alarms"], strict=True):
            row["text"] = alarm.text
    return {"sites": documents}


def print_runs(runs: Sequence[Run]) -> None:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold")
    for name in ("run", "started", "took", "end", "found", "stored", "same", "excluded", "failed", "alarms"):
        table.add_column(name, justify="left" if name in {"started", "end"} else "right", no_wrap=name != "end")
    table.add_column("sites")
    for run in runs:
        counts = (run.discovered, run.stored, run.unchanged, run.excluded, run.failed, run.alarms)
        table.add_row(
            str(run.id),
            f"{run.started_at:%Y-%m-%d %H:%M}",
            _took(run),
            _end(run),
            *(f"{count:,}" for count in counts),
            _sites(run),
        )
    out().print(table)
    for version, group in groupby(runs, key=lambda run: run.version):
        numbers = [run.id for run in group]
        which = f"runs {numbers[-1]} to {numbers[0]}" if len(numbers) > 1 else f"run {numbers[0]}"
        out().print(styled(f"{which}: Parvis {version or 'of a version that is not known'}", "dim"))


def _sites(run: Run) -> str:
    """The first of its sites, and how many more."""
    more = f" + {len(run.sites) - 1}" if len(run.sites) > 1 else ""
    return safe(run.sites[0]) + more if run.sites else ""


def _end(run: Run) -> Text:
    """How it ended; with its exit code where that says more."""
    code = f" ({run.exit})" if run.exit else ""
    well = run.reason in ENDED_WELL and not run.exit
    return Text(safe(run.reason) + code, "" if well else ALARM)


def _took(run: Run) -> str:
    """How long a run took; of a killed one, how long at least."""
    if run.duration is None:
        return "-"
    seconds = round(run.duration.total_seconds())
    hours, minutes = divmod(seconds // 60, 60)
    took = (
        f"{hours} h {minutes:02} min" if hours else f"{minutes} min {seconds % 60:02} s" if minutes else f"{seconds} s"
    )
    return f">= {took}" if run.reason == "killed" else took


def runs_as_dict(runs: Sequence[Run]) -> dict[str, Any]:
    return {"runs": [{**plain(run), "seconds": _seconds(run)} for run in runs]}


def _seconds(run: Run) -> float | None:
    return None if run.duration is None else run.duration.total_seconds()
