"""One run, from its opening to its close."""

from __future__ import annotations

from pathlib import Path

from parvis.crawl.request import CrawlRequest
from parvis.crawl.session import Session
from parvis.errors import ArchiveError
from tests.archives import no_file_beyond


def test_an_archive_that_fails_at_the_end_is_told_to_the_caller(tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    session = Session.open(CrawlRequest(archive=db, sites=(), urls=("https://paper.example/feed.xml",)))
    with no_file_beyond(Path(f"{db}-wal").stat().st_size):
        session.close()

    assert isinstance(session.error, ArchiveError)
