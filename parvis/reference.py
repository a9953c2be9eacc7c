"""`python -m parvis.reference` writes anew what docs/ has from the program itself: commands, vendors, rights policy."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from parvis.cli import main
from parvis.research.codebook import as_markdown, closed_sets, codebook, meaning_of, title_of
from parvis.rights.policy import load_rules
from parvis.schedule import Plan, crontab, units
from parvis.terminal.rights import EFFECTS
from parvis.vendors import EVIDENCE, ROLES, Proves, StateKey, Vendor, load_states, load_vendors
from parvis.words import Profile

DOCS = Path(__file__).resolve().parents[1] / "docs"
DEPLOY = DOCS.parent / "deploy"
EXAMPLE_PLANS = (
    Plan(
        program=("/opt/parvis/.venv/bin/parvis",),
        db=Path("/srv/parvis/archive.db"),
        contact="mailto:archive@library.example",
        user="parvis",
    ),
)
WIDTH = 100
EXIT_CODES = (
    "Exit codes: 0 done, 1 error, 2 usage, 3 nothing found, 4 some sites failed, 130 interrupted, "
    "141 the reader of the output has gone."
)
NOTE = (
    "Generated from `parvis/vendors/*.toml` by `make docs`; a test holds it to them. The name of a vendor says who "
    "runs a page's wall, never that there is one: only what proves *wall* or *gate*, or a state, speaks of an article."
)
CODEBOOK_NOTE = (
    "Generated from `parvis/research/columns.toml` by `make docs`; a test holds it to the schema. An empty value is "
    "unknown, never zero. Times are ISO 8601; arrays and objects are JSON. `parvis codebook` shows the same, with the "
    "meaning of every word; `--format csv` and `--format json` (Table Schema) are for appendices and programs."
)
PROVES = {
    Proves.USES: "the site uses the vendor; nothing of this article",
    Proves.SLOT: "a container that may be empty or asleep",
    Proves.WALL: "there, and not empty, only where text is withheld",
    Proves.GATE: "wraps the withheld text itself",
    Proves.STATE: "marks an article as paid, maybe another one than this",
    Proves.OPTION: "a paid refusal in a consent dialog",
}


def deploy_files() -> dict[str, str]:
    """What `parvis schedule` prints for an archive of a library: the examples in deploy/."""
    files = {name: text for plan in EXAMPLE_PLANS for name, text in units(plan).items()}
    return {**files, "crontab": crontab(EXAMPLE_PLANS[0])}


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


def vendor_reference() -> str:
    """Every vendor and key, what it proves and how it is known, as Markdown."""
    vendors, states = load_vendors(), load_states()
    return "\n".join(
        [
            "# Vendors and states of access",
            "",
            NOTE,
            "",
            f"{len(vendors)} vendors and systems, {len(states.keys)} keys.",
            "",
            *_glossary("What a signature proves", {str(proof): text for proof, text in PROVES.items()}),
            *_glossary("Roles", ROLES),
            *_glossary("Evidence", EVIDENCE),
            "## Vendors",
            "",
            "| vendor | roles | regions | signatures | what to know |",
            "|---|---|---|---|---|",
            *(_vendor_row(vendor) for vendor in vendors),
            "",
            "## Keys that state access",
            "",
            f"Never read, for they tell of the reader: {', '.join(f'`{name}`' for name in states.reader)}.",
            "",
            "| key | where | vendor | values | what to know |",
            "|---|---|---|---|---|",
            *(_state_row(key) for key in states.keys),
            "",
        ]
    )


def codebook_reference() -> str:
    """Every column of the public views and tables, as Markdown."""
    return "\n".join(["# Codebook", "", CODEBOOK_NOTE, "", as_markdown(codebook())])


def with_policy(text: str) -> str:
    """docs/policy.md with the table of the rights policy as the program applies it."""
    return _between(text, "policy", _policy_rows())


def with_words(text: str) -> str:
    """docs/glossary.md with every closed set of words."""
    return _between(text, "words", _word_rows())


def _between(text: str, mark: str, lines: Iterator[str]) -> str:
    """A text with the lines between two marks written anew."""
    head, opening, rest = text.partition(f"<!-- {mark}")
    first, _, rest = rest.partition("\n")
    closing = f"<!-- /{mark}"
    return "\n".join([head + opening + first, *lines, closing + rest.partition(closing)[2]])


def _word_rows() -> Iterator[str]:
    for kind in closed_sets():
        yield from ("", f"## {title_of(kind)}", "", "| word | meaning |", "|---|---|")
        yield from (f"| `{word}` | {_cell(meaning)} |" for word, meaning in meaning_of(kind).items())
    yield ""


def _policy_rows() -> Iterator[str]:
    yield from ("| signal | said by | `research` | `general` | why |", "|---|---|---|---|---|")
    for rule in load_rules():
        does = (", ".join(EFFECTS[effect] for effect in rule.effects[profile]) for profile in Profile)
        yield f"| {' | '.join(map(_cell, (rule.signal, rule.where, *does, rule.why)))} |"


def _glossary(title: str, words: Any) -> list[str]:
    return [f"## {title}", "", *(f"* `{word}`: {text}" for word, text in words.items()), ""]


def _vendor_row(vendor: Vendor) -> str:
    signatures = "<br>".join(
        f"{s.kind} `{_cell(s.value)}`: {s.proves} ({', '.join(s.evidence)})" for s in vendor.signatures
    )
    return (
        f"| **{_cell(vendor.name)}** (`{vendor.id}`) | {', '.join(vendor.roles)} | {', '.join(vendor.regions)} "
        f"| {signatures or 'none'} | {_cell(vendor.reason)} |"
    )


def _state_row(key: StateKey) -> str:
    values = "; ".join(
        f"{state}: {', '.join(value for value, meant in key.values.items() if meant == state)}"
        for state in dict.fromkeys(key.values.values())
    )
    return f"| `{key.name}` | {key.kind} | {key.vendor} | {_cell(values)} | {_cell(key.reason)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    (DOCS / "cli.md").write_text(cli_reference(), encoding="utf-8")
    for name, text in deploy_files().items():
        (DEPLOY / name).write_text(text, encoding="utf-8")
    glossary = DOCS / "glossary.md"
    glossary.write_text(with_words(glossary.read_text(encoding="utf-8")), encoding="utf-8")
    policy = DOCS / "policy.md"
    policy.write_text(with_policy(policy.read_text(encoding="utf-8")), encoding="utf-8")
    (DOCS / "codebook.md").write_text(codebook_reference(), encoding="utf-8")
    (DOCS / "vendors.md").write_text(vendor_reference(), encoding="utf-8")
