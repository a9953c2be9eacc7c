"""SQL stands in one package, in constants: never put together while the program runs, never near what a page says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = sorted(path for folder in ("parvis", "spiders", "pipelines") for path in (ROOT / folder).rglob("*.py"))
ARCHIVE = ROOT / "parvis" / "archive"
# Table by table, whatever tables there are: nothing but names of the schema, in quotes, is put in.
OVER_ALL_TABLES = {"seals", "salvage", "shard_tables"}
SQL = re.compile(r"^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH RECURSIVE|CREATE|DROP)\b|\b(?:FROM|WHERE|VALUES)\b.*\?")


def strings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def composed(tree: ast.AST) -> Iterator[ast.AST]:
    """Strings made of parts while the program runs: f-strings, formatting, sums inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Attribute) and node.attr == "format"):
            yield node
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (inner for inner in ast.walk(node) if isinstance(inner, ast.BinOp))


@pytest.mark.parametrize(
    "path", [path for path in CODE if path.stem not in OVER_ALL_TABLES], ids=lambda path: path.stem
)
def test_no_statement_is_put_together(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert [node for node in composed(tree) for text in strings(node) if SQL.search(text)] == []


@pytest.mark.parametrize("path", [path for path in CODE if ARCHIVE not in path.parents], ids=lambda path: path.stem)
def test_no_statement_stands_outside_the_archive(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert [text for text in strings(tree) if re.match(r"\s*(?:SELECT|INSERT|UPDATE|DELETE)\s", text)] == []
