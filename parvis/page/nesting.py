"""What stands in what, in the tree that browsers build: what tags and text do to the open elements (13.2.6 of the HTML
standard).

Only what is open is followed; there are no nodes for what is closed. Left out: frames, the head, templates.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from parvis.page.opened import CELLS, FORMATTING, OBJECTS, SPECIAL, Node, Opened
from parvis.page.tags import HEADINGS, named
from parvis.page.tokens import Kind, Token

__all__ = ["MAX_STEPS", "hidden_tokens"]

MAX_STEPS = 5_000_000  # elements that are open, added up over the tokens; what follows is taken for hidden

_BLOCKS = named(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer header hgroup"
    " listing main menu nav ol pre search section summary ul"
)
# Closed by their end tags, whatever is open in them.
_ENDED = _BLOCKS | OBJECTS | named("button dd dt li select table")
_RAW = named("iframe noembed noframes textarea title xmp")  # all in them is text
_PARTS = named("caption col colgroup tbody td tfoot th thead tr")
_HOLDS = {  # what is opened in an element for a start tag that can stand in it
    "tr": {"td": "td", "th": "th"},
    "colgroup": {"col": "col"},
    **{rows: {"tr": "tr", "td": "tr", "th": "tr"} for rows in ("tbody", "tfoot", "thead")},
    "table": {
        **{name: name for name in ("caption", "colgroup", "tbody", "tfoot", "thead")},
        **dict.fromkeys(("td", "th", "tr"), "tbody"),
        "col": "colgroup",
    },
}
_ITEMS = {"li": ("li",), "dd": ("dd", "dt"), "dt": ("dd", "dt")}
_BREAKOUT = named(
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta"
    " nobr ol p pre ruby s small span strong strike sub sup table tt u ul var"
)


def hidden_tokens(tokens: Iterable[Token], hiding: Collection[int], *, quirks: bool = False) -> list[bool]:
    """Whether each token stands inside an element that hides; `hiding` are the numbers of their start tags.

    A start tag stands inside itself. `quirks`: the page has no doctype.
    """
    nesting = _Nesting(quirks=quirks)
    return [nesting.take(kind, name, hides=number in hiding) for number, (kind, name) in enumerate(tokens)]


class _Nesting:
    """What is open at one place of the source."""

    def __init__(self, *, quirks: bool) -> None:
        self._open, self._quirks = Opened(), quirks
        self._form: Node | None = None
        self._steps = 0

    def take(self, kind: Kind, name: str, *, hides: bool) -> bool:
        """Follow a token; returns whether it stands inside an element that hides."""
        opened = self._open
        self._steps += len(opened.stack)
        if self._steps > MAX_STEPS:
            return True
        if kind is Kind.TEXT:
            return self._text()
        if opened.current.name == "noscript" and (kind is not Kind.END or name != "noscript"):
            return opened.current.hidden  # a browser that runs scripts sees no tags in there
        if kind is Kind.END:
            self._end(name)
            return False
        if not self._is_drawn(name):
            node = _STARTS.get(name, _Nesting._ordinary)(self, name, hides)
            return hides or (node or opened.place()).hidden
        drawing = opened.current.name.partition(" ")[0] if opened.in_drawing else name
        node = opened.push(f"{drawing} {name}", hides=hides)
        if kind is Kind.CLOSED:
            opened.stack.pop()
        return node.hidden

    def _text(self) -> bool:
        opened = self._open
        if opened.current.name == "colgroup":
            opened.stack.pop()
        if opened.current.name not in _RAW and not opened.in_drawing:
            opened.reconstruct()
        return opened.place().hidden

    def _is_drawn(self, name: str) -> bool:
        """Whether a start tag is one of a drawing or formula; leaves these where it is not."""
        opened = self._open
        if not opened.in_drawing:
            if name in ("svg", "math"):
                opened.reconstruct()
            return name in ("svg", "math")
        if name not in _BREAKOUT:
            return True
        opened.leave_drawing()
        return False

    def _ordinary(self, name: str, hides: bool) -> Node | None:
        self._open.reconstruct()
        return self._open.push(name, hides=hides)

    def _bare(self, name: str, hides: bool) -> Node:
        return self._open.push(name, hides=hides)

    def _ignored(self, _name: str, _hides: bool) -> Node | None:
        return None

    def _void(self, _name: str, _hides: bool) -> Node | None:
        self._open.reconstruct()
        return None

    def _block(self, name: str, hides: bool) -> Node:
        self._close_p()
        return self._open.push(name, hides=hides)

    def _heading(self, name: str, hides: bool) -> Node | None:
        self._close_p()
        if self._open.current.name in HEADINGS:
            self._open.stack.pop()
        return self._open.push(name, hides=hides)

    def _rule(self, _name: str, _hides: bool) -> Node | None:
        self._close_p()
        if self._open.in_scope("select"):
            self._open.imply()
        return None

    def _xmp(self, name: str, hides: bool) -> Node | None:
        self._close_p()
        return self._ordinary(name, hides)

    def _start_form(self, name: str, hides: bool) -> Node | None:
        if self._form is not None:
            return None
        in_table = self._table_at() > 0
        self._form = self._bare(name, hides) if in_table else self._block(name, hides)
        if in_table:
            self._open.stack.pop()
        return self._form

    def _item(self, name: str, hides: bool) -> Node | None:
        stack = self._open.stack
        for at in range(len(stack) - 1, 0, -1):
            if stack[at].name in _ITEMS[name]:
                self._open.cut(at)
                break
            if stack[at].name in SPECIAL and stack[at].name not in ("address", "div", "p"):
                break
        return self._block(name, hides)

    def _button(self, name: str, hides: bool) -> Node | None:
        if at := self._open.in_scope(name):
            self._open.cut(at)
        return self._ordinary(name, hides)

    def _formatting(self, name: str, hides: bool) -> Node | None:
        self._open.reconstruct()
        node = self._open.push(name, hides=hides)
        self._open.activate(node)
        return node

    def _link(self, name: str, hides: bool) -> Node | None:
        self._open.forsake(name)
        return self._formatting(name, hides)

    def _nobr(self, name: str, hides: bool) -> Node | None:
        self._open.reconstruct()
        if self._open.in_scope(name):
            self._open.adopt(name)
        return self._formatting(name, hides)

    def _marked(self, name: str, hides: bool) -> Node | None:
        node = self._ordinary(name, hides)
        self._open.mark()
        return node

    def _input(self, name: str, hides: bool) -> Node | None:
        if at := self._open.in_scope("select"):
            self._open.cut(at)
        return self._void(name, hides)

    def _select(self, name: str, hides: bool) -> Node | None:
        if at := self._open.in_scope(name):
            self._open.cut(at)
            return None
        return self._ordinary(name, hides)

    def _option(self, name: str, hides: bool) -> Node | None:
        if self._open.in_scope("select"):
            self._open.imply(() if name == "optgroup" else ("optgroup",))
        elif self._open.current.name == "option":
            self._open.stack.pop()
        return self._ordinary(name, hides)

    def _ruby(self, name: str, hides: bool) -> Node | None:
        if self._open.in_scope("ruby"):
            self._open.imply(("rtc",) if name in ("rp", "rt") else ())
        return self._open.push(name, hides=hides)

    def _table(self, name: str, hides: bool) -> Node | None:
        if at := self._table_at():
            self._open.cut(at)
        if not self._quirks:
            self._close_p()
        return self._open.push(name, hides=hides)

    def _table_at(self) -> int:
        """The place of the table of which no cell or caption is open; 0: there is none."""
        at = self._open.last("table", "caption", "td", "th")
        return at if self._open.stack[at].name == "table" else 0

    def _part(self, name: str, hides: bool) -> Node | None:
        """A part of a table: closes what cannot hold it, and opens what must be around it."""
        opened = self._open
        while at := opened.last("table", *_PARTS):
            here = opened.stack[at].name
            inner = _HOLDS.get(here, {}).get(name)
            if inner is None:
                if here == "table":
                    return None
                opened.cut(at)
                continue
            opened.cut(at + 1)
            node = opened.push(inner, opened.current, hides=hides and inner == name)
            if inner in CELLS:
                opened.mark()
            if inner == name:
                if name == "col":
                    opened.stack.pop()
                return node
        return None

    def _close_p(self) -> None:
        if at := self._open.in_scope("p"):
            self._open.cut(at)

    def _end(self, name: str) -> None:
        if " " in self._open.current.name and self._open.end_drawn(name):
            return
        if name in _ENDED or name in _PARTS:
            self._close(self._open.in_scope(name))
        elif name in HEADINGS:
            self._close(self._open.in_scope(name, *HEADINGS))
        elif name == "form":
            self._end_form()
        elif not (name in FORMATTING and self._open.adopt(name)):
            self._end_ordinary(name)

    def _close(self, at: int) -> None:
        if at and self._open.stack[at].name in OBJECTS:
            self._open.clear()
        if at:
            self._open.cut(at)

    def _end_form(self) -> None:
        form, self._form = self._form, None
        if form is not None and self._open.is_in_scope(form):
            self._open.imply()
            self._open.stack.remove(form)

    def _end_ordinary(self, name: str) -> None:
        stack = self._open.stack
        for at in range(len(stack) - 1, 0, -1):
            if stack[at].name == name:
                self._open.cut(at)
                return
            if stack[at].name in SPECIAL:
                return


_Start = Callable[[_Nesting, str, bool], Node | None]
_STARTS: dict[str, _Start] = {
    **dict.fromkeys(_BLOCKS | {"p", "plaintext"}, _Nesting._block),
    **dict.fromkeys(HEADINGS, _Nesting._heading),
    **dict.fromkeys(FORMATTING, _Nesting._formatting),
    **dict.fromkeys(_ITEMS, _Nesting._item),
    **dict.fromkeys(_PARTS, _Nesting._part),
    **dict.fromkeys(named("area br embed image img keygen wbr"), _Nesting._void),
    **dict.fromkeys(
        named("base basefont bgsound body frame frameset head html link meta param source track"), _Nesting._ignored
    ),
    **dict.fromkeys(named("iframe noembed noframes noscript script style template title"), _Nesting._bare),
    **dict.fromkeys(OBJECTS, _Nesting._marked),
    **dict.fromkeys(("rb", "rp", "rt", "rtc"), _Nesting._ruby),
    **dict.fromkeys(("option", "optgroup"), _Nesting._option),
    "a": _Nesting._link,
    "button": _Nesting._button,
    "form": _Nesting._start_form,
    "hr": _Nesting._rule,
    "input": _Nesting._input,
    "nobr": _Nesting._nobr,
    "select": _Nesting._select,
    "table": _Nesting._table,
    "xmp": _Nesting._xmp,
}
