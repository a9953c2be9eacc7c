"""The examples in docstrings are specifications: each is run."""

from __future__ import annotations

import doctest
import importlib

import pytest

from tests.test_architecture import CODE, module_name

EXAMPLES = [module_name(path).removesuffix(".__init__") for path in CODE if ">>> " in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_hold(name: str) -> None:
    failed, tried = doctest.testmod(importlib.import_module(name), optionflags=doctest.ELLIPSIS)

    assert tried > 0
    assert failed == 0
