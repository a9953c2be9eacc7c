"""The access of a page, judged from its signals alone, so that every verdict can be computed anew from the archive.

Declared policy, delivery and enforcement are kept apart. The order of decision: what the exchange says (refused, led
to a login), then what was delivered (is the text there?), then what is declared (is it there only within a quota?).
Site-level signals name the vendor and no more.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from parvis.page.weights import load_weights
from parvis.records import Evidence, Signal, Verdict
from parvis.vendors import load_vendors
from parvis.words import Access, Mechanism

__all__ = ["judge_access"]

FULL, SOME, FEW = 250, 120, 80  # words of the article that are shown
SHORT, WHOLE = 0.6, 0.85  # share of the declared words that is shown
READABLE = 30  # words; less is no article that could be called free
MOST_EVIDENCE = 12
_RESTRICTED = frozenset(
    [
        "jsonld.not_free",
        "tier.metered",
        "tier.locked",
        "state.paid",
        "state.metered",
        "state.registration",
        "state.locked",
        "sitemap.access",
        "inline.locked",
        "inline.registration",
        "inline.metered",
        "inline.paid",
        "part.shown",
        "part.hidden",
        "part.empty",
        "part.missing",
        "part.unreadable",
        "gate.shown",
        "gate.hidden",
    ]
)
_REGISTRATION = re.compile(r"reg-?wall|regwalled|email-?wall|registration|signwall", re.IGNORECASE)
_PROMPTS = ("phrase.wall.strong", "phrase.registration.strong", "phrase.limit", "phrase.remaining", "wall.element")
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
_PROOF = ("vendor.wall", "vendor.gate", "vendor.slot", "vendor.uses")


@dataclass(frozen=True, slots=True)
class _Facts:
    """Signals by name, and the counts of words among them."""

    signals: tuple[Signal, ...]
    names: frozenset[str]
    words: dict[str, int] = field(repr=False)

    @classmethod
    def of(cls, signals: Iterable[Signal]) -> _Facts:
        ordered = tuple(sorted(set(signals), key=lambda s: (s.name, s.where, s.value)))
        words = {s.name.removeprefix("words."): _number(s.value) for s in ordered if s.name.startswith("words.")}
        return cls(ordered, frozenset(s.name for s in ordered), words)

    def count(self, name: str) -> int:
        return self.words.get(name, 0)

    @property
    def restricted(self) -> bool:
        """Whether anything declares that the article is not free."""
        return bool(self.names & _RESTRICTED)

    @property
    def prompted(self) -> bool:
        """Whether a wall's own prompt is seen at the text.

        Such a page is never called free: what is called free keeps its text.
        """
        prompts = _PROMPTS if self.names & {"jsonld.free", "tier.free"} else (*_PROMPTS, "wall.named")
        return any(s.name.startswith(prompts) and s.where in ("article", "tail") for s in self.signals)

    @property
    def metered(self) -> bool:
        """Whether articles are counted."""
        return any(name.startswith(("phrase.meter", "phrase.limit", "state.metered")) for name in self.names)


def judge_access(signals: Iterable[Signal]) -> Verdict:
    """The verdict that the signals lead to, whatever their order. No evidence is no verdict: `unknown` is a value."""
    facts = _Facts.of(signals)
    vendor = _vendor(facts)
    if "consent.pair" in facts.names and facts.count("shown") < SOME:
        return Verdict(
            state=Access.CONSENT,
            confidence=0.8,
            mechanism=_gate(facts),
            vendor=vendor,
            evidence=_cited(facts, ("consent.", "redirect.")),
        )
    if facts.names & {"http.status", "redirect.login", "redirect.consent"}:
        return Verdict(mechanism=_gate(facts), vendor=vendor, evidence=_cited(facts, ("http.", "redirect.")))
    evidence = tuple(_weighed(facts))
    score = load_weights().bias + sum(item.weight for item in evidence)
    state, confidence = _state(facts, score)
    return Verdict(
        state=state,
        confidence=round(confidence, 3),
        mechanism=_mechanism(facts, state),
        vendor=vendor,
        remaining_percent=_percent(facts),
        evidence=tuple(sorted(evidence, key=lambda e: (-abs(e.weight), e.signal, e.where, e.value)))[:MOST_EVIDENCE],
    )


def _gate(facts: _Facts) -> Mechanism:
    """How a page other than the article came in its place."""
    redirected = any(name.startswith("redirect.") for name in facts.names)
    return Mechanism.REDIRECT if redirected else Mechanism.UNKNOWN


def _state(facts: _Facts, score: float) -> tuple[Access, float]:
    chance = 1 / (1 + math.exp(-score))
    if score > 0:
        return _kind_of_wall(facts), min(chance, _ceiling(facts))
    if facts.restricted or facts.metered or facts.prompted:
        return Access.METERED, min(1 - chance, 0.9) if facts.count("shown") >= READABLE else 0.4
    if facts.count("shown") >= READABLE:
        return Access.FREE, min(1 - chance, 0.95 if "jsonld.free" in facts.names else 0.8)
    if facts.names & {"jsonld.free", "state.free", "tier.free"}:
        return Access.FREE, 0.5
    return Access.UNKNOWN, 0.0


def _kind_of_wall(facts: _Facts) -> Access:
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


def _ceiling(facts: _Facts) -> float:
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


def _weighed(facts: _Facts) -> Iterator[Evidence]:
    weights = load_weights()
    seen: set[tuple[str, str]] = set()
    for signal in facts.signals:
        weight = weights.of(signal.name, signal.where)
        if weight and (signal.name, signal.where) not in seen:
            seen.add((signal.name, signal.where))
            yield Evidence(signal=signal.name, where=signal.where, value=signal.value, weight=weight)
    for name, value in _measured(facts):
        yield Evidence(signal=f"measure.{name}", where="article", value=value, weight=weights.measure[name])


def _measured(facts: _Facts) -> Iterator[tuple[str, str]]:
    """What the counts of words say."""
    shown, hidden, declared = facts.count("shown"), facts.count("hidden"), facts.count("declared")
    if shown >= FULL:
        yield "full", str(shown)
    elif shown >= SOME:
        yield "some", str(shown)
    elif shown < FEW and facts.restricted:
        yield "few", str(shown)
    # A page of which nothing at all is seen is more often one that a script shows than one that is walled.
    seen = shown >= READABLE or facts.restricted
    if hidden >= 60 and hidden > shown and seen:
        yield "hidden", f"{hidden} of {hidden + shown}"
    if declared >= 100:
        if shown < SHORT * declared and seen:
            yield "short", f"{shown} of {declared}"
        elif shown > WHOLE * declared:
            yield "whole", f"{shown} of {declared}"
    if facts.restricted or "offer.after" in facts.names:
        ends = {s.value for s in facts.signals if s.name == "text.cut"}
        yield from (("cut", "ellipsis"),) if "ellipsis" in ends else (("unfinished", min(ends)),) if ends else ()


def _mechanism(facts: _Facts, state: Access) -> Mechanism:
    if state in (Access.FREE, Access.METERED):
        return Mechanism.NONE
    if state is Access.UNKNOWN:
        return Mechanism.UNKNOWN
    if facts.count("hidden") >= READABLE or facts.names & {"part.hidden", "gate.hidden"}:
        return Mechanism.HIDDEN
    if facts.count("after") >= READABLE or "part.shown" in facts.names:
        return Mechanism.OVERLAY
    return Mechanism.TRUNCATED


def _percent(facts: _Facts) -> float | None:
    for signal in facts.signals:
        if signal.name.startswith("phrase.remaining") and " " in signal.value:
            return float(signal.value.rpartition(" ")[2])
    return None


def _vendor(facts: _Facts) -> str | None:
    """The vendor with the best proof; of consent tools and analytics only those that sell walls too."""
    known = {vendor.id for vendor in load_vendors() if _WALL_ROLES & set(vendor.roles)}
    for proof in _PROOF:
        found = [s.value for s in facts.signals if s.name == proof and s.value in known]
        if found:
            return min(found)
    return None


def _cited(facts: _Facts, prefixes: tuple[str, ...]) -> tuple[Evidence, ...]:
    cited: Sequence[Signal] = [s for s in facts.signals if s.name.startswith(prefixes)]
    return tuple(Evidence(signal=s.name, where=s.where, value=s.value, weight=0.0) for s in cited)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
