"""The notebook to begin with is one, and every cell of it runs on an archive."""

from __future__ import annotations

import io
import json
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from parvis.archive import Archive
from parvis.cli import main
from parvis.research.exporting import content_of

QUERY = "ferry"


@pytest.fixture(scope="module")
def notebook(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("desk") / "ferries.ipynb"
    done = CliRunner().invoke(main, ["--db", str(demo_db), "notebook", QUERY, "-o", str(path)], catch_exceptions=False)
    assert done.exit_code == 0
    document = json.loads(path.read_text(encoding="utf-8"))
    return {**document, "folder": path.parent}


def test_it_has_the_form_of_nbformat(notebook: dict[str, Any]) -> None:
    cells = notebook["cells"]
    ids = [cell["id"] for cell in cells]

    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert notebook["metadata"]["kernelspec"]["language"] == "python"
    assert len(ids) == len(set(ids)) == 10
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", each) for each in ids)
    for cell in cells:
        code = {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
        assert set(cell) == {"id", "cell_type", "metadata", "source"} | code
        assert all(line.endswith("\n") for line in cell["source"][:-1])


def test_its_cells_run_and_say_what_the_commands_say(
    notebook: dict[str, Any], demo_db: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(notebook["folder"])
    names: dict[str, Any] = {}
    said = []
    for cell in (cell for cell in notebook["cells"] if cell["cell_type"] == "code"):
        with redirect_stdout(io.StringIO()) as out:
            exec("".join(cell["source"]), names)  # noqa: S102
        said.append(out.getvalue())
    names["archive"].close()
    with Archive.open(demo_db) as archive:
        content = content_of(archive, QUERY)

    assert len(said) == 5
    assert "harbour                    42   64%   49% to  77%" in said[1]
    assert re.search(r"^harbour +2026-02 +\d+% of \d+$", said[2], re.MULTILINE)
    assert said[3].startswith("4 articles {")
    assert said[4] == f"4 rows, sha256 {content.sha256}\n"


def test_a_notebook_that_is_there_stays(demo_db: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.ipynb"
    path.write_text("mine")
    done = CliRunner().invoke(main, ["--db", str(demo_db), "notebook", "-o", str(path)])

    assert (done.exit_code, path.read_text()) == (1, "mine")
    assert "name another, or say --force" in done.stderr
