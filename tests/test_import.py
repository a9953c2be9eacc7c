"""Files that are imported: every record has one counted end, and what is stored is what a crawl would have stored."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from parvis.archive import Archive, queries
from parvis.archive.audit import audit
from parvis.bulk.importing import FileReport, ImportRequest, Progress, run_import
from parvis.bulk.warc import read_warc
from parvis.cli import main
from parvis.page import read_page
from parvis.words import SkipReason
from tests.archives import BASE, LEDGER
from tests.daily import html_of, page_of, url_of
from tests.pages import day
from tests.warcs import HTML, Warc, write_daily

SITES = {LEDGER.name: LEDGER}


def import_into(path: Path, *sources: Path, **more: object) -> tuple[FileReport, ...]:
    return run_import(ImportRequest(archive=path, sources=sources, sites=SITES, **more))  # type: ignore[arg-type]


def write_mixed(path: Path) -> Path:
    """One record of every kind."""
    with Warc(path) as warc:
        warc.add(url_of(0), html_of(0), at=day(1))
        warc.add(f"{BASE}old", b"", status="301 Moved", headers=[("Location", url_of(1))])
        kept = [("Content-Type", HTML), ("ETag", '"a1"'), ("X-Robots-Tag", "nosnippet"), ("Server", "x")]
        warc.add(url_of(1), html_of(1), at=day(2), headers=kept)
        warc.add(f"{BASE}gone", b"no", status="404 Not Found", at=day(2))
        warc.add(f"{BASE}busy", b"no", status="503 Busy", at=day(2))
        warc.add(f"{BASE}image", b"\x89PNG", headers=[("Content-Type", "image/png")])
        warc.add("dns:ledger.example", b"1.2.3.4", kind="resource")
        warc.add(url_of(2), html_of(2), at=day(3), headers=[], kind="resource", more={"Content-Type": "text/html"})
        warc.add(url_of(3), html_of(3)[:900], at=day(3), more={"WARC-Truncated": "length"})
        warc.add(url_of(0), html_of(0), at=day(1))
    return path


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, FileReport]:
    folder = tmp_path_factory.mktemp("mixed")
    source = write_mixed(folder / "mixed.warc.gz")
    return folder / "archive.db", import_into(folder / "archive.db", source)[0]


@pytest.fixture
def archive(mixed: tuple[Path, FileReport]) -> Iterator[Archive]:
    with Archive.open(mixed[0]) as archive:
        yield archive


def test_every_record_ends_once(mixed: tuple[Path, FileReport], archive: Archive) -> None:
    report, counts = mixed[1], mixed[1].counts

    assert report.records == 10
    assert (counts.new, counts.excluded, counts.failed) == (3, 1, 2)
    assert report.skipped == {"redirect": 1, "not_html": 1, "no_address": 1, "known": 1}
    assert report.records == counts.new + counts.excluded + counts.failed + sum(report.skipped.values())
    assert queries.frontier(archive, articles=True).balance == 0
    assert audit(archive) == ()


def test_a_page_is_read_as_from_the_wire(archive: Archive) -> None:
    page = page_of(0)
    row = archive.conn.execute(
        "SELECT headline, teaser, access, first_seen_at FROM articles WHERE url = ?", (url_of(0),)
    ).fetchone()

    assert row == (page.metadata.headline, page.teaser, page.access.state, day(1).isoformat())


def test_dates_headers_and_ways_are_those_of_the_records(archive: Archive) -> None:
    fetch = archive.conn.execute(
        "SELECT at, status, etag, content_type, redirects, robots_verdict FROM fetch WHERE url = ?", (url_of(1),)
    ).fetchone()
    way = archive.conn.execute("SELECT relation FROM article_url WHERE url = ?", (f"{BASE}old",)).fetchone()
    teaser = archive.conn.execute("SELECT teaser FROM articles WHERE url = ?", (url_of(1),)).fetchone()

    assert fetch == (day(2).isoformat(), 200, '"a1"', HTML, json.dumps([f"{BASE}old"]), None)
    assert way == ("redirect",)
    assert teaser == ("",)  # X-Robots-Tag: nosnippet


def test_a_file_is_a_crawl_from_its_first_record_to_its_last(archive: Archive) -> None:
    crawl = archive.conn.execute("SELECT started_at, finished_at, reason, command, sites, pid FROM crawl").fetchall()

    span = day(1).isoformat(), day(3).isoformat()
    assert crawl == [(*span, "finished", "parvis import mixed.warc.gz", '["ledger"]', 0)]


def test_what_ended_otherwise_says_why(archive: Archive) -> None:
    rows = archive.conn.execute("SELECT reason, detail FROM fetch WHERE reason IS NOT NULL ORDER BY reason").fetchall()

    assert rows == [("gone", "status 404"), ("network", "cut off in the file"), ("rate_limited", "status 503")]


def test_a_file_is_imported_once_by_whatever_name(tmp_path: Path, mixed: tuple[Path, FileReport]) -> None:
    again = write_mixed(tmp_path / "renamed.warc.gz")
    copy = tmp_path / "copy.db"
    copy.write_bytes(mixed[0].read_bytes())
    again.write_bytes((mixed[0].parent / "mixed.warc.gz").read_bytes())
    [report] = import_into(copy, again)

    assert report.known
    assert copy.read_bytes() == mixed[0].read_bytes()


def test_an_import_that_was_stopped_goes_on(tmp_path: Path) -> None:
    source = write_daily(tmp_path / "daily.warc.gz", range(130))

    def stop(progress: Progress) -> None:
        if progress.records:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_into(tmp_path / "a.db", source, on_progress=stop)
    with Archive.open(tmp_path / "a.db") as archive:
        assert queries.status(archive).sites[0].articles == 100

    [report] = import_into(tmp_path / "a.db", source)
    with Archive.open(tmp_path / "a.db") as archive:
        assert (report.records, report.counts.new, report.skipped) == (130, 30, {})
        assert archive.conn.execute("SELECT count(*), count(DISTINCT article_id) FROM observation").fetchone() == (
            130,
            130,
        )
        assert archive.conn.execute("SELECT count(*) FROM crawl").fetchone() == (1,)


def test_the_past_does_not_change_the_present(tmp_path: Path) -> None:
    with Warc(tmp_path / "new.warc") as warc:
        warc.add(url_of(0), b"", status="404 Not Found", at=day(9))
    with Warc(tmp_path / "old.warc") as warc:
        warc.add(url_of(0), html_of(0), at=day(1))
    import_into(tmp_path / "a.db", tmp_path / "new.warc", tmp_path / "old.warc")

    with Archive.open(tmp_path / "a.db") as archive:
        rows = archive.conn.execute("SELECT state, reason, fetched_at FROM url").fetchall()

    assert rows == [("excluded", "gone", day(9).isoformat())]


@pytest.mark.parametrize("name", ["damaged.warc.gz", "damaged.warc"])
def test_a_damaged_record_costs_itself(tmp_path: Path, name: str) -> None:
    path = write_daily(tmp_path / name, range(4))
    whole = list(read_warc(path))
    data = bytearray(path.read_bytes())
    start = data.index(b"\x1f\x8b\x08" if name.endswith("gz") else b"WARC/1", 10)
    data[start + 2 : start + 40] = b"?" * 38
    path.write_bytes(data)
    found = list(read_warc(path))

    assert found.count(SkipReason.MALFORMED) == 1
    assert [item for item in found if item is not SkipReason.MALFORMED] == [whole[0], *whole[2:]]


def test_a_file_that_ends_early_gives_what_it_has(tmp_path: Path) -> None:
    path = write_daily(tmp_path / "cut.warc.gz", range(3))
    path.write_bytes(path.read_bytes()[:-500])

    assert list(read_warc(path))[2:] == [SkipReason.MALFORMED]


def test_a_folder_says_where_its_pages_are_from(tmp_path: Path) -> None:
    pages = tmp_path / "saved"
    (pages / "news").mkdir(parents=True)
    bare = html_of(1).replace(b"canonical", b"other")
    (pages / "canonical.html").write_bytes(html_of(0))
    (pages / "news" / "index.html").write_bytes(bare)
    (pages / "beside.htm").write_bytes(bare)
    (pages / "beside.htm.json").write_text(
        json.dumps({"url": url_of(2), "fetched_at": "2026-03-05T08:00:00Z", "headers": {"X-Robots-Tag": "noindex"}})
    )
    (pages / "notes.txt").write_text("no page")

    [report] = import_into(tmp_path / "a.db", pages)
    assert (report.records, report.counts.new, report.skipped) == (3, 2, {"no_address": 1})
    [report] = import_into(tmp_path / "b.db", pages, base_url="http://ledger.example/saved")

    with Archive.open(tmp_path / "b.db") as archive:
        rows = archive.conn.execute("SELECT url, at FROM fetch ORDER BY url").fetchall()
    assert [url for url, _ in rows] == [
        url_of(2), "http://ledger.example/saved/canonical.html", "http://ledger.example/saved/news/"
    ]  # fmt: skip
    assert datetime.fromisoformat(rows[0][1]) == day(4)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.warc.gz", "no such file or folder"),
        ("notes.txt", "neither a WARC file"),
        ("empty", "no HTML file in this folder"),
        ("whole.warc.gz", "warcio recompress"),
    ],
)
def test_what_cannot_be_imported_ends_in_a_remedy(tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "notes.txt").write_text("no archive")
    (tmp_path / "empty").mkdir()
    plain = write_daily(tmp_path / "plain.warc", range(2))
    (tmp_path / "whole.warc.gz").write_bytes(gzip.compress(plain.read_bytes()))
    result = CliRunner().invoke(main, ["--db", str(tmp_path / "a.db"), "import", str(tmp_path / name)])

    assert result.exit_code == 1
    assert message in result.output


def test_real_pages_come_out_of_a_file_as_they_are_read(tmp_path: Path, shared: Path) -> None:
    """A part of the corpus in the ordinary run: every page is stored as `read_page` reads it, or its failure is."""
    rows = [
        json.loads(line) for line in (shared / "corpus" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    ][::14]
    bodies = {row["url"]: gzip.decompress((shared / "corpus" / row["file"]).read_bytes()) for row in rows}
    with Warc(tmp_path / "real.warc.gz") as warc:
        for url, body in bodies.items():
            warc.add(url, body, headers=[("Content-Type", "text/html")])
    [report] = run_import(ImportRequest(archive=tmp_path / "a.db", sources=[tmp_path / "real.warc.gz"]))

    assert report.records == len(bodies)
    with Archive.open(tmp_path / "a.db") as archive:
        assert audit(archive) == ()
        stored = dict(archive.conn.execute(_RECORDS).fetchall())
    for url, (headline, access, words) in ((url, json.loads(record)) for url, record in stored.items()):
        page = read_page(bodies[url], url, headers={"content-type": "text/html"}, fetched_at=day(1))
        assert (page.metadata.headline, page.access.state, page.public_words) == (headline, access, words)
    assert len(stored) + report.counts.excluded + sum(report.skipped.values()) == report.records
    assert report.counts.failed == 0


_RECORDS = """
SELECT fetch.url, json_array(version.headline, version.access, version.public_words)
FROM observation JOIN fetch ON fetch.id = fetch_id JOIN version ON version.id = observation.version_id
"""
