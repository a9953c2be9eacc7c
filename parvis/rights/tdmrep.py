"""/.well-known/tdmrep.json: the file of the TDM Reservation Protocol (W3C community group, 2024-05-10).

An array of rules; the first whose location matches the path of a URL decides. The header of a response stands above the
file, and the meta element of its page above the header. Never raises.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from parvis.rights.rules import url_matches

__all__ = ["TdmRule", "read_tdmrep", "rule_of"]

FILE_BYTES = 500 * 2**10
RULES = 2_000


@dataclass(frozen=True, slots=True)
class TdmRule:
    location: str  # a path with * and a final $
    reserved: bool | None  # None: says nothing that can be read
    policy: str | None = None


def read_tdmrep(body: bytes) -> tuple[TdmRule, ...] | None:
    """The rules in their order; None for what is no such file."""
    if len(body) > FILE_BYTES:
        return None
    try:
        document = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    entries = document if isinstance(document, list) else [document]
    rules = tuple(_rule(entry) for entry in entries[:RULES] if isinstance(entry, dict) and "location" in entry)
    return rules if rules or document == [] else None


def rule_of(rules: tuple[TdmRule, ...], url: str) -> TdmRule | None:
    """The rule that decides on a URL."""
    return next((rule for rule in rules if url_matches(rule.location, url)), None)


def _rule(entry: dict[str, Any]) -> TdmRule:
    reserved, policy = entry.get("tdm-reservation"), entry.get("tdm-policy")
    said = {"0": False, "1": True}.get(str(reserved).strip()) if not isinstance(reserved, bool) else None
    named = isinstance(policy, str) and policy.startswith(("https://", "http://"))
    return TdmRule(_location(entry["location"]), said, policy[:1_000] if isinstance(policy, str) and named else None)


def _location(value: object) -> str:
    """Some write "*" for "/*"; what is no pattern matches nothing."""
    text = value[:2_000] if isinstance(value, str) else ""
    return "/" + text if text.startswith("*") else text
