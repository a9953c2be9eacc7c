"""`parvis sites`: list, show, check and make site definitions."""

from __future__ import annotations

from pathlib import Path

import click

from parvis.commands import Commands, example
from parvis.errors import SiteError


@click.group(cls=Commands)
def sites() -> None:
    """Site definitions: list them, show one, check a file, make one from a home page."""


@sites.command("list", epilog=example("parvis sites list"))
@click.pass_obj
def list_sites(db: Path) -> None:
    """The sites that Parvis knows by name."""
    from parvis.sites import known_sites
    from parvis.terminal.sites import print_sites

    print_sites(known_sites(db).values())


@sites.command("show", epilog=example("parvis sites show lagazette"))
@click.argument("name")
@click.pass_obj
def show_site(db: Path, name: str) -> None:
    """One definition, as TOML."""
    from parvis.sites import dump_site
    from parvis.targets import site_named

    click.echo(dump_site(site_named(db, name)), nl=False)


@sites.command("check", epilog=example("parvis sites check sites/ledger.toml"))
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_sites(files: tuple[Path, ...]) -> None:
    """Say everything that is wrong with definition files."""
    from parvis.sites import load_site

    problems = []
    for file in files:
        try:
            click.echo(f"{file}: {load_site(file).name} holds")
        except SiteError as error:
            problems.append(str(error))
    if problems:
        raise SiteError("\n".join(problems))


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
