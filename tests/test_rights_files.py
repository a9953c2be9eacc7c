"""The files of an origin that speak of the use of its content."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.rights.declared import read_declaration
from parvis.rights.rsl import Terms, read_rsl, terms_of
from parvis.rights.tdmrep import TdmRule, read_tdmrep, rule_of
from parvis.rights.usage import preferences, refused, usage_of

STORY = "https://press.example/news/1.html?x=1"
RSL = '<rsl xmlns="https://rslstandard.org/rsl">{}</rsl>'


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("train-ai=n, search=y", {"train-ai": "n", "search": "y"}),
        ("search=yes,ai-train=no,use=reference", {"search": "yes", "ai-train": "no", "use": "reference"}),
        ("Train-AI = N", {"train-ai": "n"}),
        ("train-ai=y, train-ai=n, train-ai=y", {"train-ai": "n"}),
        ('train-ai="n";reason=1', {"train-ai": "n", "reason": "1"}),
        ("nothing to see", {}),
    ],
)
def test_a_line_of_preferences_is_labels_and_values(text: str, found: dict[str, str]) -> None:
    assert preferences(text) == found


def test_both_vocabularies_refuse_the_same_things() -> None:
    assert refused({"train-ai": "n", "search": "y"}) == refused({"ai-train": "no"}) == {"training"}
    assert refused({"search": "no", "ai-input": "no"}) == {"search", "ai-input"}


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["train-ai=n"], {"train-ai": "n"}),
        (["/news/ train-ai=n", "train-ai=y"], {"train-ai": "n"}),
        (["train-ai=n", "/news/ train-ai=y"], {"train-ai": "y"}),
        (["/other/ train-ai=n"], {}),
        (["/news/ train-ai=y", "/news/ train-ai=n, search=y"], {"train-ai": "n", "search": "y"}),
        (["/*.html train-ai=n"], {"train-ai": "n"}),
        ([], {}),
    ],
)
def test_the_longest_path_decides_on_the_use_and_at_equal_length_the_refusal(
    lines: list[str], found: dict[str, str]
) -> None:
    assert usage_of(lines, STORY) == found


def tdm(*entries: object) -> bool | None:
    rules = read_tdmrep(json.dumps(entries).encode())
    assert rules is not None
    found = rule_of(rules, STORY)
    return found.reserved if found else None


def test_the_first_location_that_matches_decides() -> None:
    open_news = {"location": "/news/*", "tdm-reservation": 0}
    reserved = {"location": "/*", "tdm-reservation": 1}

    assert tdm(open_news, reserved) is False
    assert tdm(reserved, open_news) is True


@pytest.mark.parametrize(
    ("location", "reserved"),
    [
        ("/", True),
        ("*", True),
        ("/news/*.html", True),
        ("/news/*.html$", None),
        ("/news", True),
        ("/abo", None),
        ("", None),
    ],
)
def test_a_location_is_a_pattern_as_of_robots_txt(location: str, reserved: bool | None) -> None:
    assert tdm({"location": location, "tdm-reservation": 1}) is reserved


@pytest.mark.parametrize("value", ["yes", 2, None, True, [], {"a": 1}])
def test_other_values_than_0_and_1_say_nothing(value: object) -> None:
    assert tdm({"location": "/", "tdm-reservation": value}) is None


def test_the_policy_is_a_url() -> None:
    body = b'[{"location": "/", "tdm-reservation": "1", "tdm-policy": "https://press.example/tdm"}]'

    assert read_tdmrep(body) == (TdmRule("/", True, "https://press.example/tdm"),)
    assert read_tdmrep(body.replace(b"https:", b"javascript:")) == (TdmRule("/", True, None),)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>Not found</html>", b"[" * 100_000, b'{"error": 404}', b"[1, 2]", b"x" * 600_000, b'"location"'],
)
def test_what_is_no_such_file_says_nothing(body: bytes) -> None:
    assert read_tdmrep(body) is None


def rsl(inner: str) -> Terms | None:
    terms = read_rsl(RSL.format(inner).encode())
    assert terms is not None
    return terms_of(terms, STORY)


def test_a_licence_prohibits_and_permits_usages() -> None:
    terms = rsl(
        '<content url="/"><license><permits type="usage">search</permits>'
        '<prohibits type="usage">ai-train ai-input</prohibits></license></content>'
    )

    assert terms == Terms("/", ("search",), ("ai-train", "ai-input"))
    assert (terms.reserves_training, terms.reserves_search) == (True, False)


@pytest.mark.parametrize(
    ("inner", "reserved"),
    [
        ('<content url="/"><license><prohibits>all</prohibits></license></content>', True),
        ('<content url="/"><license><permits type="usage">search</permits></license></content>', True),
        ('<content url="/"><license><permits type="usage">ai-all</permits></license></content>', False),
        ('<content url="/"><license><permits type="geo">FR</permits></license></content>', False),
        ('<content url="/"/>', False),
        (
            '<content url="https://press.example/news/"><license><prohibits>ai-train</prohibits></license></content>',
            True,
        ),
        (
            '<content url="/"><license><prohibits>ai-train</prohibits></license></content>\n'  # noqa: ISC004
            '<content url="/news/"><license><permits>all</permits></license></content>',
            False,
        ),
    ],
)
def test_the_most_specific_content_decides_and_what_is_not_permitted_is_reserved(inner: str, reserved: bool) -> None:
    terms = rsl(inner)

    assert terms is not None
    assert terms.reserves_training is reserved


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>404</body></html>",
        b'<!DOCTYPE rsl [<!ENTITY a "b">]><rsl/>',
        b"<rsl>" + b"<content/>" * 10_000,
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_licence_is_none(body: bytes) -> None:
    assert read_rsl(body) is None


def test_a_declaration_is_its_lines() -> None:
    assert read_declaration(b"# Spawning\nUser-Agent: *\nDisallow: *.txt\nDisallow: *.txt\n") == (
        ("user-agent", "*"),
        ("disallow", "*.txt"),
    )
    assert read_declaration(b"member=https://x.example\ndatatrainingallowed=no\n") == (("datatrainingallowed", "no"),)
    assert read_declaration(b"<html>") is None


@given(st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_read(body: bytes) -> None:
    rules, terms = read_tdmrep(body), read_rsl(body)

    assert rules is None or rule_of(rules, STORY) in {*rules, None}
    assert terms is None or terms_of(terms, STORY) in {*terms, None}
    read_declaration(body)


@given(st.lists(st.sampled_from(["train-ai=n", "train-ai=y", "/news train-ai=y", "/news/1 train-ai=n", "search=n"])))
def test_one_more_refusal_for_all_of_a_path_never_opens(lines: list[str]) -> None:
    longest = "/news/1.html train-ai=n"

    assert "training" in refused(usage_of([*lines, longest], STORY))


def test_a_name_that_is_none_does_not_keep_a_licence_from_being_read() -> None:
    text = RSL.format(
        '<content url="/"><license><odd:x/><prohibits type="usage">ai-train</prohibits></license></content>'
    )

    assert read_rsl(text.encode()) == (Terms("/", (), ("ai-train",)),)
