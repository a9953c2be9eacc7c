"""What pages state of access in words of their own: keys of the article and never of the reader."""

from __future__ import annotations

import re

import pytest

import parvis
from parvis.errors import DataError
from parvis.records import Page
from parvis.vendors import StateKey, StateKind, load_states, load_vendors
from parvis.vendors.states import check_states
from tests.canary import URL, article, paragraphs

KEYS = [pytest.param(key, id=f"{key.kind}-{key.name}") for key in load_states().keys]


def read(head: str, attributes: str = "") -> Page:
    return parvis.read_page(article(f"<div {attributes}>{''.join(paragraphs('Pb', 12))}</div>", head=head), URL)


def stated(page: Page) -> set[str]:
    return {s.name for s in page.signals if s.name.startswith(("state.", "inline."))}


@pytest.mark.parametrize("key", KEYS)
def test_a_key_states_each_of_its_values_and_no_others(key: StateKey) -> None:
    name, prefix = key.name.replace("*", "xyz-"), "state" if key.kind is StateKind.META else "inline"

    for value, state in {**key.values, "sometimes": key.values.get("*")}.items():
        match key.kind:
            case StateKind.META:
                page = read(f'<meta property="{name}" content="{value.upper()}">')
            case StateKind.INLINE:
                page = read(f'<script>window.page = {{"{name}": "{value}"}};</script>')
            case StateKind.ATTRIBUTE:
                page = read("", f'{name}="{value}"')
        assert stated(page) == ({f"{prefix}.{state}"} if state else set())


@pytest.mark.parametrize("name", load_states().reader)
@pytest.mark.parametrize("value", ["paid", "subscriber", "premium", "true", "anonymous"])
def test_the_state_of_the_reader_is_never_read(name: str, value: str) -> None:
    head = f'<meta name="{name}" content="{value}"><script>window.d = {{"{name}": "{value}"}}</script>'

    assert stated(read(head)) == set()


def test_keys_belong_to_vendors_that_exist() -> None:
    assert {key.vendor for key in load_states().keys} - {vendor.id for vendor in load_vendors()} == {""}


@pytest.mark.parametrize(
    ("script", "signal"),
    [
        ('{"content_code":"premium"}', "inline.locked"),
        ('{"content_code":"premium","content_code":"free"}', None),
        ('{"content_code":"premium","related":[{"content_code":"free"}]}', "inline.locked"),
        ('{"related":[{"content_code":"free"},{"content_code":"free"}],"content_code":"premium"}', "inline.locked"),
        ('{"related":[{"content_code":"premium"}],"content_code":"banana"}', None),
        ("contentProtectionState = 'metered';", "inline.metered"),
        ('{\\"contentTier\\":\\"locked\\"}', "inline.locked"),
        ('{"mycontent_code":"premium"}', None),
        ('{"user-isPremium":"true"}', None),
        ('{"content_code":"banana"}', None),
        ('{"_acct":"paid","userStatus":"subscriber"}', None),
    ],
)
def test_the_value_of_the_main_story_counts(script: str, signal: str | None) -> None:
    assert stated(read(f"<script>{script}</script>")) == ({signal} if signal else set())


def test_two_scripts_that_disagree_say_nothing() -> None:
    assert stated(read('<script>{"content_code":"premium"}</script><script>{"content_code":"free"}</script>')) == set()


def test_attributes_that_disagree_say_nothing() -> None:
    page = read("", 'data-is-premium="true"><i data-is-premium="false"></i')

    assert stated(page) == set()


def test_tags_are_a_list() -> None:
    assert stated(read('<meta name="mrf:tags" content="section:sport;accessType:abierto;x">')) == {"state.free"}


def test_a_key_without_a_prefix_of_analytics_is_another_key() -> None:
    assert stated(read('<meta name="my-paywall" content="true"><meta name="air-tier" content="locked">')) == set()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[[meta]]\nname = "a"\nreason = "r"\n', "needs `name` and a list of values"),
        ('[[inline]]\nname = "abc"\nfree = ["1"]\n', "no stem is part of `abc`"),
        ('reader = ["abc"]\n[[meta]]\nname = "abc"\nfree = ["1"]\n', "listed as the reader's"),
        ('[[meta]]\nname = "a"\nfee = ["1"]\n', "unknown key `fee`"),
    ],
)
def test_a_file_that_does_not_hold_names_file_key_and_remedy(text: str, complaint: str) -> None:
    with pytest.raises(DataError, match=re.escape(complaint)) as caught:
        check_states(text, "states.toml")
    assert "states.toml" in str(caught.value)
