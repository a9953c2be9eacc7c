"""What all commands share: their order, our errors as one line and an exit code, examples, JSON."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import click

from parvis.errors import INTERRUPTED, NotAnArchive, ParvisError
from parvis.identity.secrets import redact

PIPE_CLOSED = 141


class Commands(click.Group):
    """Commands in the order in which a person meets them; our errors as one line and their exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")  # a terminal that knows no accents shows a mark in their place
        try:
            return super().invoke(ctx)
        except ParvisError as error:
            click.echo(f"parvis: {redact(str(error))}", err=True)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("parvis: interrupted; run the same command again to go on", err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            _forget_output()
            ctx.exit(PIPE_CLOSED)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            _forget_output()
            click.echo("parvis: the output's disk is full; make room, or send it elsewhere", err=True)
            ctx.exit(1)


def _forget_output() -> None:
    """What is still buffered would be written, and fail once more, when the program ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def example(*lines: str) -> str:
    """Examples for the foot of a command's help, kept as they are."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def print_json(document: Any) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def refuse_missing(db: Path) -> None:
    """What keeps an archive in order makes none."""
    if not db.exists():
        raise NotAnArchive(f"{db}: there is no archive here yet; `parvis crawl` makes it, --db names another")
