"""systemd units, or lines for cron, that keep an archive going: crawl what is due, verify and copy, tell when ill.

Pure: a plan in, texts out. There is no daemon: the archive knows what is due, and a lock keeps two runs apart.
"""

from __future__ import annotations

import re
import shlex
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from parvis.errors import ParvisError

__all__ = ["EVERY", "Plan", "crontab", "timers", "units"]

# How often: OnCalendar, RandomizedDelaySec, and the hours of cron; the minute of cron follows from the path.
EVERY = {
    "15min": ("*:0/15", "3min", "{minute15}-59/15 *"),
    "hourly": ("hourly", "15min", "{minute} *"),
    "daily": ("daily", "1h", "{minute} 4"),
}
NICE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to run, where, and how often. Paths are absolute."""

    program: tuple[str, ...]  # the command `parvis`
    db: Path
    every: str = "hourly"  # one of EVERY
    contact: str | None = None
    user: str | None = None  # of system units; None: the units of a user's own manager
    options: tuple[str, ...] = ()  # further options of `parvis crawl`

    @property
    def name(self) -> str:
        """Of the units: parvis for archive.db, parvis-press for press.db.

        >>> Plan(program=("/bin/parvis",), db=Path("/srv/a press.db")).name
        'parvis-a_press'
        """
        stem = re.sub(r"[^A-Za-z0-9_-]", "_", self.db.stem)[:60]
        return "parvis" if stem == "archive" else f"parvis-{stem}"

    @property
    def backup(self) -> Path:
        return self.db.with_suffix(".backup.db")


def units(plan: Plan) -> dict[str, str]:
    """The files by name."""
    name, (calendar, spread, _) = plan.name, EVERY[plan.every]
    crawl = [("crawl", "--due", *plan.options), ("expire",)]
    upkeep = [("verify",), ("backup", str(plan.backup), "--force")]
    return {
        f"{name}.service": _service(plan, "crawl what is due", crawl, accepted="4 130"),
        f"{name}.timer": _timer("crawl what is due", calendar, spread),
        f"{name}-upkeep.service": _service(plan, "verify the archive, and copy it", upkeep),
        f"{name}-upkeep.timer": _timer("verify the archive, and copy it", "Sun *-*-* 03:00", "1h"),
        f"{name}-health.service": _service(plan, "tell when a site is ill", [("health", "--exit-code")]),
        f"{name}-health.timer": _timer("tell when a site is ill", "*-*-* 07:00", "5min"),
        f"{name}-alarm@.service": _alarm(plan),
    }


def timers(plan: Plan) -> list[str]:
    """The units to enable."""
    return [name for name in units(plan) if name.endswith(".timer")]


def _service(plan: Plan, what: str, commands: Sequence[Sequence[str]], *, accepted: str = "") -> str:
    lines = [
        "[Unit]",
        f"Description=Parvis: {what}",
        *(["Wants=network-online.target", "After=network-online.target"] if plan.user else []),
        f"OnFailure={plan.name}-alarm@%n.service",
        "",
        "[Service]",
        "Type=oneshot",
        *(f"ExecStart={_command(plan.program, command)}" for command in commands),
        *([f"SuccessExitStatus={accepted}"] if accepted else []),
        *_environment(plan),
        *([f"User={plan.user}"] if plan.user else []),
        f"WorkingDirectory={_plain(str(plan.db.parent))}",
        "",
        "# A stop is graceful: what is under way is put back, and the next run goes on.",
        "KillSignal=SIGTERM",
        "KillMode=mixed",
        "TimeoutStopSec=120",
        "TimeoutStartSec=infinity",
        f"Nice={NICE}",
        "IOSchedulingClass=idle",
        "",
        "# It reads the web and writes one folder.",
        "ProtectSystem=strict",
        f"ReadWritePaths={_quoted(str(plan.db.parent))}",
        *_HARDENING,
        *(["PrivateTmp=yes"] if not _is_temporary(plan.db) else []),
    ]
    return "\n".join(lines) + "\n"


_HARDENING = (
    "NoNewPrivileges=yes",
    "PrivateDevices=yes",
    "ProtectControlGroups=yes",
    "ProtectKernelTunables=yes",
    "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "LockPersonality=yes",
    "UMask=0027",
)


def _is_temporary(path: Path) -> bool:
    """Whether a private /tmp would hide the archive."""
    return any(path.is_relative_to(folder) for folder in ("/tmp", "/var/tmp"))  # noqa: S108 (nothing is written there)


def _timer(what: str, calendar: str, spread: str) -> str:
    return (
        f"[Unit]\nDescription=Parvis: {what}\n\n"
        f"[Timer]\nOnCalendar={calendar}\nPersistent=true\nRandomizedDelaySec={spread}\nAccuracySec=1min\n\n"
        "[Install]\nWantedBy=timers.target\n"
    )


def _alarm(plan: Plan) -> str:
    own = "" if plan.user else " --user"
    message = f"parvis: %i failed; see: journalctl{own} -u %i"
    return (
        "[Unit]\nDescription=Parvis: say that %i failed\n\n"
        "[Service]\nType=oneshot\n"
        "# Put here what reaches you: mail, a message to a chat.\n"
        f'ExecStart=/usr/bin/env logger -t parvis -p user.err "{message}"\n'
    )


def _environment(plan: Plan) -> list[str]:
    contact = {"PARVIS_CONTACT": plan.contact} if plan.contact else {}
    values = {"PARVIS_DB": str(plan.db), **contact}
    return [f"Environment={_always_quoted(f'{key}={value}')}" for key, value in values.items()]


def _command(program: Sequence[str], arguments: Sequence[str]) -> str:
    """A command line of systemd. The program itself knows no variables, so that its dollars are not doubled."""
    first, *rest = program
    return " ".join([_quoted(first), *(_quoted(word).replace("$", "$$") for word in (*rest, *arguments))])


def _quoted(word: str) -> str:
    """A word of a directive: in quotes where it needs them, percent signs doubled."""
    return _plain(word) if re.fullmatch(r"[\w@%+=:,./~$-]+", word, re.ASCII) else _always_quoted(word)


def _always_quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{_plain(escaped)}"'


def _plain(text: str) -> str:
    if not text.isprintable():
        raise ParvisError(f"{text!r} holds a line end or another control character; no unit can hold it")
    return text.replace("%", "%%")


def crontab(plan: Plan) -> str:
    """Lines for `crontab -e`. Cron mails what a command prints: the crawl's goes into a log, an alarm's to you."""
    minute = zlib.crc32(str(plan.db).encode()) % 60  # not everybody at the full hour
    when = EVERY[plan.every][2].format(minute=minute, minute15=minute % 15)
    parvis = " ".join(map(_shell, ("nice", "-n", str(NICE), *plan.program)))
    crawl = " ".join(map(_shell, ("crawl", "--due", *plan.options)))
    log, report, backup = (_shell(str(plan.db.with_suffix(end))) for end in (".log", ".health.txt", ".backup.db"))
    contact = [f'PARVIS_CONTACT="{_plain_line(plan.contact)}"'] if plan.contact else []
    lines = [
        *contact,
        f'PARVIS_DB="{_plain_line(str(plan.db))}"',
        f"{when} * * * {parvis} {crawl} >> {log} 2>&1; {parvis} expire >> {log} 2>&1",
        f"{minute} 3 * * 0 {parvis} verify >> {log} 2>&1 && {parvis} backup {backup} --force >> {log} 2>&1",
        f"{minute} 7 * * * {parvis} health --exit-code > {report} 2>&1 || cat {report}",
    ]
    return "\n".join(lines) + "\n"


def _shell(word: str) -> str:
    """A word for the shell, in a line of cron, which takes a bare percent sign for a line end."""
    return shlex.quote(_plain_line(word)).replace("%", "\\%")


def _plain_line(text: str) -> str:
    if not text.isprintable():
        raise ParvisError(f"{text!r} holds a line end or another control character; no line of cron can hold it")
    return text
