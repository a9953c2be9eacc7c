"""The tutorial and the page for other readers: run in their order, what they show is what comes out."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner

from parvis.cli import main
from parvis.research.frame import LIBRARIES
from tests.demo_archive import ROOT
from tests.shown import commands_of, masked

SQLITE = shutil.which("sqlite3")


@pytest.fixture
def desk(demo_db: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an archive of one's own."""
    for file in demo_db.parent.glob("archive.db*"):
        shutil.copy(file, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_tutorial_runs_and_shows_what_comes_out(desk: Path) -> None:
    done = [
        (command, shown, CliRunner().invoke(main, shlex.split(command)[1:], catch_exceptions=False))
        for command, shown in commands_of("tutorial.md")
    ]

    assert len(done) == 12
    assert {command: result.exit_code for command, _, result in done if result.exit_code} == {}
    assert [(command, masked(shown)) for command, shown, _ in done] == [
        (command, masked(result.output)) for command, _, result in done
    ]
    assert sorted(path.name for path in desk.iterdir() if not path.name.startswith("archive.db")) == [
        "coding-1.csv", "coding-2.csv", "schools-2026", "schools.csv"
    ]  # fmt: skip


@pytest.mark.skipif(not SQLITE, reason="sqlite3 is not installed")
@pytest.mark.parametrize(("command", "shown"), commands_of("readers.md"))
def test_sqlite3_reads_the_archive_as_shown(desk: Path, command: str, shown: str) -> None:
    done = subprocess.run(shlex.split(command), capture_output=True, text=True, check=True)

    assert masked(done.stdout) == masked(shown)
    assert done.stderr == ""


@pytest.mark.skipif(not find_spec("datasette"), reason="datasette is not installed")
def test_datasette_opens_the_views(desk: Path) -> None:
    address = "/archive/walls.json?_shape=array"
    command = [sys.executable, "-m", "datasette", "archive.db", "--get", address]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert {wall["site"] for wall in json.loads(done.stdout)} == {"courrier", "harbour", "morgenblatt"}


def test_the_python_example_makes_frames(desk: Path) -> None:
    """The Python example of docs/export.md runs where a library makes its frames."""
    code = (ROOT / "docs" / "export.md").read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]
    if not all(find_spec(name) for name in LIBRARIES):
        compile(code, "docs/export.md", "exec")
        return
    done = subprocess.run([sys.executable, "-c", f"{code}\nprint(len(ferries), len(walls), len(again))"],
                          capture_output=True, text=True, check=True, cwd=desk)  # fmt: skip
    assert done.stdout.split()[0] == "2"
