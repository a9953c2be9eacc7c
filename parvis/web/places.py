"""Pages about sites, walls, crawls and changes, and those that explain: what the archive's words mean, what it is."""

from __future__ import annotations

from datetime import UTC, datetime

from parvis.archive import Archive
from parvis.archive.boilerplate import repeated
from parvis.archive.health_report import health
from parvis.archive.history import WallMonth
from parvis.archive.layout_queries import layout_families
from parvis.archive.overview import crawls_of
from parvis.archive.queries import check_site, site_status
from parvis.archive.runs import runs
from parvis.archive.site_events import site_events
from parvis.errors import NothingFound
from parvis.records import plain
from parvis.research.codebook import codebook
from parvis.research.history import history, walls
from parvis.web.keeping import kept
from parvis.web.leaf import Asked, Leaf
from parvis.words import EventKind

__all__ = ["about_page", "changes_page", "codebook_page", "runs_page", "site_page", "walls_page"]

ROWS = 200  # of a table
LINES = 40  # of boilerplate
RUNS = 60


def site_page(archive: Archive, asked: Asked) -> Leaf:
    """A site over time: its walls month by month, its layouts, what it repeats, how its crawls fare."""
    site = asked.parts["site"]
    return kept(archive, ("site", site), lambda: _site(archive, site))


def _site(archive: Archive, site: str) -> Leaf:
    with archive.reading():
        check_site(archive, site)
        status = site_status(archive, site)
        months = _walls(archive, f'site:"{site}"')
        layouts = layout_families(archive, site)
        lines = repeated(archive, site=site)[:LINES]
        state = health(archive, site=site, now=datetime.now(UTC))[0]
        events = [event for kind in EventKind for event in site_events(archive, kind=kind, site=site)]
    document = {
        **plain(status),
        "walls": [month._asdict() for month in months],
        "layouts": [plain(one) for one in layouts],
        "boilerplate": [plain(one) for one in lines],
        "health": plain(state),
        "events": [plain(event) for event in events],
    }
    shown = {
        "status": status,
        "months": months,
        "layouts": layouts,
        "repeated": lines,
        "health": state,
        "events": events,
    }
    return Leaf(template="site.html", shown=shown, document=document)


def _walls(archive: Archive, query: str) -> tuple[WallMonth, ...]:
    try:
        return walls(archive, query).months
    except NothingFound:
        return ()


def walls_page(archive: Archive, asked: Asked) -> Leaf:
    """Vendors, mechanisms and structures of walls across sites, month by month."""
    return kept(archive, "walls", lambda: _all_walls(archive))


def _all_walls(archive: Archive) -> Leaf:
    months = _walls(archive, "")
    return Leaf(
        template="walls.html",
        shown={"months": months[-ROWS:], "whole": len(months)},
        document={"walls": [month._asdict() for month in months]},
    )


def changes_page(archive: Archive, asked: Asked) -> Leaf:
    """Headlines that were edited, articles whose access changed; the newest first."""
    return kept(archive, "changes", lambda: _changes(archive))


def _changes(archive: Archive) -> Leaf:
    try:
        found = history(archive, "")
    except NothingFound:
        found = None
    shown = {
        "access": found.access[::-1][:ROWS] if found else (),
        "headlines": found.headlines[::-1][:ROWS] if found else (),
        "whole": (len(found.access), len(found.headlines)) if found else (0, 0),
    }
    return Leaf(template="changes.html", shown=shown, document=found.as_dict() if found else {})


def runs_page(archive: Archive, asked: Asked) -> Leaf:
    """The last crawls, and what is wrong with which site."""
    with archive.reading():
        found = runs(archive, last=RUNS)
        states = health(archive, now=datetime.now(UTC))
    document = {"runs": [plain(run) for run in found], "health": [plain(state) for state in states]}
    return Leaf(template="runs.html", shown={"runs": found, "health": states}, document=document)


def codebook_page(archive: Archive, asked: Asked) -> Leaf:
    relations = codebook()
    return Leaf(
        template="codebook.html", shown={"relations": relations}, document=[plain(relation) for relation in relations]
    )


def about_page(archive: Archive, asked: Asked) -> Leaf:
    crawls = crawls_of(archive)
    return Leaf(template="about.html", shown={"name": archive.path.name}, document=crawls._asdict())
