"""The stack of open elements and the list of active formatting elements of the HTML standard (13.2.4)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from parvis.page.tags import HEADINGS, named

__all__ = ["FORMATTING", "HEADINGS", "SPECIAL", "Node", "Opened"]

FORMATTING = named("a b big code em font i nobr s small strike strong tt u")
# Names in drawings begin with "svg " or "math ", so that none is taken for an element of the page.
INTEGRATION = frozenset(f"svg {name}" for name in ("desc", "foreignobject", "title")) | frozenset(
    f"math {name}" for name in ("annotation-xml", "mi", "mn", "mo", "ms", "mtext")
)
SPECIAL = (  # an end tag of another name does not reach beyond one
    INTEGRATION
    | HEADINGS
    | named(
        "address applet article aside blockquote button caption center colgroup dd details dir div dl dt fieldset"
        " figcaption figure footer form header hgroup html iframe li listing main marquee menu nav noembed noframes"
        " noscript object ol p plaintext pre script search section select style summary table tbody td template"
        " textarea tfoot th thead title tr ul xmp"
    )
)
# Formatting is not opened again across these.
CELLS = named("caption td th")
OBJECTS = named("applet marquee object")
IN_TABLE = named("colgroup table tbody tfoot thead tr")  # of what stands loose in these, see Opened.place
_SCOPE = INTEGRATION | CELLS | OBJECTS | named("html select table template")
_SCOPES = {
    "li": _SCOPE | {"ol", "ul"},
    "p": _SCOPE | {"button"},
    **dict.fromkeys(named("caption col colgroup table tbody td tfoot th thead tr"), named("html table template")),
}
IMPLIED = named("dd dt li optgroup option p rb rp rt rtc")
_ALIKE = 3  # formatting elements of one kind that are noted
_ROUNDS, _INNER = 8, 3  # of the adoption agency


class Node:
    """An open element, or one that will be opened again."""

    __slots__ = ("hidden", "hides", "name", "parent")

    hidden: bool

    def __init__(self, name: str, parent: Node | None, *, hides: bool) -> None:
        self.name, self.hides, self.parent = name, hides, parent
        self.hidden = hides or (parent is not None and parent.hidden)


class Opened:
    """The elements that are open at one place of the source, outermost first; and those to open again."""

    def __init__(self) -> None:
        html = Node("html", None, hides=False)
        self.stack = [html, Node("body", html, hides=False)]
        self.active: list[Node | None] = []  # None: a marker

    @property
    def current(self) -> Node:
        """The innermost open element."""
        return self.stack[-1]

    @property
    def in_drawing(self) -> bool:
        """Whether what comes next is a part of a drawing or formula."""
        name = self.stack[-1].name
        return " " in name and name not in INTEGRATION

    def leave_drawing(self) -> None:
        """Close a drawing or formula, or what is open of it in an element that holds a part of the page."""
        while self.in_drawing:
            self.stack.pop()

    def end_drawn(self, name: str) -> bool:
        """The end tag of a part of a drawing. False: it closes something of the page, if anything."""
        if name in ("br", "p"):
            self.leave_drawing()
            return False
        for at in range(len(self.stack) - 1, 0, -1):
            here = self.stack[at].name.partition(" ")[2]
            if here == name:
                self.cut(at)
                return True
            if not here:
                break
        return False

    def place(self, target: Node | None = None) -> Node:
        """Where text and elements go: what stands loose in a table is put in front of it."""
        target = target or self.stack[-1]
        if target.name not in IN_TABLE:
            return target
        return self.stack[self.last("table") - 1]

    def last(self, *names: str) -> int:
        """The place in the stack of the innermost open element of some name; 0: none is open."""
        stack = self.stack
        for at in range(len(stack) - 1, 0, -1):
            if stack[at].name in names:
                return at
        return 0

    def in_scope(self, name: str, *others: str) -> int:
        """The place of the innermost element of some name, unless a scope ends above it; 0: there is none."""
        stack, ends = self.stack, _SCOPES.get(name, _SCOPE)
        for at in range(len(stack) - 1, 0, -1):
            here = stack[at].name
            if here == name or here in others:
                return at
            if here in ends:
                return 0
        return 0

    def push(self, name: str, parent: Node | None = None, *, hides: bool = False) -> Node:
        """Open an element."""
        node = Node(name, parent or self.place(), hides=hides)
        self.stack.append(node)
        return node

    def cut(self, at: int) -> None:
        """Close all from a place of the stack on; formatting opened in a cell ends with it."""
        for node in self.stack[at:]:
            if node.name in CELLS:
                self.clear()
        del self.stack[at:]

    def imply(self, but: Collection[str] = ()) -> None:
        """Close the elements that need no end tag."""
        while self.current.name in IMPLIED and self.current.name not in but:
            self.stack.pop()

    def mark(self) -> None:
        """Begin a part in which formatting from outside is not opened again."""
        self.active.append(None)

    def clear(self) -> None:
        """Forget the formatting elements of the part that ends."""
        while self.active and self.active.pop() is not None:
            pass

    def activate(self, node: Node) -> None:
        """Note a formatting element, to open it again where it is closed from without."""
        alike = [other for other in self._since_mark() if other.name == node.name and other.hides == node.hides]
        if len(alike) >= _ALIKE:
            self.active.remove(alike[-1])
        self.active.append(node)

    def _since_mark(self) -> Iterator[Node]:
        """The formatting elements since the last marker, latest first."""
        for node in reversed(self.active):
            if node is None:
                return
            yield node

    def reconstruct(self) -> None:
        """Open formatting elements again that were closed from without."""
        at = len(self.active)
        if not at:
            return
        while at and (node := self.active[at - 1]) is not None and node not in self.stack:
            at -= 1
        for number in range(at, len(self.active)):
            if (node := self.active[number]) is not None:
                self.active[number] = self.push(node.name, hides=node.hides)

    def adopt(self, name: str) -> bool:
        """The adoption agency: close a formatting element. False: none of that name is to be opened again."""
        if self.current.name == name and self.current not in self.active:
            self.stack.pop()
            return True
        for _ in range(_ROUNDS):
            element = next((node for node in self._since_mark() if node.name == name), None)
            if element is None:
                return False
            if element not in self.stack:
                self.active.remove(element)
                return True
            if not self.is_in_scope(element) or not self._split(element):
                return True
        return True

    def forsake(self, name: str) -> None:
        """Close a formatting element that cannot hold another of its name."""
        node = next((node for node in self._since_mark() if node.name == name), None)
        if node is not None:
            self.adopt(name)
            self.active = [other for other in self.active if other is not node]
            self.stack = [other for other in self.stack if other is not node]

    def is_in_scope(self, element: Node) -> bool:
        """Whether an element is open, and no scope ends above it."""
        if element not in self.stack:
            return False
        inside = self.stack[self.stack.index(element) + 1 :]
        return all(node.name not in _SCOPE for node in inside)

    def _split(self, element: Node) -> bool:
        """Close a formatting element, but for a copy of it in the outermost block that is open in it. False: there is
        no such block.
        """
        at = self.stack.index(element)
        block = next((node for node in self.stack[at + 1 :] if node.name in SPECIAL), None)
        if block is None:
            del self.stack[at:]
            self.active.remove(element)
            return False
        bookmark = self._lift(block, at)
        copy = Node(element.name, block, hides=element.hides)
        self.active.insert(bookmark, copy)
        self.active.remove(element)
        self.stack.remove(element)
        below = self.stack.index(block) + 1
        for child in self.stack[below : below + 1]:
            child.parent = copy if child.parent is block else child.parent
        self.stack.insert(below, copy)
        for node in self.stack[at:]:
            node.hidden = node.hides or (node.parent is not None and node.parent.hidden)
        return True

    def _lift(self, block: Node, at: int) -> int:
        """Take a block out of what is open at a place of the stack, with copies of the formatting around it; returns
        where in the list a copy of the outermost belongs.
        """
        last, bookmark = block, self.active.index(self.stack[at]) + 1
        for number, above in enumerate(range(self.stack.index(block) - 1, at, -1), start=1):
            node = self.stack[above]
            if number > _INNER and node in self.active:
                place = self.active.index(node)
                bookmark -= place < bookmark
                del self.active[place]
            if node not in self.active:
                del self.stack[above]
                continue
            copy = Node(node.name, node.parent, hides=node.hides)
            place = self.active.index(node)
            self.active[place] = self.stack[above] = copy
            bookmark = place + 1 if last is block else bookmark
            last.parent = copy
            last = copy
        last.parent = self.place(self.stack[at - 1])
        return bookmark
