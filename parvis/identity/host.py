"""Host names: which part of one was registered, and which says only for what screen the page is made."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tldextract import TLDExtract

__all__ = ["registrable_domain", "without_device"]

_DEVICE = re.compile(r"(?:www\d?|m|amp|mobile)\.(?=.)")


@lru_cache(maxsize=8_192)
def registrable_domain(host: str) -> str:
    """The part of a host name that somebody registered, by the public suffix list.

    Addresses, single labels and public suffixes are themselves. Under a top-level domain that the list does not know
    (`.example`, `.test`) it is the last two labels: the list's own default rule.

    >>> registrable_domain("www.press.example"), registrable_domain("a.b.co.uk")
    ('press.example', 'b.co.uk')
    """
    host = host.rstrip(".").lower()
    if is_address(host):
        return host
    found = _suffixes()(host)
    if not found.suffix:
        return ".".join(host.rsplit(".", 2)[-2:])
    return found.top_domain_under_public_suffix or host


@lru_cache(maxsize=8_192)
def without_device(host: str) -> str:
    """The host without `www.`, `m.`, `amp.`, `mobile.` in front, as long as a registered name remains."""
    whole = registrable_domain(host)
    while host != whole and _DEVICE.match(host):
        host = host.partition(".")[2]
    return host


def is_address(host: str) -> bool:
    """Whether a host is an IP address, in brackets or not."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


@cache
def _suffixes() -> TLDExtract:
    """The list that the package ships: no request. Private suffixes count: two blogs of one host are two publishers."""
    import tldextract  # noqa: PLC0415 - it loads requests, which costs more than all of Parvis

    return tldextract.TLDExtract(
        suffix_list_urls=(), cache_dir=None, fallback_to_snapshot=True, include_psl_private_domains=True
    )
