"""A sample is what its method says, and the same for whoever draws it again."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.research.sampling import Unit, constructed_weeks, dealt, random_sample, stratified_sample

START = date(2026, 1, 1)
units_of = st.builds(
    Unit,
    article=st.integers(1, 400),
    site=st.sampled_from("abc"),
    access=st.sampled_from(["free", "locked"]),
    day=st.none() | st.integers(0, 60).map(lambda number: START + timedelta(days=number)),
)
populations = st.lists(units_of, max_size=80, unique_by=lambda unit: unit.article)


@given(populations, st.integers(0, 90), st.integers())
def test_a_sample_is_drawn_from_the_population_and_does_not_hang_on_its_order(
    population: list[Unit], size: int, seed: int
) -> None:
    drawn = random_sample(population, size, seed)

    assert len(drawn) == len(set(drawn)) == min(size, len(population))
    assert set(drawn) <= set(population)
    assert drawn == random_sample(population[::-1], size, seed)


@given(populations, st.integers(0, 90), st.integers())
def test_strata_have_their_share_to_less_than_one(population: list[Unit], size: int, seed: int) -> None:
    drawn = stratified_sample(population, size, seed, by=lambda unit: (unit.site, unit.access))

    whole = Counter((unit.site, unit.access) for unit in population)
    found = Counter((unit.site, unit.access) for unit in drawn)
    assert len(drawn) == min(size, len(population))
    assert all(abs(found[name] - whole[name] * len(drawn) / len(population)) < 1 for name in whole)
    assert drawn == stratified_sample(population[::-1], size, seed, by=lambda unit: (unit.site, unit.access))


@given(st.integers(1, 8), st.integers())
def test_constructed_weeks_have_as_many_of_each_weekday_and_all_of_their_days(weeks: int, seed: int) -> None:
    population = [Unit(article=n, site="a", day=START + timedelta(days=n % 56)) for n in range(300)]
    population += [Unit(article=999, site="a")]

    days, drawn = constructed_weeks(population, weeks, seed)

    assert Counter(day.weekday() for day in days) == dict.fromkeys(range(7), weeks)
    assert set(drawn) == {unit for unit in population if unit.day in days}


def test_too_few_days_for_so_many_weeks_are_told() -> None:
    with pytest.raises(ValueError, match="2 constructed weeks need as many of each weekday; there are 13 days"):
        constructed_weeks([Unit(article=n, site="a", day=START + timedelta(days=n)) for n in range(13)], 2, 1)
    with pytest.raises(ValueError, match="there are 0 days"):
        constructed_weeks([Unit(article=1, site="a")], 1, 1)


def test_another_seed_draws_others() -> None:
    population = [Unit(article=n, site="a") for n in range(1000)]

    assert random_sample(population, 20, 1) != random_sample(population, 20, 2)


@given(populations, st.integers(1, 4), st.integers(0, 20), st.integers())
def test_every_unit_is_coded_once_but_the_shared_ones_by_all(
    population: list[Unit], coders: int, overlap: int, seed: int
) -> None:
    shares = dealt(population, coders, overlap, seed)

    coded = Counter(unit for share in shares for unit in (*share.shared, *share.own))
    assert set(coded) == set(population)
    assert Counter(coded.values())[coders] >= min(overlap, len(population))
    assert all(set(share.shared) == set(shares[0].shared) for share in shares)
    assert len(shares[0].shared) == min(overlap, len(population))
    assert max(len(share.own) for share in shares) - min(len(share.own) for share in shares) <= 1
