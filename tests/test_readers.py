"""A hostile page costs its record, never the pool."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from parvis.crawl.readers import MEMORY, Readers
from parvis.errors import PageError, PageTooLarge, PageTooSlow


def double(number: int) -> int:
    return 2 * number


def never_end() -> None:
    while True:
        pass


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def eat_memory() -> int:
    return len(bytearray(MEMORY))


def quote_the_page() -> None:
    raise PageError("theirs")


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    readers = Readers(seconds=0.5)
    yield readers
    readers.close()


@pytest.mark.parametrize(
    ("task", "error"),
    [(never_end, PageTooSlow), (die, PageTooSlow), (eat_memory, PageTooLarge), (quote_the_page, PageError)],
)
def test_a_hostile_task_is_an_error_of_its_page_and_the_next_one_is_read(
    readers: Readers, task: Callable[[], Any], error: type[PageError]
) -> None:
    async def work() -> list[Any]:
        tasks = [readers.run(task), *(readers.run(double, number) for number in range(4))]
        return await asyncio.gather(*tasks, return_exceptions=True)

    results = asyncio.run(work())

    assert isinstance(results[0], error)
    assert results[1:] == [0, 2, 4, 6]


def test_a_pool_whose_idle_workers_were_killed_is_renewed(readers: Readers) -> None:
    async def work() -> int:
        pids = {await readers.run(os.getpid) for _ in range(20)}
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        return await readers.run(double, 21)

    assert asyncio.run(work()) == 42


def test_a_pool_may_be_closed_while_its_workers_start(tmp_path: Path) -> None:
    """In a process of its own, since what a worker says at its start goes to the stderr of its program."""
    program = tmp_path / "program.py"
    program.write_text(OPEN_AND_CLOSE, encoding="utf-8")

    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=True)

    assert done.stderr == ""


OPEN_AND_CLOSE = """
from parvis.crawl.readers import Readers

if __name__ == "__main__":
    for _ in range(5):
        readers = Readers(workers=6)
        readers.warm()
        readers.close()
"""
