"""`parvis sites`: list, show, check and make site definitions; what the sites' URLs have taught."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from parvis.arguments import Day
from parvis.commands import Commands, example, print_json
from parvis.errors import INTERRUPTED, SITES_FAILED, NothingFound, SiteError

if TYPE_CHECKING:
    from parvis.sites import Site

POLICIES = ("hard", "freemium", "metered", "registration", "consent", "open")  # importing them costs every --help


@click.group(cls=Commands)
def sites() -> None:
    """Site definitions: list them, show one, check a file, make one from a home page."""


@sites.command(
    "list",
    epilog=example(
        "parvis sites list",
        "parvis sites list --language fr --policy hard",
        "parvis sites list --json | jq -r '.sites[] | select(.known_good == null) | .name'",
    ),
)
@click.option("--language", help="Only those in this language (fr, pt-BR).")
@click.option("--policy", type=click.Choice(POLICIES), help="Only those of this practice.")
@click.option("--json", "as_json", is_flag=True, help="Every key of each definition as JSON.")
@click.pass_obj
def list_sites(db: Path, language: str | None, policy: str | None, as_json: bool) -> None:
    """The sites that Parvis knows by name, and when one of their addresses was last known to be good."""
    from parvis.records import plain
    from parvis.sites import known_sites, select_sites
    from parvis.terminal.sites import print_sites

    found = select_sites(known_sites(db).values(), language=language, policy=policy)
    if not found:
        raise NothingFound("no site is in that language and of that practice; try one of the two")
    if as_json:
        print_json({"sites": [{**plain(site), "known_good": site.known_good} for site in found]})
    else:
        print_sites(found)


@sites.command("show", epilog=example("parvis sites show lagazette"))
@click.argument("name")
@click.pass_obj
def show_site(db: Path, name: str) -> None:
    """One definition, as TOML."""
    from parvis.sites import dump_site
    from parvis.targets import site_named

    click.echo(dump_site(site_named(db, name)), nl=False)


@sites.command(
    "check",
    epilog=example(
        "parvis sites check lagazette guardian taz                  do their feeds and sitemaps still answer?",
        "parvis sites check --json > answers.json                   those of all sites",
        "parvis sites check sites/ledger.toml                       is it a definition that holds?",
        "parvis sites check ledger story.html other.html            what do its selectors hit?",
        "parvis sites check ledger old.html --fetched 2023-11-02 --json",
    ),
)
@click.argument("names", nargs=-1, metavar="[SITE|TOML]... [FILE]...")
@click.option("--url", help="The address of the page, where the page does not say it.")
@click.option("--fetched", type=Day(), help="The day on which the pages were fetched: it chooses the layout.")
@click.option("--proxy", metavar="URL", help="Ask through this HTTP proxy.")
@click.option("--delay", type=click.FloatRange(min=0), help="Seconds between two requests to a host (at least 5).")
@click.option("--json", "as_json", is_flag=True, help="What was found as JSON.")
@click.pass_obj
def check_sites(
    db: Path,
    names: tuple[str, ...],
    url: str | None,
    fetched: date | None,
    proxy: str | None,
    delay: float | None,
    as_json: bool,
) -> None:
    """Ask the feeds and sitemaps of SITEs whether they still answer, and what with: politely, and nothing but them.

    With a TOML file: say everything that is wrong with the definition, offline. With saved pages behind a SITE or TOML
    file: show what each selector hits, offline.

    Exit code 4: a source cannot be used. Exit code 3: a selector hit nothing on any of the pages.
    """
    definitions = [name for number, name in enumerate(names) if not _is_page(name) or number == 0]
    files = names[len(definitions) :]
    if files and len(definitions) > 1:
        raise click.UsageError("name one definition, then the pages")
    if files:
        _check_pages(_definition(db, definitions[0]), files, url=url, fetched=fetched, as_json=as_json)
    elif any(name.endswith(".toml") for name in definitions):
        _check_definitions(db, definitions)
    else:
        _check_sources(db, definitions, proxy=proxy, delay=delay, as_json=as_json)


def _is_page(name: str) -> bool:
    """Names of sites hold neither dots nor slashes."""
    return not name.endswith(".toml") and ("." in name or "/" in name or Path(name).exists())


def _check_sources(db: Path, names: Sequence[str], *, proxy: str | None, delay: float | None, as_json: bool) -> None:
    from parvis.records import plain
    from parvis.sites import known_sites
    from parvis.source_check import check_sources
    from parvis.targets import site_named
    from parvis.terminal.progress import live_progress
    from parvis.terminal.source_check import print_sources

    chosen = [site_named(db, name) for name in names] or list(known_sites(db).values())
    with live_progress() as show:
        checks, asked_all = check_sources(chosen, proxy=proxy, delay=delay, on_progress=show)
    if as_json:
        print_json({"sources": [{**plain(check), "works": check.works} for check in checks]})
    else:
        print_sources(checks)
    if not asked_all:
        sys.exit(INTERRUPTED)
    if not all(check.works for check in checks):
        sys.exit(SITES_FAILED)


def _check_definitions(db: Path, definitions: Sequence[str]) -> None:
    problems = []
    for name in definitions:
        try:
            click.echo(f"{name}: {_definition(db, name).name} holds")
        except SiteError as error:
            problems.append(str(error))
    if problems:
        raise SiteError("\n".join(problems))


def _definition(db: Path, name: str) -> Site:
    from parvis.sites import load_site
    from parvis.targets import site_named

    return load_site(Path(name)) if name.endswith(".toml") else site_named(db, name)


def _check_pages(site: Site, files: Sequence[str], *, url: str | None, fetched: date | None, as_json: bool) -> None:
    from parvis.site_check import check_as_dict, check_pages, raise_missed, untried
    from parvis.terminal.site_check import print_check

    checks = check_pages(site, files, url=url, fetched=fetched)
    if as_json:
        print_json(check_as_dict(site, checks))
    else:
        print_check(site, checks, untried(site, checks))
    raise_missed(site, checks)


@sites.command("rules", epilog=example("parvis sites rules", "parvis sites rules lagazette --json"))
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="The same as JSON, with all evidence.")
@click.pass_obj
def show_rules(db: Path, name: str | None, as_json: bool) -> None:
    """What the URLs of a site have taught: which parameters name no article, which tokens are an article's id."""
    from parvis.archive import Archive
    from parvis.archive.rules import site_rules
    from parvis.records import plain
    from parvis.terminal.rules import print_rules

    with Archive.open(db) as archive:
        rules = site_rules(archive, name)
    if not rules:
        raise NothingFound(
            f"{db} holds no rule of {name or 'any site'} yet: one takes 20 URLs, or 3 articles of a parameter"
        )
    if as_json:
        print_json({"rules": [plain(rule) for rule in rules]})
    else:
        print_rules(rules)


@sites.command("add", epilog=example("parvis sites add https://example.org/"))
@click.argument("url")
@click.option("--proxy", metavar="URL", help="Look through this HTTP proxy.")
@click.pass_obj
def add_site(db: Path, url: str, proxy: str | None) -> None:
    """Find the feeds and sitemaps of a home page, and write a definition into the folder sites/ beside the archive."""
    from parvis.targets import add_definition

    path, site = add_definition(db, url, proxy=proxy)
    sources = len(site.feeds) + len(site.sitemaps)
    click.echo(f"{path}: {sources} feeds and sitemaps; crawl it with: parvis crawl {site.name}")
