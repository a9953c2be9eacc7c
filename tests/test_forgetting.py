"""What is forgotten on request is gone to the last byte, and stays away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.archive import Archive, queries
from parvis.archive.audit import audit
from parvis.archive.events import Excluded, SourceRead
from parvis.archive.forgetting import Target, find_target
from parvis.archive.forgetting import forget as forget_target
from parvis.cli import main
from parvis.errors import ArchiveLocked
from parvis.records import Block, Link, Page
from parvis.research.hits import count
from parvis.words import Kind, Reason, Role
from tests.archives import BASE, Desk, open_desk
from tests.pages import block, day, make_fetch, make_page

SECRET = f"{BASE}zqslug"
CANARIES = ("zqslug", "Zqheadline", "Zqteaser", "Zqauthor", "Zqcard", "Zqlead", "Zqold")
OFFER = "Read our special edition on the harbour, every week."


def share(author: str) -> Block:
    """A line of the template: one text for the ledger, which keeps it as one of its pages had it."""
    return block(Role.SHARE, f"Send this story by {author} to a friend")


def secret_page(*lines: str, headline: str = "Zqheadline of the harbour") -> Page:
    page = make_page(
        SECRET,
        *lines,
        OFFER,
        headline=headline,
        extra=[block(Role.RELATED, "Zqcard leads on"), share("Mabel Zqauthor")],
    )
    about = replace(page.metadata, authors=("Mabel Zqauthor",), standfirst="Zqlead, in short.")
    return replace(page, metadata=about)


def other_page(number: int) -> Page:
    cards = [
        block(Role.RELATED, "Zqheadline of the harbour", owner=SECRET),
        share("Zoe Wave"),
    ]
    page = make_page(f"{BASE}{number}", f"The {'i' * number} tide is high.", OFFER, extra=cards)
    return replace(page, metadata=replace(page.metadata, authors=("Zoe Wave",)))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An article in three versions, a feed and four pages that name it, over two crawls."""
    desk = open_desk(tmp_path / "archive.db")
    desk.discover_links(Link(url=SECRET, title="Zqheadline of the harbour", found_on="http://ledger.example/feed"))
    desk.store([other_page(number) for number in (1, 2)])
    desk.store([secret_page("Zqteaser was here.")])
    desk.store([secret_page("Zqteaser is here.", headline="Zqold headline of it")], at=day(2))
    desk.next_crawl(at=day(3))
    desk.store([other_page(number) for number in (3, 4)], at=day(3))
    desk.store([secret_page("Zqteaser will be here.")], at=day(3))
    lease = desk.lease_of(f"{BASE}moved", at=day(3))
    moved = replace(make_fetch(lease.url, at=day(3)), url=SECRET, redirects=(SECRET,))
    desk.archive.apply([Excluded(lease=lease, at=day(3), reason=Reason.DUPLICATE, fetch=moved)])
    desk.archive.finish_crawl(desk.crawl_id, now=day(3), reason="finished")
    yield desk
    desk.archive.close()


def forget(desk: Desk, what: str) -> None:
    target = find_target(desk.archive, what)
    assert target is not None
    desk.archive.forget(target, reason="asked for", now=day(4))


def remains(path: Path) -> set[str]:
    """The canaries that are left in the file or its log."""
    data = b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
    return {canary for canary in CANARIES if canary.lower().encode() in data.lower()}


@pytest.mark.parametrize("what", [SECRET, "3", "mabel  zqauthor"])
def test_no_byte_of_it_stays(desk: Desk, what: str) -> None:
    assert remains(desk.archive.path) == set(CANARIES)
    forget(desk, what)

    assert remains(desk.archive.path) == set()
    assert audit(desk.archive) == ()
    assert count(desk.archive, "zqteaser") == 0
    assert queries.status(desk.archive).articles.excluded == {"forgotten": 2}  # the redirect to it is one


def test_the_template_line_is_the_one_that_the_forgotten_page_had(desk: Desk) -> None:
    before, query = desk.rows("SELECT id FROM block WHERE text LIKE '%Mabel%'"), "SELECT id FROM block WHERE text = ?"
    forget(desk, SECRET)

    assert desk.rows(query, "Send this story by [...] to a friend") == before


def test_what_others_say_stays(desk: Desk) -> None:
    before = dict(desk.rows("SELECT url, teaser FROM articles"))
    kinds = dict(desk.rows("SELECT text, kind FROM block WHERE text = ?", OFFER))
    forget(desk, SECRET)

    assert dict(desk.rows("SELECT url, teaser FROM articles")) == {url: before[url] for url in before if url != SECRET}
    assert dict(desk.rows("SELECT text, kind FROM block WHERE text = ?", OFFER)) == kinds


def test_it_does_not_come_back(desk: Desk) -> None:
    """Not by a feed, not under its URL, not under another that claims it, not as a card, not by its author."""
    forget(desk, "Mabel Zqauthor")
    desk.crawl_id = desk.archive.begin_crawl(sites=[desk.site], command="test", now=day(5))
    feed = "http://ledger.example/feed"
    desk.discover_links(Link(url=feed, kind=Kind.FEED), at=day(5))
    [lease] = [lease for lease in desk.lease(at=day(5)) if lease.url == feed]
    links = (Link(url=SECRET, title="Zqheadline"), Link(url=f"{BASE}7"))
    found = desk.archive.apply([SourceRead(lease=lease, at=day(5), fetch=make_fetch(feed), links=links)])
    claiming = make_page(f"{BASE}8", "Zqteaser once more.")
    claiming = replace(claiming, metadata=replace(claiming.metadata, canonical_url=SECRET))
    written = make_page(f"{BASE}9", "Another Zqteaser.")
    written = replace(written, metadata=replace(written.metadata, authors=("MABEL ZQAUTHOR",)))
    told = desk.store([claiming, written, replace(other_page(6), blocks=other_page(6).blocks[:-1])], at=day(5))
    desk.archive.finish_crawl(desk.crawl_id, now=day(5), reason="finished")
    desk.archive.close()

    assert (found.discovered, told.new, told.excluded) == (1, 1, 2)
    assert remains(desk.archive.path) == set()
    with Archive.open(desk.archive.path) as archive:
        assert audit(archive) == ()


def test_a_host_is_forgotten_with_all_that_it_had(desk: Desk) -> None:
    forget(desk, "ledger.example")
    data = desk.archive.path.read_bytes()

    assert b"ledger.example" not in data
    assert (b"tide" in data, b"special edition" in data) == (False, False)
    assert audit(desk.archive) == ()
    assert desk.discover(f"{BASE}100", "http://other.example/1").discovered == 1


def test_a_url_that_was_never_read_is_never_read(desk: Desk) -> None:
    desk.crawl_id = desk.archive.begin_crawl(sites=[desk.site], command="test", now=day(5))
    desk.discover(f"{BASE}zqwaiting")
    forget(desk, f"{BASE}zqwaiting")

    assert desk.lease() == []
    assert b"zqwaiting" not in desk.archive.path.read_bytes()


def test_a_reader_that_holds_old_bytes_is_told_of(desk: Desk) -> None:
    with Archive.open(desk.archive.path) as reader, reader.reading():
        reader.conn.execute("SELECT count(*) FROM version").fetchone()
        desk.archive.conn.execute("PRAGMA busy_timeout = 0")
        with pytest.raises(ArchiveLocked, match="once more"):
            forget(desk, SECRET)

    desk.archive.close()
    again = run(desk, SECRET)
    assert again.exit_code == 0
    assert remains(desk.archive.path) == set()


def run(desk: Desk, *arguments: str, answer: str = "") -> Result:
    desk.archive.close()
    command = ["--db", str(desk.archive.path), "forget", *arguments, "--reason", "asked for"]
    return CliRunner().invoke(main, command, input=answer)


def test_the_command_asks_first(desk: Desk) -> None:
    refused, done, gone = run(desk, SECRET, answer="n\n"), run(desk, SECRET, answer="y\n"), run(desk, "nobody", "--yes")

    assert (refused.exit_code, done.exit_code, gone.exit_code) == (1, 0, 3)
    assert "1 article and 2 URLs removed" in done.stdout


@pytest.mark.parametrize("what", [SECRET, "3", "Mabel Zqauthor", "ledger.example"])
def test_the_same_command_again_ends_what_was_interrupted(desk: Desk, what: str) -> None:
    """Killed after the rows were removed, before the file was made anew."""
    target = find_target(desk.archive, what)
    assert target is not None
    with pytest.raises(KeyboardInterrupt):
        interrupted(desk.archive, target)
    again = run(desk, what)

    assert (again.exit_code, "removed before" in again.stdout) == (0, True)
    assert remains(desk.archive.path) == set()
    with Archive.open(desk.archive.path, "w") as archive:
        archive.compare()
        assert audit(archive) == ()


def interrupted(archive: Archive, target: Target) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    forget_target(archive, target, reason="asked for", now=day(4), compare=interrupt)


@pytest.mark.parametrize("key", [SECRET, "3"])
def test_who_asks_for_it_is_told(desk: Desk, key: str) -> None:
    run(desk, SECRET, "--yes")
    shown = CliRunner().invoke(main, ["--db", str(desk.archive.path), "show", key])

    assert shown.exit_code == 3
    assert "gone by request since" in shown.stderr
    assert "asked for" in shown.stderr


NUMBERS = st.integers(1, 5)
LOOKS = st.lists(
    st.tuples(NUMBERS, st.integers(0, 3), st.booleans(), st.none() | NUMBERS, st.integers(1, 6)),
    min_size=1,
    max_size=12,
)


@given(looks=LOOKS, gone=st.lists(NUMBERS, min_size=1, max_size=3, unique=True))
@settings(max_examples=15)
def test_every_law_holds_whatever_is_forgotten(
    looks: list[tuple[int, int, bool, int | None, int]], gone: list[int]
) -> None:
    """Pages that share lines, link to one another as cards, and change from look to look."""
    with TemporaryDirectory() as folder, closing(open_desk(Path(folder) / "archive.db").archive) as archive:
        desk = Desk(archive, archive.conn.execute("SELECT max(id) FROM crawl").fetchone()[0])
        for number, edit, offered, card, at in looks:
            cards = [block(Role.RELATED, f"Zqhead{card}q", owner=f"{BASE}zq{card}q")] if card else []
            lines = [f"Zqline{number}q {'i' * edit}.", *([OFFER] if offered else [])]
            desk.store([make_page(f"{BASE}zq{number}q", *lines, headline=f"Zqhead{number}q", extra=cards)], at=day(at))
        archive.finish_crawl(desk.crawl_id, now=day(7), reason="finished")
        for number in gone:
            target = find_target(archive, f"{BASE}zq{number}q")
            if target is not None:
                archive.forget(target, reason="asked for", now=day(8))
        data = archive.path.read_bytes()
        seen = {number for number, *_ in looks}

        assert audit(archive) == ()
        assert [name for number in gone if number in seen for name in names(number) if name.encode() in data] == []


def names(number: int) -> tuple[str, ...]:
    """What the pages call an article, each long enough not to stand in a file by chance."""
    return f"zq{number}q", f"Zqhead{number}q", f"Zqline{number}q"
