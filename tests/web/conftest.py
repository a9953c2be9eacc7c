"""Pages of the demo's archive."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("datasette", reason="needs the extra `web`")

from tests.web.reader import Reader


@pytest.fixture(scope="session")
def reader(demo_db: Path) -> Reader:
    return Reader(demo_db)
