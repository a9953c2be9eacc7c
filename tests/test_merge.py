"""Archives that are merged say what one archive says that saw everything, in whatever order they come."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.archive import Archive, queries
from parvis.archive.audit import audit
from parvis.archive.content import content_digests
from parvis.archive.forgetting import find_target
from parvis.archive.forgotten import find_tombstone
from parvis.archive.migrations import blank
from parvis.archive.shard_rules import ruled
from parvis.cli import main
from tests.daily import page_of, url_of
from tests.pages import day
from tests.shards import EDITED, GONE, PLAIN, TAGGED, Look, build, merge


def some_looks(seed: int, count: int = 30) -> list[Look]:
    chance = random.Random(seed)  # noqa: S311  the same on every machine
    ways = [GONE, PLAIN, PLAIN, EDITED, TAGGED]
    return [
        Look(minute, chance.randrange(count // 2), chance.choice(ways)) for minute in chance.sample(range(9999), count)
    ]


def digests(path: Path) -> dict[str, str]:
    with Archive.open(path) as archive:
        return content_digests(archive)


def in_order(path: Path) -> bool:
    with Archive.open(path) as archive:
        return audit(archive) == () and queries.frontier(archive, articles=True).balance == 0


def test_every_table_has_a_rule() -> None:
    with blank() as conn:
        rows = conn.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict")
        tables = {name for (name,) in rows}

    assert tables == ruled(), "say in parvis/archive/shard_rules.py what a merge does with the table"


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.soak) for n in range(2, 60))])
def test_shards_in_any_order_are_one_archive(tmp_path: Path, seed: int) -> None:
    looks = some_looks(seed)
    files = [looks[n::3] for n in range(3)]
    shards = [build(tmp_path / f"{n}.db", file) for n, file in enumerate(files)]
    merge(tmp_path / "one.db", shards)
    merge(tmp_path / "other.db", [*shards[::-1], shards[0], shards[2]])
    merge(tmp_path / "part.db", shards[1:])
    merge(tmp_path / "nested.db", [shards[0], tmp_path / "part.db", shards[2]])
    build(tmp_path / "whole.db", *files)

    whole = digests(tmp_path / "whole.db")
    assert digests(tmp_path / "one.db") == whole
    assert digests(tmp_path / "other.db") == whole
    assert digests(tmp_path / "nested.db") == whole
    assert in_order(tmp_path / "one.db")
    assert in_order(tmp_path / "nested.db")


LOOKS = st.builds(Look, st.integers(0, 400), st.integers(0, 3), st.integers(0, 3))


@settings(max_examples=8, deadline=None)
@given(st.lists(st.lists(LOOKS, max_size=4), min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_any_looks_in_any_shards(files: list[list[Look]], chance: random.Random) -> None:
    assert_merge_is_one(one_a_minute(files), chance)


@pytest.mark.soak
@settings(max_examples=400, deadline=None)
@given(st.lists(st.lists(LOOKS, max_size=8), min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_many_looks_in_any_shards(files: list[list[Look]], chance: random.Random) -> None:
    assert_merge_is_one(one_a_minute(files), chance)


def one_a_minute(files: Sequence[Sequence[Look]]) -> list[list[Look]]:
    """Of looks at a story within a minute, the first: nobody looks twice in a second."""
    first: dict[tuple[int, int], Look] = {}
    for file in files:
        for look in file:
            first.setdefault((look.minute, look.story), look)
    return [[look for look in file if first[look.minute, look.story] == look] for file in files]


def assert_merge_is_one(files: list[list[Look]], chance: random.Random) -> None:
    with TemporaryDirectory() as folder:
        here = Path(folder)
        whole = digests(build(here / "whole.db", *files))
        shards = [build(here / f"{n}.db", file) for n, file in enumerate(files)]
        merge(here / "merged.db", [*chance.sample(shards, len(shards)), *chance.choices(shards, k=2)])

        assert digests(here / "merged.db") == whole
        assert in_order(here / "merged.db")


def forget_story(path: Path, number: int) -> None:
    with Archive.open(path, "w") as archive:
        target = find_target(archive, url_of(number))
        assert target is not None
        archive.forget(target, reason="asked for", now=day(40))


def test_what_is_forgotten_in_one_is_forgotten_in_all(tmp_path: Path) -> None:
    files = [[Look(1, 0, PLAIN), Look(2, 1, PLAIN)], [Look(3, 0, EDITED), Look(4, 2, PLAIN)]]
    one, other = (build(tmp_path / f"{n}.db", file) for n, file in enumerate(files))
    forget_story(one, 0)
    merge(tmp_path / "there.db", [one, other])
    merge(tmp_path / "back.db", [other, one, other])

    assert digests(tmp_path / "there.db") == digests(tmp_path / "back.db")
    assert in_order(tmp_path / "there.db")
    with Archive.open(tmp_path / "back.db") as archive:
        assert archive.conn.execute("SELECT count(*) FROM article").fetchone() == (2,)
        assert find_tombstone(archive, url_of(0)) is not None
        assert find_tombstone(archive, 2) is None  # the number of another article there
    headline = page_of(0).metadata.headline
    assert headline
    assert headline.encode() not in (tmp_path / "back.db").read_bytes()


def test_a_merged_archive_goes_on(tmp_path: Path) -> None:
    one, other = (build(tmp_path / f"{n}.db", [Look(n, 0, PLAIN), Look(9, n, PLAIN)]) for n in (1, 2))
    merge(tmp_path / "m.db", [one, other])
    build(tmp_path / "m.db", [Look(20, 0, EDITED), Look(21, 5, PLAIN)])

    assert in_order(tmp_path / "m.db")
    with Archive.open(tmp_path / "m.db") as archive:
        assert queries.frontier(archive, articles=True).discovered == 4


def test_the_command_says_what_each_shard_has_brought(tmp_path: Path) -> None:
    shard = build(tmp_path / "s.db", [Look(1, 0, PLAIN)])
    command = ["--db", str(tmp_path / "m.db"), "merge", str(shard)]
    first, again = (json.loads(CliRunner().invoke(main, [*command, "--json"]).output) for _ in range(2))

    assert (first["shards"][0]["looks"], again["shards"][0]["looks"]) == (1, 0)


@pytest.mark.parametrize(
    ("shard", "message"),
    [
        ("m.db", "not merged into itself"),
        ("missing.db", "there is no archive here"),
        ("text.db", "no archive of Parvis"),
    ],
)
def test_what_cannot_be_merged_ends_in_a_remedy(tmp_path: Path, shard: str, message: str) -> None:
    build(tmp_path / "m.db", [Look(1, 0, PLAIN)])
    (tmp_path / "text.db").write_text("no database at all")
    result = CliRunner().invoke(main, ["--db", str(tmp_path / "m.db"), "merge", str(tmp_path / shard)])

    assert result.exit_code == 1
    assert message in result.output
