"""What an origin says for all its pages: the lines of its robots.txt, tdmrep.json, licences, ai.txt and trust.txt.

What a page says itself stands above it where a specification says so (TDMRep: file, header, meta element); everything
else is a union in which the refusal holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from parvis.identity.whatwg import parse
from parvis.records import Link, Rights
from parvis.rights.declared import read_declaration
from parvis.rights.reserving import refuse, reserve
from parvis.rights.robots import RobotsState
from parvis.rights.rsl import Terms, read_lines, read_rsl, terms_of
from parvis.rights.tdmrep import TdmRule, read_tdmrep, rule_of
from parvis.rights.usage import preferences, refused, usage_of
from parvis.words import Kind

__all__ = [
    "FileKind",
    "OriginFile",
    "OriginTerms",
    "licence_urls",
    "origin_of",
    "read_origin",
    "with_feed",
    "with_origin",
]

LICENCES = 2  # of an origin that are asked for


class FileKind(StrEnum):
    TDMREP = "tdmrep"
    LICENCE = "licence"  # RSL
    AI = "ai"
    TRUST = "trust"


PATHS = {
    FileKind.TDMREP: "/.well-known/tdmrep.json",
    FileKind.AI: "/ai.txt",
    FileKind.TRUST: "/.well-known/trust.txt",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginFile:
    """The answer to a request for such a file."""

    kind: str
    url: str
    status: int | None
    body: bytes | None
    problem: str | None  # what went wrong on the way

    @property
    def text(self) -> bytes | None:
        had = self.problem is None and self.status is not None and 200 <= self.status < 300
        return self.body if had else None

    @property
    def is_unknown(self) -> bool:
        """Whether there may be such a file all the same."""
        return self.problem is not None or self.status is None or self.status >= 500 or self.status == 429


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginTerms:
    """Read once for all pages of an origin."""

    notes: tuple[tuple[str, str], ...] = ()  # lines of robots.txt that speak to us: name, value
    tdm: tuple[TdmRule, ...] = ()
    tdm_unknown: bool = False
    licences: tuple[tuple[str, tuple[Terms, ...]], ...] = ()  # URL, terms
    declarations: tuple[tuple[str, str], ...] = ()


_SILENT = OriginTerms()


def origin_of(url: str) -> str | None:
    """Scheme, host and port: what one robots.txt speaks for."""
    parts = parse(url)
    return f"{parts.scheme}://{parts.host}" + (f":{parts.port}" if parts.port else "") if parts else None


def licence_urls(robots: RobotsState) -> tuple[str, ...]:
    """The licences that robots.txt names."""
    notes = robots.file.notes() if robots.file else ()
    urls = [value for name, value in notes if name == "license" and value.startswith(("https://", "http://"))]
    return tuple(dict.fromkeys(urls))[:LICENCES]


def read_origin(robots: RobotsState, answers: Iterable[OriginFile]) -> OriginTerms:
    """What the files say; one that is not there, or is something else, says nothing."""
    tdm: tuple[TdmRule, ...] = ()
    licences, declarations, unknown = [], list[tuple[str, str]](), False
    for file in answers:
        body = file.text
        if file.kind == FileKind.TDMREP:
            unknown = file.is_unknown
            tdm = read_tdmrep(body) or () if body else ()
        elif file.kind == FileKind.LICENCE:
            licences.append((file.url, read_rsl(body) or () if body else ()))
        elif body:
            declarations += [(f"{file.kind}.txt", f"{name}: {value}") for name, value in read_declaration(body) or ()]
    return OriginTerms(
        notes=robots.file.notes() if robots.file else (),
        tdm=tdm,
        tdm_unknown=unknown,
        licences=tuple(licences),
        declarations=tuple(declarations),
    )


def with_origin(rights: Rights, terms: OriginTerms, url: str) -> Rights:
    """The rights of a page with what its origin says of its URL."""
    if terms == _SILENT:
        return rights
    notes = tuple((f"robots.txt {name}", value[:1_000]) for name, value in terms.notes)
    rights = replace(rights, raw=rights.raw + notes + terms.declarations, declarations=terms.declarations)
    rights = _with_usage(rights, terms, url)
    rights = _with_licences(rights, terms, url)
    return _with_tdm(rights, terms, url)


def _with_tdm(rights: Rights, terms: OriginTerms, url: str) -> Rights:
    rights = replace(rights, tdm_unknown=terms.tdm_unknown)
    rule = rule_of(terms.tdm, url)
    if rule is None:
        return rights
    said = f"{rule.location} tdm-reservation: {'unset' if rule.reserved is None else int(rule.reserved)}"
    rights = replace(rights, raw=(*rights.raw, ("tdmrep.json", said)), tdm_policy=rights.tdm_policy or rule.policy)
    if rights.tdm_said or rule.reserved is None:  # the page's own word stands above the file
        return rights
    if rule.reserved:
        return reserve(rights, "tdmrep.json")
    return rights if rights.tdm_reserved else replace(rights, tdm_reserved=False)


def _with_usage(rights: Rights, terms: OriginTerms, url: str) -> Rights:
    signals = [value for name, value in terms.notes if name == "content-signal"]
    usages = [value for name, value in terms.notes if name == "content-usage"]
    for where, found in (
        ("content-signal", preferences(", ".join(signals))),
        ("content-usage", usage_of(usages, url)),
    ):
        rights = replace(rights, usage=(*rights.usage, *found.items()))
        rights = refuse(rights, refused(found), f"robots.txt {where}")
    return rights


def _with_licences(rights: Rights, terms: OriginTerms, url: str) -> Rights:
    for where, licence in terms.licences:
        rights = replace(rights, rsl=rights.rsl or where)
        rights = _with_terms(rights, terms_of(licence, url), "rsl", where)
    return rights


def with_feed(rights: Rights, link: Link | None, url: str) -> Rights:
    """The rights of a page with what the feed that named it says of it."""
    if link is None or not link.rsl:
        return rights
    source = link.found_on if link.found_in is Kind.FEED and link.found_on else "feed"
    lines = read_lines(link.rsl)
    nearest = terms_of(lines, url)
    for terms in lines:  # an item may hold several licences
        if nearest and terms.content == nearest.content:
            rights = _with_terms(rights, terms, "rsl of a feed", source)
    return rights


def _with_terms(rights: Rights, found: Terms | None, layer: str, where: str) -> Rights:
    if found is None:
        return rights
    said = f"permits {' '.join(found.permits) or 'all'}; prohibits {' '.join(found.prohibits) or 'nothing'}"
    rights = replace(rights, raw=(*rights.raw, (f"{layer} {where}" if where != "feed" else layer, said)))
    reserved = {"training": found.reserves_training, "search": found.reserves_search}
    return refuse(rights, {name for name, yes in reserved.items() if yes}, layer)
