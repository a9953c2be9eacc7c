"""The command line: what a person types, what stands on standard output, and the exit codes."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from parvis.cli import main
from tests.demo_archive import parvis


def run(*arguments: str, db: Path | None = None) -> Result:
    """A command in this process: for everything that starts no crawl."""
    at = ["--db", str(db)] if db else []
    return CliRunner().invoke(main, [*at, *arguments], catch_exceptions=False)


COMMANDS = [
    "demo", "crawl", "import", "extract", "merge", "read", "search", "stats", "trend", "kwic", "terms", "changes",
    "walls", "show", "diff", "cite", "status", "serve", "health", "runs", "boilerplate", "duplicates", "layouts",
    "calibrate", "reclassify", "query", "queries", "export", "report", "notebook", "sample", "agreement", "snapshot",
    "codebook", "sites", "rights", "schedule", "retry", "audit", "verify", "backup", "forget", "expire", "recover",
    "doctor",
]  # fmt: skip
LEAVES = [
    *[[name] for name in COMMANDS if name not in {"sites", "queries"}],
    *[["queries", name] for name in ("save", "list", "drop")],
    *[["sites", name] for name in ("list", "show", "check", "rules", "add")],
]


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_every_command_has_an_example(path: list[str]) -> None:
    result = run(*path, "--help")

    assert result.exit_code == 0
    assert "Examples:\n    parvis " in result.output


def test_commands_stand_in_the_order_of_use() -> None:
    assert list(main.list_commands(click.Context(main))) == COMMANDS


def test_help_costs_little_and_loads_no_scrapy() -> None:
    code = "import sys; from parvis.cli import main; main(['--help'], standalone_mode=False); print(*sys.modules)"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    assert {"scrapy", "lxml", "rich", "sqlite_utils"} & set(done.stdout.split()) == set()
    assert after.ru_utime - before.ru_utime < 1.0  # a guard against loading the world; 0.1 s on an idle machine


def test_status_balances(demo_db: Path) -> None:
    result = run("status", db=demo_db)

    assert result.exit_code == 0
    assert result.output.count(": balances") == 2
    assert "the demo's newspapers" in result.output


def test_status_as_json_adds_up(demo_db: Path) -> None:
    status = json.loads(run("status", "--json", db=demo_db).output)

    assert status["demo"] is True
    assert status["articles"]["balance"] == status["sources"]["balance"] == 0
    assert sum(site["articles"] for site in status["sites"]) == 126
    assert all(sum(site["access"].values()) == site["articles"] for site in status["sites"])


def test_search_finds_and_show_shows(demo_db: Path) -> None:
    found = json.loads(run("search", "ferry", "--access", "locked", "--json", db=demo_db).output)
    number = found["articles"][0]["id"]
    shown = run("show", str(number), db=demo_db)

    assert found["total"] >= 1
    assert "Ferry to" in shown.output
    assert "LOCKED" in shown.output
    assert "Left out" in shown.output


def test_show_takes_a_url(demo_db: Path) -> None:
    found = json.loads(run("search", "ferry", "--json", db=demo_db).output)["articles"][0]
    record = json.loads(run("show", found["url"], "--json", db=demo_db).output)

    assert record["id"] == found["id"]
    assert record["versions"][-1]["data"]["evidence"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["search", "xyzzy"],
        ["search", "ferry", "--site", "nobody"],
        ["search", "ferry", "--until", "1999-01-01"],
        ["show", "99999"],
        ["show", "²"],
        ["show", str(2**63 + 1)],
        ["show", "9" * 5000],
        ["diff", "²"],
        ["duplicates", "²"],
        ["show", "x"],
    ],
    ids=" ".join,
)
def test_an_empty_answer_ends_with_three(demo_db: Path, arguments: list[str]) -> None:
    result = run(*arguments, db=demo_db)

    assert result.exit_code == 3
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["status"], 1, "there is no archive here yet"),
        (["crawl"], 1, "name a site"),
        (["crawl", "lagazete"], 1, "did you mean 'lagazette'?"),
        (["crawl", "nobody-knows-this"], 1, "that are known"),
        (["crawl", "--since", "soon", "lagazette"], 2, "2026-03-02"),
        (["crawl", "https://paper.example/", "--delay", "1"], 1, "5"),
        (["crawl", "https://paper.example/", "--delay", "inf"], 1, "a number of seconds"),
        (["crawl", "https://paper.example/", "--delay", "nan"], 1, "a number of seconds"),
        (["crawl", "https://paper.example/", "--proxy", "127.0.0.1:8080"], 1, "http://host:port"),
        (["crawl", "https://paper.example/", "--proxy", "socks5://127.0.0.1:1080"], 1, "http://host:port"),
        (["read", "absent.html"], 1, "cannot be read"),
        (["sites", "show", "guardien"], 1, "did you mean 'guardian'?"),
        (["search", "x", "--access", "closed"], 2, "locked"),
    ],
)
def test_what_cannot_be_done_says_why(tmp_path: Path, arguments: list[str], code: int, message: str) -> None:
    result = run(*arguments, db=tmp_path / "archive.db")

    assert result.exit_code == code
    assert message in result.stderr
    assert result.stdout == ""


def test_the_terminal_is_never_handed_control_characters(demo_db: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<title>\x1b]0;owned\x07</title><article><h1>A \x1b[31mred\u202e headline of a page</h1><p>Text.</p>"
    )
    result = run("read", str(page))

    assert "headline of a page" in result.output
    assert not set(result.output) & {"\x1b", "\x07", "\u202e"}


def test_read_shows_a_page_and_stores_nothing(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<article><h1>The harbour freezes over</h1><p>Nobody remembers it so cold, the harbour master says.</p>"
    )
    shown = run("read", str(page), "--url", "http://paper.example/a-story")
    document = json.loads(run("read", str(page), "--json").output)

    assert "The harbour freezes over" in shown.output
    assert document["headline"] == "The harbour freezes over"
    assert list(tmp_path.iterdir()) == [page]


def test_a_page_is_read_by_the_definition_beside_the_archive(tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    definition = (
        'name = "paper"\ntitle = "The Paper"\nhome = "http://paper.example/"\n[[layout]]\nheadline = [".real"]\n'
    )
    (tmp_path / "sites" / "paper.toml").write_text(definition)
    page = tmp_path / "page.html"
    page.write_text("<html><body><h1>The Paper</h1><h2 class=real>A bridge is closed for repairs</h2><p>Text.</p>")

    shown = run("read", str(page), "--url", "http://paper.example/a", "--json", db=tmp_path / "archive.db")

    assert json.loads(shown.output)["headline"] == "A bridge is closed for repairs"


@pytest.mark.parametrize(
    ("body", "message"), [(b"", "no bytes"), (b"\x89PNG\r\n\x1a\n\0\0", "binary"), (b"%PDF-1.7 \0", "binary")]
)
def test_a_file_that_is_no_page_is_named(tmp_path: Path, body: bytes, message: str) -> None:
    (tmp_path / "page").write_bytes(body)
    result = run("read", str(tmp_path / "page"))

    assert result.exit_code == 1
    assert message.lower() in result.stderr.lower()


def test_sites_are_listed_shown_and_checked(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(run("sites", "show", "lagazette").output)
    (tmp_path / "bad.toml").write_text('name = "x"\nfeed = []')

    assert "La Gazette des communes" in run("sites", "list").output
    assert "holds" in run("sites", "check", str(tmp_path / "good.toml")).output
    bad = run("sites", "check", str(tmp_path / "bad.toml"))
    assert bad.exit_code == 1
    assert "did you mean 'feeds'?" in bad.stderr


def test_doctor_examines_the_installation(demo_db: Path) -> None:
    result = run("doctor", db=demo_db)

    assert result.exit_code == 0
    assert {"python", "sqlite", "spiders", "pipelines", "archive"} <= set(result.output.split())


def test_doctor_reads_the_definitions_beside_the_archive(tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "bad.toml").write_text("name = ")
    result = run("doctor", db=tmp_path / "archive.db")

    assert result.exit_code == 1
    assert "bad.toml: not TOML" in " ".join(result.output.split())


@pytest.mark.parametrize("arguments", [["status"], ["status", "--json"]], ids=" ".join)
def test_output_that_nobody_reads_ends_the_command_quietly(demo_db: Path, arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = _status_into(writer, demo_db, arguments)

    assert (done.returncode, done.stderr) == (141, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("arguments", [["status"], ["status", "--json"]], ids=" ".join)
def test_output_to_a_full_disk_is_an_error_in_one_line(demo_db: Path, arguments: list[str]) -> None:
    done = _status_into(os.open("/dev/full", os.O_WRONLY), demo_db, arguments)

    assert done.returncode == 1
    assert done.stderr.splitlines() == ["parvis: the output's disk is full; make room, or send it elsewhere"]


def _status_into(output: int, db: Path, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "parvis", "--db", str(db), *arguments]
    try:
        return subprocess.run(command, stdout=output, stderr=subprocess.PIPE, text=True, check=False)
    finally:
        os.close(output)


def test_a_real_site_never_joins_the_demo(demo_db: Path, tmp_path: Path) -> None:
    copy = tmp_path / "archive.db"
    copy.write_bytes(demo_db.read_bytes())
    done = parvis("crawl", "lagazette", cwd=tmp_path, code=1)

    assert "never share an archive" in done.stderr
    assert "--db" in done.stderr


def test_the_demo_never_joins_real_sites(tmp_path: Path) -> None:
    from tests.archives import open_desk

    open_desk(tmp_path / "archive.db").archive.close()
    done = parvis("demo", cwd=tmp_path, code=1)

    assert "--db demo.db demo" in done.stderr


def test_every_file_is_checked(tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text("name = 1")
    result = run("sites", "check", str(tmp_path / "a.toml"), str(tmp_path / "b.toml"))

    assert "a.toml: " in result.stderr
    assert "b.toml: " in result.stderr


def test_a_pipe_among_the_definitions_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    os.mkfifo(tmp_path / "sites" / "pipe.toml")

    assert run("sites", "list", db=tmp_path / "archive.db").exit_code == 0


def test_a_terminal_without_accents_is_no_error(demo_db: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "parvis", "--db", str(demo_db), "search", "mairie OR conseil"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "command", ["boilerplate nowhere", "layouts nowhere", "calibrate nowhere", "duplicates --site nowhere"]
)
def test_a_site_that_is_not_there_is_said_with_those_that_are(demo_db: Path, command: str) -> None:
    result = run(*command.split(), db=demo_db)

    assert result.exit_code == 3
    assert "no site 'nowhere' in" in result.output
    assert "it holds courrier, harbour, morgenblatt" in result.output
