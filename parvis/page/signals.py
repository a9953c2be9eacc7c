"""The facts of a page that speak of access. Verdicts are computed from these alone, see parvis.page.access.

A signal's `where` is a meta name, header, selector or place (head, article, tail), never a running number of the
page's text; its `value` is a number, a word of ours, a phrase's id: never text of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from parvis.page.blocks import Fragment
from parvis.page.boundary import Boundary
from parvis.page.calls import offers
from parvis.page.consent import asks_consent_or_pay
from parvis.page.counting import count_words
from parvis.page.document import Document
from parvis.page.gates import Gate, inside_of
from parvis.page.loads import read_loads
from parvis.page.state_signals import state_signals
from parvis.page.stripping import boilerplate_role
from parvis.page.vendor_signals import vendor_signals
from parvis.records import Link, Metadata, Signal
from parvis.words import Role

if TYPE_CHECKING:
    from parvis.sites import Site

__all__ = ["read_signals"]

_REFUSED = frozenset({401, 402, 403, 407, 429, 451})
_LOGIN = re.compile(
    r"(?:^|[/._-])(?:log-?in|sign-?in|sso|auth|connexion|anmelden|account|subscribe|abo(?:nnement)?)(?:$|[/._?-])",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"(?:^|[/._-])(?:consent|privacy-?(?:gate|wall)|cookie-?wall|myprivacy|guce)(?:$|[/._?-])", re.IGNORECASE
)
_GIFT = re.compile(r"[?&](?:gaa_at|gift|unlocked_article_code|giftcopy)=", re.IGNORECASE)
CLOSE = 8  # lines after the last of the article in which an offer belongs to it
_HEADINGS = frozenset({"h2", "h3", "h4"})
_CUT = re.compile(r"(?:\.{2,4}|…|\[…\]|\[\.\.\.\])\s*$")
_ENDED = re.compile(r"[.!?…。！？»”\"')\]:;–—-]\s*$|[\u3002\uff01\uff1f]")


def read_signals(
    document: Document,
    fragments: Sequence[Fragment],
    metadata: Metadata,
    *,
    boundary: Boundary,
    headers: Mapping[str, str] | None = None,
    status: int = 200,
    requested_url: str | None = None,
    link: Link | None = None,
    site: Site | None = None,
) -> tuple[Signal, ...]:
    """Every signal of a page, in a fixed order."""
    loads = read_loads(document.markup)
    found = [
        *_exchange(document, status, requested_url),
        *_declared(metadata, link),
        *state_signals(loads, document.markup, inline=metadata.declared.accessible_for_free is not True),
        *(_part(gate, fragments, boundary) for gate in boundary.gates.all),
        *_prompts(boundary),
        *vendor_signals(loads, document.markup, url=document.url, headers=headers or {}),
        *_words(fragments, metadata, boundary),
    ]
    if asks_consent_or_pay(fragments):
        found.append(Signal(name="consent.pair", where="dialog"))
    if site and site.policy:
        found.append(Signal(name="site.policy", where="site", value=site.policy))
    return tuple(dict.fromkeys(found))


def _exchange(document: Document, status: int, requested_url: str | None) -> Iterator[Signal]:
    if status in _REFUSED or status >= 500:
        yield Signal(name="http.status", where="response", value=str(status))
    if requested_url and requested_url != document.url:
        before, after = _place(requested_url), _place(document.url)
        for name, pattern in (("redirect.consent", _CONSENT), ("redirect.login", _LOGIN)):
            if pattern.search(after) and not pattern.search(before):
                yield Signal(name=name, where="response")
    if _GIFT.search(document.url):
        yield Signal(name="url.gift", where="url")


def _place(url: str) -> str:
    try:
        parts = urlsplit(url)
        return f"{parts.hostname or ''}{parts.path}"
    except ValueError:
        return ""


def _declared(metadata: Metadata, link: Link | None) -> Iterator[Signal]:
    declared = metadata.declared
    if declared.accessible_for_free is not None:
        yield Signal(
            name="jsonld.free" if declared.accessible_for_free else "jsonld.not_free", where="isAccessibleForFree"
        )
    if declared.content_tier:
        yield Signal(name=f"tier.{declared.content_tier}", where="article:content_tier")
    access = declared.news_access or (link.news_access if link else None)
    if access:
        yield Signal(name="sitemap.access", where="news:access", value=access.lower()[:20])
    if metadata.is_article is not None:
        yield Signal(name="page.article" if metadata.is_article else "page.other", where="metadata")
    yield from (Signal(name="part.free", where=selector[:100]) for selector in metadata.open_selectors[:5])


def _part(gate: Gate, fragments: Sequence[Fragment], boundary: Boundary) -> Signal:
    """How much a declared part holds, and whether a reader sees it."""
    name = "part" if gate.source in ("jsonld", "microdata") else "gate"
    if not gate.readable:
        return Signal(name=f"{name}.unreadable", where=gate.source)
    where = _plain(f"{gate.source} {gate.selector}")
    if not gate.elements:
        return Signal(name=f"{name}.missing", where=where)
    inside = inside_of(gate.elements)
    here = [f for f in fragments if f.element in inside]
    shown, hidden = (sum(f.words for f in here if f.visible is seen) for seen in (True, False))
    state = "shown" if shown >= max(30, hidden) else "hidden" if hidden >= 30 else "empty"
    return Signal(name=f"{name}.{state}", where=where, value=str(shown if state == "shown" else hidden))


def _plain(selector: str) -> str:
    return re.sub(r"[^\w .#>:=\"'*^$~|,()\[\]-]", "", selector)[:100]


def _prompts(boundary: Boundary) -> Iterator[Signal]:
    for found in boundary.prompts:
        yield Signal(name=found.name, where=found.place, value=found.value)
    if boundary.spoken.counts:
        yield Signal(name="asleep.meter", where="hidden")


def _words(fragments: Sequence[Fragment], metadata: Metadata, boundary: Boundary) -> Iterator[Signal]:
    """How much of the article is there, and how it ends."""
    asking = {i for i, hits in boundary.spoken.hits.items() if boilerplate_role(fragments[i], hits)}
    body = [(i, f) for i, f in enumerate(fragments) if f.in_article and f.role is Role.BODY and i not in asking]
    cuts = boundary.spoken.cuts
    stops = {
        f.index + (f.index in cuts) for f in boundary.prompts if f.ends and f.place in ("article", "tail")
    } | boundary.stops
    prompt = min(stops, default=len(fragments))
    counts = {
        "shown": sum(f.words for i, f in body if f.visible and i < prompt),
        "after": sum(f.words for i, f in body if f.visible and i >= prompt),
        "hidden": sum(f.words for _, f in body if not f.visible),
        "public": sum(f.words for i, f in body if f.visible and boundary.public(i)),
        "declared": metadata.declared_words or 0,
        "description": count_words(metadata.description or ""),
    }
    yield from (
        Signal(name=f"words.{name}", where="article", value=str(count))
        for name, count in counts.items()
        if count or name == "shown"
    )
    shown = [f for i, f in body if f.visible and i < prompt and f.is_paragraph]
    last = max((i for i, f in body if f.visible), default=len(fragments))
    if any(offers(fragments[i], boundary.spoken.hits.get(i, ())) for i in range(last + 1, len(fragments))[:CLOSE]):
        yield Signal(name="offer.after", where="tail")
    if shown and _CUT.search(shown[-1].text):
        yield Signal(name="text.cut", where="article", value="ellipsis")
    elif body and body[-1][1].visible and body[-1][0] < prompt and body[-1][1].element.tag in _HEADINGS:
        yield Signal(name="text.cut", where="article", value="heading")
    elif shown and not _ENDED.search(shown[-1].text) and shown[-1].words >= 15:
        yield Signal(name="text.cut", where="article", value="unfinished")
