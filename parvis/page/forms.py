"""What a form asks for, told by its fields: a password, an address, a comment, words to search."""

from __future__ import annotations

from itertools import islice

from lxml.html import HtmlElement

from parvis.page.boxes import read_names
from parvis.page.markup import Markup
from parvis.words import Role

__all__ = ["read_forms"]

MAX_FIELDS = 2_000  # of a page; a long form has a hundred
_ASKS = frozenset(
    {Role.LOGIN, Role.REGISTRATION, Role.NEWSLETTER, Role.COMMENTS, Role.NAVIGATION, Role.OFFER, Role.CONSENT}
)
_SEARCH_NAMES = frozenset({"q", "s", "query", "search", "recherche", "suche", "keyword", "buscar"})
_BLOCKS = frozenset(
    {"div", "section", "form", "fieldset", "li", "td", "p", "aside", "article", "header", "footer", "nav", "body"}
)


def read_forms(markup: Markup) -> dict[HtmlElement, str]:
    """The kind of each form, and of the block around each field that stands in none."""
    fields: dict[HtmlElement, list[str]] = {}
    for field in markup.tagged("input", "textarea")[:MAX_FIELDS]:
        asked = _asked(field)
        if asked:
            fields.setdefault(_holder(field), []).append(asked)
    return {holder: _kind(holder, asked) for holder, asked in fields.items()}


def _asked(field: HtmlElement) -> str | None:
    if field.tag == "textarea":
        return "words"
    kind, name = (field.get("type") or "text").lower(), (field.get("name") or field.get("id") or "").lower()
    if kind in ("password", "email", "search"):
        return kind
    if kind == "text" and name in _SEARCH_NAMES:
        return "search"
    return "email" if kind == "text" and "mail" in name else None


def _holder(field: HtmlElement) -> HtmlElement:
    """The form, or the nearest block around the field."""
    block: HtmlElement | None = None
    for element in field.iterancestors():
        if element.tag == "form":
            return element
        if block is None and element.tag in _BLOCKS:
            block = element
    return field.getroottree().getroot() if block is None else block


def _kind(holder: HtmlElement, asked: list[str]) -> str:
    passwords = asked.count("password")
    if passwords:
        return Role.LOGIN if passwords == 1 else Role.REGISTRATION
    if "words" in asked:
        return Role.COMMENTS
    if "email" in asked:
        return _named(holder) or Role.NEWSLETTER
    return Role.NAVIGATION


def _named(holder: HtmlElement) -> str | None:
    """What the form, or one of the two boxes around it, is called."""
    for element in (holder, *islice(holder.iterancestors(), 2)):
        kind, _ = read_names("form", element.get("class"), element.get("id"))
        if kind in _ASKS:
            return kind
    return None
