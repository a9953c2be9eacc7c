"""Which parts JSON-LD declares as not free, in whatever node, spelling or ruin."""

from __future__ import annotations

import json

import pytest

from parvis.page.document import read_document
from parvis.page.parts import MAX_BLOCK, UNREADABLE, declared_parts

LD = "application/ld+json"


def parts(text: str, kind: str = LD) -> tuple[str, ...]:
    attribute = f' type="{kind}"' if kind else ""
    page = f"<html><body><script>x</script><script{attribute}>{text}</script><p>x"
    return declared_parts(read_document(page.encode(), "https://news.example/a").markup)


def closed(selector: object, free: object = False, **more: object) -> str:
    return json.dumps({"isAccessibleForFree": free, "cssSelector": selector, **more})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (closed(".a"), (".a",)),
        (closed(" .a "), (".a",)),
        (closed([".a", ".b"]), (".a", ".b")),
        (closed([".a", [".b", [".c"]]]), (".a", ".b", ".c")),
        (closed([".a", 7]), (".a", UNREADABLE)),
        (closed({"a": 1}), (UNREADABLE,)),
        (closed(7), (UNREADABLE,)),
        (closed(".a", "False"), (".a",)),
        (closed(".a", "http://schema.org/False"), (".a",)),
        (closed(".a", 0), (".a",)),
        (closed(".a", True), ()),
        (closed(".a", None), ()),
        (closed(""), ()),
        (closed("", xpath="//p"), (UNREADABLE,)),
        (closed(".a", True, xpath="//p"), ()),
        ('{"isAccessibleForFree": false, "xpath": "//p"}', (UNREADABLE,)),
        ('{"isAccessibleForFree": false, "XPath": ""}', ()),
        ('{"isAccessibleForFree": false, "name": "cssSelector"}', ()),
        ('{"schema:isAccessibleForFree": false, "schema:cssSelector": ".a"}', (".a",)),
        ('{"ISACCESSIBLEFORFREE": false, "CSSSELECTOR": ".a"}', (".a",)),
        (f"[{closed('.a')}, {closed('.b')}, {closed('.a')}]", (".a", ".b")),
        ('{"isAccessibleForFree": false, "cssSelector": ".a\n"}', (".a",)),
        ('{"isAccessibleForFree": {"@value": false}, "cssSelector": ".a"}', (".a",)),
        ('{"cssSelector": ".a"}', ()),
        ("", ()),
    ],
)
def test_a_block_declares(text: str, found: tuple[str, ...]) -> None:
    assert parts(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"isAccessibleForFree": false, "cssSelector": ".a",}', (".a",)),
        ('{"isAccessibleForFree": "False", "cssSelector": [".a", ".b"],}', (".a", ".b")),
        ('{"isAccessibleForFree" : "https://schema.org/False", "cssSelector" : ".a",}', (".a",)),
        ('{"isAccessibleForFree":"http://schema.org/false","cssSelector":".a",}', (".a",)),
        ('{"isAccessibleForFree": 0, "cssSelector": ".a",}', (".a",)),
        ('{"isAccessibleForFree": false, "cssSelector": ".a\\u0020.b",}', (UNREADABLE,)),
        ('{"isAccessibleForFree": false, "cssSelector": [".a", ".b\\u0020", ".c"],}', (".a", UNREADABLE, ".c")),
        ('{"isAccessibleForFree": false, "cssSelector": [".a", ".b],}', (".a", ".b]")),
        ('{"isAccessibleForFree": true, "cssSelector": ".a",}', ()),
        ('{"isAccessibleForFree": false, "cssSelector": 7,}', ()),
    ],
)
def test_a_block_that_is_no_json_declares_what_can_be_read(text: str, found: tuple[str, ...]) -> None:
    assert parts(text) == found


def test_a_block_that_is_nested_without_end_declares_what_can_be_read() -> None:
    assert parts("[" * 200_000 + closed(".a")) == (".a",)


def test_a_block_that_is_too_long_declares_what_nobody_can_read() -> None:
    text = closed(".a")
    whole = text + " " * (MAX_BLOCK - len(text))

    assert parts(whole) == (".a",)
    assert parts(whole + " ") == (UNREADABLE,)
    assert MAX_BLOCK == 1_048_576


@pytest.mark.parametrize("text", ['{"cssSelector": ".a"}', '{"isAccessibleForFree": false}'])
def test_a_long_block_that_speaks_of_no_parts_declares_none(text: str) -> None:
    assert parts(text + " " * MAX_BLOCK) == ()


@pytest.mark.parametrize(("kind", "found"), [("application/LD+JSON", (".a",)), ("text/plain", ()), ("", ())])
def test_only_json_declares(kind: str, found: tuple[str, ...]) -> None:
    assert parts(closed(".a"), kind) == found
