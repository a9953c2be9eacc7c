"""A query written in one way: the same for queries that ask the same, and a query again. Pure."""

from __future__ import annotations

from parvis.research.query import All, Either, Filter, Near, Node, Not, Query, Reach, Term, Within

__all__ = ["normalised"]


def normalised(query: Query) -> str:
    """Small letters, operators written out, what may change places in the order of the alphabet.

    >>> from parvis.research.parsing import read_query
    >>> normalised(read_query("Ferry  budget site:harbour -race"))
    'site:"harbour" "budget" AND "ferry" AND NOT "race"'
    """
    filters = sorted(map(_filter, query.filters))
    return " ".join([*filters, *([_node(query.words)] if query.words else [])])


def _filter(one: Filter) -> str:
    values = ",".join(f'"{value}"' for value in sorted(set(one.values)))
    return f"{'-' if one.negated else ''}{one.name}:{values}"


def _node(node: Node) -> str:
    match node:
        case Term():
            return _term(node)
        case Near(parts=parts, distance=distance):
            return f"NEAR({' '.join(sorted(map(_term, parts)))}, {distance})"
        case Not(part=part):
            return f"NOT {_inner(part)}"
        case Within(field=field, part=part):
            return f"{field}:{_inner(part)}"
        case All(parts=parts):
            taken = sorted(_inner(part) for part in parts if isinstance(part, Not))
            return " AND ".join([*sorted(_inner(part) for part in parts if not isinstance(part, Not)), *taken])
        case Either(parts=parts):
            return " OR ".join(sorted(map(_inner, parts)))


def _inner(node: Node) -> str:
    return f"({_node(node)})" if isinstance(node, All | Either) else _node(node)


def _term(term: Term) -> str:
    text = " ".join(term.text.lower().split())
    match term.reach:
        case Reach.BEGINNING:
            return f"{text}*"
        case Reach.END:
            return f"*{text}"
        case Reach.WITHIN:
            return f"*{text}*"
        case Reach.WHOLE:
            return f'"{text}"'
