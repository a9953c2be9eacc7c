"""The parts that JSON-LD declares as not free, in whatever node they stand.

Metadata reads the node of the article. A gate is a gate in any node, in a list within a list, in a block that is
broken: this module looks at every object of every block and keeps nothing of it but selectors.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from parvis.page.jsonblock import truth
from parvis.page.markup import Markup

__all__ = ["UNREADABLE", "declared_parts"]

UNREADABLE = ""  # a selector that no reader can follow
MAX_BLOCK = 1 << 20  # characters; a longer block that speaks of parts is taken for one that cannot be read
_SPEAKS = re.compile(r"isAccessibleForFree", re.IGNORECASE)
_NAMES = re.compile(r"cssSelector|xpath", re.IGNORECASE)
_SELECTORS = re.compile(r'"cssSelector"\s*:\s*(\[[^\]]{0,2000}\]|"(?:[^"\\]|\\.){0,300}")', re.IGNORECASE)
_STRINGS = re.compile(r'"((?:[^"\\]|\\.)*+)(?:"|$)')  # to the end where it is not closed: nothing is read twice
_CLOSED = re.compile(r'isAccessibleForFree"\s*:\s*"?(?:https?://schema\.org/)?(?:false|0)', re.IGNORECASE)


def declared_parts(markup: Markup) -> tuple[str, ...]:
    """The selectors of all parts that are not free; UNREADABLE for one that is named in another way. Never raises."""
    found: dict[str, None] = {}
    for script in markup.tagged("script"):
        text = script.text or ""
        if "json" in script.get("type", "").lower() and _SPEAKS.search(text) and _NAMES.search(text):
            found.update(dict.fromkeys(_of_block(text)))
    return tuple(found)


def _of_block(text: str) -> Iterator[str]:
    if len(text) > MAX_BLOCK:
        return iter((UNREADABLE,))
    found: list[str] = []

    def keep(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found.extend(_of_object({key.rpartition(":")[2].lower(): value for key, value in pairs}))
        return dict(pairs)

    try:
        json.loads(text, object_pairs_hook=keep, strict=False)
    except (ValueError, RecursionError):
        return _of_ruins(text)
    return iter(found)


def _of_object(values: dict[str, Any]) -> Iterable[str]:
    if truth(values.get("isaccessibleforfree")) is not False:
        return ()
    if values.get("cssselector"):
        return _strings(values["cssselector"])
    return (UNREADABLE,) if values.get("xpath") else ()


def _strings(value: Any) -> Iterator[str]:
    """The strings of a value; what is neither string nor list cannot be read."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, list):
            yield from _strings(item)
        else:
            yield item.strip() if isinstance(item, str) else UNREADABLE


def _of_ruins(text: str) -> Iterator[str]:
    """Selectors in a block that is no JSON, where it closes anything at all."""
    if _CLOSED.search(text):
        for value in _SELECTORS.findall(text):
            yield from (UNREADABLE if "\\" in selector else selector for selector in _STRINGS.findall(value))
