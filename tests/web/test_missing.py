"""Without the packages of the extra, the command says which to install."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("name", ["datasette", "uvicorn"])
def test_a_missing_package_ends_in_its_remedy(name: str) -> None:
    """In a process of its own, where an import of the package fails as if it were not there."""
    program = f"import sys; sys.modules[{name!r}] = None; from parvis.cli import main; main(['serve'])"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"parvis: {name} is not installed; run: pip install 'parvis[web]'\n"
