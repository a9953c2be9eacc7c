"""A structure without its text: boxes as tags and written class names, in brackets, as they stand in one another.

    body(header.top main.story(div.card+))

Brothers that are alike are written once, "+" when there are more. Never text, an id or an address: tags come from a
closed list, and of class names only those that read like names are kept.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection
from functools import lru_cache
from typing import NamedTuple

from lxml.html import HtmlElement

from parvis.page.boxes import clean_classes
from parvis.records import Layout

__all__ = ["Node", "as_layout", "draw", "nodes", "step"]

MAX_CHILDREN = 200  # of one element that are looked at

_NAME = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_SIGN = re.compile(r"[^\s()+]+|[()+]")


class Node(NamedTuple):
    """A box of an outline: its step, the one around it ("" of the outermost), how deep, and whether it repeats."""

    step: str
    around: str
    depth: int
    repeats: bool = False


def draw(element: HtmlElement, tags: Collection[str], *, name: str, depth: int) -> str:
    """The outline of an element that is called `name`, of the elements with these tags, so many levels down."""
    if not depth:
        return name
    children = (child for child in element[:MAX_CHILDREN] if child.tag in tags)
    inner = _collapsed([draw(child, tags, name=step(child), depth=depth - 1) for child in children])
    return f"{name}({inner})" if inner else name


def step(element: HtmlElement) -> str:
    """An element as one step of an outline."""
    return _step(str(element.tag), element.get("class") or "")


@lru_cache(maxsize=8192)  # a page repeats its class names, and a site its pages
def _step(tag: str, classes: str) -> str:
    return ".".join((tag, *sorted(name for name in clean_classes(classes) if _NAME.fullmatch(name))))


def _collapsed(outlines: list[str]) -> str:
    """Outlines in order, each once, "+" behind those that stand there again."""
    return " ".join(outline + "+" * (times > 1) for outline, times in Counter(outlines).items())


def as_layout(outline: str, *, longest: int) -> Layout:
    """An outline, cut at a length, and its digest (16 hexadecimal digits)."""
    skeleton = outline[:longest]
    return Layout(digest=hashlib.blake2b(skeleton.encode(), digest_size=8).hexdigest(), skeleton=skeleton)


def nodes(skeleton: str) -> list[Node]:
    """The boxes of an outline in order; of one that was cut, those before the cut.

    >>> [(node.step, node.around, node.depth, node.repeats) for node in nodes("body(nav main(div.a)+)")]
    [('body', '', 0, False), ('nav', 'body', 1, False), ('main', 'body', 1, True), ('div.a', 'main', 2, False)]
    """
    found: list[Node] = []
    around: list[int] = []  # where the boxes stand that are open
    last = 0
    for sign in _SIGN.findall(skeleton):
        if sign == "(":
            around.append(last)
        elif sign == ")":
            last = around.pop()
        elif sign == "+":
            found[last] = found[last]._replace(repeats=True)
        else:
            last = len(found)
            found.append(Node(sign, found[around[-1]].step if around else "", len(around)))
    return found
