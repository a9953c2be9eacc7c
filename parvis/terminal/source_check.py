"""`parvis sites check NAME...`: a line for each source; where something is wrong with it, what, below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.padding import Padding
from rich.text import Text

from parvis.source_check import SourceCheck
from parvis.terminal.console import err, out, safe
from parvis.terminal.crawl import hint_of
from parvis.terminal.status import plural

__all__ = ["print_sources", "source_lines"]

_STYLES = {"ok": "green", "look": "#e69f00", "failed": "bold #d55e00"}


def print_sources(checks: Sequence[SourceCheck]) -> None:
    for line in source_lines(checks):
        out().print(line)
    err().print(_sum(checks))


def source_lines(checks: Sequence[SourceCheck]) -> Iterator[Padding | Text]:
    width = max((len(check.site) for check in checks), default=0)
    for check in checks:
        mark = "failed" if check.problem else "look" if check.doubts else "ok"
        what = f"{safe(check.site):<{width}}  {check.kind:<7}  {_facts(check):<36}  "
        yield Text.assemble(
            (f"{mark:<6}", _STYLES[mark]),
            "  ",
            what,
            (safe(check.url.partition("//")[2]), "dim"),
            no_wrap=True,
            overflow="ellipsis",
        )
        for note in (*((f"{check.problem}{hint_of(check.problem)}",) if check.problem else ()), *check.doubts):
            yield Padding(Text(safe(note), _STYLES[mark]), (0, 0, 0, 8))


def _facts(check: SourceCheck) -> str:
    facts = []
    if check.links:
        facts += [plural(check.links, "link"), f"{check.accepted / check.links:.0%} articles"]
    if check.sources:
        facts.append(f"{check.sources:,} more to read")
    if check.newest:
        facts.append(f"{check.newest:%Y-%m-%d}")
    return ", ".join(facts)


def _sum(checks: Sequence[SourceCheck]) -> str:
    failed = sum(not check.works for check in checks)
    doubtful = sum(check.works and bool(check.doubts) for check in checks)
    parts = [f"{plural(len(checks), 'source')} of {plural(len({check.site for check in checks}), 'site')}"]
    parts += [f"{doubtful} to be looked at"] if doubtful else []
    return ", ".join([*parts, f"{failed} of no use" if failed else "all answer"])
