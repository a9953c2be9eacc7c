"""Sites that make up URLs without end: each is cut with the rule that names it, and the crawl ends."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parvis.discover.traps import FACETS
from tests.crawl.conftest import balance, crawl, rows
from tests.crawl.press import Press, article

EACH = 6  # new URLs in every sitemap
Maker = Callable[[str, int], str]  # host, number -> URL
MAKERS: dict[str, Maker] = {
    "calendar": lambda host, n: f"http://{host}/agenda/{2030 + n}/05/01/",
    "session": lambda host, n: f"http://{host}/news?osCsid=a1b2c3d4e5f6a7b8c{n:07}",
    "repeat": lambda host, n: f"http://{host}" + "/news" * (n + 3),
    "depth": lambda host, n: f"http://{host}/" + "/".join(f"s{m}" for m in range(n + 21)),
    "facets": lambda host, n: f"http://{host}/find?" + "&".join(f"by-{m}=1" for m in range(n + 1)),
    "long": lambda host, n: f"http://{host}/{'x' * 2048}{n}",
    "nested": lambda host, n: f"http://{host}/story",
}
SITEMAPS = 2 * 20 + 1  # an index and a list at each depth, and the one that begins


def endless(host: str, make: Maker) -> Callable[[str], bytes]:
    """Every index names a list of new URLs, and the next index."""

    def answer(path: str) -> bytes:
        number = int(re.findall(r"\d+", path + "0")[0])
        if path.startswith("/sitemap-index"):
            names = f"sitemap-list-{number}.xml", f"sitemap-index-{number + 1}.xml"
            children = "".join(f"<sitemap><loc>http://{host}/{name}</loc></sitemap>" for name in names)
            return f"<sitemapindex>{children}</sitemapindex>".encode()
        if path.startswith("/sitemap-list"):
            urls = (make(host, number * EACH + n) for n in range(EACH))
            listed = "".join(f"<url><loc>{url.replace('&', '&amp;')}</loc></url>" for url in urls)
            return f"<urlset>{listed}</urlset>".encode()
        return article(number)

    return answer


class World:
    """The archive and the report after one crawl of all the endless sites."""

    def __init__(self, press: Press, db: Path) -> None:
        self.press, self.db = press, db
        for name, make in MAKERS.items():
            press.endless[f"{name}.example"] = endless(f"{name}.example", make)
        urls = [f"http://{name}.example/sitemap-index-0.xml" for name in MAKERS]
        self.report: dict[str, Any] = crawl(db=str(db), urls=urls, proxy=press.proxy, delay=0)

    def cut(self, name: str) -> dict[str, int]:
        query = f"""
            SELECT detail, count(*) FROM url
            WHERE reason = 'trap' AND state = 'excluded' AND host = '{name}.example' GROUP BY 1
        """  # noqa: S608 (our own tables)
        return dict(rows(self.db, query))


@pytest.fixture(scope="module")
def world(press: Press, tmp_path_factory: pytest.TempPathFactory) -> World:
    return World(press, tmp_path_factory.mktemp("endless") / "archive.db")


@pytest.mark.parametrize("name", MAKERS)
def test_an_endless_site_is_cut_with_its_rule(world: World, name: str) -> None:
    asked = len(world.press.paths(f"{name}.example"))
    through = {"facets": FACETS, "nested": 1}.get(name, 0)

    assert world.cut(name)[name] >= 1
    assert asked <= SITEMAPS + through + 4  # robots.txt and three files of rights


def test_the_crawl_ends_and_balances(world: World) -> None:
    assert (world.report["code"], world.report["reason"]) == (0, "finished")
    assert world.report["excluded"] == {"trap": sum(sum(world.cut(name).values()) for name in MAKERS)}
    assert balance(world.db) == 0
