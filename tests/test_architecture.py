"""The house rules that a program can check: who imports whom, and how long things may be."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = sorted(p for folder in ("parvis", "spiders", "pipelines") for p in (ROOT / folder).rglob("*.py"))

# DESIGN.md section 2: a module imports from lower levels and from its own package.
LEVELS = (
    {"words"},
    {"records", "errors"},
    {"identity", "vendors", "phrases", "patience"},
    {"discover", "rights", "sites"},
    {"ledger", "health"},
    {"page"},
    {"archive"},
    {"crawl", "research"},
    {"arguments"},
    {"schedule", "site_check", "source_check", "bulk"},
    {"terminal", "probe"},
    {"web", "demo", "doctor", "targets", "commands", "query_arguments"},
    {"snapshot_commands"},
    {
        "site_commands",
        "bulk_commands",
        "ledger_commands",
        "article_commands",
        "duplicate_commands",
        "layout_commands",
        "upkeep_commands",
        "rights_commands",
        "report_commands",
        "schedule_commands",
        "codebook_commands",
        "export_commands",
        "sample_commands",
        "search_commands",
        "health_commands",
        "trend_commands",
        "web_commands",
        "wording_commands",
    },
    {"query_commands"},
    {"cli"},
    {"reference"},
)
PURE = ("page", "ledger", "health", "discover", "rights", "identity")
IMPURE = {"scrapy", "sqlite3", "sqlite_utils", "twisted", "socket", "urllib.request", "requests", "subprocess", "time"}


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def part(module: str) -> str:
    """`page` for parvis.page.blocks; "" for the package itself, which only re-exports."""
    return [*module.split("."), ""][1]


def level(name: str) -> int:
    return next(number for number, names in enumerate(LEVELS) if name in names)


@pytest.mark.parametrize("path", [p for p in CODE if p != ROOT / "parvis/__init__.py"], ids=module_name)
def test_imports_go_one_way(path: Path) -> None:
    own = module_name(path)
    inner = [name for name in imports(path) if name.split(".")[0] in {"parvis", "spiders", "pipelines"}]

    if own.startswith("parvis."):
        bad = [n for n in inner if not n.startswith("parvis") or not may_import(part(own), part(n))]
    else:
        bad = [n for n in inner if not n.startswith(("parvis", own.split(".")[0]))]

    assert bad == []


def may_import(importer: str, imported: str) -> bool:
    if importer in {imported, "__main__"}:
        return True
    return bool(imported) and level(imported) < level(importer)


@pytest.mark.parametrize(
    "path", [p for p in CODE if any(f"/parvis/{name}/" in str(p) for name in PURE)], ids=module_name
)
def test_the_core_is_pure(path: Path) -> None:
    assert [name for name in imports(path) if name in IMPURE or name.split(".")[0] in IMPURE] == []


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{module_name(path)}.{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1


def test_functions_are_short() -> None:
    lengths = dict(pair for path in CODE for pair in functions(path))
    ninetieth = statistics.quantiles(lengths.values(), n=10)[-1]

    assert [name for name, lines in lengths.items() if lines > 60] == []
    assert ninetieth <= 25
    assert statistics.median(lengths.values()) <= 8


@pytest.mark.parametrize("path", [*CODE, *sorted((ROOT / "tests").rglob("*.py"))], ids=module_name)
def test_files_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", CODE, ids=module_name)
def test_names_come_from_the_glossary(path: Path) -> None:
    assert path.stem not in {"utils", "helpers", "common", "manager", "util", "misc"}
