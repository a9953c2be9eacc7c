"""Sites are divided among crawlers: no site is crawled by two, none by nobody."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.errors import NothingFound, SiteError
from parvis.sites import known_sites
from parvis.sites.parts import SitesPart
from parvis.targets import choose_targets

DB = Path("none.db")


@given(st.text(), st.integers(1, 50))
def test_every_site_belongs_to_one_part(name: str, of: int) -> None:
    assert sum(SitesPart(number, of).holds(name) for number in range(1, of + 1)) == 1


def test_a_site_stays_where_it_is() -> None:
    """Other machines, other years: the same part."""
    assert [number for number in range(1, 6) if SitesPart(number, 5).holds("taz")] == [1]
    assert [number for number in range(1, 6) if SitesPart(number, 5).holds("guardian")] == [3]


def test_the_parts_of_all_known_sites_are_about_equal() -> None:
    names = [f"paper-{number}" for number in range(10_000)]
    sizes = [sum(SitesPart(number, 5).holds(name) for name in names) for number in range(1, 6)]

    assert all(1_800 < size < 2_200 for size in sizes)


def test_targets_are_those_of_the_part() -> None:
    names = tuple(sorted(known_sites(DB)))
    urls = ("https://one.example/", "https://two.example/feed.xml", "https://www.two.example/")
    chosen = [choose_targets(DB, (*names, *urls), part=SitesPart(number, 3)) for number in (1, 2, 3)]

    assert sorted(site.name for sites, _ in chosen for site in sites) == list(names)
    assert sorted(url for _, found in chosen for url in found) == sorted(urls)
    assert any({urls[1], urls[2]} <= set(found) for _, found in chosen)  # of one site


def test_a_part_without_a_site_says_so() -> None:
    with pytest.raises(NothingFound, match="part 1 of 9999"):
        choose_targets(DB, ("taz",), part=SitesPart(1, 9999))


@pytest.mark.parametrize("text", ["0/5", "6/5", "2", "a/b", "1/10000", "2/"])
def test_what_is_no_part_is_refused(text: str) -> None:
    with pytest.raises(SiteError, match="2/5"):
        SitesPart.read(text)
