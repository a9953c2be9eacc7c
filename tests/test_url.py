"""URL keys and joining."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.identity import host_of, is_http, join, registrable_domain, same_site, url_key
from parvis.identity.url import MAX_KEY, MAX_URL

PIECES = st.sampled_from(
    (
        *("http://", "https:", "//", "/", "\\", "?", "#", "#!", "&", "&amp;", "=", ";", ":", "@", ".", "..", " ", "\t"),
        *(
            "%2e",
            "%",
            "%zz",
            "%E9",
            "%c3%a9",
            "é",
            "\ud800",
            "+",
            "~",
            "a",
            "b" * 300,
            ":80",
            ":8080",
            "[::1]",
            "127.1",
        ),
        *("www.", "m.", "amp.", "/amp", ".amp", ".html", "amp=1", "outputType=amp", "utm_source=x", ";jsessionid=A"),
        *("sid=0123456789abcdef", "press.example", "bücher.example", "xn--", "127.1"),
    )
)
MESSY = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=14).map("".join))
URLS = MESSY.map(lambda rest: f"https://press.example/{rest}")


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.press.example", "press.example"),
        ("HTTPS://Press.Example:443/", "press.example"),
        ("https://press.example:8443/a/", "press.example:8443/a"),
        ("https://user:word@press.example/a", "press.example/a"),
        ("https://m.press.example/a#part-2", "press.example/a"),
        ("https://www.m.press.example/a", "press.example/a"),
        ("https://mobile.press.example./a", "press.example/a"),
        ("https://amp.press.example/a.amp.html", "press.example/a.html"),
        ("https://press.example/a/amp/", "press.example/a"),
        ("https://press.example/a.amp?b=2&outputType=amp&a=1", "press.example/a?a=1&b=2"),
        ("https://press.example/a?amp=1", "press.example/a"),
        ("https://press.example/amp", "press.example/amp"),
        ("https://press.example/camp", "press.example/camp"),
        ("https://press.example/#!/a/b", "press.example#!/a/b"),
        ("https://press.example/a/../b/./c", "press.example/b/c"),
        ("https://press.example/%7ea/caf%c3%a9/é", "press.example/~a/caf%C3%A9/%C3%A9"),
        ("https://press.example/100%", "press.example/100%25"),
        ("https://press.example/a?q=x%20y", "press.example/a?q=x+y"),
        ("https://press.example/a?b=1&amp;utm_medium=feed&amp;c=2", "press.example/a?b=1&c=2"),
        ("https://press.example/a;jsessionid=0F1E?x=1", "press.example/a?x=1"),
        ("https://bücher.example/a", "xn--bcher-kva.example/a"),
        ("https://www.de/a", "www.de/a"),
        ("http://[::1]:80/a", "[::1]/a"),
        ("http://0x7f.1/a", "127.0.0.1/a"),
    ],
)
def test_a_key_names_the_article_and_nothing_else(url: str, key: str) -> None:
    assert url_key(url) == key


TRACKING = (
    *(
        "utm_source=rss",
        "UTM_Campaign=x",
        "utm%5Fsource=x",
        "fbclid=1",
        "gclid=1",
        "gaa_at=g",
        "wt_mc=a.b",
        "xtor=AL-1",
    ),
    *("mtm_campaign=x", "at_medium=y", "sara_icid=x", "requestAccessToken=1", "unlocked_article_code=1", "PHPSESSID=1"),
    *("sid=0123456789abcdef", "xtor=AL-1"),
)


@pytest.mark.parametrize("pair", TRACKING)
def test_tracking_and_sessions_are_left_out(pair: str) -> None:
    assert url_key(f"https://press.example/a?{pair}&id=7") == "press.example/a?id=7"


@pytest.mark.parametrize("pair", ["id=7", "p=12", "page=2", "all%5B%5D=x", "sid=123", "ref=99", "article=5", "amp=2"])
def test_parameters_that_may_name_an_article_stay(pair: str) -> None:
    assert url_key(f"https://press.example/a?{pair}") == f"press.example/a?{pair}"


@pytest.mark.parametrize(
    "text",
    ["", "a/b", "//press.example/a", "mailto:a@press.example", "ftp://press.example/", "javascript:x", "http://", "http:///?a",
     "https://a b/", "http://[::1", "http://press.example:99999/", "http://1.2.3.4.5/", "https://x/" + "a" * MAX_URL],
)  # fmt: skip
def test_what_is_no_http_url_has_no_key(text: str) -> None:
    assert url_key(text) is None
    assert not is_http(text)


@given(URLS)
def test_a_key_is_its_own_key(url: str) -> None:
    key = url_key(url)

    assert key is not None
    assert url_key(f"https://{key}") == url_key(f"http://{key}") == key


@given(MESSY)
def test_any_text_has_a_bounded_key_or_none(text: str) -> None:
    key = url_key(text)

    assert key is None or (len(key) <= MAX_KEY and key.isascii() and url_key(f"https://{key}") == key)


@given(st.lists(st.sampled_from(["a=1", "b=2", "utm_x=3", "c", "d[]=4"]), unique=True).flatmap(st.permutations))
def test_the_order_of_parameters_names_no_article(pairs: list[str]) -> None:
    assert url_key(f"https://press.example/a?{'&'.join(pairs)}") == url_key(
        f"https://press.example/a?{'&'.join(sorted(pairs))}"
    )


@pytest.mark.parametrize("tail", ["/" + "a" * 5_000, "?" + "&".join(f"k{n}=%C3%A9" for n in range(900))])
def test_long_urls_keep_different_keys(tail: str) -> None:
    one, two = url_key(f"https://press.example{tail}1"), url_key(f"https://press.example{tail}2")

    assert one is not None
    assert one != two
    assert len(one) <= MAX_KEY
    assert url_key(f"https://{one}") == one


@pytest.mark.parametrize(
    ("base", "href", "url"),
    [
        ("https://press.example/a/b", "c", "https://press.example/a/c"),
        ("https://press.example/a/b", "//other.example", "https://other.example/"),
        ("https://press.example/a/b", " \\\\other.example\\c ", "https://other.example/c"),
        ("https://press.example/a?b", "#c", "https://press.example/a?b#c"),
        ("https://press.example/a", "java\nscript:alert(1)", None),
        ("https://press.example/a", "https://[", None),
        ("about:blank", "a", None),
        ("about:blank", "https://press.example", "https://press.example/"),
    ],
)
def test_references_mean_what_a_browser_makes_of_them(base: str, href: str, url: str | None) -> None:
    assert join(base, href) == url


@given(MESSY, MESSY)
def test_joining_never_raises(base: str, href: str) -> None:
    url = join(base, href)

    assert url is None or join("about:blank", url) == url


def whatwg(shared: Path) -> list[dict[str, Any]]:
    text = (shared / "suites" / "whatwg-urls.json").read_text(encoding="utf-8")
    return [case for case in json.loads(text) if isinstance(case, dict)]


def test_every_case_of_the_url_standard_holds(shared: Path) -> None:
    cases = whatwg(shared)
    expected = [case["href"] if case.get("protocol") in ("http:", "https:") else None for case in cases]

    assert len(cases) == 891
    assert [join(case["base"] or "about:blank", case["input"]) for case in cases] == expected


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.press.example", "press.example"),
        ("a.b.co.uk", "b.co.uk"),
        ("one.blogspot.com", "one.blogspot.com"),
        ("co.uk", "co.uk"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "[::1]"),
        ("WWW.Press.Example.", "press.example"),
        ("", ""),
    ],
)
def test_a_registrable_domain_is_what_somebody_registered(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


def test_the_suffix_list_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: pytest.fail("asked the network"))

    assert registrable_domain("never.asked.before.co.jp") == "before.co.jp"


def test_a_site_is_its_registrable_domain() -> None:
    assert same_site("https://www.press.example/a", "http://blog.press.example:8080/b")
    assert not same_site("https://press.example", "https://other.example")
    assert not same_site("no url", "no url")


@pytest.mark.parametrize("key", ["press.example", "press.example:8080/a:1", "press.example?a:1", "press.example#!a"])
def test_the_host_of_a_key_has_no_port(key: str) -> None:
    assert host_of(key) == "press.example"
