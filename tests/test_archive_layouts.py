"""Layouts in the archive: one row a structure, times and counts from the looks, whatever the order of the pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from parvis.archive import Archive
from parvis.archive.audit import audit
from parvis.archive.events import Unchanged
from parvis.archive.layout_queries import layout_families, walls
from parvis.archive.migrations import run_script
from parvis.page.outline import as_layout
from parvis.records import Page
from parvis.sites import Site
from parvis.words import Access
from tests.archives import BASE, LEDGER, Desk, open_desk
from tests.pages import day, make_fetch, make_page

OTHER = Site(name="courier", title="The Courier", home="http://courier.example/", hosts=("courier.example",))
STORY = "body(header.top(nav div.account) main(article.story(div.share div.text) aside.rail) footer(div.legal))"
SLOT = STORY.replace("aside.rail", "aside.rail div.advert")
GALLERY = "body(div.app(div.head(nav.menu) div.page(main.page-main(div.slides div.copy) div.side) div.foot))"
WALL, GATE = "div.wall(h2 p a)", "div.gate(p form(input button))"


def page(number: int, skeleton: str = STORY, *, wall: str = "", base: str = BASE, site: str = "ledger") -> Page:
    access = Access.LOCKED if wall else Access.FREE
    made = make_page(f"{base}{number}", f"Line {number} of it.", access=access, site=site)
    found = {"layout": as_layout(skeleton, longest=9_999)}
    return replace(made, **found, **({"wall_layout": as_layout(wall, longest=9_999)} if wall else {}))  # type: ignore[arg-type]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = open_desk(tmp_path / "archive.db")
    yield desk
    assert audit(desk.archive) == ()
    desk.archive.close()


def test_a_layout_counts_its_pages_articles_and_access(desk: Desk) -> None:
    desk.store([page(1), page(2), page(3, wall=WALL)], at=day(1))
    desk.store([page(1)], at=day(3))

    assert desk.rows("SELECT site, pages, articles, free, walled, first_seen_at, last_seen_at FROM layouts") == [
        ("ledger", 4, 3, 3, 1, day(1).isoformat(), day(3).isoformat())
    ]


def test_layouts_that_differ_little_are_one_family_named_after_the_oldest(desk: Desk) -> None:
    desk.store([page(1), page(2, wall=WALL)], at=day(1))
    desk.store([page(3, SLOT), page(4, GALLERY), page(5, SLOT)], at=day(2))
    first, second = layout_families(desk.archive, "ledger")

    assert (first.digest, first.pages, len(first.layouts)) == (as_layout(STORY, longest=9_999).digest, 4, 2)
    assert (first.access, first.last_seen_at) == ({"free": 3, "locked": 1}, day(2))
    assert (second.skeleton, second.pages) == (GALLERY, 1)


def test_the_same_wall_at_two_sites_is_one_row_with_two_sites(tmp_path: Path) -> None:
    with closing(Archive.open(tmp_path / "archive.db", "w")) as archive:
        crawl = archive.begin_crawl(sites=[LEDGER, OTHER], command="test", now=day(1))
        ledger, courier = Desk(archive, crawl), Desk(archive, crawl, site=OTHER)
        base = "http://courier.example/a/"
        courier.store([page(1, wall=WALL, base=base, site="courier"), page(2, base=base, site="courier")], at=day(1))
        ledger.store([page(1, wall=WALL), page(2, wall=GATE)], at=day(2))
        wall, gate = walls(archive)

        assert ledger.rows("SELECT skeleton FROM wall_layout ORDER BY skeleton") == [(GATE,), (WALL,)]
        assert [(place.site, place.first_seen_at) for place in wall.places] == [("courier", day(1)), ("ledger", day(2))]
        assert (gate.pages, [place.site for place in gate.places]) == (1, ["ledger"])
        assert [wall.skeleton for wall in walls(archive, "courier")] == [WALL]
        assert ledger.rows("SELECT DISTINCT sites FROM wall_layouts WHERE skeleton = ?", WALL) == [(2,)]


def test_a_page_seen_again_unchanged_rewrites_nothing_but_its_looks(desk: Desk) -> None:
    pages = [page(number, wall=WALL) for number in range(1, 6)]
    desk.store(pages, at=day(1))
    before = kept(desk)
    desk.store(pages, at=day(2))

    assert kept(desk) == before
    assert desk.rows("SELECT pages, articles, last_seen_at FROM layouts") == [(10, 5, day(2).isoformat())]


def kept(desk: Desk) -> list[list[tuple[object, ...]]]:
    """What must not be rewritten; of versions and articles all but the time of the last look."""
    version = "id, digest, first_seen_at, teaser, layout_id, anatomy_id"
    columns = {"layout": "*", "wall_layout": "*", "version": version, "variant": "*", "anatomy": "*", "event": "*"}
    return [desk.rows(f"SELECT {names} FROM {table}") for table, names in columns.items()]  # noqa: S608  our own names


def test_a_304_says_that_the_layout_still_holds(desk: Desk) -> None:
    desk.store([page(1, wall=WALL)], at=day(1))
    lease = desk.lease_of(f"{BASE}1", at=day(2))
    desk.archive.apply([Unchanged(lease=lease, at=day(2), fetch=make_fetch(lease.url, status=304, at=day(2)))])

    assert desk.rows("SELECT pages, walled FROM layouts") == [(2, 2)]
    assert desk.rows("SELECT pages, last_seen_at FROM wall_layouts") == [(2, day(2).isoformat())]


LOOKS = st.lists(
    st.builds(page, st.integers(1, 4), st.sampled_from([STORY, SLOT, GALLERY]), wall=st.sampled_from(["", WALL, GATE])),
    min_size=1,
    max_size=8,
).flatmap(lambda pages: st.permutations([(page, day(number)) for number, page in enumerate(pages, start=1)]))


@settings(max_examples=40)
@given(LOOKS)
def test_the_order_in_which_pages_come_changes_nothing(looks: list[tuple[Page, datetime]]) -> None:
    assert dump(looks) == dump(sorted(looks, key=lambda look: look[1]))


def dump(looks: Sequence[tuple[Page, datetime]]) -> list[list[str]]:
    """Everything that is said of layouts, in order."""
    with TemporaryDirectory() as folder, closing(open_desk(Path(folder) / "archive.db").archive) as archive:
        desk = Desk(archive, 1)
        for seen, at in looks:
            desk.store([seen], at=at)
        archive.finish_crawl(1, now=day(99), reason="finished")
        assert audit(archive) == ()
        said = [layout_families(archive), walls(archive)]
        rows = [desk.rows(f"SELECT * FROM {view}") for view in ("layouts", "wall_layouts")]  # noqa: S608  our own names
        rows.append(desk.rows("SELECT * FROM events WHERE kind = 'layout_drift'"))
        return [[repr(item) for item in answer] for answer in said] + [sorted(map(repr, answer)) for answer in rows]


def test_looks_of_before_this_step_have_the_layout_of_their_version() -> None:
    db = Database(memory=True)
    run_script(db, "m0001.sql")
    for statement in OLD:
        db.conn.execute(statement)
    run_script(db, "m0003_layouts.sql")

    assert db.execute("SELECT layout_id FROM observation ORDER BY id").fetchall() == [(7,), (None,)]
    assert "first_seen_at" not in db.table("layout").columns_dict


OLD = (
    "INSERT INTO site (id, name, title, teaser_max_words) VALUES (1, 'ledger', '', 200)",
    "INSERT INTO layout VALUES (7, 1, 'aa', 'body', '2026-03-02')",
    "INSERT INTO article (id, site_id, key, url, first_seen_at, last_seen_at) VALUES (1, 1, 'k', 'u', 'd', 'd')",
    "INSERT INTO anatomy VALUES (1, 'aa', '[]')",
    "INSERT INTO variant VALUES (1, 1, 'aa', '', 'none')",
    """
    INSERT INTO version VALUES (1, 1, 'd', 'd', 'd', 'd', NULL, NULL, NULL, '', 'none', 0, NULL, '[]', NULL, NULL, NULL,
        NULL, 'unknown', NULL, '[]', '[]', NULL, NULL, NULL, 'free', 1, 'none', NULL, NULL, NULL, '[]', '[]', '{}',
        '{}', 'utf-8', 0, 0, 0, 0, 1, 7)
    """,
    """
    INSERT INTO observation (article_id, version_id, variant_id, fetch_id, at, change)
    VALUES (1, 1, 1, 1, 'd', 'new'), (1, NULL, NULL, 2, 'e', 'changed')
    """,
)


def test_a_reader_may_ask_the_views(desk: Desk) -> None:
    """Readers trust no schema: a view that calls more than the plainest functions fails for them alone."""
    desk.store([page(1, wall=WALL)])
    with Archive.open(desk.archive.path) as archive:
        for view in ("layouts", "wall_layouts", "events"):
            archive.conn.execute(f"SELECT * FROM {view}").fetchall()  # noqa: S608  our own names
        assert [wall.skeleton for wall in walls(archive)] == [WALL]
