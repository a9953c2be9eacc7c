"""Short lines that ask for a login, an account, money or consent: never article text, on any page."""

from __future__ import annotations

from collections.abc import Iterable

from parvis.page.blocks import Fragment
from parvis.phrases import Hit, PhraseKind, normalise
from parvis.words import Role

__all__ = ["boilerplate_role"]

_ROLES = {
    PhraseKind.LOGIN: Role.LOGIN,
    PhraseKind.NEWSLETTER: Role.NEWSLETTER,
    PhraseKind.OFFER: Role.OFFER,
    PhraseKind.DONATION: Role.OFFER,
    PhraseKind.PROMO: Role.OFFER,
    PhraseKind.CONSENT: Role.CONSENT,
    PhraseKind.TECHNICAL: Role.OTHER,
    PhraseKind.REGISTRATION: Role.REGISTRATION,
}
# Words up to which a line with such a phrase is about nothing else: people log in, pay monthly and agree in
# articles too.
_LONGEST = {
    PhraseKind.LOGIN: 10,
    PhraseKind.CONSENT: 15,
    PhraseKind.TECHNICAL: 25,
    PhraseKind.PROMO: 15,
    PhraseKind.OFFER: 20,
    PhraseKind.REGISTRATION: 25,
    PhraseKind.DONATION: 25,
    PhraseKind.NEWSLETTER: 30,
}
MOST_OF = 0.4  # a line of which a phrase makes up so much is about nothing else, however long
MOST_TIMES = 3
_OPEN = frozenset({Role.BODY, Role.LABEL, Role.OTHER, Role.STANDFIRST})


def boilerplate_role(fragment: Fragment, hits: Iterable[Hit]) -> Role | None:
    """What a line asks for; None where it may be article text, or where its place has told its role already."""
    if fragment.role not in _OPEN:
        return None
    for hit in hits:
        longest = _LONGEST.get(hit.phrase.kind, 0)
        if fragment.is_paragraph and hit.phrase.kind is not PhraseKind.NEWSLETTER:
            longest = longest * 2 // 3
        if 0 < longest < fragment.words:
            longest *= _times(fragment.text, hit)
        if fragment.words <= longest or (longest and len(hit.quote) >= MOST_OF * len(fragment.text)):
            return _ROLES[hit.phrase.kind]
    return None


def _times(text: str, hit: Hit) -> int:
    """How often a line asks: one that names a price and promises all you can read may be as much longer."""
    return min(MOST_TIMES, len(hit.phrase.pattern.findall(normalise(text))))
