"""What a browser makes of a reference: the part of the URL standard that http and https need.

The rules are those of the "basic URL parser" (https://url.spec.whatwg.org). urllib follows RFC 3986 instead, by which a
sloppy link leads elsewhere than in a reader's browser. Only http(s) URLs come out; every other scheme is None. Nothing
here raises.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import NamedTuple
from urllib.parse import quote, unquote_to_bytes

import idna

__all__ = ["Parts", "parse", "resolved"]

MAX_CACHED = 2_000  # characters; hostile links shall not fill the memory

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_TRIM = "".join(map(chr, range(0x21)))  # C0 controls and space, at both ends
_DROPPED = re.compile(r"[\t\n\r]")  # anywhere
_SURROGATES = re.compile(r"[\ud800-\udfff]")
_AUTHORITY = re.compile(r"[/\\]*([^/\\?#]*)(.*)", re.DOTALL)
_LOCAL = re.compile(r"([^?#]*)(?:\?([^#]*))?(?:#(.*))?\Z", re.DOTALL)
_PORT = re.compile(r"(.*?)(?::([0-9]*))?\Z", re.DOTALL)
_FORBIDDEN = re.compile(r"[\x00-\x20#%/:<>?@\[\\\]^|\x7f]")  # in a domain
_NUMERIC = re.compile(r"(?:0[xX][0-9A-Fa-f]*|[0-9]+)\Z")
_PLAIN_HOST = re.compile(r"(?:[a-z0-9_-]+\.)*[a-z][a-z0-9_-]*\Z")
_DOTS = {".": 1, "%2e": 1, "..": 2, ".%2e": 2, "%2e.": 2, "%2e%2e": 2}
_DEFAULT_PORT = {"http": 80, "https": 443}

# quote() leaves letters, digits and _.-~ alone; these are what the standard leaves alone besides.
_FRAGMENT_SAFE = "!#$%&'()*+,/:;=?@[\\]^{|}"
_QUERY_SAFE = "!$%&()*+,/:;=?@[\\]^`{|}"
_PATH_SAFE = "!$%&'()*+,/:;=@[\\]|"
_USER_SAFE = "!$%&'()*+,"


class Parts(NamedTuple):
    """A parsed http(s) URL; `query` and `fragment` are None when absent."""

    scheme: str
    user: str
    host: str
    port: int | None  # None: the scheme's own
    path: str
    query: str | None
    fragment: str | None

    @property
    def href(self) -> str:
        """The URL as a browser would write it."""
        user = f"{self.user}@" if self.user else ""
        port = "" if self.port is None else f":{self.port}"
        query = "" if self.query is None else f"?{self.query}"
        fragment = "" if self.fragment is None else f"#{self.fragment}"
        return f"{self.scheme}://{user}{self.host}{port}{self.path}{query}{fragment}"


def parse(text: str, base: Parts | None = None) -> Parts | None:
    """The http(s) URL that a text means on the page `base`; None: it means none."""
    return _parse(text, base) if base is not None or len(text) > MAX_CACHED else _parse_alone(text)


def _parse(text: str, base: Parts | None = None) -> Parts | None:
    text = _SURROGATES.sub("�", _DROPPED.sub("", text.strip(_TRIM)))
    found = _SCHEME.match(text)
    if found is None:
        return None if base is None else _relative(text, base)
    scheme, rest = found[1].lower(), text[found.end() :]
    if scheme not in _DEFAULT_PORT:
        return None
    if base is not None and base.scheme == scheme and not rest.startswith("//"):
        return _relative(rest, base)
    return _absolute(scheme, rest)


_parse_alone = lru_cache(maxsize=1_024)(_parse)  # a URL is looked at by many before it is asked for


def _relative(text: str, base: Parts) -> Parts | None:
    if text[:1] in ("/", "\\") and text[1:2] in ("/", "\\"):
        return _absolute(base.scheme, text)
    path, query, fragment = _local(text)
    if text[:1] in ("/", "\\"):
        whole = resolved(path)
    elif path:
        whole = resolved(base.path[: base.path.rfind("/") + 1] + path)
    else:
        whole = base.path
        query = base.query if query is None else query
    return base._replace(path=whole, query=query, fragment=fragment)


def _absolute(scheme: str, text: str) -> Parts | None:
    found = _AUTHORITY.match(text)
    authority, rest = (found[1], found[2]) if found else ("", "")
    user, _, address = authority.rpartition("@")
    host, port = _host_and_port(address, scheme)
    if host is None:
        return None
    path, query, fragment = _local(rest)
    return Parts(scheme, _user(user), host, port, resolved(path), query, fragment)


def _local(text: str) -> tuple[str, str | None, str | None]:
    """Path (encoded, not yet resolved), query and fragment."""
    found = _LOCAL.match(text)
    path, query, fragment = found.groups() if found else (text, None, None)
    return (
        quote(path, safe=_PATH_SAFE).replace("\\", "/"),
        None if query is None else quote(query, safe=_QUERY_SAFE),
        None if fragment is None else quote(fragment, safe=_FRAGMENT_SAFE),
    )


def resolved(path: str) -> str:
    """The path without its dot segments, which may be spelt `%2e`."""
    kept: list[str] = []
    segments = path.removeprefix("/").split("/")
    for number, segment in enumerate(segments, 1):
        dots = _DOTS.get(segment.lower(), 0)
        if dots == 2:
            del kept[-1:]
        if not dots:
            kept.append(segment)
        elif number == len(segments):
            kept.append("")
    return "/" + "/".join(kept)


def _user(text: str) -> str:
    name, _, password = text.partition(":")
    name, password = quote(name, safe=_USER_SAFE), quote(password, safe=_USER_SAFE)
    return f"{name}:{password}" if password else name


def _host_and_port(address: str, scheme: str) -> tuple[str | None, int | None]:
    split = address.rfind("]") + 1
    found = _PORT.match(address, split)
    if found is None or ":" in found[1]:
        return None, None
    number = int(found[2][:6] if found[2] and len(found[2].lstrip("0")) > 5 else found[2] or -1)
    if number > 0xFFFF:
        return None, None
    host = _host(address[:split] + found[1])
    return host, None if number in (-1, _DEFAULT_PORT[scheme]) else number


def _host(text: str) -> str | None:
    if text.startswith("["):
        return _ipv6(text)
    if _PLAIN_HOST.match(text):
        return text
    domain = _to_ascii(unquote_to_bytes(text).decode("utf-8", "replace"))
    if not domain or _FORBIDDEN.search(domain):
        return None
    last = domain.removesuffix(".").rpartition(".")[2]
    return _ipv4(domain) if _NUMERIC.match(last) else domain


def _to_ascii(domain: str) -> str:
    """UTS 46 without its checks of length and hyphens; "" when it is no domain."""
    if domain.isascii():  # whatever an `xn--` label holds
        return domain.lower()
    try:
        mapped = idna.uts46_remap(domain.replace("\xad", ""), std3_rules=False)
        return ".".join(map(_label, mapped.split(".")))
    except (idna.IDNAError, UnicodeError, IndexError):
        return ""


def _label(label: str) -> str:
    if label.startswith("xn--"):
        plain = label[4:].encode("ascii").decode("punycode")
        if plain.isascii() or idna.uts46_remap(plain, std3_rules=False) != plain:
            raise UnicodeError
        return label
    if label.isascii():
        return label
    idna.check_initial_combiner(label)
    return f"xn--{label.encode('punycode').decode('ascii')}"


def _ipv6(text: str) -> str | None:
    if not text.endswith("]") or "%" in text:
        return None
    try:
        address = IPv6Address(text[1:-1])
    except AddressValueError:
        return None
    if address.ipv4_mapped is not None:  # Python 3.13 writes these with dots
        high, low = divmod(int(address.ipv4_mapped), 0x10000)
        return f"[::ffff:{high:x}:{low:x}]"
    return f"[{address}]"


def _ipv4(domain: str) -> str | None:
    """The address that one to four numbers mean, each decimal, octal or hexadecimal; the last fills what is left."""
    parts = domain.removesuffix(".").split(".")
    if len(parts) > 4 or not all(map(_NUMERIC.match, parts)):
        return None
    try:
        numbers = list(map(_number, parts))
    except ValueError:
        return None
    if any(number > 0xFF for number in numbers[:-1]) or numbers[-1] >= 256 ** (5 - len(numbers)):
        return None
    value = numbers.pop() + sum(number << (24 - 8 * place) for place, number in enumerate(numbers))
    return str(IPv4Address(value))


def _number(text: str) -> int:
    if text[:2].lower() == "0x":
        return int(text[2:] or "0", 16)
    return int(text, 8) if len(text) > 1 and text.startswith("0") else int(text)
