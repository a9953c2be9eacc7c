"""What in a URL is nobody's business: user names, passwords, and the values of parameters that give access."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from urllib.parse import unquote

__all__ = ["redact", "without_user"]

MASK = "***"

# Both bounded, so that text without end costs no more than its length.
_USER = re.compile(r"(https?:[/\\]*)([^/?#\s\\\"'<>@]{0,300}@)+", re.IGNORECASE)
_NAME = re.compile(r"[?&;#]([^=&;#?\s\"'<>]{1,80})=")
_VALUE = re.compile(r"[^&;#\s\"'<>]+")
_PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


def redact(text: str) -> str:
    """The text with every URL in it free of secrets. The rest, and URLs without any, stay as they are.

    >>> redact("GET https://ann:pw@press.example/a?id=7&access_token=abc")
    'GET https://***@press.example/a?id=7&access_token=***'
    """
    text = without_user(text)
    shown, at = [], 0
    for name in _NAME.finditer(text):
        if name.start() >= at and _is_secret(name[1]) and (value := _VALUE.match(text, name.end())):
            shown += [text[at : name.end()], MASK]
            at = value.end()
    return "".join(shown) + text[at:]


def without_user(text: str) -> str:
    """The text whose URLs name no user and no password."""
    return _USER.sub(rf"\1{MASK}@", text) if "@" in text else text


@lru_cache(maxsize=4_096)
def _is_secret(name: str) -> bool:
    plain = unquote(name)
    parts = {part.lower() for part in _PART.findall(plain)} | {part.lower() for part in re.split(r"\W|_", plain)}
    return not parts.isdisjoint(_parts())


@cache
def _parts() -> frozenset[str]:
    words = tomllib.loads(files("parvis.identity").joinpath("secrets.toml").read_text(encoding="utf-8"))
    return frozenset(words["words"]["parts"])
