"""Spellings: the same page, and the same declarations, written in another way. No spelling shows more text."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

_START = re.compile(r"<([a-zA-Z][\w-]*)((?:\s+[\w-]+(?:=\"[^\"]*\")?)+)\s*>")
_ATTRIBUTE = re.compile(r"\s+([\w-]+)(?:=\"([^\"]*)\")?")
_SCRIPT = re.compile(r"(<(script|style)\b.*?</\2>)", re.DOTALL)

Attributes = list[tuple[str, str | None]]


def _in_markup(text: str, change: Callable[[str], str]) -> str:
    """The page, changed outside its scripts and style sheets."""
    return "".join(piece if piece.startswith(("<script", "<style")) else change(piece) for piece in _pieces(text))


def _pieces(text: str) -> list[str]:
    pieces = _SCRIPT.split(text)
    return [piece for number, piece in enumerate(pieces) if number % 3 != 2]


def _retagged(text: str, write: Callable[[str, Attributes], str]) -> str:
    """The page with every start tag that has attributes written anew."""

    def anew(found: re.Match[str]) -> str:
        if found[1] in ("meta", "link", "input", "iframe"):
            return found[0]
        return write(found[1], [(pair[1], pair[2]) for pair in _ATTRIBUTE.finditer(found[2])])

    return _in_markup(text, lambda piece: _START.sub(anew, piece))


def _tag(name: str, attributes: Attributes, *, between: str = " ", equals: str = "=", end: str = ">") -> str:
    pairs = "".join(f"{between}{key}" + ("" if value is None else f'{equals}"{value}"') for key, value in attributes)
    return f"<{name}{pairs}{end}"


def _single(name: str, attributes: Attributes) -> str:
    return (
        _tag(name, attributes).replace('"', "'")
        if not any("'" in (v or "") for _, v in attributes)
        else _tag(name, attributes)
    )


def _unquoted(name: str, attributes: Attributes) -> str:
    pairs = "".join(
        f" {key}" + ("" if value is None else f"={value}" if re.fullmatch(r"[\w:;.#-]+", value) else f'="{value}"')
        for key, value in attributes
    )
    return f"<{name}{pairs}>"


def _entities(name: str, attributes: Attributes) -> str:
    return _tag(name, [(key, value and re.sub(r"\w", _entity, value, count=1)) for key, value in attributes])


def _entity(sign: re.Match[str]) -> str:
    return f"&#x{ord(sign[0]):X};"


def _decimal(name: str, attributes: Attributes) -> str:
    spelt = [(key, value and re.sub(r"[a-z]", lambda s: f"&#{ord(s[0])};", value)) for key, value in attributes]
    return _tag(name, spelt)


def _upper_case(text: str) -> str:
    names = r"<(/?)(div|p|section|span|b|h2|template|dialog|noscript)\b"
    return _in_markup(text, lambda piece: re.sub(names, lambda tag: tag[0].upper(), piece))


def _twice(name: str, attributes: Attributes) -> str:
    return _tag(name, [*attributes, ("class", "x"), ("style", "color:red")])


def _self_closed(text: str) -> str:
    return re.sub(r"<((?:div|section|article|span) [^<>]*(?:\"|hidden|popover))>", r"<\1/>", text)


# The page, spelt otherwise. None takes text out of the element that gates it.
SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "paragraphs left open": lambda text: _in_markup(text, lambda piece: piece.replace("</p>", "")),
    "upper case elements": _upper_case,
    "upper case attributes": lambda text: _retagged(text, lambda n, a: _tag(n, [(k.upper(), v) for k, v in a])),
    "reversed attributes": lambda text: _retagged(text, lambda n, a: _tag(n, a[::-1])),
    "attributes before": lambda text: _retagged(text, lambda n, a: _tag(n, [("data-a", "x>y"), ("data-b", None), *a])),
    "attributes twice": lambda text: _retagged(text, _twice),
    "single quotes": lambda text: _retagged(text, _single),
    "no quotes": lambda text: _retagged(text, _unquoted),
    "white space": lambda text: _retagged(text, lambda n, a: _tag(n, a, between="\n\t ", equals=" =\r\n ", end="\n>")),
    "slashes between attributes": lambda text: _retagged(text, lambda n, a: _tag(n, a, between="/")),
    "hexadecimal entities": lambda text: _retagged(text, _entities),
    "decimal entities": lambda text: _retagged(text, _decimal),
    "slash at the end": lambda text: _in_markup(text, _self_closed),
    "white space in values": lambda text: _in_markup(
        text, lambda piece: piece.replace('class="', 'class="\n ').replace('style="', 'style="\t')
    ),
    "no doctype": lambda text: text.replace("<!doctype html>", ""),
    "no headline element": lambda text: text.replace("<h1>", "<h2>").replace("</h1>", "</h2>"),
    "no article element": lambda text: re.sub(r"</?(?:article|main)>", "", text),
    "ends cut off": lambda text: re.sub(r"</(?:article|main|body|html)>", "", text),
    "line ends": lambda text: text.replace("\n", "\r\n"),
    "comments between": lambda text: _in_markup(text, lambda piece: piece.replace("<p>", "<!-- </div></b> --><p>")),
}


def _cased(text: str) -> str:
    return text.upper() if "url" not in text else text


# Declarations, spelt otherwise.
DECLARATION_SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "without blanks": lambda text: text.replace(": ", ":").replace("; ", ";"),
    "upper case": _cased,
    "important": lambda text: text.replace(";", " !important;") + " ! important",
    "more blanks": lambda text: text.replace(":", " \n:\t ") + " ;",
    "comments": lambda text: text.replace(":", "/**/:/* ; x:y */"),
    "among others": lambda text: f"margin-bottom: 2px;{text};line-height: 1.2",
    "after the opposite": lambda text: f"display: block; opacity: 1; visibility: visible; {text}",
    "garbage before": lambda text: f"*zoom: 1; x; {text}",
    "escaped": lambda text: re.sub(r"^(\w)", lambda sign: f"\\{ord(sign[0]):x} ", text),
    "escaped value": lambda text: re.sub(r": ([a-z])", lambda sign: f": \\{ord(sign[1]):06x}", text),
}


def misnest(dice: random.Random, text: str) -> str:
    """Gated text with formatting elements that close in the wrong order, end tags of nothing, elements left open."""
    return dice.choice(
        (
            text,
            f"<b>{text}</b>",
            f"<b><i>{text}</b></i>",
            f"<i>{text}",
            f"<b><div>{text}</b></div>",
            f"</var></nosuch>{text}",
            f"</br>{text}",
            f"<p><b>{text}</p></b>",
            f"<a href=x><div>{text}</div></a>",
            f"<ul><li>{text}<li>{text}</ul>",
            f"<table><tr><td>{text}</table>",
            f"<dl><dt>{text}<dd>{text}</dl>",
            f"<!-- </div> -->{text}<!-- </div></b></section> -->",
            f"<textarea></div></textarea>{text}",
            f"<script>'</div>'</script>{text}",
            f"<template></div></b></template>{text}",
            f"<iframe></div></iframe>{text}",
            f"<img alt='</div>'>{text}",
        )
    )
