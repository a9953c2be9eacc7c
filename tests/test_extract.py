"""Many files into shards: by processes or by Dask, with workers that die or not, it is the same content."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from parvis.archive import Archive
from parvis.archive.audit import audit
from parvis.archive.content import content_hash
from parvis.archive.shards import merge_shards
from parvis.bulk.extracting import ExtractRequest, run_extract
from parvis.bulk.importing import ImportRequest, run_import
from parvis.bulk.shard import ShardReport
from parvis.cli import main
from tests.daily import html_of, url_of
from tests.pages import day
from tests.warcs import Warc


def write_files(folder: Path, pages: int, *, files: int = 8) -> list[Path]:
    """So many pages in all; a fourth of them stands in two files, a day apart."""
    each = pages // files
    folder.mkdir()
    for number in range(files):
        with Warc(folder / f"{number}.warc.gz") as warc:
            start = number * each * 3 // 4
            for story in range(start, start + each):
                warc.add(url_of(story), html_of(story), at=day(1 + number))
    return sorted(folder.iterdir())


def hash_of(path: Path) -> str:
    with Archive.open(path) as archive:
        assert audit(archive) == ()
        return content_hash(archive)


def merged(target: Path, folder: Path) -> str:
    merge_shards(target, sorted(folder.glob("*.db")))
    return hash_of(target)


def imported(target: Path, sources: Sequence[Path]) -> str:
    run_import(ImportRequest(archive=target, sources=sources))
    return hash_of(target)


def extract(sources: Sequence[Path], folder: Path, **more: object) -> tuple[ShardReport, ...]:
    report = run_extract(ExtractRequest(sources=sources, folder=folder, **more))  # type: ignore[arg-type]
    assert report.lost == ()
    return report.shards


def test_two_processes_make_what_one_import_makes(tmp_path: Path) -> None:
    sources = write_files(tmp_path / "warcs", 24, files=3)
    shards = extract(sources, tmp_path / "shards")

    assert [shard.shard.stem for shard in shards] == sorted(shard.file.digest[:32] for shard in shards)
    assert merged(tmp_path / "m.db", tmp_path / "shards") == imported(tmp_path / "one.db", sources)
    assert all(shard.file.known for shard in extract(sources, tmp_path / "shards"))


@pytest.mark.soak
@pytest.mark.parametrize("scheduler", [None, "local"])
def test_thousands_of_pages_and_a_worker_that_dies(tmp_path: Path, scheduler: str | None) -> None:
    sources = write_files(tmp_path / "warcs", 4_000)
    killed: list[int] = []

    def kill(report: ShardReport) -> None:
        """When the first shard is there, the worker that has another one under way dies."""
        if not killed:
            lock = next((tmp_path / "shards").glob("*.part.lock"))
            killed.append(int(lock.read_text()))
            os.kill(killed[0], signal.SIGKILL)

    extract(sources, tmp_path / "shards", scheduler=scheduler, on_shard=kill)
    assert killed
    assert merged(tmp_path / "m.db", tmp_path / "shards") == imported(tmp_path / "one.db", sources)


@pytest.mark.soak
def test_dask_makes_what_one_import_makes(tmp_path: Path) -> None:
    sources = write_files(tmp_path / "warcs", 64)
    seen: list[str] = []
    extract(sources, tmp_path / "shards", scheduler="local", on_dashboard=seen.append)

    assert seen[0].startswith("http://")
    assert merged(tmp_path / "m.db", tmp_path / "shards") == imported(tmp_path / "one.db", sources)


def test_the_command_names_what_made_no_shard(tmp_path: Path) -> None:
    [source, *_] = write_files(tmp_path / "warcs", 2, files=2)
    arguments = ["extract", str(source.parent / "[0]*.warc.gz"), "-o", str(tmp_path / "shards"), "--json"]
    result = CliRunner().invoke(main, arguments)

    assert result.exit_code == 0
    assert json.loads(result.output)["shards"][0]["file"]["records"] == 1
    assert CliRunner().invoke(main, ["extract", "none-*.gz", "-o", str(tmp_path)]).exit_code == 3
