"""What a person typed, as a query. Pure; never raises: what does not hold is mended and told, or told with a remedy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from parvis.research.filters import read_filter
from parvis.research.lexing import Sign, Token, searchable, tokens
from parvis.research.query import (
    All,
    Either,
    Field,
    Filter,
    FilterName,
    Near,
    Node,
    Not,
    Query,
    Reach,
    Remark,
    Term,
    Within,
    terms,
)

__all__ = ["read_query"]

MAX_SIGNS = 4_000
MAX_TERMS = 64  # more words than anybody means; a longer list only costs time
MAX_DEPTH = 12  # of parentheses
NEAREST = 10  # words between, where no number is given
_DISTANCE = re.compile(r",\s*(\d{1,3})\s*\Z")
_OPERANDS = frozenset({Sign.WORD, Sign.PHRASE, Sign.REST, Sign.FIELD, Sign.OPEN, Sign.LIST, Sign.FILTER})
_SIGNS = re.compile(r"[+#@&$%€£=<>~|^]")
_OPERATORS = frozenset({Sign.AND, Sign.OR, Sign.NOT, Sign.NEAR})


def read_query(typed: str) -> Query:
    """Reads a query of the search language; see `parvis.research.query`."""
    typed = _plain(typed)
    if len(typed) > MAX_SIGNS:
        return Query(
            typed=typed, problems=(Remark(place=MAX_SIGNS, text=f"longer than {MAX_SIGNS:,} signs: shorten it"),)
        )
    return _Reader(typed).read()


def _plain(text: str) -> str:
    """Without what SQLite takes for the end of a text, nor halves of characters, which a shell can hand over."""
    return text.replace("\x00", " ").encode("utf-8", "replace").decode("utf-8")


class _Reader:
    """Goes through the tokens once, from left to right."""

    def __init__(self, typed: str) -> None:
        self._typed = typed
        self._tokens = list(tokens(typed))
        self._next = 0
        self._filters: list[Filter] = []
        self._notes: list[Remark] = []
        self._problems: list[Remark] = []

    def read(self) -> Query:
        words = self._either(0)
        while self._peek():
            self._note(self._take(), "there is no ( to this ); left out")
            rest = self._either(0)
            words = _all([part for part in (words, rest) if part])
        words = words or self._operator_alone()
        self._check(words)
        return Query(
            typed=self._typed,
            words=words,
            filters=tuple(self._filters),
            notes=tuple(self._notes),
            problems=tuple(sorted(self._problems, key=lambda problem: problem.place)),
        )

    def _operator_alone(self) -> Term | None:
        if self._filters or len(self._tokens) != 1 or self._tokens[0].sign not in _OPERATORS:
            return None
        self._notes = [Remark(place=self._tokens[0].place, text="alone it joins nothing; looked for as a word")]
        return Term(text=self._tokens[0].text, place=self._tokens[0].place)

    def _check(self, words: Node | None) -> None:
        written = any(token.sign is not Sign.FILTER for token in self._tokens) and not self._filters
        dropped = any(token.sign in _OPERANDS - {Sign.FILTER} for token in self._tokens)
        if words is None and not self._problems and (written or dropped):
            self._problem(0, "nothing in it can be looked for: a word has a letter or a digit")
        for again in [filter_ for filter_ in self._filters if filter_.name is FilterName.DATE][1:]:
            self._problem(again.place, "one date: only; write it as from..to")
        for part in _inner(words) if words else ():
            if part is not words and _takes_away_only(part):
                place = next(terms(part)).place
                self._problem(place, "NOT has nothing here to take away from: write it behind a word, as in a NOT b")
        found = list(terms(words))
        if len(found) > MAX_TERMS:
            self._problem(found[MAX_TERMS].place, f"more than {MAX_TERMS} words: leave out those from here on")

    def _either(self, depth: int) -> Node | None:
        """Alternatives between OR."""
        parts: list[Node] = []
        dangling: Token | None = None
        while True:
            part = self._all(depth)
            if part:
                parts.append(part)
                dangling = None
            if not (token := self._peek()) or token.sign is not Sign.OR:
                break
            if not part:
                self._note(token, "OR has nothing on its left; left out")
            dangling = self._take()
        if dangling and parts:
            self._note(dangling, "OR has nothing on its right; left out")
        return Either(parts=tuple(parts)) if len(parts) > 1 else next(iter(parts), None)

    def _all(self, depth: int) -> Node | None:
        """Neighbours, with or without AND."""
        parts: list[Node] = []
        while token := self._peek():
            if token.sign in _OPERANDS:
                self._add(parts, self._operand(depth))
            elif token.sign is Sign.AND:
                self._conjunction(parts)
            elif token.sign in {Sign.NOT, Sign.MINUS}:
                self._add(parts, self._negation(depth))
            elif token.sign is Sign.NEAR:
                self._nearness(parts)
            else:
                break
        return _all(parts)

    def _add(self, parts: list[Node], part: Node | None) -> None:
        if part:
            parts.append(part)

    def _conjunction(self, parts: Sequence[Node]) -> None:
        token = self._take()
        follows = self._peek()
        if not follows or follows.sign not in _OPERANDS | {Sign.NOT, Sign.MINUS} or not (parts or self._filters):
            self._note(token, "AND has nothing to join; left out")

    def _negation(self, depth: int) -> Node | None:
        token = self._take()
        follows = self._peek()
        if not follows or follows.sign not in _OPERANDS:
            self._note(token, f"{token.text} has nothing on its right; left out")
            return None
        if follows.sign is Sign.FILTER:
            self._filter(depth, negated=True)
            return None
        part = self._operand(depth)
        return Not(part=part) if part else None

    def _nearness(self, parts: list[Node]) -> None:
        """`a NEAR/5 b`: of two words."""
        token = self._take()
        follows = self._peek()
        left = parts[-1] if parts else None
        if not isinstance(left, Term | Near) or not follows or follows.sign not in {Sign.WORD, Sign.PHRASE, Sign.REST}:
            self._note(token, "NEAR stands between two words or phrases; left out")
            return
        right = self._term(self._take())
        if right:
            before = left.parts if isinstance(left, Near) else (left,)
            parts[-1] = Near(parts=(*before, right), distance=int(token.detail or NEAREST))

    def _operand(self, depth: int) -> Node | None:
        token = self._peek()
        assert token  # noqa: S101  the caller has looked
        match token.sign:
            case Sign.OPEN:
                return self._group(depth)
            case Sign.FIELD:
                return self._within(depth)
            case Sign.FILTER:
                self._filter(depth, negated=False)
                return None
            case Sign.LIST:
                return self._list(self._take())
            case _:
                return self._term(self._take())

    def _group(self, depth: int) -> Node | None:
        token = self._take()
        if depth == MAX_DEPTH:
            self._problem(token.place, f"more than {MAX_DEPTH} parentheses within one another: take some out")
            self._next = len(self._tokens)
            return None
        part = self._either(depth + 1)
        follows = self._peek()
        if follows and follows.sign is Sign.CLOSE:
            self._take()
        else:
            self._note(token, "there is no ) to this (; it reaches to the end")
        return part

    def _within(self, depth: int) -> Node | None:
        token = self._take()
        follows = self._peek()
        if not follows or follows.sign not in _OPERANDS - {Sign.FILTER}:
            self._note(token, f"{token.text}: has nothing on its right; left out")
            return None
        if follows.sign is Sign.FIELD:
            self._problem(follows.place, "a field within a field: name one of them")
        part = self._operand(depth)
        if part and any(isinstance(inner, Within) for inner in _inner(part)):
            self._problem(token.place, "a field within a field: name one of them")
        return Within(field=Field(token.text), part=part) if part else None

    def _filter(self, depth: int, *, negated: bool) -> None:
        token = self._take()
        if depth:
            self._problem(token.place, f"{token.text}: holds for the whole query: write it outside of the parentheses")
        read = read_filter(token.text, token.detail, place=token.place, negated=negated)
        if isinstance(read, Remark):
            self._problems.append(read)
        else:
            self._filters.append(read)

    def _list(self, token: Token) -> Node | None:
        """`NEAR(a b, 5)`."""
        number = _DISTANCE.search(token.text)
        listed = token.text[: number.start()] if number else token.text
        inner = [
            Token(part.sign, part.text, part.place + token.place + len("NEAR("), part.detail) for part in tokens(listed)
        ]
        found = [term for part in inner if (term := self._term(part))]
        if len(found) < 2:
            self._note(token, "NEAR(...) takes two words or more")
            return found[0] if found else None
        return Near(parts=tuple(found), distance=int(number[1]) if number else NEAREST)

    def _term(self, token: Token) -> Term | None:
        if not searchable(token.text):
            self._note(token, f"{token.text.strip() or 'an empty phrase'} has no letter and no digit; left out")
            return None
        if token.sign is Sign.WORD:
            return self._word(token)
        if token.sign is Sign.REST:
            self._note(token, "this quotation mark has no second one; the phrase reaches to the end")
        return Term(text=token.text.strip(), place=token.place, quoted=True)

    def _word(self, token: Token) -> Term:
        text = token.text.strip("*")
        reach = _REACHES[token.text.startswith("*"), token.text.endswith("*")]
        if "*" in text:
            self._note(token, "* stands for more letters only at an end of a word")
        elif lost := _SIGNS.findall(text):
            self._note(
                token, f"the index has no {' '.join(dict.fromkeys(lost))}: {text} is found as {_SIGNS.sub('', text)}"
            )
        return Term(text=text, place=token.place, reach=reach)

    def _peek(self) -> Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self) -> Token:
        self._next += 1
        return self._tokens[self._next - 1]

    def _note(self, token: Token, text: str) -> None:
        self._notes.append(Remark(place=token.place, text=text))

    def _problem(self, place: int, text: str) -> None:
        self._problems.append(Remark(place=place, text=text))


_REACHES = {
    (False, False): Reach.WHOLE,
    (False, True): Reach.BEGINNING,
    (True, False): Reach.END,
    (True, True): Reach.WITHIN,
}


def _all(parts: Sequence[Node]) -> Node | None:
    """Several parts as one; what is an All already comes in as its parts."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, All) else (part,))]
    if len(flat) == 1 and not isinstance(flat[0], Not):
        return flat[0]
    return All(parts=tuple(flat)) if flat else None


def _takes_away_only(part: Node) -> bool:
    return isinstance(part, All) and all(isinstance(inner, Not) for inner in part.parts)


def _inner(part: Node) -> Iterator[Node]:
    """A part with all below it."""
    yield part
    match part:
        case Near() | All() | Either():
            for inner in part.parts:
                yield from _inner(inner)
        case Not() | Within():
            yield from _inner(part.part)
