"""What a page's headers and meta elements allow: X-Robots-Tag and meta robots, TDMRep, Content-Usage, licence.

Rules (Google's robots meta documentation; TDMRep W3C CG report 2024-05-10; draft-ietf-aipref-attach):
* what is addressed to everybody, to "robots" or to Parvis counts, from all layers together: the most restrictive wins;
* what is addressed to another robot is kept raw and binds nobody here;
* a colon ends a robot's name or a directive's, and `unavailable_after` may hold commas: known words tell them apart;
* TDMRep: the meta element is above the header; other values than 0 and 1 say nothing.
Never raises, whatever the values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from parvis.records import Rights
from parvis.rights.reserving import refuse, reserve
from parvis.rights.usage import preferences, refused

__all__ = ["HEADERS", "RSL", "page_rights"]

MAX_VALUE = 1_000  # characters of a header or meta element that are read
MAX_LINES = 50  # of one header
MAX_RAW = 50  # values kept as found
MAX_DATE = 64

_US = frozenset({"*", "robots", "parvis"})
_PLAIN = frozenset(
    {"all", "index", "follow", "noindex", "nofollow", "none", "noarchive", "nocache", "nosnippet", "noai", "noimageai"}
)
_VALUED = frozenset({"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"})
HEADERS = ("x-robots-tag", "tdm-reservation", "tdm-policy", "content-usage", "link")
RSL = "application/rsl+xml"
_NUMBER = re.compile(r"-?\d{1,9}")
_LINK = re.compile(r"<([^<>\s]{1,500})>([^<>,]{0,300})")
_IS_LICENCE = re.compile(r"\brel\s*=\s*\"?[^\";]*\blicense\b", re.IGNORECASE)


def page_rights(
    headers: Mapping[str, str],
    metas: Iterable[tuple[str, str]],
    *,
    license_url: str | None = None,
    rsl_url: str | None = None,
) -> Rights:
    """The union of what the response's headers and the page's meta elements (name, content) ask for.

    >>> page_rights({"X-Robots-Tag": "noarchive"}, [("robots", "max-snippet:160")]).max_snippet
    160
    """
    raw = [(name, value[:MAX_VALUE]) for name, value in _told(headers, metas)]
    rights = Rights(raw=tuple(raw[:MAX_RAW]), license=license_url, rsl=rsl_url)
    for name, value in raw:
        for directive, argument in _directives(name, value):
            rights = _restricted(rights, directive, argument, where=name)
    rights = _with_tdm(rights, raw)
    return _with_links(_with_usage(rights, raw), raw)


def _told(headers: Mapping[str, str], metas: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Headers (as "header x-robots-tag") before meta elements (as "meta robots")."""
    given = {name.lower(): value for name, value in headers.items()}
    for name in HEADERS:
        for value in given.get(name, "").splitlines()[:MAX_LINES]:
            if name != "link" or "license" in value.lower():
                yield f"header {name}", value.strip()
    for spelling, value in metas:
        name = spelling.strip().lower()
        if name in {"robots", "parvis"} or name.endswith("bot") or name.startswith("tdm-"):
            yield f"meta {name[:40]}", value.strip()


def _directives(where: str, value: str) -> Iterator[tuple[str, str]]:
    """Directives that bind Parvis, in lower case, with their argument."""
    kind, _, name = where.partition(" ")
    if where != "header x-robots-tag" and (kind != "meta" or name not in _US):
        return
    agent = "*"
    for part in _parts(value):
        head, colon, rest = (piece.strip() for piece in part.partition(":"))
        words = part
        if kind == "header" and colon and head.lower() not in _VALUED:
            agent, words = head.lower(), rest
            head, _, rest = (piece.strip() for piece in words.partition(":"))
        if agent not in _US:
            continue
        if head.lower() in _VALUED:
            yield head.lower(), rest
        else:
            yield from ((word, "") for word in words.lower().split() if word in _PLAIN)


def _parts(value: str) -> list[str]:
    """Split at commas, but for those inside the date of unavailable_after."""
    parts: list[str] = []
    for part in value.split(","):
        if parts and part.strip()[:1].isdigit() and "unavailable_after" in parts[-1].lower():
            parts[-1] += "," + part
        else:
            parts.append(part)
    return parts


def _restricted(rights: Rights, directive: str, argument: str, *, where: str) -> Rights:
    match directive:
        case "noindex" | "none":
            return replace(rights, noindex=True)
        case "noarchive" | "nocache":
            return replace(rights, noarchive=True)
        case "nosnippet":
            return replace(rights, nosnippet=True)
        case "noai" | "noimageai":
            return reserve(rights, f"{where} {directive}")
        case "max-snippet":
            return _shortened(rights, argument)
        case "unavailable_after":
            return _ended(rights, argument)
    return rights


def _shortened(rights: Rights, argument: str) -> Rights:
    if not _NUMBER.fullmatch(argument) or (limit := int(argument)) < 0:
        return rights
    lowest = limit if rights.max_snippet is None else min(limit, rights.max_snippet)
    return replace(rights, max_snippet=lowest, nosnippet=rights.nosnippet or lowest == 0)


def _ended(rights: Rights, argument: str) -> Rights:
    end = _moment(argument)
    if end is None or (rights.unavailable_after is not None and rights.unavailable_after <= end):
        return rights
    return replace(rights, unavailable_after=end)


def _moment(text: str) -> datetime | None:
    """ISO 8601, RFC 822 or RFC 850; UTC where no zone stands."""
    if len(text) > MAX_DATE:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text)
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _with_tdm(rights: Rights, raw: list[tuple[str, str]]) -> Rights:
    """The last layer that says 0 or 1 wins (headers come first); noai is not lifted by a 0."""
    told = [(where, value == "1") for where, value in raw if where.endswith(" tdm-reservation") and value in {"0", "1"}]
    policies = [
        value for where, value in raw if where.endswith(" tdm-policy") and value.startswith(("https://", "http://"))
    ]
    rights = replace(rights, tdm_said=bool(told), tdm_policy=policies[-1] if policies else None)
    if not told or rights.tdm_reserved:
        return rights
    where, reserved = told[-1]
    return reserve(rights, where) if reserved else replace(rights, tdm_reserved=False)


def _with_usage(rights: Rights, raw: list[tuple[str, str]]) -> Rights:
    where = "header content-usage"
    found = preferences(", ".join(value for name, value in raw if name == where))
    return refuse(replace(rights, usage=tuple(found.items())), refused(found), where)


def _with_links(rights: Rights, raw: list[tuple[str, str]]) -> Rights:
    """Licences of a Link header (RFC 8288)."""
    for url, parameters in (found for where, value in raw if where == "header link" for found in _LINK.findall(value)):
        if not _IS_LICENCE.search(parameters) or not url.startswith(("https://", "http://")):
            continue
        if RSL in parameters.lower():
            rights = replace(rights, rsl=rights.rsl or url)
        else:
            rights = replace(rights, license=rights.license or url)
    return rights
