"""The access of a page, judged from its signals alone, so that every verdict can be computed anew from the archive.

Declared policy, delivery and enforcement are kept apart. The order of decision: what the exchange says (refused, led
to a login), then what was delivered (is the text there?), then what is declared (is it there only within a quota?).
Site-level signals name the vendor and no more.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from parvis.page.facts import FULL, READABLE, Facts
from parvis.page.weighing import SOME, weigh
from parvis.page.weights import Weights, load_weights
from parvis.records import Evidence, Signal, Verdict
from parvis.vendors import load_vendors
from parvis.words import Access, Delivery, Mechanism

__all__ = ["judge_access"]

MOST_EVIDENCE = 12
_REGISTRATION = re.compile(r"reg-?wall|regwalled|email-?wall|registration|signwall", re.IGNORECASE)
_ASKS = {
    "phrase.registration.strong": 3.0,
    "phrase.registration.weak": 2.0,
    "state.registration": 3.0,
    "inline.registration": 3.0,
    "sitemap.access registration": 4.0,
    "named": 2.0,
}
_PAYS = {
    "phrase.wall.strong": 1.0,
    "phrase.remaining.strong": 3.0,
    "state.paid": 2.0,
    "state.locked": 3.0,
    "inline.locked": 2.0,
    "tier.locked": 2.0,
    "sitemap.access subscription": 4.0,
}
_WALL_ROLES = frozenset({"paywall", "regwall", "meter", "membership", "micropayment"})
_LOCKED = frozenset({"tier.locked", "state.locked", "state.paid", "inline.locked"})
_METERED = frozenset({"tier.metered", "state.metered", "inline.metered"})
_PROOF = ("vendor.wall", "vendor.gate", "vendor.slot", "vendor.uses")


def judge_access(signals: Iterable[Signal], *, weights: Weights | None = None) -> Verdict:
    """The verdict that the signals lead to, whatever their order. No evidence is no verdict: `unknown` is a value.

    `weights`: those of a site, where its archive has calibrated them; else those that Parvis ships.
    """
    weights = weights or load_weights()
    facts = Facts.of(signals)
    vendor = _vendor(facts)
    if "consent.pair" in facts.names and facts.count("shown") < SOME:
        return Verdict(
            state=Access.CONSENT,
            confidence=0.8,
            delivery=Delivery.GATE,
            mechanism=_gate(facts),
            vendor=vendor,
            evidence=_cited(facts, ("consent.", "redirect.")),
        )
    if facts.refused:
        cited = _cited(facts, ("http.", "redirect."))
        return Verdict(delivery=Delivery.GATE, mechanism=_gate(facts), vendor=vendor, evidence=cited)
    evidence = weigh(facts, weights)
    score = weights.bias + sum(item.weight for item in evidence)
    state, confidence = _state(facts, score)
    return Verdict(
        state=state,
        confidence=round(confidence, 3),
        delivery=_delivery(facts),
        mechanism=_mechanism(facts, state),
        vendor=vendor,
        remaining_percent=_percent(facts),
        evidence=tuple(sorted(evidence, key=lambda e: (-abs(e.weight), e.signal, e.where, e.value)))[:MOST_EVIDENCE],
    )


def _gate(facts: Facts) -> Mechanism:
    """How a page other than the article came in its place."""
    redirected = any(name.startswith("redirect.") for name in facts.names)
    return Mechanism.REDIRECT if redirected else Mechanism.UNKNOWN


def _state(facts: Facts, score: float) -> tuple[Access, float]:
    chance = 1 / (1 + math.exp(-score))
    if facts.waits and _is_metered(facts):
        return Access.METERED, 0.5
    if score > 0:
        return _kind_of_wall(facts), min(chance, _ceiling(facts))
    if facts.restricted or facts.counted or facts.prompted:
        return Access.METERED, min(1 - chance, 0.9) if facts.count("shown") >= READABLE else 0.4
    if facts.count("shown") >= READABLE:
        return Access.FREE, min(1 - chance, 0.95 if "jsonld.free" in facts.names else 0.8)
    if facts.names & {"jsonld.free", "state.free", "tier.free"}:
        return Access.FREE, 0.5
    return Access.UNKNOWN, 0.0


def _is_metered(facts: Facts) -> bool:
    """Whether a text that waits for a script waits for a meter: so a first visit, as ours always is, would read it."""
    if facts.names & _LOCKED:
        return False
    return bool(facts.names & _METERED) or any(s.value in _meters() for s in facts.signals if s.name in _PROOF)


@cache
def _meters() -> frozenset[str]:
    return frozenset(vendor.id for vendor in load_vendors() if "meter" in vendor.roles)


def _kind_of_wall(facts: Facts) -> Access:
    """Registration where more speaks for a free account than for money: a wall that offers both opens to an account."""
    asks = sum(points for signal in facts.signals if (points := _points(signal, _ASKS)))
    pays = sum(points for signal in facts.signals if (points := _points(signal, _PAYS)))
    return Access.REGISTRATION if asks > pays else Access.LOCKED


def _points(signal: Signal, table: Mapping[str, float]) -> float:
    """What a signal adds to one of the two kinds of wall."""
    if signal.where in ("head", "page") and signal.name.startswith("phrase."):
        return 0.0
    if signal.name.startswith(("part.", "gate.", "wall.")):
        named = _REGISTRATION.search(f"{signal.where} {signal.value}") is not None
        return table.get("named" if named else "unnamed", 0.0)
    return table.get(f"{signal.name} {signal.value}") or table.get(signal.name, 0.0)


def _ceiling(facts: Facts) -> float:
    """Confidence is bounded by the best kind of evidence: delivery and declaration, delivery, declaration, site."""
    delivered = any(
        name.startswith(
            (
                "phrase.remaining",
                "phrase.wall.strong",
                "phrase.registration.strong",
                "phrase.limit",
                "wall.",
                "text.cut",
                "part.hidden",
            )
        )
        for name in facts.names
    )
    return 0.99 if delivered and facts.restricted else 0.9 if delivered else 0.75


def _delivery(facts: Facts) -> Delivery:
    """How much of the text is shown, by what is seen alone: a declaration delivers nothing."""
    shown = facts.count("shown")
    if shown < READABLE:
        return Delivery.NOTHING
    if facts.prompted or facts.breaks_off:
        return Delivery.TEASER
    return Delivery.FULL if shown >= FULL else Delivery.UNKNOWN


def _mechanism(facts: Facts, state: Access) -> Mechanism:
    if state in (Access.FREE, Access.METERED):
        return Mechanism.HIDDEN if facts.waits else Mechanism.NONE
    if state is Access.UNKNOWN:
        return Mechanism.UNKNOWN
    if _delivery(facts) is Delivery.FULL:
        return Mechanism.UNKNOWN  # declared, and not seen to be enforced
    if facts.count("hidden") >= READABLE or facts.names & {"part.hidden", "gate.hidden"}:
        return Mechanism.HIDDEN
    if facts.count("after") >= READABLE or "part.shown" in facts.names:
        return Mechanism.OVERLAY
    return Mechanism.TRUNCATED


def _percent(facts: Facts) -> float | None:
    for signal in facts.signals:
        if signal.name.startswith("phrase.remaining") and " " in signal.value:
            return float(signal.value.rpartition(" ")[2])
    return None


def _vendor(facts: Facts) -> str | None:
    """The vendor with the best proof; of consent tools and analytics only those that sell walls too, and last."""
    ranks = _vendor_ranks()
    for proof in _PROOF:
        found = [s.value for s in facts.signals if s.name == proof and s.value in ranks]
        if found:
            return min(found, key=lambda vendor: (ranks[vendor], vendor))
    return None


@cache
def _vendor_ranks() -> dict[str, int]:
    """How far a wall is from being a vendor's first trade."""
    places = ((v.id, [i for i, role in enumerate(v.roles) if role in _WALL_ROLES]) for v in load_vendors())
    return {vendor: min(found) for vendor, found in places if found}


def _cited(facts: Facts, prefixes: tuple[str, ...]) -> tuple[Evidence, ...]:
    cited: Sequence[Signal] = [s for s in facts.signals if s.name.startswith(prefixes)]
    return tuple(Evidence(signal=s.name, where=s.where, value=s.value, weight=0.0) for s in cited)
