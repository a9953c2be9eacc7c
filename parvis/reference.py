"""`python -m parvis.reference` writes docs/cli.md anew, from the help of the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from parvis.cli import main

DOCS = Path(__file__).resolve().parents[1] / "docs"
WIDTH = 100
EXIT_CODES = (
    "Exit codes: 0 done, 1 error, 2 usage, 3 nothing found, 4 some sites failed, 130 interrupted, "
    "141 the reader of the output has gone."
)


def cli_reference() -> str:
    """The help of every command, as Markdown."""
    parts = [
        "# Command line",
        "",
        "Generated from the commands' own help by `make docs`; a test holds it to them.",
        "",
        EXIT_CODES,
    ]
    for context in walk(click.Context(main, info_name="parvis", **settings(main))):
        parts += ["", f"## `{context.command_path}`", "", "```", context.get_help().rstrip(), "```"]
    return "\n".join(parts) + "\n"


def walk(context: click.Context) -> Iterator[click.Context]:
    """The context of a command and those of the commands below it."""
    yield context
    command = context.command
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                yield from walk(click.Context(child, info_name=name, parent=context, **settings(child)))


def settings(command: click.Command) -> dict[str, Any]:
    return {**command.context_settings, "max_content_width": WIDTH, "terminal_width": WIDTH}


if __name__ == "__main__":
    (DOCS / "cli.md").write_text(cli_reference(), encoding="utf-8")
