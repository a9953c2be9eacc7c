"""`parvis schedule`: units and lines for cron that mean what they say, wherever the archive lies."""

from __future__ import annotations

import configparser
import shlex
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from parvis.cli import main
from parvis.errors import ParvisError
from parvis.reference import DEPLOY, EXAMPLE_PLANS, deploy_files
from parvis.schedule import EVERY, Plan, crontab, timers, units

ODD = Path('/srv/a "press"/50% & $more\'/press.db')
PROGRAM = ("/opt/par vis/bin/parvis",)
PLANS = [
    Plan(program=("/opt/parvis/bin/parvis",), db=Path("/srv/archive.db"), contact="mailto:a@library.example"),
    Plan(program=("/usr/bin/python3", "-m", "parvis"), db=Path("/srv/press.db"), every="15min", user="parvis"),
    Plan(
        program=PROGRAM, db=ODD, every="daily", contact='"50% \\ $x"', options=("--proxy", "http://127.0.0.1:80/a b$")
    ),
]
NAMES = ["plain", "system", "odd"]


def parsed(text: str) -> configparser.RawConfigParser:
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # systemd tells cases apart
    parser.read_string(text)
    return parser


def program_in(folder: Path) -> Path:
    program = folder / "par vis"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize("plan", PLANS, ids=NAMES)
def test_systemd_takes_the_units(plan: Plan, tmp_path: Path) -> None:
    verifier = shutil.which("systemd-analyze")
    if verifier is None:
        pytest.skip("no systemd here")
    files = units(replace(plan, program=(str(program_in(tmp_path)), *plan.program[1:])))  # the verifier looks for it
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    services = [str(tmp_path / name) for name in files if "@" not in name]
    command = [verifier, "verify", "--recursive-errors=no", *services]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert [line for line in done.stderr.splitlines() if str(tmp_path) in line or "parvis" in line] == []
    assert done.returncode == 0


@pytest.mark.parametrize("plan", PLANS, ids=NAMES)
def test_a_unit_holds_what_an_unattended_crawl_needs(plan: Plan) -> None:
    files = units(plan)
    crawl, timer = parsed(files[f"{plan.name}.service"]), parsed(files[f"{plan.name}.timer"])
    service = dict(crawl["Service"])

    assert service["Type"] == "oneshot"
    assert (service["KillSignal"], service["TimeoutStopSec"]) == ("SIGTERM", "120")
    assert service["ProtectSystem"] == "strict"
    assert {service["NoNewPrivileges"], service["PrivateTmp"]} == {"yes"}
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Timer"]["OnCalendar"] == EVERY[plan.every][0]
    assert timer["Timer"]["RandomizedDelaySec"] == EVERY[plan.every][1]
    assert all(
        f"{plan.name}-alarm@%n.service" in text
        for name, text in files.items()
        if "alarm" not in name and name.endswith(".service")
    )
    assert [name for name in timers(plan) if name.replace(".timer", ".service") not in files] == []


def systemd_words(text: str) -> list[str]:
    """What systemd makes of a command line: quotes and backslashes, then doubled percent signs and dollars."""
    return [word.replace("%%", "%").replace("$$", "$") for word in shlex.split(text)]


def test_odd_paths_reach_the_program_as_they_are() -> None:
    files = units(PLANS[2])
    service, upkeep = parsed(files["parvis-press.service"])["Service"], files["parvis-press-upkeep.service"]
    commands = [line for line in files["parvis-press.service"].splitlines() if line.startswith("ExecStart=")]
    backup = next(line for line in upkeep.splitlines() if " backup " in line).partition("=")[2]

    assert [systemd_words(line.partition("=")[2]) for line in commands] == [
        [*PROGRAM, "crawl", "--due", *PLANS[2].options],
        [*PROGRAM, "expire"],
    ]
    assert systemd_words(service["ReadWritePaths"]) == [str(ODD.parent)]
    assert service["WorkingDirectory"] == str(ODD.parent).replace("%", "%%")
    assert systemd_words(backup) == [*PROGRAM, "backup", str(PLANS[2].backup), "--force"]
    assert 'Environment="PARVIS_CONTACT=\\"50%% \\\\ $x\\""' in upkeep


@given(st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1).filter(lambda t: t.isprintable()))
def test_any_word_is_quoted_so_that_systemd_reads_it_back(word: str) -> None:
    plan = Plan(program=("/bin/parvis",), db=Path("/srv/a.db"), options=(word,))
    line = next(line for line in units(plan)["parvis-a.service"].splitlines() if line.startswith("ExecStart="))

    assert systemd_words(line.partition("=")[2])[3:] == [word]


def test_an_archive_in_tmp_is_not_hidden_from_its_crawl() -> None:
    assert "PrivateTmp" not in units(Plan(program=("/bin/parvis",), db=Path("/tmp/a.db")))["parvis-a.service"]  # noqa: S108


def test_a_line_end_in_a_path_is_refused() -> None:
    plan = Plan(program=("/bin/parvis",), db=Path("/srv/a\nExecStart=x/a.db"))

    for write in (units, crontab):
        with pytest.raises(ParvisError, match="line end"):
            write(plan)


def test_cron_runs_what_is_meant(tmp_path: Path) -> None:
    """A line as cron runs it: an escaped percent sign is a plain one, then the shell reads it."""
    folder = tmp_path / "50% 'odd' $HOME"
    folder.mkdir()
    program = folder / "parvis"
    program.write_text('#!/bin/sh\nprintf "%s|" "$@" >> "$PARVIS_LOG"\nexit 0\n')
    program.chmod(0o755)
    plan = Plan(program=(str(program),), db=folder / "press.db", every="15min", options=("--proxy", "http://a/b%c"))
    lines = crontab(plan).splitlines()
    said = tmp_path / "said"
    for line in [line for line in lines if not line.startswith("PARVIS_")]:
        command = line.split(" ", 5)[5].replace("\\%", "%")
        subprocess.run(["/bin/sh", "-c", command], check=True, env={"PATH": "/usr/bin:/bin", "PARVIS_LOG": str(said)})

    backup = f"backup|{plan.backup}|--force|"
    assert said.read_text() == f"crawl|--due|--proxy|http://a/b%c|expire|verify|{backup}health|--exit-code|"
    assert lines[0] == f'PARVIS_DB="{plan.db}"'
    assert all(line.count("%") == line.count("\\%") for line in lines[1:])


def run(*arguments: str, home: Path) -> tuple[int, str, str]:
    env = {"XDG_CONFIG_HOME": str(home), "PARVIS_CONTACT": ""}
    result = CliRunner().invoke(main, ["--db", str(home / "press.db"), "schedule", *arguments], env=env)
    return result.exit_code, result.stdout, result.stderr


def test_units_are_installed_once_and_never_over_changed_ones(tmp_path: Path) -> None:
    folder = tmp_path / "systemd/user"
    code, out, err = run("--install", "--every", "15min", home=tmp_path)

    assert code == 0
    assert sorted(path.name for path in folder.iterdir()) == sorted(Path(line).name for line in out.splitlines())
    assert "systemctl --user enable --now parvis-press.timer" in err
    assert run("--install", "--every", "15min", home=tmp_path)[0] == 0

    (folder / "parvis-press.timer").write_text("mine")
    code, _, err = run("--install", "--every", "15min", home=tmp_path)
    assert (code, (folder / "parvis-press.timer").read_text()) == (1, "mine")
    assert "parvis-press.timer would change; look at them, then use --force" in err
    assert run("--install", "--force", home=tmp_path)[0] == 0
    assert "OnCalendar=hourly" in (folder / "parvis-press.timer").read_text()


def test_by_default_it_only_prints(tmp_path: Path) -> None:
    for arguments in ((), ("--system",), ("--cron",)):
        assert run(*arguments, "--", "--max-pages", "5", home=tmp_path)[0] == 0
    assert "--max-pages 5" in run("--", "--max-pages", "5", home=tmp_path)[1]
    assert "\nUser=" in run("--system", home=tmp_path)[1]
    assert list(tmp_path.iterdir()) == []
    assert run("--install", "--cron", home=tmp_path)[0] == 2


def test_the_examples_in_deploy_are_what_the_command_prints() -> None:
    there = {
        path.name: path.read_text("utf-8") for path in DEPLOY.iterdir() if path.suffix not in {".md", ".sh", ".py"}
    }

    assert there == deploy_files(), "run `make docs`"
    assert {plan.every for plan in EXAMPLE_PLANS} <= set(EVERY)


def test_what_the_units_run_are_commands() -> None:
    words = {
        line.split()[1] for text in units(PLANS[0]).values() for line in text.splitlines() if "bin/parvis " in line
    }

    assert words == {"crawl", "expire", "verify", "backup", "health"}
    assert words <= set(main.commands)
