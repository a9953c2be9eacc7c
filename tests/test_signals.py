"""Facts of a page that speak of access."""

from __future__ import annotations

import json
import re

import pytest

import parvis
from parvis.records import Link
from parvis.words import Access
from tests.canary import URL, article, paragraphs, part

LONG = "".join(paragraphs("Pb", 15))


def found(body: bytes, **rest: object) -> dict[str, tuple[str, str]]:
    page = parvis.read_page(body, URL, **rest)  # type: ignore[arg-type]
    return {s.name: (s.where, s.value) for s in page.signals}


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (False, "jsonld.not_free"),
        ("False", "jsonld.not_free"),
        ("http://schema.org/False", "jsonld.not_free"),
        (True, "jsonld.free"),
        ("", None),
        ("perhaps", None),
    ],
)
def test_what_jsonld_declares(value: object, name: str | None) -> None:
    names = {n for n in found(article(LONG, jsonld={"isAccessibleForFree": value})) if n.startswith("jsonld.")}

    assert names == ({name} if name else set())


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ('<div class="rest">' + LONG + "</div>", "part.shown"),
        ('<div class="rest" hidden>' + LONG + "</div>", "part.hidden"),
        (LONG + '<div class="rest"></div>', "part.empty"),
        (LONG, "part.missing"),
    ],
)
def test_what_a_declared_part_holds(body: str, state: str) -> None:
    assert state in found(article(body, jsonld=part(".rest")))


def test_an_unreadable_part_is_a_signal_and_closes_the_page() -> None:
    page = parvis.read_page(article(LONG, jsonld=part("p[[")), URL)

    assert "part.unreadable" in {s.name for s in page.signals}
    assert "Pb0x" not in json.dumps(page.as_dict())


def test_a_refusal_and_a_way_to_a_login_are_signals() -> None:
    assert found(article(LONG), status=402)["http.status"] == ("response", "402")
    page = parvis.read_page(article(LONG), "https://id.gazette.example/login?next=a", requested_url=URL)
    assert "redirect.login" in {s.name for s in page.signals}
    assert page.access.state is Access.UNKNOWN


def test_the_label_of_a_sitemap_counts() -> None:
    link = Link(url=URL, news_access="Registration")

    assert found(article(LONG), link=link)["sitemap.access"] == ("news:access", "registration")


def test_words_are_counted_by_who_sees_them() -> None:
    body = "".join(paragraphs("Pb", 2, 30)) + "<div hidden>" + "".join(paragraphs("Zq", 3, 30)) + "</div>"

    signals = found(article(body))

    assert signals["words.shown"][1] == "60"
    assert signals["words.hidden"][1] == "90"


@pytest.mark.parametrize(
    ("last", "value"),
    [
        ("The council said that it ...", "ellipsis"),
        ("The council said that the ferry men of the old harbour would rather not speak about the", "unfinished"),
    ],
)
def test_a_text_that_stops_is_noticed(last: str, value: str) -> None:
    assert found(article("".join(paragraphs("Pb", 3)) + f"<p>{last}</p>"))["text.cut"] == ("article", value)


def test_no_signal_quotes_the_page() -> None:
    body = (
        LONG
        + "<p>Subscribe to continue reading Zq1x</p>"
        + "<div class='rest'>"
        + "".join(paragraphs("Zq", 3))
        + "</div>"
    )

    page = parvis.read_page(article(body, jsonld=part(".rest")), URL)

    assert not re.search(r"zq\d|pb\d", repr(page.signals) + repr(page.access.evidence), re.IGNORECASE)


DIALOG = (
    '<div role="dialog" class="cmp"><h2>We care about your privacy</h2><p>We and our partners store cookies.</p>'
    "<button>{}</button><button>{}</button></div>"
)


@pytest.mark.parametrize(
    ("labels", "state"),
    [
        (("Accept all", "Reject and subscribe"), Access.CONSENT),
        (("Alle akzeptieren", "Zum Pur-Abo"), Access.CONSENT),
        (("Accept all", "Reject all"), Access.UNKNOWN),
        (("Accept all", "More choices"), Access.UNKNOWN),
    ],
)
def test_consent_or_pay_is_a_pair(labels: tuple[str, str], state: Access) -> None:
    body = f"<html><title>Gazette</title><body>{DIALOG.format(*labels)}</body></html>".encode()

    assert parvis.read_page(body, URL).access.state is state


def test_a_paid_refusal_beside_a_free_one_is_no_gate() -> None:
    dialog = DIALOG.format("Accept all", "Reject and subscribe") + "<div><button>Reject all</button></div>"
    body = f'<html><body><div class="cmp-root">{dialog}</div></body></html>'.replace(
        "</div><div><button>Reject", "<button>Reject"
    ).encode()

    assert parvis.read_page(body, URL).access.state is Access.UNKNOWN
