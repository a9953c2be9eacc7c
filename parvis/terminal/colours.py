"""Colours and fills: the palette of Okabe and Ito, which most people tell apart, and a pattern beside each colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parvis.words import Access, Role

__all__ = ["ACCESS", "FAMILIES", "Family", "family_of"]

ACCESS = {
    Access.FREE: "bold #009e73",
    Access.METERED: "bold #e69f00",
    Access.REGISTRATION: "bold #cc79a7",
    Access.LOCKED: "bold #d55e00",
    Access.CONSENT: "bold #56b4e9",
    Access.UNKNOWN: "bold",
}


@dataclass(frozen=True, slots=True)
class Family:
    """Roles that a reader takes for one thing."""

    name: str
    colour: str
    fill: str
    ascii_fill: str
    roles: frozenset[Role]


FAMILIES = (
    Family("head", "#56b4e9", "█", "=", frozenset({Role.HEADLINE, Role.BYLINE, Role.LABEL})),
    Family("public text", "#009e73", "█", "#", frozenset({Role.STANDFIRST, Role.TEASER, Role.BODY, Role.CAPTION})),
    Family("withheld", "#999999", "░", ".", frozenset({Role.WITHHELD})),
    Family("wall", "#d55e00", "▓", "X", frozenset({Role.WALL})),
    Family(
        "asks for something",
        "#e69f00",
        "▒",
        "$",
        frozenset({Role.LOGIN, Role.REGISTRATION, Role.OFFER, Role.NEWSLETTER, Role.CONSENT}),
    ),
    Family("leads elsewhere", "#cc79a7", "┅", "~", frozenset({Role.RELATED, Role.ADVERT, Role.COMMENTS, Role.SHARE})),
    Family("frame", "#0072b2", "━", "-", frozenset({Role.NAVIGATION, Role.FOOTER, Role.OTHER})),
)
_BY_ROLE: Mapping[Role, Family] = {role: family for family in FAMILIES for role in family.roles}


def family_of(role: Role) -> Family:
    return _BY_ROLE[role]
