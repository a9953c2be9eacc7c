"""What every test may use. Data of other projects is read from ../shared and never copied here."""

from __future__ import annotations

import importlib.metadata
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from parvis.archive.audit import audit
from tests.archives import Desk, open_desk
from tests.demo_archive import take_tour

SHARED = Path(__file__).resolve().parents[2] / "shared"

# A machine under load must not fail a law: only the number of examples is bounded, not their time.
settings.register_profile("suite", max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# What lands must land again: on the server every run draws the same examples; elsewhere, new ones are looked for.
settings.register_profile("ci", settings.get_profile("suite"), derandomize=True, database=None)
settings.register_profile("soak", max_examples=5_000, deadline=None, suppress_health_check=list(HealthCheck))
settings.register_profile("mutants", max_examples=10, derandomize=True, database=None, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "suite"))


def pytest_report_header() -> str:
    versions = " ".join(f"{name} {importlib.metadata.version(name)}" for name in ("scrapy", "lxml", "sqlite-utils"))
    return f"parvis with SQLite {sqlite3.sqlite_version}, {versions}"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("needs the shared data folder beside the repository")
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def state(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Crawls of the tests leave no word where those of a person look for it."""
    os.environ["PARVIS_STATE"] = str(tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="session")
def demo_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive that `parvis demo` leaves behind; for reading only. One for each process that runs tests."""
    return take_tour(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An archive that is in order when the test ends."""
    desk = open_desk(tmp_path / "archive.db")
    yield desk
    found = audit(desk.archive)
    desk.archive.close()
    assert found == ()
