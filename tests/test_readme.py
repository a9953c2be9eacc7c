"""Every command of the README is run, and what it shows is what comes out."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from parvis.demo import DemoPress
from tests.demo_archive import ROOT, parvis

MAKE = shutil.which("make") or "make"
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ (.+)$", README, re.MULTILINE)
CRAWLS = [line for line in COMMANDS if " crawl " in line]
QUESTIONS = [line for line in COMMANDS if line.startswith("parvis ") and "press.db" not in line]


def squeezed(text: str) -> list[str]:
    """Lines without trailing blanks, without the seconds that a machine takes and the order in which pages came in."""
    masked = re.sub(r"in \d+ seconds", "in some seconds", re.sub(r"^ +\d+  ", "", text, flags=re.MULTILINE))
    return [line.rstrip() for line in masked.splitlines()]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def test_make_knows_its_commands() -> None:
    for command in (line for line in COMMANDS if line.startswith("make ")):
        done = subprocess.run(
            [MAKE, command.split()[1], "--dry-run"], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr


def test_make_help_lists_at_most_twelve_targets() -> None:
    done = subprocess.run([MAKE, "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert 5 < len(done.stdout.splitlines()) <= 12


def test_the_demo_prints_what_the_readme_shows(demo_db: Path) -> None:
    printed = squeezed((demo_db.parent / "demo.out").read_text(encoding="utf-8"))

    assert [line for line in squeezed(blocks("text")[0]) if line not in printed] == []


@pytest.mark.parametrize("line", QUESTIONS)
def test_a_question_is_answered_as_shown(demo_db: Path, line: str) -> None:
    done = parvis(*shlex.split(line)[1:], cwd=demo_db.parent)
    shown = README.split(f"$ {line}\n")[1].split("```")[0].split("$ ")[0]

    assert [text for text in squeezed(shown) if text not in squeezed(done.stdout)] == []


@pytest.mark.parametrize("line", CRAWLS)
def test_a_crawl_command_runs(tmp_path: Path, line: str) -> None:
    """Through a proxy on loopback that opens no tunnel: the sites stay closed (exit code 4), the ledger balances."""
    with DemoPress() as press:
        done = parvis(*shlex.split(line)[1:], "--proxy", press.proxy, "--delay", "0", cwd=tmp_path, code=4)
    status = parvis("--db", "press.db", "status", cwd=tmp_path)

    assert "robots_unavailable" in done.stderr
    assert "so the site stays closed" in done.stderr
    assert "waiting: 1 URL, due from" in done.stderr
    assert status.stdout.count(": balances") == 2


def test_the_python_example_runs(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", blocks("python")[0]], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip().endswith("A bridge for the harbour")
