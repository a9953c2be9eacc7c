"""Everything judged anew after a change of rules, as if it had been read under them; also after interruptions."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from parvis.archive import Archive
from parvis.archive.audit import audit
from parvis.archive.opening import writing
from parvis.archive.reclassifying import Progress, Reclassified
from parvis.cli import main
from parvis.records import Signal
from parvis.research.hits import count
from parvis.words import Access
from tests.archives import BASE, open_desk
from tests.pages import day, make_page

OUTCOME = (
    "SELECT id, kind, score, explanation_id, root_id FROM block ORDER BY id",
    "SELECT id, access, confidence, mechanism, vendor, evidence, teaser, digest FROM version ORDER BY id",
    "SELECT id, version_id, change FROM observation ORDER BY id",
    "SELECT id, level, settled FROM path ORDER BY id",
)
# What an older program could have concluded.
OLD_RULES = (
    "UPDATE block SET kind = NULL, score = 0, explanation_id = 1 WHERE kind = 'other'",
    "UPDATE block SET root_id = NULL",
    "UPDATE path SET level = 31 - level",
    "UPDATE version SET confidence = 0.1, evidence = '[]', access = 'unknown' WHERE access <> 'free'",
)


def outcome(archive: Archive) -> list[list[tuple[object, ...]]]:
    return [archive.conn.execute(query).fetchall() for query in OUTCOME]


@pytest.fixture
def copied(demo_db: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(demo_db, tmp_path / "archive.db"))


def under_old_rules(path: Path) -> None:
    with Archive.open(path, "w") as archive, writing(archive.conn) as conn:
        for statement in OLD_RULES:
            conn.execute(statement)


def test_under_the_same_rules_nothing_changes(copied: Path) -> None:
    with Archive.open(copied, "w") as archive:
        before = outcome(archive)

        assert archive.reclassify() == Reclassified()
        assert outcome(archive) == before


def test_what_other_rules_had_concluded_is_concluded_anew(copied: Path) -> None:
    with Archive.open(copied) as archive:
        before = outcome(archive)
    under_old_rules(copied)
    with Archive.open(copied, "w") as archive:
        found = archive.reclassify()

        assert found.blocks > 0
        assert found.access == found.versions > 50
        assert outcome(archive) == before
        assert audit(archive) == ()


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_an_interrupted_run_goes_on_where_it_stopped(copied: Path, steps: int) -> None:
    with Archive.open(copied) as archive:
        before = outcome(archive)
    under_old_rules(copied)
    seen: list[Progress] = []

    def stop(progress: Progress) -> None:
        seen.append(progress)
        if len(seen) == steps:
            raise KeyboardInterrupt

    with Archive.open(copied, "w") as archive, pytest.raises(KeyboardInterrupt):
        archive.reclassify(stop)
    with Archive.open(copied, "w") as archive:
        archive.reclassify(seen.append)

        assert outcome(archive) == before
        assert audit(archive) == ()
    places = [(progress.stage, progress.done) for progress in seen]
    assert len(set(places)) == len(places)


def test_a_run_under_rules_that_have_changed_since_begins_anew(copied: Path) -> None:
    place = {"rules": "others", "stage": "articles", "after": 10**9, "found": {"blocks": 1, "versions": 1, "access": 1}}
    under_old_rules(copied)
    with Archive.open(copied, "w") as archive:
        archive.conn.execute("INSERT INTO meta (key, value) VALUES ('reclassify', ?)", (json.dumps(place),))

        assert archive.reclassify().versions > 50


LONG = " ".join(["Gulls"] * 60) + " end."
LINES = [f"{name} {LONG}" for name in ("First", "Second", "Third")]
LOCKED = [
    Signal(name="phrase.wall.strong", where="main", value="subscribe to read on"),
    Signal(name="state.locked", where="script", value="locked"),
    Signal(name="jsonld.not_free", where="jsonld", value="false"),
]


def locked_later(path: Path, lines: Sequence[str]) -> Archive:
    """An article that was read as free, and whose signals mean a wall today."""
    desk = open_desk(path)
    desk.store([make_page(f"{BASE}1", *lines)], at=day(1))
    desk.next_crawl(at=day(2))
    signals = json.dumps([{"name": s.name, "where": s.where, "value": s.value} for s in LOCKED])
    desk.archive.conn.execute("UPDATE version SET signals = ?", (signals,))
    desk.archive.reclassify()
    return desk.archive


def test_an_article_found_locked_keeps_no_more_text_than_a_locked_one_may(tmp_path: Path) -> None:
    with closing(locked_later(tmp_path / "archive.db", LINES)) as archive:
        [(access, teaser, cap)] = archive.conn.execute("SELECT access, teaser, teaser_cap FROM version").fetchall()
        texts = [text for (text,) in archive.conn.execute("SELECT text FROM block WHERE role = 'teaser'")]

        assert (access, teaser, cap) == (Access.LOCKED, LINES[0], 100)
        assert sorted(texts) == ["", "", LINES[0]]
        assert count(archive, "second") == 0
        assert audit(archive) == ()


def test_one_long_paragraph_is_cut_at_a_sentence(tmp_path: Path) -> None:
    with closing(locked_later(tmp_path / "archive.db", [" ".join(LINES)])) as archive:
        [(teaser,)] = archive.conn.execute("SELECT teaser FROM version").fetchall()
        texts = [text for (text,) in archive.conn.execute("SELECT text FROM block WHERE role = 'teaser'")]

        assert teaser == LINES[0]
        assert texts == [LINES[0]]
        assert audit(archive) == ()


def test_the_command_says_what_has_changed(copied: Path) -> None:
    under_old_rules(copied)
    done = CliRunner().invoke(main, ["--db", str(copied), "reclassify"], catch_exceptions=False)
    again = CliRunner().invoke(main, ["--db", str(copied), "reclassify"], catch_exceptions=False)

    assert "of them with another access" in done.output
    assert not done.output.startswith("0 texts")
    assert again.output == "0 texts of another kind; 0 verdicts told anew, 0 of them with another access\n"


def test_no_archive_is_made_to_be_judged(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["--db", str(tmp_path / "none.db"), "reclassify"], catch_exceptions=False)

    assert done.exit_code == 1
    assert "there is no archive here yet" in done.output
    assert not (tmp_path / "none.db").exists()
