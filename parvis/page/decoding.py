"""Bytes to text: byte order mark > HTTP charset > meta in the first 1,024 bytes > UTF-8 if it decodes > windows-1252.

The meta is read by the prescan of the HTML standard (13.2.3.2), labels by the Encoding Standard; an unknown label is
ignored. One thing differs from browsers: a page that says it is in a legacy encoding and yet is valid UTF-8 beyond
ASCII is read as UTF-8, and one that says UTF-8 where hardly any of it is, as windows-1252. Such charsets lie; a
browser shows garbage, an archive should not keep it.
"""

from __future__ import annotations

import codecs
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

__all__ = ["decode", "find_codec"]

PRESCAN = 1024  # bytes
# Bytes; a browser that meets a later meta starts again, so a page that is not UTF-8 may name its encoding here.
LATE_PRESCAN = 16_384

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UNMARKED = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_CHARSET = re.compile(r"""charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;"']+))""", re.IGNORECASE)
# One step of the prescan: a comment, a tag's name, any other markup, or text up to the next "<". Each starts where
# the last ended: linear.
_STEP = re.compile(rb"<!--.*?(?:-->|\Z)|<(/?[a-zA-Z][^\t\n\f\r />]*)|<[!/?][^>]*>?|<?[^<]*", re.DOTALL)
_SPACE = rb"[\t\n\f\r ]"
_ATTRIBUTE = re.compile(
    rb"[\t\n\f\r /]*(?:([^\t\n\f\r />][^\t\n\f\r />=]*)" + _SPACE + rb"*(?:=" + _SPACE + rb"*"
    rb"""(?:"([^"]*)("?)|'([^']*)('?)|([^\t\n\f\r >]*)))?)?"""
)


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str, int]:
    """(text, name of the encoding, number of characters that it did not know)."""
    for bom, marked in _BOMS:
        if body.startswith(bom):
            return _decoded(body[len(bom) :], marked)
    codec = _declared(body, content_type) or dict(_UNMARKED).get(body[:2])
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(body, codec or _prescan(body[:LATE_PRESCAN]) or "cp1252")
    if codec is None and text.isascii():
        codec = _prescan(body[:LATE_PRESCAN])
    if codec is None or codec == "utf-8" or (codec not in _ASCII_UNSAFE and not text.isascii()):
        return text, "utf-8", 0
    return _decoded(body, codec)


_ASCII_UNSAFE = frozenset({"utf-16-le", "utf-16-be", "iso2022-jp"})  # valid UTF-8 proves nothing of these


def _declared(body: bytes, content_type: str | None) -> str | None:
    said = _CHARSET.search(content_type or "")
    return (find_codec(next(filter(None, said.groups()), "")) if said else None) or _prescan(body[:PRESCAN])


def _legacy(body: bytes, codec: str) -> tuple[str, str, int]:
    """The text of bytes that are not valid UTF-8, whatever was declared."""
    text, name, replacements = _decoded(body, codec)
    if codec == "utf-8" and 2 * replacements > sum(not char.isascii() for char in text):
        return _decoded(body, "cp1252")
    return text, name, replacements


def _decoded(body: bytes, codec: str) -> tuple[str, str, int]:
    text = body.decode(codec, "replace")
    return text, _table()["names"].get(codec, codec), text.count("\ufffd")


def find_codec(label: str) -> str | None:
    """Python's codec for a label of the Encoding Standard; None for any other label.

    >>> find_codec(" Latin1 "), find_codec("johab")
    ('cp1252', None)
    """
    return _codecs().get(label.strip("\t\n\f\r ").lower())


@cache
def _codecs() -> dict[str, str]:
    return {label: codec for codec, labels in _table()["labels"].items() for label in labels}


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("parvis.page").joinpath("encodings.toml").read_text(encoding="utf-8"))


def _prescan(head: bytes) -> str | None:
    position = 0
    while position < len(head):
        step = _STEP.match(head, position)
        if step is None:
            return None
        position = step.end()
        if step[1]:
            attributes = list(_attributes(head, position))
            position = attributes[-1][2] if attributes else position
            if position >= len(head) and not head.endswith(b">"):
                return None  # cut within a tag
            found = _of_meta(attributes) if step[1].lower() == b"meta" else None
            if found:
                return found
    return None


def _attributes(head: bytes, position: int) -> Iterator[tuple[str, str, int]]:
    """(name, value, end) of each attribute of the tag whose name ends at `position`."""
    while True:
        found = _ATTRIBUTE.match(head, position)
        if found is None or not found[1]:
            return
        open_quote = (found[2] is not None and not found[3]) or (found[4] is not None and not found[5])
        position = len(head) if open_quote else found.end()
        value = found[2] or found[4] or found[6] or b""
        yield found[1].decode("latin-1").lower(), value.decode("latin-1"), position


def _of_meta(attributes: list[tuple[str, str, int]]) -> str | None:
    first: dict[str, str] = {}
    for name, value, _ in attributes:
        first.setdefault(name, value)
    if "charset" in first:
        codec = find_codec(first["charset"])
    elif first.get("http-equiv", "").lower() == "content-type":
        said = _CHARSET.search(first.get("content", ""))
        codec = find_codec(next(filter(None, said.groups()), "")) if said else None
    else:
        return None
    return "utf-8" if codec in ("utf-16-le", "utf-16-be") else codec  # it could not be read if that were true
