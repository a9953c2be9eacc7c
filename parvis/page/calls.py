"""Lines that sell a subscription or ask for a login: an offer beside a text. Alone they say nothing of access."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from parvis.page.blocks import Fragment
from parvis.phrases import Hit, PhraseKind
from parvis.words import Role

__all__ = ["calls", "offers"]

_SELLING = frozenset({PhraseKind.OFFER, PhraseKind.PROMO, PhraseKind.LOGIN, PhraseKind.BADGE})
_ELSEWHERE = frozenset({Role.NAVIGATION, Role.FOOTER, Role.COMMENTS, Role.SHARE, Role.NEWSLETTER})
# Where a link leads: addresses are made of the same few stems in most languages of Europe.
_CALLS = re.compile(
    r"subscri|suscri|subscrev|register|regist|sign-?(?:in|up)|log-?in|abo(?:nne|nnement|nnieren)?\b|abonn|abbona"
    r"|assin[ea]|prenumer|predpl|tilaa|account|plans|planes|offers?\b|checkout|/join\b|membership",
    re.IGNORECASE,
)


def calls(element: HtmlElement) -> bool:
    """Whether an element holds a link to a shop of subscriptions or to a login."""
    return any(_CALLS.search(link.get("href") or "") for link in element.iter("a"))


def offers(fragment: Fragment, hits: Sequence[Hit]) -> bool:
    """Whether a line sells or asks for a login, elsewhere than in a menu, a footer or a list of other articles."""
    if fragment.owner is not None or not fragment.visible or fragment.role in _ELSEWHERE:
        return False
    if any(hit.phrase.kind in _SELLING for hit in hits):
        return True
    return fragment.role is not Role.RELATED and fragment.link_density > 0 and calls(fragment.element)
