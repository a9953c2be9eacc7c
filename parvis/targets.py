"""What a crawl is pointed at: names of definitions, URLs, or what the archive knows already."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from parvis.archive import Archive, bring_up_to_date, queries
from parvis.arguments import is_url
from parvis.errors import CrawlError, NothingFound, SiteError
from parvis.probe import explore_site
from parvis.sites import Site, adhoc_site, dump_site, folder_beside, known_sites, site_for
from parvis.sites.parts import SitesPart


def site_named(db: Path, name: str) -> Site:
    known = known_sites(db)
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"`parvis sites list` shows the {len(known)} that are known."
    raise SiteError(f"no site is called {name!r}; {hint} A URL works without a definition.")


def choose_targets(
    db: Path, targets: tuple[str, ...], *, part: SitesPart | None = None
) -> tuple[tuple[Site, ...], tuple[str, ...]]:
    """Sites and URLs to crawl; without targets what the archive has crawled before. `part`: only those of one crawler.

    Raises:
        NothingFound: none of them is the part's.
    """
    named = tuple({target: site_named(db, target) for target in targets if not is_url(target)}.values())
    sites = named if targets else _archived_sites(db)
    urls = tuple(target for target in targets if is_url(target))
    if part is None:
        return sites, urls
    known = known_sites(db)
    sites = tuple(site for site in sites if part.holds(site.name))
    urls = tuple(url for url in urls if part.holds((site_for(url, known) or adhoc_site(url)).name))
    if not (sites or urls):
        raise NothingFound(f"no site is in part {part.number} of {part.of}; others crawl them")
    return sites, urls


def _archived_sites(db: Path) -> tuple[Site, ...]:
    if not db.exists():
        raise CrawlError(
            f"{db}: there is no archive yet; name a site (parvis sites list) or the URL of a home page or feed"
        )
    bring_up_to_date(db)
    with Archive.open(db) as archive:
        rows = queries.crawled_sites(archive)
    known = known_sites(db)
    return tuple(known.get(name) or adhoc_site(home) for name, home in rows)


def add_definition(db: Path, url: str, *, proxy: str | None) -> tuple[Path, Site]:
    """Explores a site and writes what was found. Never writes over a file."""
    known = site_for(url, known_sites(db))
    if known is not None:
        raise SiteError(
            f"{url} belongs to the site {known.name!r}, which has a definition: parvis sites show {known.name}"
        )
    site = explore_site(url, proxy=proxy)
    path = folder_beside(db) / f"{site.name}.toml"
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(dump_site(site))
    except OSError as error:
        raise SiteError(
            f"{path}: cannot be written: {error.strerror}; name an archive in another folder with --db"
        ) from error
    return path, site
