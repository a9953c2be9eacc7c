"""What headers and meta elements allow, read as their specifications say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.records import Rights
from parvis.rights.tags import page_rights


def told(header: str = "", *, robots: str = "") -> Rights:
    return page_rights({"X-Robots-Tag": header} if header else {}, [("robots", robots)] if robots else [])


@pytest.mark.parametrize(
    ("value", "field"),
    [
        ("noindex", "noindex"),
        ("NONE", "noindex"),
        ("index, follow,noarchive", "noarchive"),
        ("nocache", "noarchive"),
        ("noindex nofollow", "noindex"),
        ("nosnippet", "nosnippet"),
        ("max-snippet:0", "nosnippet"),
        ("noai, noimageai", "tdm_reserved"),
    ],
)
def test_a_directive_is_read_from_the_header_and_from_the_meta_element(value: str, field: str) -> None:
    assert getattr(told(value), field) is True
    assert getattr(told(robots=value), field) is True


def test_a_page_that_says_nothing_forbids_nothing() -> None:
    assert page_rights({}, []) == Rights()


def test_the_most_restrictive_value_of_all_layers_wins() -> None:
    rights = page_rights(
        {"x-robots-tag": "max-snippet:200"}, [("robots", "max-snippet:-1"), ("ROBOTS", "max-snippet: 160")]
    )

    assert rights.max_snippet == 160


@pytest.mark.parametrize("value", ["otherbot: noindex, noarchive", "otherbot: nosnippet"])
def test_what_is_addressed_to_another_robot_is_kept_raw_and_binds_nobody_here(value: str) -> None:
    rights = told(value)

    assert (rights.noindex, rights.noarchive, rights.nosnippet) == (False, False, False)
    assert rights.raw == (("header x-robots-tag", value),)


def test_what_is_addressed_to_us_by_name_counts() -> None:
    assert told("otherbot: nosnippet, Parvis: noindex, noarchive").noindex
    assert told("otherbot: nosnippet, Parvis: noindex, noarchive").noarchive
    assert page_rights({}, [("parvis", "noindex")]).noindex
    assert not page_rights({}, [("googlebot", "noindex")]).noindex


@pytest.mark.parametrize(
    ("value", "most"),
    [
        ("parvis: max-snippet:0", 0),
        ("otherbot: max-snippet:5", None),
        ("otherbot: nofollow, Parvis: max-snippet: 7", 7),
    ],
)
def test_a_value_behind_a_name_belongs_to_that_robot(value: str, most: int | None) -> None:
    assert told(value).max_snippet == most


@pytest.mark.parametrize(
    ("header", "license_url", "rsl"),
    [
        ('<https://l.example/by>; rel="license"', "https://l.example/by", None),
        ('</s.css>; rel=preload, <https://l.example/r.xml>; rel="license"; type="application/rsl+xml"', None, True),
        ("<javascript:x>; rel=license", None, None),
        ("<https://l.example/by>; rel=nolicense", None, None),
    ],
)
def test_a_link_header_names_a_licence(header: str, license_url: str | None, rsl: bool | None) -> None:
    rights = page_rights({"Link": header}, [])

    assert rights.license == license_url
    assert rights.rsl == ("https://l.example/r.xml" if rsl else None)


def test_each_line_of_a_repeated_header_starts_with_everybody() -> None:
    assert told("otherbot: nofollow\nnoarchive").noarchive


@pytest.mark.parametrize(
    "text",
    [
        "25 Jun 2030 15:00:00 GMT",
        "Tuesday, 25-Jun-30 15:00:00 GMT",
        "Tue, 25 Jun 2030 15:00:00 GMT",
        "2030-06-25T15:00:00Z",
        "2030-06-25T17:00:00+02",
        "25 Jun 2030 07:00:00 PST",
    ],
)
def test_unavailable_after_is_read_in_every_spelling_with_its_commas(text: str) -> None:
    rights = told(f"noarchive, unavailable_after: {text}, nosnippet")

    assert rights.unavailable_after == datetime(2030, 6, 25, 15, tzinfo=UTC)
    assert (rights.noarchive, rights.nosnippet) == (True, True)


def test_the_earliest_end_wins_and_a_bad_date_says_nothing() -> None:
    assert told("unavailable_after: 2031-01-01", robots="unavailable_after: 2030-01-01").unavailable_after == datetime(
        2030, 1, 1, tzinfo=UTC
    )
    assert told("unavailable_after: some day").unavailable_after is None


@pytest.mark.parametrize(
    ("header", "meta", "reserved"),
    [
        ("1", None, True),
        ("0", None, False),
        ("yes", None, None),
        ("1", "0", False),
        ("0", "1", True),
        (None, "1", True),
    ],
)
def test_the_tdm_meta_element_is_above_the_header(header: str | None, meta: str | None, reserved: bool | None) -> None:
    rights = page_rights(
        {"TDM-Reservation": header} if header else {}, [("tdm-reservation", meta)] if meta is not None else []
    )

    assert rights.tdm_reserved is reserved


def test_a_tdm_policy_is_a_url_and_a_misplaced_one_does_no_harm() -> None:
    rights = page_rights(
        {}, [("tdm-policy", "https://paper.example/tdm.json"), ("https://paper.example/x.json", "tdm-policy")]
    )

    assert rights.tdm_policy == "https://paper.example/tdm.json"


def test_content_usage_refusals_are_reservations() -> None:
    rights = page_rights({"Content-Usage": "train-ai=n, search=y"}, [])

    assert (rights.tdm_reserved, rights.noindex) == (True, False)
    assert page_rights({"Content-Usage": "search=n"}, []).noindex


def test_a_licence_is_recorded() -> None:
    assert page_rights({}, [], license_url="https://licence.example/by").license == "https://licence.example/by"


@given(
    st.text(max_size=200), st.lists(st.tuples(st.sampled_from(["robots", "tdm-policy", "x"]), st.text(max_size=200)))
)
def test_no_value_whatever_raises(header: str, metas: list[tuple[str, str]]) -> None:
    rights = page_rights({"x-robots-tag": header, "content-usage": header}, metas)

    assert rights.max_snippet is None or rights.max_snippet >= 0


@given(
    st.lists(st.sampled_from(["noindex", "noarchive", "nosnippet", "max-snippet:5", "max-snippet:9", "all", "index"]))
)
def test_the_order_of_directives_does_not_matter(words: list[str]) -> None:
    forward, backward = told(", ".join(words)), told(", ".join(reversed(words)))

    assert (forward.noindex, forward.noarchive, forward.max_snippet) == (
        backward.noindex,
        backward.noarchive,
        backward.max_snippet,
    )
