"""Put one fault after the other into the modules that keep withheld text back, and see that a test notices each.

A mutant is killed when a test fails, or when the tests run too long on it. One that no test can notice, for nothing
that can be seen differs, stands in equivalent_mutants.toml with the reason. The run fails on any other survivor, and
on entries of that file that no mutant has any more.

python bench/mutate_gates.py [MODULE ...] [--jobs 2] [--verbose]
"""

from __future__ import annotations

import argparse
import ast
import io
import os
import signal
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.mutations import Mutation, mutations  # noqa: E402

EQUIVALENT = ROOT / "bench" / "equivalent_mutants.toml"
SECONDS = 60  # of one mutant
PYTEST = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist")
# The tests that speak of each module.
TESTS = {
    "aligning": ("test_aligning.py",),
    "boundary": ("test_gate_boundary.py",),
    "css": ("test_css.py",),
    "cutting": ("test_cutting.py",),
    "disorder": ("test_disorder.py",),
    "dormant": ("test_gate_marks.py",),
    "escaping": ("test_escaping.py",),
    "gates": ("test_gate_marks.py",),
    "normalising": ("test_normalising.py", "test_loose_text.py"),
    "parts": ("test_gate_parts.py",),
    "prompts": ("test_gate_boundary.py",),
    "selecting": ("test_selecting.py",),
    "stylesheet": ("test_stylesheet.py", "test_sheet_limits.py"),
    "teaser": ("test_teaser_rules.py", "test_late_lines.py"),
    "tokens": ("test_tokens.py",),
    "widening": ("test_widening.py",),
    "visibility": ("test_visibility.py", "test_style_rules.py", "test_escaping.py"),
}
Outcomes = Iterator[tuple[str, Mutation, str]]


class Loop:
    """Runs the tests once, then again on every mutant, each in a process of its own that is forked with all loaded."""

    def __init__(self, module: str, chosen: Sequence[Mutation], tree: ast.Module, *, jobs: int) -> None:
        self.outcomes: list[tuple[Mutation, str]] = []
        self._name, self._chosen, self._tree, self._jobs = f"parvis.page.{module}", chosen, tree, jobs

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = self._by_duration(session)
        running: dict[int, Mutation] = {}
        for mutation in self._chosen:
            while len(running) >= self._jobs:
                self._wait(running)
            running[self._start(session, items, mutation)] = mutation
        while running:
            self._wait(running)
        return True

    def _by_duration(self, session: pytest.Session) -> list[pytest.Item]:
        seconds = []
        for item in session.items:
            began = time.perf_counter()
            run(session, item)
            seconds.append(time.perf_counter() - began)
            if session.testsfailed:
                pytest.exit(f"{item.nodeid} fails without any fault", returncode=3)
        return [item for _, item in sorted(zip(seconds, session.items, strict=True), key=lambda pair: pair[0])]

    def _start(self, session: pytest.Session, items: Sequence[pytest.Item], mutation: Mutation) -> int:
        child = os.fork()
        if child:
            return child
        signal.alarm(SECONDS)
        code = 1
        try:
            mutation.apply()
            replace_module(self._name, self._tree)
            for item in items:
                run(session, item)
                if session.testsfailed:
                    break
            code = min(session.testsfailed, 1)
        finally:
            os._exit(code)

    def _wait(self, running: dict[int, Mutation]) -> None:
        child, status = os.wait()
        self.outcomes.append((running.pop(child), "killed" if status else "survived"))


def run(session: pytest.Session, item: pytest.Item) -> None:
    session.config.hook.pytest_runtest_protocol(item=item, nextitem=None)


def replace_module(name: str, tree: ast.Module) -> None:
    """Execute a changed module in place of the one that is loaded, also where others have imported from it."""
    module = sys.modules[name]
    before = dict(vars(module))
    exec(compile(ast.fix_missing_locations(tree), name, "exec"), vars(module))  # noqa: S102  our own, but for one fault
    for other in list(sys.modules.values()):
        names = vars(other) if getattr(other, "__name__", "").startswith(("parvis", "tests")) else {}
        for key in [key for key, value in names.items() if key in before and value is before[key]]:
            names[key] = vars(module)[key]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", default=sorted(TESTS), metavar="MODULE")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--verbose", action="store_true", help="print every mutant")
    args = parser.parse_args()
    os.environ["HYPOTHESIS_PROFILE"] = "mutants"
    known, counts = read_equivalent(), Counter[str]()
    met: set[tuple[str, str, str]] = set()
    for module, mutation, outcome in run_all(args.modules, known, jobs=args.jobs):
        counts[outcome] += 1
        met.add((module, *mutation.key))
        if args.verbose or outcome == "survived":
            print(f"{outcome}: {module}.py:{mutation.line} {mutation.where}: {mutation.change}", flush=True)
    stale = sorted(row for row in known - met if row[0] in args.modules)
    print("".join(f"no such mutant any more: {row}\n" for row in stale), end="")
    print(", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())))
    return 1 if counts["survived"] or stale else 0


def read_equivalent() -> set[tuple[str, str, str]]:
    rows = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("mutant", [])
    return {(row["module"], row["where"], change) for row in rows for change in row["changes"]}


def run_all(modules: Sequence[str], known: set[tuple[str, str, str]], *, jobs: int) -> Outcomes:
    """Every mutant with what became of it; each module in a process of its own, so that none sees another's tests."""
    for module in modules:
        tree = ast.parse((ROOT / "parvis" / "page" / f"{module}.py").read_text(encoding="utf-8"))
        every = list(mutations(tree))
        chosen = [mutation for mutation in every if (module, *mutation.key) not in known]
        yield from ((module, mutation, "equivalent") for mutation in every if mutation not in chosen)
        loop = Loop(module, chosen, tree, jobs=jobs)
        tests = [path for name in TESTS[module] if (path := ROOT / "tests" / name).exists()]
        with redirect_stdout(io.StringIO()) as said:
            code = pytest.main([*PYTEST, *map(str, tests)], plugins=[loop])
        if code:
            sys.exit(said.getvalue())
        yield from ((module, mutation, outcome) for mutation, outcome in loop.outcomes)


if __name__ == "__main__":
    sys.exit(main())
