"""The verdict on a block: additive evidence in bits, each term kept as the explanation. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from parvis.ledger.weights import Weights, load_weights
from parvis.records import Block, Term
from parvis.words import Role

__all__ = ["BOILERPLATE", "CAP", "LEVELS", "BlockStatus", "Counts", "level", "score", "score_at"]

CAP = 3  # articles that are counted for a block; as many make a text boilerplate
LEVELS = 32  # of diversity that are told apart: a path's texts are judged anew only when it has changed its level

# The roles of an article's own blocks: boilerplate only when other articles hold the text as well.
_CONTENT = frozenset({Role.HEADLINE, Role.BYLINE, Role.STANDFIRST, Role.TEASER, Role.BODY, Role.LABEL, Role.CAPTION})
BOILERPLATE = frozenset(set(Role) - _CONTENT - {Role.WITHHELD})
_NAMES = frozenset({Role.BYLINE, Role.LABEL, Role.CAPTION})  # of people, sections, agencies: repeated by nature


class Counts(NamedTuple):
    """What the ledger has counted for a block and for the path it stands on, over the articles of one site."""

    articles: int = 1  # distinct articles that hold the text, at most CAP
    path_seen: int = 1  # the same, summed over the texts seen on the path
    path_texts: int = 1  # distinct texts seen on the path


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockStatus:
    """What the ledger says of a block."""

    kind: Role | None  # None: content; LABEL; else the kind of boilerplate
    score: float = 0.0  # bits; above zero is boilerplate
    terms: tuple[Term, ...] = ()


def score(block: Block, counts: Counts) -> BlockStatus:
    """The status of a block under what was counted for it.

    Hard rules: a text of one article is never boilerplate by repetition; prose of CAP articles always is; the page's
    own title or description is content while few articles hold it.
    """
    return score_at(block, articles=counts.articles, level=level(counts))


def score_at(block: Block, *, articles: int, level: int) -> BlockStatus:
    """The same for a path whose level of diversity is known."""
    return _score(block.role, block.words, block.prior, articles, level)


@lru_cache(maxsize=16_384)
def _score(role: Role, words: int, prior: tuple[Term, ...], articles: int, level: int) -> BlockStatus:
    weights, names, different = load_weights(), {term.name for term in prior}, level / LEVELS
    repetition = _repetition(articles, different, weights, words=words, prose="prose" in names)
    terms = (*prior, *_role_term(role, weights), *repetition)
    total = round(sum(term.bits for term in terms), 2)
    label = "prose" not in names and _is_label(role, words, different, weights)
    return BlockStatus(kind=_kind(role, articles, total=total, names=names, label=label), score=total, terms=terms)


def _kind(role: Role, articles: int, *, total: float, names: set[str], label: bool) -> Role | None:
    own, prose, many = "own description" in names, "prose" in names, articles >= CAP
    if role is Role.WITHHELD or (own and (role is Role.HEADLINE or not many)):
        return None  # withheld text was never seen; a column's title may come again every week
    if total <= 0 and not (many and prose):
        return None
    if role in BOILERPLATE:
        return role
    if articles == 1:
        return None
    return Role.LABEL if label else Role.OTHER


def _is_label(role: Role, words: int, different: float, weights: Weights) -> bool:
    return role in _NAMES or (words <= weights.label_words and different >= weights.label_diversity)


def level(counts: Counts) -> int:
    """How far the path shows another text in every article: 0 a template's lines, LEVELS the articles' own.

    Since articles are counted up to CAP, the share of texts among sightings ends at 1 / CAP, not at 0.
    """
    share = (counts.path_texts - load_weights().offset) / max(1, counts.path_seen)
    return round(LEVELS * min(1.0, max(0.0, (share - 1 / CAP) / (1 - 1 / CAP))))


def _role_term(role: Role, weights: Weights) -> tuple[Term, ...]:
    bits = weights.roles.get(role)
    return (Term(name=f"role {role}", bits=bits),) if bits else ()


def _repetition(articles: int, different: float, weights: Weights, *, words: int, prose: bool) -> tuple[Term, ...]:
    terms = []
    if articles > 1:
        bits = min(weights.most, weights.bits_per_doubling * math.log2(articles))
        terms.append(Term(name="articles", bits=round(bits * (1 - weights.relief * different if prose else 1), 2)))
    if words >= weights.diverse_words and different:
        terms.append(Term(name="diverse path", bits=round(weights.diverse_bits * different, 2)))
    return tuple(terms)
