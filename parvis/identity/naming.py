"""What in a URL may name its article: the one token of its path that looks most like an id, and the query's parameters.

Whether a site's tokens are ids is for `parvis.identity.learning` to say. Dates are none, whatever they look like.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from parvis.identity.host import registrable_domain
from parvis.identity.url import host_of

__all__ = ["Rules", "Token", "id_token", "loose_key", "parameters_of", "without"]

_EDGE = r"(?<![A-Za-z0-9]){}(?![A-Za-z0-9])"
_UUID = re.compile(_EDGE.format(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"), re.IGNORECASE)
_MARKED = re.compile(_EDGE.format(r"(article(?=\d{3})|id_(?=\w{4})|lux\.(?=\w{8}))(\w+)"), re.IGNORECASE)
_DIGITS = re.compile(_EDGE.format(r"([A-Za-z]{0,12})(\d{5,})"))
_HEX = re.compile(_EDGE.format(r"((?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,})"), re.IGNORECASE)
_DATE = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])?(?:[0-5]\d){0,2})?")
_SHORT_DATE = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a path that looks like an id. Tokens of one shape are ids together, or none is."""

    shape: str  # what stands in front, and the kind: "digits", "article+digits", "uuid"
    value: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What was learnt of a site's URLs."""

    parameters: frozenset[str] = frozenset()  # that say nothing of the article
    shapes: frozenset[str] = frozenset()  # whose tokens are article ids

    def name(self, key: str) -> str:
        """What a key comes down to. Two keys with one name are two URLs of one article, if their titles agree."""
        return loose_key(key) if self.names_id(key) else without(key, self.parameters)

    def names_id(self, key: str) -> bool:
        """Whether the key holds an article's id."""
        token = id_token(key) if self.shapes else None
        return token is not None and token.shape in self.shapes

    def rule(self, key: str) -> tuple[str, str] | None:
        """The rule by which a key has another name, with what it found: ("digits", "1234567")."""
        if self.names_id(key) and (token := id_token(key)):
            return token.shape, token.value
        dropped = sorted(parameters_of(key) & self.parameters)
        return (" ".join(dropped), without(key, self.parameters)) if dropped else None


@lru_cache(maxsize=16_384)
def id_token(key: str) -> Token | None:
    """The token of a key that looks most like an id: a uuid, a marked one, else the longest, of equals the last.

    >>> id_token("press.example/sport-10001/the-match-of-the-day-1234567.html")
    Token(shape='digits', value='1234567')
    >>> id_token("press.example/20260301/the-match-of-the-day")
    """
    path = _path(key)
    if found := _UUID.search(path):
        return Token("uuid", found[1].lower())
    if marked := list(_MARKED.finditer(path)):
        return Token(f"{marked[-1][1].lower()}+", marked[-1][2])
    found_tokens = [*_digits(path), *(Token("hex", match[1].lower()) for match in _HEX.finditer(path))]
    return max(reversed(found_tokens), key=lambda token: len(token.value), default=None)


def _digits(path: str) -> list[Token]:
    pairs = [(match[1].lower(), match[2]) for match in _DIGITS.finditer(path)]
    return [Token(f"{before}+digits" if before else "digits", value) for before, value in pairs if not _is_date(value)]


def _is_date(digits: str) -> bool:
    return bool(_DATE.fullmatch(digits) or _SHORT_DATE.fullmatch(digits))


@lru_cache(maxsize=16_384)
def loose_key(key: str) -> str:
    """The least that a key may come down to under any rules: its id on its domain, else its path."""
    token = id_token(key)
    if token is None:
        return key.partition("?")[0] if "#" not in key else key
    return f"{registrable_domain(host_of(key))}#{token.shape}={token.value}"


def parameters_of(key: str) -> frozenset[str]:
    """The names of a key's query parameters."""
    return frozenset(pair.partition("=")[0] for pair in _pairs(key))


def without(key: str, names: Collection[str]) -> str:
    """The key without some parameters."""
    pairs = _pairs(key) if names else []
    kept = [pair for pair in pairs if pair.partition("=")[0] not in names]
    if len(kept) == len(pairs):
        return key
    head, _, rest = key.partition("?")
    _, hash_sign, fragment = rest.partition("#")
    return head + ("?" + "&".join(kept) if kept else "") + hash_sign + fragment


def _pairs(key: str) -> list[str]:
    query = key.partition("#")[0].partition("?")[2]
    return [pair for pair in query.split("&") if pair]


def _path(key: str) -> str:
    return re.split(r"[?#]", key, maxsplit=1)[0].partition("/")[2]
