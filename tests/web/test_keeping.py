"""What is kept is asked once, and anew when something was forgotten."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from parvis.archive import Archive
from parvis.archive.forgetting import find_target
from parvis.web.keeping import MOST, kept


def test_an_answer_is_kept_until_something_is_forgotten(demo_db: Path, tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    shutil.copy(demo_db, path)
    answers = iter(range(10))

    def ask() -> int:
        with Archive.open(path) as archive:
            return kept(archive, "number", lambda: next(answers))

    assert [ask(), ask()] == [0, 0]
    with Archive.open(path, "w") as archive:
        target = find_target(archive, "1")
        assert target
        archive.forget(target, reason="asked", now=datetime.now(UTC))
    assert [ask(), ask()] == [1, 1]


def test_only_so_many_answers_are_kept(demo_db: Path) -> None:
    asked: list[int] = []

    def ask(number: int) -> int:
        asked.append(number)
        return number

    with Archive.open(demo_db) as archive:
        for number in [*range(MOST + 1), 0]:
            assert kept(archive, ("many", number), lambda number=number: ask(number)) == number  # type: ignore[misc]

    assert asked == [*range(MOST + 1), 0]
