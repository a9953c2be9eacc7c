"""Every command of docs/search.md is run, and what it shows is what comes out."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from parvis.cli import main
from tests.demo_archive import ROOT

PAGE = (ROOT / "docs" / "search.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^\$ (parvis .+)\n((?:(?!\$ |```).*\n)*)", PAGE, re.MULTILINE)


def squeezed(text: str) -> list[str]:
    """Lines without trailing blanks, and without numbers of articles: pages come in any order."""
    return [line.rstrip() for line in re.sub(r"^ +\d+  ", "", text, flags=re.MULTILINE).splitlines()]


@pytest.mark.parametrize(("command", "shown"), EXAMPLES, ids=[command for command, _ in EXAMPLES])
def test_an_example_shows_what_comes_out(demo_db: Path, command: str, shown: str) -> None:
    result = CliRunner().invoke(main, ["--db", str(demo_db), *shlex.split(command)[1:]], catch_exceptions=False)

    assert result.exit_code == 0
    assert [line for line in squeezed(shown) if line not in squeezed(result.stdout)] == []


def test_the_python_example_runs(demo_db: Path) -> None:
    code = PAGE.split("```python\n")[1].split("```")[0]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=demo_db.parent, capture_output=True, text=True, check=True, env=None
    )

    assert done.stdout.startswith("4 {'free': 2")
