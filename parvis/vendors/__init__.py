"""Paywall vendors and what gives them away: one TOML a vendor, read once.

Signatures are anchored on a host's suffix, the beginning of a URL's path, or exact tokens of the tree, never on a
bare substring: `kiosq` is in French *kiosque*, `utiq` in *boutique*. `states.toml` beside them lists the keys by
which pages state the access of their article. docs/vendors.md is made from both.
"""

from __future__ import annotations

from functools import cache

from parvis.vendors.loading import EVIDENCE, ROLES, Proves, Signature, SignatureKind, Vendor, read_vendors
from parvis.vendors.lookup import Lookup, Mark, Selectors, make_lookup
from parvis.vendors.states import StateKey, StateKind, States, read_states

__all__ = [
    "EVIDENCE",
    "ROLES",
    "Lookup",
    "Mark",
    "Proves",
    "Selectors",
    "Signature",
    "SignatureKind",
    "StateKey",
    "StateKind",
    "States",
    "Vendor",
    "load_lookup",
    "load_states",
    "load_vendors",
]


@cache
def load_vendors() -> tuple[Vendor, ...]:
    """The vendors that Parvis ships, by id. Raises DataError where a file does not hold."""
    return read_vendors()


@cache
def load_lookup() -> Lookup:
    """Their signatures, by what is looked at on a page."""
    return make_lookup(load_vendors())


@cache
def load_states() -> States:
    """The keys that state the access of an article. Raises DataError where the file does not hold."""
    return read_states()
