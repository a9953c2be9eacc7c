"""Bytes to text: BOM > HTTP charset > meta in the first 1,024 bytes > UTF-8 if it decodes > windows-1252."""

from __future__ import annotations

import codecs
import re

from w3lib.encoding import resolve_encoding

__all__ = ["decode"]

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"""<meta\s[^>]*?charset\s*=\s*["']?\s*([a-zA-Z0-9:_-]+)""", re.IGNORECASE)
_HTTP = re.compile(r"""charset\s*=\s*["']?\s*([a-zA-Z0-9:_-]+)""", re.IGNORECASE)


def decode(body: bytes, content_type: str | None = None) -> tuple[str, str, int]:
    """(text, encoding, number of replaced characters)."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return _decoded(body[len(bom) :], name)
    http = _HTTP.search(content_type or "")
    meta = _META.search(body, 0, 1024)
    for label in (http and http[1], meta and meta[1].decode("ascii")):
        name = resolve_encoding(label) if label else None
        if name:
            return _decoded(body, name)
    try:
        return body.decode("utf-8"), "utf-8", 0
    except UnicodeDecodeError:
        return _decoded(body, "cp1252")


def _decoded(body: bytes, name: str) -> tuple[str, str, int]:
    text = body.decode(name, "replace")
    return text, name, text.count("\ufffd")
