"""Crawls in processes of their own, against presses in this one."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.crawl.misbehaviour import over
from tests.crawl.press import Press

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    over.clear()
    with Press() as press:
        yield press
        over.set()


def command(**arguments: Any) -> list[str]:
    return [sys.executable, "-W", "error::DeprecationWarning", "-m", "tests.crawl.runner", json.dumps(arguments)]


def crawl(**arguments: Any) -> dict[str, Any]:
    """Run a crawl to its end; its report. Nothing may stand on stderr: warnings are errors here too."""
    report = attempt(**arguments)
    assert "error" not in report
    return report


def attempt(**arguments: Any) -> dict[str, Any]:
    """As `crawl`, for one that may be refused: the report is then {"error": class, "message": ...}."""
    done = subprocess.run(
        command(**arguments), cwd=ROOT, env=_environment(), capture_output=True, text=True, timeout=80, check=False
    )
    assert done.stderr == ""
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {**report, "code": done.returncode}


def start(**arguments: Any) -> subprocess.Popen[str]:
    """A crawl that goes on by itself, to be killed."""
    return subprocess.Popen(
        command(**arguments),
        cwd=ROOT,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )


def rows(db: Path, query: str) -> list[tuple[Any, ...]]:
    connection = sqlite3.connect(f"file:{db}?mode=ro", uri=True)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def balance(db: Path) -> int:
    """Articles discovered less those in a counted state: 0, or something was lost."""
    query = """
        SELECT count(*) - sum(state IN ('stored', 'unchanged', 'excluded', 'failed', 'pending', 'leased')) FROM url
    """
    return int(rows(db, query)[0][0])


def _environment() -> dict[str, str]:
    """A proxy of the environment that nothing may use."""
    return {**os.environ, "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
