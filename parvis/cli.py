"""The command line: every command parses, calls one function and prints. Data to standard output, talk to error.

Exit codes: 0 done, 1 error, 2 usage, 3 nothing found, 4 some sites failed, 130 interrupted,
141 the reader of the output has gone.
Imports stand inside the commands, so that `parvis --help` need not load Scrapy.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from parvis.arguments import Day, split_revisit, without_value
from parvis.article_commands import cite, diff
from parvis.bulk_commands import extract, import_files, merge
from parvis.codebook_commands import codebook
from parvis.commands import Commands, example, print_json
from parvis.duplicate_commands import duplicates
from parvis.errors import NothingFound
from parvis.export_commands import export, notebook
from parvis.health_commands import health, runs
from parvis.layout_commands import layouts
from parvis.ledger_commands import boilerplate, calibrate, reclassify
from parvis.query_commands import queries, query
from parvis.report_commands import report
from parvis.rights_commands import rights
from parvis.sample_commands import agreement, sample
from parvis.schedule_commands import schedule
from parvis.search_commands import search
from parvis.site_commands import sites
from parvis.snapshot_commands import snapshot
from parvis.trend_commands import changes, stats, trend, walls
from parvis.upkeep_commands import audit, backup, expire, forget, recover, retry, verify
from parvis.web_commands import serve
from parvis.wording_commands import kwic, terms


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--db",
    type=click.Path(dir_okay=False, path_type=Path),
    default="archive.db",
    envvar="PARVIS_DB",
    show_default=True,
    show_envvar=True,
    help="The archive.",
)
@click.version_option(package_name="parvis", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context, db: Path) -> None:
    """Archive what news sites show in front of their paywall, and never go through it.

    \b
    Begin with:
      parvis demo                                       three invented newspapers, on this machine
      parvis --db press.db crawl https://example.org/   a real one
    """
    ctx.obj = db


@main.command(epilog=example("parvis demo", "parvis --db demo.db demo"))
@click.pass_obj
def demo(db: Path) -> None:
    """Crawl three invented newspapers on this machine, two days in a row, and show what is in the archive."""
    from parvis.archive import Archive, queries
    from parvis.demo.tour import take_tour
    from parvis.terminal.demo import print_demo

    seconds = take_tour(db)
    with Archive.open(db) as archive:
        print_demo(archive, queries.status(archive), seconds)


@main.command(
    epilog=example(
        "parvis crawl lagazette                            a site with a definition",
        "parvis crawl https://example.org/feed.xml         a home page, feed or sitemap without one",
        "parvis crawl lagazette --since 2026-03-01 --max-pages 50",
        "parvis crawl lagazette --revisit 7d               look again at what was not seen for a week",
        "parvis crawl --due                                what is due now at all sites of the archive, for a timer",
    )
)
@click.argument("targets", nargs=-1, metavar="[SITE|URL]...")
@click.option("--since", type=Day(), help="Leave out articles published before this day.")
@click.option("--max-pages", type=click.IntRange(min=0), help="Fetch at most this many articles; the rest stays due.")
@click.option("--delay", type=click.FloatRange(min=0), help="Seconds between two requests to a host (at least 5).")
@click.option("--proxy", metavar="URL", help="Send every request through this HTTP proxy.")
@click.option(
    "--revisit",
    metavar="[AGE]",
    is_flag=False,
    flag_value="0",
    help="Look again at every known article not seen for AGE (12h, 7d; default: all).",
)
@click.option(
    "--profile",
    type=click.Choice(["research", "general"]),
    default="research",
    show_default=True,
    help="Keep and label text that its publisher reserves, or keep none of it.",
)
@click.option("--due", is_flag=True, help="Only the sources and articles whose time has come, as the archive has it.")
@click.option("--sites-part", metavar="N/M", help="Only the N-th of M parts of the sites: one for each crawler.")
@click.option(
    "--on-alarm",
    metavar="COMMAND",
    envvar="PARVIS_ON_ALARM",
    show_envvar=True,
    help="Run this for every alarm, with its line in PARVIS_ALARM and JSON on standard input; see docs/health.md.",
)
@click.pass_obj
def crawl(
    db: Path,
    targets: tuple[str, ...],
    since: date | None,
    max_pages: int | None,
    delay: float | None,
    proxy: str | None,
    revisit: str | None,
    profile: str,
    due: bool,
    sites_part: str | None,
    on_alarm: str | None,
) -> None:
    """Crawl sites into the archive. Stop it at any time and run it again: nothing is lost, nothing twice.

    Without a target: the sites that the archive knows. Their sources are read anew, articles when their time has come;
    with --due both wait for it, and where nothing is due the command says when and ends.
    """
    from parvis.crawl import CrawlRequest, run_crawl, state_for
    from parvis.crawl.due import keep_due
    from parvis.sites.parts import SitesPart
    from parvis.targets import choose_targets
    from parvis.terminal.crawl import print_nothing_due, print_report
    from parvis.terminal.progress import live_progress
    from parvis.words import Profile

    age, targets = split_revisit(revisit, targets)
    sites, urls = choose_targets(db, targets, part=SitesPart.read(sites_part) if sites_part else None)
    request = CrawlRequest(
        archive=db,
        sites=sites,
        urls=urls,
        since=since,
        max_pages=max_pages,
        delay=delay,
        proxy=proxy,
        profile=Profile(profile),
        revisit=age,
        due_only=due,
        on_alarm=on_alarm,
        state=state_for(delay),
        command=" ".join(["parvis", *without_value(sys.argv[1:], "--on-alarm")]),
    )
    if due:
        wanted, waits = keep_due(request)
        if wanted is None:
            print_nothing_due(waits)
            return
        request = wanted
    with live_progress() as show:
        report = run_crawl(replace(request, on_progress=show))
    print_report(report, db)
    if report.exit_code:
        sys.exit(report.exit_code)


main.add_command(import_files)
main.add_command(extract)
main.add_command(merge)


@main.command(
    epilog=example(
        "parvis read page.html --url https://example.org/story",
        "parvis read page.html --explain | less -R",
        "parvis read https://example.org/story --json | jq .access",
    )
)
@click.argument("source", metavar="FILE|URL")
@click.option("--url", help="The address the file was fetched from.")
@click.option("--proxy", metavar="URL", help="Fetch through this HTTP proxy.")
@click.option("--explain", is_flag=True, help="Every signal, and every term of the sums.")
@click.option("--json", "as_json", is_flag=True, help="The whole record as JSON.")
@click.pass_obj
def read(db: Path, source: str, url: str | None, proxy: str | None, explain: bool, as_json: bool) -> None:
    """Read one page and show what Parvis sees: the verdict, the teaser, and the anatomy, band by band. Stores nothing.

    A band is as long as it has words; of withheld text there is nothing but that length.
    """
    from parvis.probe import read_source
    from parvis.terminal.page import print_page

    page = read_source(source, db=db, url=url, proxy=proxy)
    if as_json:
        print_json(page.as_dict())
    else:
        print_page(page, explain=explain)


main.add_command(search)
main.add_command(stats)
main.add_command(trend)
main.add_command(kwic)
main.add_command(terms)
main.add_command(changes)
main.add_command(walls)


@main.command(epilog=example("parvis show 12", "parvis show https://example.org/story --json"))
@click.argument("article", metavar="NUMBER|URL")
@click.option("--json", "as_json", is_flag=True, help="The whole record as JSON.")
@click.pass_obj
def show(db: Path, article: str, as_json: bool) -> None:
    """Show one article: teaser, verdict with its evidence, versions, and what was left out."""
    from parvis.archive import Archive, reading
    from parvis.archive.forgotten import find_tombstone
    from parvis.records import plain
    from parvis.terminal.article import print_article

    with Archive.open(db) as archive:
        record = reading.article(archive, article)
        tombstone = find_tombstone(archive, article)
    if record is None and tombstone:
        raise NothingFound(f"{article} is gone by request since {tombstone.at:%Y-%m-%d}: {tombstone.reason}")
    if record is None or not record.versions:
        raise NothingFound(f"no article {article!r} in {db}; `parvis search` finds numbers")
    if as_json:
        print_json(plain(record))
    else:
        print_article(record)


main.add_command(diff)
main.add_command(cite)


@main.command(epilog=example("parvis status", "parvis --db press.db status --json"))
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
@click.pass_obj
def status(db: Path, as_json: bool) -> None:
    """What the archive holds, and that its ledger balances: every URL that was found has one outcome."""
    from parvis.archive import Archive, queries
    from parvis.terminal.status import print_status, status_as_dict

    with Archive.open(db) as archive:
        found = queries.status(archive)
    if as_json:
        print_json(status_as_dict(found))
    else:
        print_status(found)


main.add_command(serve)
main.add_command(health)
main.add_command(runs)
main.add_command(boilerplate)
main.add_command(duplicates)
main.add_command(layouts)
main.add_command(calibrate)
main.add_command(reclassify)
main.add_command(query)
main.add_command(queries)
main.add_command(export)
main.add_command(report)
main.add_command(notebook)
main.add_command(sample)
main.add_command(agreement)
main.add_command(snapshot)
main.add_command(codebook)
main.add_command(sites)
main.add_command(rights)
main.add_command(schedule)
main.add_command(retry)
main.add_command(audit)
main.add_command(verify)
main.add_command(backup)
main.add_command(forget)
main.add_command(expire)
main.add_command(recover)


@main.command(epilog=example("parvis doctor", "parvis --db press.db doctor"))
@click.pass_obj
def doctor(db: Path) -> None:
    """Is this installation, and this archive, fit for unattended crawls?"""
    from parvis.doctor import Health, examine
    from parvis.terminal.sites import print_checks

    checks = examine(db)
    print_checks((check.name, str(check.health), check.message) for check in checks)
    if any(check.health is Health.BROKEN for check in checks):
        sys.exit(1)
