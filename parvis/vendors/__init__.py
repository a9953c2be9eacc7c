"""Paywall vendors and what gives them away: one TOML a vendor, read once.

Signatures are anchored on a host's suffix, the beginning of a URL's path, or exact tokens of the tree, never on a
bare substring: `kiosq` is in French *kiosque*, `utiq` in *boutique*. `states.toml` beside them lists the meta
elements by which publishers state access.
"""

from __future__ import annotations

from functools import cache

from parvis.vendors.loading import Proves, Signature, SignatureKind, StateKey, Vendor, read_states, read_vendors

__all__ = [
    "Proves",
    "Signature",
    "SignatureKind",
    "StateKey",
    "Vendor",
    "load_states",
    "load_vendors",
    "vendor_selectors",
]


@cache
def load_vendors() -> tuple[Vendor, ...]:
    """The vendors that Parvis ships, by id. Raises DataError where a file does not hold."""
    return read_vendors()


@cache
def load_states() -> tuple[StateKey, ...]:
    """The meta elements that state the access of an article. Raises DataError where the file does not hold."""
    return read_states()


@cache
def vendor_selectors(proves: Proves) -> tuple[tuple[str, str], ...]:
    """The selectors that prove something, each after its vendor's id."""
    return tuple(
        (vendor.id, signature.value)
        for vendor in load_vendors()
        for signature in vendor.signatures
        if signature.proves is proves and signature.kind is SignatureKind.SELECTOR
    )
