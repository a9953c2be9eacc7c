"""`parvis schedule`: prints or installs what runs the crawls."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

import click

from parvis.commands import example
from parvis.errors import ParvisError


@click.command(
    epilog=example(
        "parvis schedule                                    print systemd units for this archive",
        "parvis --db press.db schedule --every 15min --install",
        "parvis schedule --system > units.txt               those of the system, to be copied by root",
        "parvis schedule --cron --every daily               lines for crontab -e",
        "parvis schedule --install -- --max-pages 500       further options of parvis crawl",
    )
)
@click.argument("options", nargs=-1, type=click.UNPROCESSED, metavar="[-- CRAWL OPTIONS]")
@click.option(
    "--every", type=click.Choice(["15min", "hourly", "daily"]), default="hourly", show_default=True, help="How often."
)
@click.option("--install", is_flag=True, help="Write the units into the folder of your own systemd.")
@click.option("--system", is_flag=True, help="Print units of the system, which run without anybody logged in.")
@click.option("--cron", is_flag=True, help="Print lines for cron instead.")
@click.option("--contact", envvar="PARVIS_CONTACT", show_envvar=True, help="Your address, for every request.")
@click.option("--force", is_flag=True, help="Write over units that differ.")
@click.pass_obj
def schedule(
    db: Path,
    options: tuple[str, ...],
    every: str,
    install: bool,
    system: bool,
    cron: bool,
    contact: str | None,
    force: bool,
) -> None:
    """Have what is due crawled again and again: hourly the crawl, daily the health, weekly a verified copy.

    Prints by default, and changes nothing. There is no daemon: the archive knows what is due.
    """
    from parvis.schedule import Plan, crontab, timers, units

    if install and (system or cron):
        raise click.UsageError("--install is for your own units: --system and --cron only print")
    user = getpass.getuser() if system else None
    program = _program()
    plan = Plan(program=program, db=db.resolve(), every=every, contact=contact, user=user, options=options)
    if cron:
        click.echo(crontab(plan), nl=False)
    elif install:
        folder = _own_units()
        _write(folder, units(plan), force=force)
        _say_next(plan.name, "systemctl --user", timers(plan))
        click.echo("so that they run while you are logged out: loginctl enable-linger", err=True)
    else:
        click.echo("\n".join(f"# {name}\n{text}" for name, text in units(plan).items()), nl=False)
        _say_next(plan.name, "systemctl" if system else "systemctl --user", timers(plan))


def _program() -> tuple[str, ...]:
    """The command of this installation: beside its Python, or as a module of it."""
    beside = Path(sys.executable).with_name("parvis")
    return (str(beside),) if os.access(beside, os.X_OK) else (sys.executable, "-m", "parvis")


def _own_units() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"


def _write(folder: Path, files: dict[str, str], *, force: bool) -> None:
    """All of them or none."""
    differing = [name for name in files if (at := folder / name).exists() and at.read_text("utf-8") != files[name]]
    if differing and not force:
        raise ParvisError(f"{folder}: {', '.join(differing)} would change; look at them, then use --force")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
            click.echo(f"{folder / name}")
    except OSError as error:
        raise ParvisError(f"{folder}: cannot be written: {error.strerror}; print the units and copy them") from error


def _say_next(name: str, systemctl: str, enabled: list[str]) -> None:
    click.echo(f"then: {systemctl} daemon-reload && {systemctl} enable --now {' '.join(enabled)}", err=True)
    click.echo(f"      {systemctl} list-timers '{name}*'", err=True)
