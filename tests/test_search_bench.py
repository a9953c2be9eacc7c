"""The measurement of the search runs, on a small archive."""

from __future__ import annotations

from pathlib import Path

from bench.big_archive import make_archive
from bench.search import MAY_COST, measure
from parvis.archive import Archive
from parvis.archive.catalogue_audit import LAWS
from parvis.research.hits import count


def test_every_question_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    make_archive(path, articles=300, pool=5_000)
    with Archive.open(path) as archive:
        costs = measure(archive)
        assert count(archive, "") == 300
        assert [law for law, query in LAWS.items() if archive.conn.execute(query).fetchone() != (0,)] == []

    assert set(costs) == set(MAY_COST)
    assert all(cost >= 0 for each in costs.values() for cost in each)
