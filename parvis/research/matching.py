"""The words of a query as an expression of the index: each is quoted, so that none is ever taken for syntax. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import TypeGuard

from parvis.research.query import All, Either, Field, Near, Node, Not, Reach, Term, Within, terms
from parvis.research.spelling import spellings

__all__ = ["Match", "Spelt", "match", "resolve"]

MOST_NEAR = 64  # ways to spell the words of one NEAR together
_COLUMNS = {Field.HEADLINE: "headline", Field.STANDFIRST: "standfirst", Field.TEASER: "teaser", Field.BY: "authors"}
# Thai, Lao, Khmer, Kana, Han: written without spaces, so that the index takes a whole run of them for one word.
_DENSE = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelt:
    """A word that is looked for in other spellings too, or as words of the archive that hold it."""

    typed: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What the index is asked for; or, where words are only taken away, what is taken from everything."""

    found: str | None
    taken: str | None
    spelt: tuple[Spelt, ...]


Wordings = dict[Term, tuple[str, ...]]


def resolve(
    words: Node | None, *, infix: bool, lookup: Callable[[Term], Sequence[str]], umlauts: bool = True
) -> Wordings:
    """What each word stands for: its spellings, or the words of the archive that hold it (`lookup`)."""
    return {term: _wordings(reaching(term, infix=infix), lookup, umlauts) for term in terms(words)}


def reaching(term: Term, *, infix: bool) -> Term:
    """The term as far as it is to reach: with `infix`, and in scripts without spaces, anywhere within a word."""
    if term.reach is Reach.WHOLE and ((infix and not term.quoted) or _DENSE.search(term.text)):
        return replace(term, reach=Reach.WITHIN)
    return term


def _wordings(term: Term, lookup: Callable[[Term], Sequence[str]], umlauts: bool) -> tuple[str, ...]:
    if term.reach in {Reach.END, Reach.WITHIN}:
        return tuple(lookup(term))
    return spellings(term.text, umlauts=umlauts)


def match(words: Node | None, wordings: Wordings) -> Match:
    """What the index is asked for."""
    spelt = tuple(Spelt(typed=term.text, also=also) for term in terms(words) if (also := _also(term, wordings[term])))
    if _takes_away_only(words):
        without = _join(" OR ", (_expression(part, wordings) for part in words.parts))
        return Match(found=None, taken=without, spelt=spelt)
    return Match(found=_expression(words, wordings) if words else None, taken=None, spelt=spelt)


def _takes_away_only(words: Node | None) -> TypeGuard[All]:
    """What the index cannot be asked for: everything but something."""
    return isinstance(words, All) and all(isinstance(part, Not) for part in words.parts)


def _also(term: Term, wordings: Sequence[str]) -> tuple[str, ...]:
    return tuple(wording for wording in wordings if wording != term.text.lower())


def _expression(node: Node, wordings: Wordings) -> str:
    match node:
        case Term():
            star = " *" if node.reach is Reach.BEGINNING else ""
            return _join(" OR ", (_quoted(wording) + star for wording in wordings[node])) or _NOTHING
        case Near():
            return _near(node, wordings)
        case Either():
            return _join(" OR ", (_expression(part, wordings) for part in node.parts))
        case Within():
            return f"{_COLUMNS[node.field]} : ({_expression(node.part, wordings)})"
        case Not():
            return _expression(node.part, wordings)
    kept = _join(" AND ", (_expression(part, wordings) for part in node.parts if not isinstance(part, Not)))
    taken = _join(" OR ", (_expression(part, wordings) for part in node.parts if isinstance(part, Not)))
    return f"({kept} NOT {taken})" if taken else kept


_NOTHING = '("0" NOT "0")'


def _near(node: Near, wordings: Wordings) -> str:
    """Alternatives cannot stand within NEAR, so it is written once for each way to spell its words."""
    choices = [
        [_quoted(wording) + (" *" if term.reach is Reach.BEGINNING else "") for wording in wordings[term]]
        for term in node.parts
    ]
    ways = islice(product(*choices), MOST_NEAR)
    return _join(" OR ", (f"NEAR({' '.join(way)}, {node.distance})" for way in ways)) or _NOTHING


def _join(sign: str, parts: Iterable[str]) -> str:
    found = list(parts)
    return found[0] if len(found) == 1 else f"({sign.join(found)})" if found else ""


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
