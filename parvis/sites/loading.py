"""Site definitions from the package and from folders, found by name or by URL, and made on the spot."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from parvis.errors import SiteError
from parvis.identity import join, registrable_domain
from parvis.sites.definition import Site, host_in
from parvis.sites.known import Known
from parvis.sites.layout import SiteLayout
from parvis.sites.validation import read_site


def load_sites(*folders: Path | Traversable) -> dict[str, Site]:
    """The shipped definitions and those of some folders, by name; a later folder's replace an earlier one's.

    A folder that does not exist holds no definitions.

    Raises:
        SiteError: a definition that does not hold, or two of one folder with one name.
    """
    sites: dict[str, Site] = {}
    for folder in (files("parvis.sites") / "papers", *folders):
        if folder.is_dir():
            sites |= _by_name(folder)
    return sites


def known_sites(archive: Path) -> dict[str, Site]:
    """The shipped definitions and the user's own."""
    return load_sites(folder_beside(archive))


def folder_beside(archive: Path) -> Path:
    """Where a user's own definitions are."""
    return archive.resolve().parent / "sites"


def _by_name(folder: Path | Traversable) -> dict[str, Site]:
    named: dict[str, Site] = {}
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        if file.name.endswith(".toml") and not is_special(file):
            site = load_site(file)
            if site.name in named:
                other = named[site.name].source
                raise SiteError(f"{file.name}: name: {site.name!r} is the name in {other}, too; give one another name")
            named[site.name] = site
    return named


def is_special(file: Path | Traversable) -> bool:
    """Whether a file is none to read: a pipe would keep us waiting for ever."""
    return isinstance(file, Path) and file.exists() and not file.is_file() and not file.is_dir()


def load_site(path: Path | Traversable) -> Site:
    """The definition in a file.

    Raises:
        SiteError: the file cannot be read or does not hold; every problem, one a line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SiteError(
            f"{path.name}: cannot be read ({type(error).__name__}); it must be a UTF-8 text file"
        ) from error
    return read_site(text, path.name)


def site_for(url: str, sites: Mapping[str, Site] | Iterable[Site]) -> Site | None:
    """The definition of the site that a URL lies on; an exact host goes before a registrable domain."""
    known = list(sites.values()) if isinstance(sites, Mapping) else list(sites)
    if not (host := host_in(url)):
        return None
    exact = (site for site in known if host in site.hosts or host == host_in(site.home))
    return next(exact, None) or next((site for site in known if site.is_home_of(url)), None)


def select_sites(sites: Iterable[Site], *, language: str | None = None, policy: str | None = None) -> list[Site]:
    """Those in a language (pt: those in pt-BR, too) and of a practice."""
    wanted = language.casefold() if language else ""
    return [
        site
        for site in sites
        if f"{site.language or ''}-".casefold().startswith(f"{wanted}-" if wanted else "")
        and policy in (None, site.policy)
    ]


def adhoc_site(url: str) -> Site:
    """A site made from one of its URLs: its host is all that is known of it."""
    home, host = join(url, "/"), host_in(url)
    if home is None or not host:
        raise SiteError(f"{url!r} is no http(s) address; give the whole URL of a home page, feed or sitemap")
    name = re.sub(r"[^a-z0-9]+", "-", registrable_domain(host)).strip("-")[:41] or "site"
    return Site(name=name, title=host.removeprefix("www."), home=home, hosts=(host,))


def dump_site(site: Site) -> str:
    """The definition as TOML, without what has its default."""
    defaults = Site(name="", title="", home="")
    lines = []
    for item in fields(Site):
        value = getattr(site, item.name)
        if item.name not in {"source", "layouts", "known"} and (
            value != getattr(defaults, item.name) or item.name in {"name", "title", "home"}
        ):
            lines.append(f"{item.name} = {_toml(value)}")
    lines += [*_tables("known", site.known), *_tables("layout", site.layouts)]
    return "\n".join(lines) + "\n"


def _tables(key: str, rows: Iterable[Known | SiteLayout]) -> Iterator[str]:
    for row in rows:
        given = ((item.name, getattr(row, item.name)) for item in fields(row))
        yield from ("", f"[[{key}]]", *(f"{name} = {_toml(value)}" for name, value in given if value))


def _toml(value: object) -> str:
    """JSON spells strings, numbers, booleans and lists as TOML does, but for DEL. Patterns keep their backslashes."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str) and "\\" in value and "'" not in value and value.isprintable():
        return f"'{value}'"
    text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    return _HALVES.sub("\ufffd", text)


_HALVES = re.compile("[\ud800-\udfff]")  # half characters, which no file can hold
