"""Verdicts from signals alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.errors import DataError
from parvis.page.access import judge_access
from parvis.page.weights import check_weights, load_weights
from parvis.records import Signal
from parvis.words import Access, Mechanism


def signals(*lines: str) -> tuple[Signal, ...]:
    """`name where value` a line."""
    parts = [(*line.split(" ", 2), "", "")[:3] for line in lines]
    return tuple(Signal(name=name, where=where, value=value) for name, where, value in parts)


FULL = "words.shown article 900"
SHORT = "words.shown article 60"


@pytest.mark.parametrize(
    ("lines", "state"),
    [
        ((), Access.UNKNOWN),
        (("vendor.uses host piano",), Access.UNKNOWN),
        ((FULL,), Access.FREE),
        (("jsonld.free isAccessibleForFree", FULL), Access.FREE),
        (("jsonld.not_free isAccessibleForFree", "part.shown .paywall 800", FULL), Access.METERED),
        (("jsonld.not_free isAccessibleForFree", "part.missing .paywall", FULL), Access.METERED),
        (("tier.metered article:content_tier", FULL), Access.METERED),
        (("tier.locked m", "state.locked m", "jsonld.free f", FULL), Access.LOCKED),
        (("tier.free m", "jsonld.not_free f", FULL), Access.METERED),
        (("jsonld.not_free f", "part.hidden .rest 700", SHORT, "words.hidden article 700"), Access.LOCKED),
        (("phrase.remaining.strong article fr-remaining-001 90", SHORT), Access.LOCKED),
        (("phrase.registration.strong tail en-registration-032", SHORT), Access.REGISTRATION),
        (("sitemap.access news:access registration", "text.cut article ellipsis", SHORT), Access.REGISTRATION),
        (("sitemap.access news:access subscription", "text.cut article ellipsis", SHORT), Access.LOCKED),
        (("phrase.badge.weak page en-badge-029", FULL), Access.FREE),
        (("phrase.meter.strong head en-meter-031", FULL), Access.METERED),
        (("http.status response 403", FULL), Access.UNKNOWN),
        (("redirect.login response", FULL), Access.UNKNOWN),
        (("consent.pair dialog",), Access.CONSENT),
        (("redirect.consent response", "consent.pair dialog"), Access.CONSENT),
        (("consent.pair dialog", FULL), Access.FREE),
        (("consent.pair dialog", "phrase.remaining.strong article x 80", "words.shown article 150"), Access.LOCKED),
    ],
)
def test_the_order_of_decision(lines: tuple[str, ...], state: Access) -> None:
    assert judge_access(signals(*lines)).state is state


def test_a_prompt_at_the_text_is_never_called_free() -> None:
    verdict = judge_access(
        signals("phrase.wall.strong tail en-wall-023", "jsonld.free f", "tier.free m", "words.shown article 2000")
    )

    assert verdict.state is not Access.FREE


def test_declaration_alone_is_not_certain() -> None:
    assert judge_access(signals("tier.locked m", "jsonld.not_free f", "state.locked m", SHORT)).confidence <= 0.75


def test_evidence_names_its_signal_and_weight() -> None:
    verdict = judge_access(signals("phrase.remaining.strong article fr-remaining-001 90", SHORT))

    assert verdict.remaining_percent == 90.0
    assert (verdict.evidence[0].signal, verdict.evidence[0].weight) == ("phrase.remaining.strong", 6.0)
    assert verdict.mechanism is Mechanism.TRUNCATED


def test_the_vendor_with_the_best_proof_is_named() -> None:
    found = signals("vendor.uses host piano", "vendor.wall selector medium", "vendor.uses host didomi")

    assert judge_access(found).vendor == "medium"


NAMES = sorted(
    {name.partition("@")[0] for name in load_weights().signal}
    | {"words.shown", "words.hidden", "words.declared", "text.cut", "vendor.uses"}
)
SIGNAL = st.builds(
    Signal,
    name=st.sampled_from(NAMES),
    where=st.sampled_from(["head", "article", "tail", "page", "m"]),
    value=st.sampled_from(["", "0", "7", "60", "300", "1200", "ellipsis", "en-wall-023", "fr 12.5"]),
)


@given(st.lists(SIGNAL, max_size=12), st.randoms())
@settings(max_examples=200)
def test_the_order_and_number_of_signals_change_nothing(found: list[Signal], dice: object) -> None:
    mixed = [*found, *found[:3]]
    dice.shuffle(mixed)  # type: ignore[attr-defined]

    assert judge_access(mixed) == judge_access(found)


@given(st.lists(SIGNAL, max_size=12))
@settings(max_examples=200)
def test_a_verdict_is_within_its_bounds(found: list[Signal]) -> None:
    verdict = judge_access(found)

    assert 0 <= verdict.confidence <= 1
    assert (verdict.confidence == 0) == (verdict.state is Access.UNKNOWN)
    assert len(verdict.evidence) <= 12


ENTRY = 'weight = 1.0, basis = "prior", source = "declared", seen = 3, shut = 2, reason = "r"'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("bias = 1", ""),
        ("[measure]", ""),
        ("weight = 1.0, ", ""),
        ("weight = 1.0", "weight = 9.0"),
        ('"prior"', '"felt"'),
        ('source = "declared", ', ""),
        ('reason = "r"', 'reason = ""'),
        ("seen = 3", "seen = 1"),
        ("seen = 3, ", ""),
    ],
)
def test_weights_that_do_not_hold_are_refused(old: str, new: str) -> None:
    """Each weight has its value, its reason and its source."""
    text = f"bias = 1\n[signal]\na = {{ {ENTRY} }}\n[measure]"
    assert check_weights(text).signal == {"a": 1.0}

    with pytest.raises(DataError, match=r"weights\.toml"):
        check_weights(text.replace(old, new))
