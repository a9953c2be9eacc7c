"""Whole crawls on a disk that fails: said in one line, and the next crawl goes on. All faults: docs/reliability.md."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from parvis.archive import Archive
from parvis.archive.audit import audit
from tests.crawl.conftest import ROOT, balance, command, crawl, rows
from tests.crawl.press import Press, article, feed

MANY = 40


def print_many(press: Press, host: str) -> str:
    links = [f"http://{host}/{number}" for number in range(MANY)]
    press.put(f"http://{host}/feed.xml", feed(links))
    for number, link in enumerate(links):
        press.put(link, article(number))
    return f"http://{host}/feed.xml"


def check_whole(db: Path) -> None:
    with Archive.open(db) as archive:
        assert audit(archive) == ()
    assert balance(db) == 0
    assert rows(db, "SELECT count(*), count(DISTINCT key) FROM article") == [(MANY, MANY)]


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace puts the errors in")
@pytest.mark.parametrize("call", ["fdatasync"])
def test_a_disk_that_breaks_is_said_and_nothing_acknowledged_is_lost(press: Press, tmp_path: Path, call: str) -> None:
    db = tmp_path / "archive.db"
    request: dict[str, Any] = {
        "db": str(db),
        "urls": [print_many(press, "broken.example")],
        "proxy": press.proxy,
        "delay": 0,
    }
    Archive.open(db, "w").close()

    strace = ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={call}:error=EIO:when=12+"]
    done = subprocess.run(
        [*strace, *command(**request)], cwd=ROOT, capture_output=True, text=True, timeout=80, check=False
    )
    report = json.loads(done.stdout.splitlines()[-1])
    crawl(**request)

    assert (done.returncode, done.stderr) == (1, "")
    assert report["error"] == "ArchiveUnwritable"
    assert "the disk fails; check it, then run the same command again" in report["message"]
    check_whole(db)
