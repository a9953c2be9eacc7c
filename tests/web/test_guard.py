"""Who may ask, how, and what a browser may do with the answer; for Datasette's own pages as for ours."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from parvis.archive import Archive
from parvis.archive.forgetting import find_target
from parvis.web.guard import host_of
from tests.web.reader import Reader, texts

EVERYWHERE = ["/", "/a/1", "/search", "/nowhere", "/archive", "/archive/article", "/export.csv", "/-/parvis/style.css"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_no_page_runs_or_loads_anything(reader: Reader, path: str) -> None:
    answer = reader.get(path)
    policy = answer.headers["content-security-policy"]

    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert ("'unsafe-inline'" in policy) == (path in {"/archive", "/archive/article"})
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_nothing_is_taken_but_get_and_head(reader: Reader, method: str) -> None:
    assert reader.get("/archive", method=method).status_code == 405


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "[::1", "0"])
def test_a_name_that_is_not_ours_gets_no_answer(reader: Reader, host: str) -> None:
    assert reader.get("/", headers={"host": host}).status_code == (200 if host_of(host) == "::1" else 421)


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8765", "127.0.0.1:1", "[::1]:80", "localhost."])
def test_loopback_is_answered(reader: Reader, host: str) -> None:
    assert reader.get("/about", headers={"host": host}).status_code == 200


def test_what_datasette_does_not_find_is_no_traceback(reader: Reader, capfd: pytest.CaptureFixture[str]) -> None:
    assert texts(reader.page("/nowhere", status=404), "h1") == ["Not found"]
    assert texts(reader.page("/archive/nothing", status=404), "h1") == ["Not found"]
    assert reader.json("/archive/nothing.json", status=404)["error"]
    assert capfd.readouterr() == ("", "")


def test_sql_cannot_write(reader: Reader) -> None:
    answer = reader.get("/archive?sql=delete+from+article")

    assert answer.status_code == 400
    assert reader.json("/index.json")["articles"] == 126


def test_what_was_removed_is_gone(demo_db: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    shutil.copy(demo_db, path)
    with Archive.open(path, "w") as archive:
        target = find_target(archive, "1")
        assert target
        archive.forget(target, reason="asked by its author", now=datetime.now(UTC))
    reader = Reader(path)

    assert texts(reader.page("/a/1", status=410), "h1") == ["This article was removed by request"]
    assert reader.json("/a/1.json", status=410)["reason"] == "asked by its author"
