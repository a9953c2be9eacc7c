"""Vendors: signatures that are anchored, data that holds, and what a page shows of them."""

from __future__ import annotations

import re

import pytest

import parvis
from parvis.errors import DataError
from parvis.page.selecting import is_readable
from parvis.vendors import Proves, SignatureKind, Vendor, load_states, load_vendors, vendor_selectors
from parvis.vendors.loading import check_states, check_vendor
from tests.canary import URL, article, paragraphs


@pytest.mark.parametrize("vendor", load_vendors(), ids=lambda vendor: vendor.id)
def test_every_selector_of_a_vendor_is_readable(vendor: Vendor) -> None:
    selectors = [s.value for s in vendor.signatures if s.kind is SignatureKind.SELECTOR]

    assert all(is_readable(selector) for selector in selectors)
    assert vendor.roles


def test_ids_are_unique() -> None:
    ids = [vendor.id for vendor in load_vendors()]

    assert len(ids) == len(set(ids)) >= 10


def test_what_a_script_proves_is_use_and_no_more() -> None:
    kinds = {
        s.proves for v in load_vendors() for s in v.signatures if s.kind in (SignatureKind.HOST, SignatureKind.PATH)
    }

    assert kinds == {Proves.USES}


@pytest.mark.parametrize(
    ("head", "vendor"),
    [
        ('<script src="https://cdn.tinypass.com/api/tinypass.min.js"></script>', "piano"),
        ('<script src="//assets.poool.fr/access.js" async></script>', "poool"),
        ('<link rel="stylesheet" href="/wp-content/plugins/leaky-paywall/css/a.css">', "leaky_paywall"),
        ('<script src="https://nottinypass.com.example/api.js"></script>', None),
        ('<script src="/kiosque/tinypass.com.js"></script>', None),
        ('<script src="http://[broken"></script>', None),
    ],
)
def test_a_vendor_is_known_by_host_and_path_not_by_a_word(head: str, vendor: str | None) -> None:
    page = parvis.read_page(article("".join(paragraphs("Pb", 12)), head=head), URL)

    assert page.access.vendor == vendor
    assert page.access.state == "free"


def test_a_consent_tool_is_no_wall_vendor() -> None:
    head = '<script src="https://cdn.privacy-mgmt.com/unified/wrapperMessagingWithoutDetection.js"></script>'

    page = parvis.read_page(article("".join(paragraphs("Pb", 12)), head=head), URL)

    assert page.access.vendor is None
    assert ("vendor.uses", "sourcepoint") in {(s.name, s.value) for s in page.signals}


@pytest.mark.parametrize(
    ("name", "content", "signal"),
    [
        ("cXenseParse:abc-article_ispaidcontent", "true", "state.paid"),
        ("k5a:paid", "0", "state.free"),
        ("outbrain:article_access_status", "ABO", "state.paid"),
        ("metered_paywall:json", "{}", "state.metered"),
        ("article.access", "sometimes", None),
        ("user_status", "paid", None),
    ],
)
def test_meta_elements_state_access(name: str, content: str, signal: str | None) -> None:
    head = f'<meta name="{name}" content="{content}">'

    page = parvis.read_page(article("".join(paragraphs("Pb", 12)), head=head), URL)

    assert {s.name for s in page.signals if s.name.startswith("state.")} == ({signal} if signal else set())


def test_states_know_no_reader() -> None:
    assert not [
        key.name
        for key in load_states()
        if re.search(r"user|visitor|reader|login", key.name) and key.name != "lp:paywall_user"
    ]


def test_gates_and_walls_are_kept_apart() -> None:
    assert set(vendor_selectors(Proves.GATE)).isdisjoint(vendor_selectors(Proves.WALL))


GOOD = (
    'id = "x"\nname = "X"\nroles = ["paywall"]\nreason = "r"\n'
    '[[signature]]\nkind = "host"\nvalue = "x.example"\nproves = "uses"\nreason = "r"\n'
)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("id", "no TOML"),
        (GOOD.replace('id = "x"', 'id = "y"'), "differs from the name of the file"),
        (GOOD.replace('roles = ["paywall"]\n', ""), "'roles' is missing"),
        (GOOD + "colour = 1\n", "unknown key `colour`"),
        (GOOD.replace("x.example", "example"), "is no host"),
        (GOOD.replace('"uses"', '"magic"'), "correct the value"),
    ],
)
def test_a_vendor_that_does_not_hold_names_file_key_and_remedy(text: str, complaint: str) -> None:
    with pytest.raises(DataError, match=re.escape(complaint)) as caught:
        check_vendor(text, "x.toml")
    assert "x.toml" in str(caught.value)


def test_a_vendor_that_holds_is_read() -> None:
    assert check_vendor(GOOD, "x.toml").signatures[0].proves is Proves.USES


def test_a_state_needs_values() -> None:
    with pytest.raises(DataError, match="needs `name` and a list of values"):
        check_states('[[meta]]\nname = "a"\nreason = "r"\n', "states.toml")


@pytest.mark.parametrize(
    ("script", "signal"),
    [
        ('{"content_code":"premium"}', "inline.locked"),
        ('{"content_code":"premium","related":{"content_code":"free"}}', None),
        ("contentProtectionState = 'metered';", "inline.metered"),
        ('{\\"contentTier\\":\\"locked\\"}', "inline.locked"),
        ('{"mycontent_code":"premium"}', None),
        ('{"content_code":"banana"}', None),
    ],
)
def test_page_state_counts_where_it_agrees_with_itself(script: str, signal: str | None) -> None:
    page = parvis.read_page(article("".join(paragraphs("Pb", 12)), head=f"<script>{script}</script>"), URL)

    assert {s.name for s in page.signals if s.name.startswith("inline.")} == ({signal} if signal else set())
