"""What exists is documented, and what the documentation shows is so."""

from __future__ import annotations

import enum
from pathlib import Path

import pytest

from parvis import words

DOCS = Path(__file__).resolve().parents[1] / "docs"
SETS = [kind for kind in vars(words).values() if isinstance(kind, type) and issubclass(kind, enum.StrEnum)]
TERMS = [member for kind in SETS if kind is not enum.StrEnum for member in kind]


@pytest.mark.parametrize("term", TERMS, ids=lambda term: f"{type(term).__name__}.{term}")
def test_every_word_stands_in_the_glossary(term: enum.StrEnum) -> None:
    assert f"`{term}`" in (DOCS / "glossary.md").read_text(encoding="utf-8")
