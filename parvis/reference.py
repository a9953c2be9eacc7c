"""`python -m parvis.reference` writes docs/cli.md anew, from the help of the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from parvis.cli import main

DOCS = Path(__file__).resolve().parents[1] / "docs"
WIDTH = 100


def cli_reference() -> str:
    """The help of every command, as Markdown."""
    parts = [
        "# Command line",
        "",
        "Generated from the commands' own help by `make docs`; a test holds it to them.",
        "",
        "Exit codes: 0 done, 1 error, 2 usage, 3 nothing found, 4 some sites failed, 130 interrupted.",
    ]
    for name, command in walk(main, "parvis"):
        parts += ["", f"## `{name}`", "", "```", help_of(command, name).rstrip(), "```"]
    return "\n".join(parts) + "\n"


def walk(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name)
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None:
                yield from walk(found, f"{name} {child}")


def help_of(command: click.Command, name: str) -> str:
    context = click.Context(command, info_name=name, max_content_width=WIDTH, terminal_width=WIDTH)
    return command.get_help(context)


if __name__ == "__main__":
    (DOCS / "cli.md").write_text(cli_reference(), encoding="utf-8")
