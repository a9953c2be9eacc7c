"""What gives access stands in no log, no message and no command that is kept."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.crawl.logs import WithoutMessages
from parvis.identity import redact, url_key, without_user

SECRET = st.text("abcdefghijkXYZ0123456789-._~%!$()*+,:", min_size=8, max_size=40).map("zq{}".format)
NAMES = [
    "token",
    "access_token",
    "X-Amz-Signature",
    "apiKey",
    "sig",
    "auth",
    "PHPSESSID",
    "session",
    "%74oken",
    "gift_token",
    "pw",
]
ORDINARY = ["id", "page", "author", "keyword", "design", "signal", "passage", "authors", "monkey", "tokenised", "q"]


@given(SECRET, SECRET, st.sampled_from(NAMES), st.sampled_from("?&;#"))
def test_no_secret_comes_through(password: str, value: str, name: str, sign: str) -> None:
    text = f"Crawled (200) <GET https://ann:{password}@press.example/a?id=7{sign}{name}={value}> (referer: None)"

    shown = redact(text)

    assert password not in shown
    assert value not in shown
    assert shown.startswith("Crawled (200) <GET https://***@press.example/a?id=7")
    assert redact(shown) == shown


@pytest.mark.parametrize(
    "url",
    [
        "http:\\\\ann:zq@press.example/",
        "HTTPS://ann@zq@press.example/",
        "https:ann:zq@press.example/",
        "http://zq:@press.example:8080/?a=b",
        "proxy http://me:zq@127.0.0.1:9 is set",
        '{"PARVIS_PROXY": "http://me:zq@proxy.example"}',
    ],
)
def test_every_spelling_of_a_user_is_masked(url: str) -> None:
    assert "zq" not in without_user(url)
    assert "***@" in redact(url)


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_url_stays_as_it_is(name: str) -> None:
    url = f"https://press.example/@ann/a;v=1?{name}=7&b={name}#top"

    assert redact(url) == url


@given(st.text(max_size=300))
def test_any_text_is_told_without_a_second_change(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize("text", ["http:" * 40_000, "?a" * 80_000, "http://" + "a" * 200_000, "https:" + "@" * 100_000])
def test_a_long_text_costs_no_more_than_its_length(text: str) -> None:
    assert redact(text)


def test_a_masked_url_is_still_the_same_article_by_its_user() -> None:
    assert url_key(without_user("https://ann:pw@press.example/a")) == url_key("https://press.example/a")


def test_a_line_of_the_log_is_masked_with_its_arguments() -> None:
    record = logging.LogRecord("x", logging.INFO, "", 1, "GET %s", ("http://a:zq@b.example/?sig=zq",), None)

    assert WithoutMessages().filter(record)
    assert record.getMessage() == "GET http://***@b.example/?sig=***"
