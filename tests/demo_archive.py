"""One demo archive for every test that asks something of it: the tour is taken once a run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def parvis(*arguments: str, cwd: Path, code: int = 0) -> subprocess.CompletedProcess[str]:
    """Runs the command line in a process of its own and holds it to an exit code."""
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning", "-m", "parvis", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


def take_tour(folder: Path) -> Path:
    """The demo archive after its two days, and what `parvis demo` printed beside it."""
    done = parvis("demo", cwd=folder)
    (folder / "demo.out").write_text(done.stdout, encoding="utf-8")
    return folder / "archive.db"
