"""An archive with two papers in it, for the tests of near duplicates."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from parvis.records import Page
from parvis.sites import Site
from tests.archives import LEDGER, Desk, open_desk
from tests.pages import day, make_page

GAZETTE = Site(name="gazette", title="The Gazette", home="http://gazette.example/", hosts=("gazette.example",))
AGENCY = (
    "Harbour pilots found a drifting barge without crew on Sunday night and towed it to the old fish quay, "
    "where the water police now keep it under guard until its owner is known."
)
REWRITTEN = AGENCY.replace("Sunday night", "Sunday evening").replace("old fish quay", "fish quay")


@dataclass
class Press:
    """One archive with two papers in it."""

    ledger: Desk
    gazette: Desk

    def store(self, *pages: Page, number: int = 1) -> None:
        for page in pages:
            (self.ledger if page.site == "ledger" else self.gazette).store([page], at=day(number))

    def finish(self) -> None:
        """The crawl ends; the next begins."""
        archive = self.ledger.archive
        archive.finish_crawl(self.ledger.crawl_id, now=day(50), reason="finished")
        self.ledger.crawl_id = self.gazette.crawl_id = archive.begin_crawl(
            sites=[LEDGER, GAZETTE], command="test", now=day(50)
        )
        self.ledger.held.clear()
        self.gazette.held.clear()

    def clusters(self) -> list[list[str]]:
        """The URLs of each cluster."""
        rows = self.ledger.rows("SELECT cluster, url FROM near_duplicates ORDER BY url")
        return sorted([url for other, url in rows if other == cluster] for cluster in {row[0] for row in rows})

    def pairs(self) -> list[tuple[object, ...]]:
        return sorted(self.ledger.rows(PAIRS))


PAIRS = """
SELECT min(one.url, two.url), max(one.url, two.url), method, jaccard, shared, telling
FROM near_pair JOIN article AS one ON one.id = article_id JOIN article AS two ON two.id = other_id
"""


def open_press(folder: Path) -> Press:
    desk = open_desk(folder / "archive.db")
    desk.archive.finish_crawl(desk.crawl_id, now=day(1), reason="finished")
    crawl = desk.archive.begin_crawl(sites=[LEDGER, GAZETTE], command="test", now=day(1))
    return Press(Desk(desk.archive, crawl), Desk(desk.archive, crawl, site=GAZETTE))


def ledger(name: str, *lines: str, headline: str = "A barge without a crew") -> Page:
    return make_page(f"http://ledger.example/{name}", *lines, headline=headline)


def gazette(name: str, *lines: str, headline: str = "Ghost ship in the harbour") -> Page:
    return make_page(f"http://gazette.example/{name}", *lines, headline=headline, site="gazette")
