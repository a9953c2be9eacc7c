"""What a site's URLs teach of themselves: ids in paths, parameters that say nothing."""

from __future__ import annotations

import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.identity import Named, Rules, agreeing, id_token, learn_ids, learn_parameters, loose_key, titles_agree
from parvis.identity.naming import parameters_of, without

HOST = "press.example"


@pytest.mark.parametrize(
    ("path", "shape", "value"),
    [
        ("sport/the-match-1234567.html", "digits", "1234567"),
        ("sport-10001/the-match-1234567", "digits", "1234567"),
        ("1234567/20000-people-at-the-match", "digits", "1234567"),
        ("2026/03/01/le-match_6123456_3210.html", "digits", "6123456"),
        ("a/1C2D3E4F-1111-2222-3333-1c2d3e4f5a6b/b", "uuid", "1c2d3e4f-1111-2222-3333-1c2d3e4f5a6b"),
        ("the-match-a1b2c3d4e5", "hex", "a1b2c3d4e5"),
        ("sport/article123456/the-match.html", "article+", "123456"),
        ("sport/id_100123456/the-match.html", "id_+", "100123456"),
        ("sport/the-match-lux.AbCdEfGh12", "lux.+", "AbCdEfGh12"),
        ("news/story12345", "story+digits", "12345"),
    ],
)
def test_the_token_that_looks_most_like_an_id(path: str, shape: str, value: str) -> None:
    token = id_token(f"{HOST}/{path}")

    assert token is not None
    assert (token.shape, token.value) == (shape, value)


@pytest.mark.parametrize(
    "path",
    ["20260301/the-match", "2026/03/01/the-match", "202603/the-match", "01032026/a", "20260301183000", "match-1234",
     "deadbeefcafe/a", "a-story-of-2026", "", "x?id=1234567", "abcdefghijklmnop12345"],
)  # fmt: skip
def test_dates_years_and_words_are_no_ids(path: str) -> None:
    assert id_token(f"{HOST}/{path}") is None


def test_an_id_names_an_article_on_all_hosts_of_a_domain() -> None:
    names = {loose_key(key) for key in ("sport.press.example/a-1234567", "press.example/b/1234567?page=2")}

    assert names == {"press.example#digits=1234567"}
    assert loose_key("other.example/1234567") not in names


def test_without_an_id_a_key_comes_down_to_its_path() -> None:
    assert loose_key("press.example/a?b=1&c") == "press.example/a"
    assert loose_key("press.example/#!/a?b=1") == "press.example/#!/a?b=1"


PAIRS = st.lists(st.sampled_from(["a=1", "a=2", "b", "c=%26", "d[]=4"]), max_size=4).map("&".join)


@given(PAIRS, st.sets(st.sampled_from(["a", "b", "c", "x"])))
def test_what_is_left_out_is_gone_and_nothing_else(query: str, names: set[str]) -> None:
    key = f"{HOST}/a?{query}"
    rest = without(key, names)

    assert parameters_of(rest) == parameters_of(key) - names
    assert without(rest, names) == rest


def test_rules_give_keys_of_one_article_one_name() -> None:
    rules = Rules(parameters=frozenset({"from"}), shapes=frozenset({"digits"}))

    assert rules.name(f"{HOST}/a-12345?x=1") == rules.name(f"{HOST}/b-12345?from=top")
    assert rules.name(f"{HOST}/a?from=top&x=1") == f"{HOST}/a?x=1"
    assert rules.rule(f"{HOST}/a?from=top&x=1") == ("from", f"{HOST}/a?x=1")
    assert (rules.rule(f"{HOST}/b-12345"), rules.rule(f"{HOST}/a?x=1")) == (("digits", "12345"), None)


def named(key: str, article: int, title: str | None = None) -> Named:
    words = f"Harbour{article} opens bridge{article} today{article}"
    return Named(key=f"{HOST}/{key}", article=article, titles=frozenset({title or words}))


def ids(number: int, form: str = "sport/story-{}") -> list[Named]:
    return [named(form.format(1_000_000 + article), article) for article in range(number)]


def test_a_token_of_twenty_articles_is_their_id() -> None:
    [pattern] = learn_ids(ids(20, "sport/{}/a-match"))
    [varied] = learn_ids([*ids(19, "sport/{}/a-match"), named("culture/1000001/a-new-slug", 1)])

    assert not pattern.holds  # nothing else in these URLs differs: their keys are their ids
    assert (varied.holds, varied.urls, varied.values, varied.disputed) == (True, 20, 19, 0)


def test_nineteen_are_too_few() -> None:
    assert [pattern.holds for pattern in learn_ids([*ids(18), named("culture/new-1000001", 1)])] == [False]


def test_a_number_of_many_articles_is_a_section() -> None:
    stories = [named(f"section-{10_000 + number % 15}/story-{number}", number) for number in range(60)]

    assert [pattern.holds for pattern in learn_ids(stories)] == [False]


def test_an_author_of_a_few_articles_spoils_the_pattern() -> None:
    authors = [named(f"by-{10_000 + number // 2}/story-{number}", number) for number in range(60)]

    assert [pattern.holds for pattern in learn_ids(authors)] == [False]


def test_one_article_in_a_hundred_may_have_been_named_anew() -> None:
    stories = [*ids(250), named("culture/other-1000001", 900, "Something else altogether")]
    [pattern] = learn_ids(stories)

    assert (pattern.holds, pattern.disputed, pattern.contradiction) == (True, 1, None)


def test_two_contradictions_among_few_take_the_trust() -> None:
    others = [named(f"culture/other-{1_000_001 + n}", 900 + n, f"Something else {n}") for n in range(2)]
    [pattern] = learn_ids([*ids(25), *others])

    assert pattern.contradiction == "2 ids stand for several articles"


CLAIMS = [(f"{HOST}/story-{number}?from=top&p={number}", f"{HOST}/story-{number}?p={number}") for number in range(3)]


def learnt(claims: Iterable[tuple[str, str]]) -> list[str]:
    return [rule.name for rule in learn_parameters(claims) if rule.holds]


def test_a_parameter_that_three_canonicals_drop_says_nothing() -> None:
    [rule] = learn_parameters(CLAIMS)

    assert (rule.name, rule.dropped, rule.kept, rule.holds) == ("from", 3, 0, True)
    assert rule.example == f"{HOST}/story-0?from=top&p=0"


def test_two_articles_do_not_suffice_however_often_they_are_seen() -> None:
    assert learnt([*CLAIMS[:2], (f"{HOST}/story-0?from=end&p=0", f"{HOST}/story-0?p=0")]) == []


def test_a_parameter_that_a_canonical_keeps_says_something() -> None:
    kept = (f"{HOST}/b?from=top", f"{HOST}/b?from=top")

    assert learnt([*CLAIMS, kept]) == []
    assert [rule.contradiction for rule in learn_parameters([*CLAIMS, kept])] == [None]
    twice = learn_parameters([*CLAIMS, kept, (f"{HOST}/c", f"{HOST}/c?from=x")])
    assert [rule.contradiction for rule in twice] == ["2 canonical URLs keep it"]


def test_a_parameter_that_leads_to_another_path_names_the_article() -> None:
    assert learnt([(f"{HOST}/?p={number}", f"{HOST}/story-{number}") for number in range(5)]) == []


def test_a_parameter_that_tells_articles_apart_is_none_to_ignore() -> None:
    names = [named("story?from=1", 1), named("story?from=2", 2)]
    [rule] = learn_parameters(CLAIMS, names)

    assert (rule.holds, rule.disputed) == (False, 1)


def test_also_against_the_key_that_has_it_not() -> None:
    [rule] = learn_parameters(CLAIMS, [named("story?from=1", 1), named("story", 2), named("other?from=1", 3)])

    assert (rule.holds, rule.disputed) == (False, 1)


@given(st.integers(0, 10**6))
def test_what_is_learnt_does_not_depend_on_order(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  drawings shall come again
    names = [*ids(25), named("culture/other-1000001", 900, "Something else"), named("new-1000002", 2)]
    claims = list(CLAIMS)
    before = learn_ids(names), learn_parameters(claims, names)
    chance.shuffle(names)
    chance.shuffle(claims)

    assert (learn_ids(names), learn_parameters(claims, names)) == before


def test_names_of_one_article_stay_together_whatever_their_titles() -> None:
    groups = agreeing([named("a-12345", 1, "One title"), named("b-12345", 1, "Another"), named("c-12345", 2, "Third")])

    assert [[name.article for name in group] for group in groups] == [[1, 1], [2]]


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("A bridge for the harbour", "A new bridge for the harbour", True),
        ("A bridge for the harbour", "Mayor opens library", False),
        (None, "Mayor opens library", True),
        ("", None, True),
    ],
)
def test_titles_agree_when_they_share_half_of_their_words(one: str | None, other: str | None, agree: bool) -> None:
    assert titles_agree(one, other) is titles_agree(other, one) is agree
