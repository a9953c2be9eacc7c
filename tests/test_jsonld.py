"""JSON-LD: the guarded loader, the allow-list, and the choice of the article's node."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.page.jsonblock import MAX_BLOCK, MAX_DEPTH, load_block, truth
from parvis.page.jsonld import JsonLd, read_jsonld

# Files that JSON forbids and pages contain; reading them harms nobody.
TOLERATED = {
    "n_array_extra_comma.json": "a comma before the closing bracket",
    "n_array_number_and_comma.json": "likewise",
    "n_object_trailing_comma.json": "likewise",
    "n_object_lone_continuation_byte_in_key_and_trailing_comma.json": "likewise; the byte was replaced when decoding",
    "n_array_just_comma.json": "likewise",
    "n_number_NaN.json": "NaN is read as nothing",
    "n_number_infinity.json": "likewise",
    "n_number_minus_infinity.json": "likewise",
    "n_string_unescaped_ctrl_char.json": "raw control characters inside strings",
    "n_string_unescaped_newline.json": "likewise",
    "n_string_unescaped_tab.json": "likewise",
    "n_structure_whitespace_formfeed.json": "white space around",
    "n_single_space.json": "an empty script holds nothing",
    "n_structure_no_data.json": "likewise",
    "n_structure_UTF8_BOM_no_data.json": "likewise",
}

NEWS = {"@type": "NewsArticle", "headline": "Bridge closed", "isAccessibleForFree": False}


def read(*nodes: Any, **kwargs: Any) -> JsonLd:
    return read_jsonld([json.dumps(node) for node in nodes], **kwargs)


def every(pattern: str, shared: Path) -> dict[str, str]:
    return {
        path.name: path.read_bytes().decode("utf-8", "replace")
        for path in sorted((shared / "suites/json").glob(pattern))
    }


def test_the_parsing_suite_raises_nothing_and_what_json_accepts_is_accepted(shared: Path) -> None:
    assert [name for name, text in every("y_*.json", shared).items() if load_block(text).broken] == []
    assert all(load_block(text) is not None for text in every("*.json", shared).values())


def test_what_json_rejects_is_called_broken_but_for_what_pages_get_wrong(shared: Path) -> None:
    accepted = {name for name, text in every("n_*.json", shared).items() if not load_block(text).broken}

    assert accepted <= TOLERATED.keys()


@pytest.mark.parametrize(
    "key",
    ["articleBody", "text", "transcript", "description", "comment", "review", "ARTICLEBODY", "schema:articleBody"],
)
def test_text_of_the_article_is_dropped_while_loading(key: str) -> None:
    block = load_block(
        json.dumps({"@graph": [{"@type": "NewsArticle", key: "Zq secret", "hasPart": {key: "Zq secret"}}]})
    )

    assert "Zq" not in repr(block.nodes) + repr(block)


def test_a_part_keeps_its_selector_only() -> None:
    part = {
        "@type": "WebPageElement",
        "cssSelector": ".paywall",
        "isAccessibleForFree": "False",
        "name": "Zq",
        "headline": "Zq",
    }

    assert "Zq" not in repr(load_block(json.dumps(NEWS | {"hasPart": [part]})).nodes)
    assert "Zq" not in repr(load_block(json.dumps({"@graph": [part]})).nodes)


@pytest.mark.parametrize(
    "wrapped",
    ["<!-- {} -->", "//<![CDATA[\n{}\n//]]>", "/*<![CDATA[*/{}/*]]>*/", "<![CDATA[{}]]>", "\ufeff{};", " \n{}\n "],
)
def test_wrappings_of_old_templates_come_off(wrapped: str) -> None:
    block = load_block(wrapped.replace("{}", json.dumps(NEWS)))

    assert (block.broken, len(block.nodes)) == (False, 1)


def test_a_broken_block_still_tells_that_the_page_is_not_free() -> None:
    text = '{"headline": "A "quoted" word", "isAccessibleForFree": "False", "hasPart": {"cssSelector": ".wall"}}'

    assert load_block(text).free is False
    assert read_jsonld([text]).withheld == (".wall",)
    assert read_jsonld([text]).free() is False


def test_values_fit_into_a_database() -> None:
    block = load_block(
        '{"headline": "a\\ud800b", "wordCount": 1' + "0" * 50 + ', "name": NaN, "url": 1e999, "image": 1}'
    )
    node = block.nodes[0]

    sqlite3.connect(":memory:").execute(
        "select ?, ?, ?", (node["headline"], node["wordCount"], node["image"])
    ).fetchall()
    assert (node["headline"], node.get("name"), node["url"]) == ("a\ufffdb", None, None)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"@graph":' * 5_000, " " * (MAX_BLOCK + 1), '{"wordCount": ' + "9" * 5_000 + "}", "\ud800"]
)
def test_hostile_blocks_cost_nothing(text: str) -> None:
    assert len(load_block(text).nodes) <= 1


@given(st.text(max_size=500))
def test_no_text_whatever_raises(text: str) -> None:
    load_block(text)
    read_jsonld([text])


KEYS = st.sampled_from(
    [
        "@graph",
        "@type",
        "@id",
        "author",
        "name",
        "hasPart",
        "isAccessibleForFree",
        "cssSelector",
        "mainEntity",
        "headline",
    ]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["NewsArticle", "#a"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(st.lists(VALUES, max_size=3))
def test_no_graph_whatever_raises(values: list[Any]) -> None:
    facts = read(*values)

    assert facts.free() in {True, False, None}
    assert all(isinstance(selector, str) and selector for selector in facts.withheld)


@given(VALUES)
def test_depth_is_bounded(value: Any) -> None:
    for _ in range(MAX_DEPTH * 2):
        value = {"mainEntity": value}

    assert depth(load_block(json.dumps(value)).nodes[0]) <= MAX_DEPTH + 1


def depth(value: Any) -> int:
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return 1 + max(map(depth, inner), default=0) if isinstance(value, (dict, list)) else 0


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, True), (False, False), ("True", True), ("False", False), ("true", True), ("false", False), (1, True),
        (0, False), ("http://schema.org/False", False), ("https://schema.org/True", True), ("schema:False", False),
        (["False"], False), ({"@value": "false"}, False), ("", None), (None, None), ("maybe", None), ("premium", None),
        ({}, None), ([], None),
    ],
)  # fmt: skip
def test_a_truth_has_three_values(value: object, expected: bool | None) -> None:
    assert truth(value) is expected


def test_the_key_is_found_in_any_case() -> None:
    assert read({"@type": "NewsArticle", "isAccessibleforFree": "false"}).free() is False


@pytest.mark.parametrize(
    "other",
    [
        {"@type": "VideoObject", "headline": "Bridge closed", "isAccessibleForFree": True},
        {"@type": "ImageGallery", "isAccessibleForFree": True},
        {"@type": "NewsArticle", "associatedMedia": {"@type": "ImageObject", "isAccessibleForFree": True}},
        {"@type": "NewsArticle", "headline": "Something else", "isAccessibleForFree": True},
        {"@type": "CollectionPage", "isAccessibleForFree": True},
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_the_node_of_this_article_is_chosen(other: dict[str, Any], first: bool) -> None:
    facts = read(*([other, NEWS] if first else [NEWS, other]), title="Bridge closed")

    assert facts.free() is False


def test_the_url_decides_between_two_articles() -> None:
    here = {"@type": "Article", "url": "https://a.example/here?x=1", "headline": "Here"}
    there = {"@type": "Article", "mainEntityOfPage": {"@id": "https://a.example/there"}, "headline": "There"}

    assert read({"@graph": [here, there]}, same_page=frozenset({"a.example/there"})).text("headline") == "There"
    assert read({"@graph": [here, there]}, same_page=frozenset({"a.example/here"})).text("headline") == "Here"


def test_types_may_be_a_list_and_values_may_be_references() -> None:
    facts = read(
        {
            "@graph": [
                {"@type": ["Article", "LearningResource"], "author": {"@id": "#p"}},
                {"@id": "#p", "name": "Ann Lee"},
            ]
        }
    )

    assert facts.resolve(facts.get("author"))[0]["name"] == "Ann Lee"


def test_a_page_says_what_its_article_does_not() -> None:
    assert read({"@type": "WebPage", "isAccessibleForFree": "False"}).free() is False
    assert read({"@type": "WebPage", "isAccessibleForFree": "False"}).is_article is False


@pytest.mark.parametrize(
    ("part", "withheld", "free"),
    [
        ({"isAccessibleForFree": False, "cssSelector": ".a"}, (".a",), ()),
        ({"isAccessibleForFree": "http://schema.org/False", "cssSelector": [".a", ".b, .c"]}, (".a", ".b, .c"), ()),
        ({"isAccessibleForFree": True, "cssSelector": ".a"}, (), (".a",)),
        ({"cssSelector": ".a"}, (), ()),
        ({"isAccessibleForFree": False}, (), ()),
        (
            [{"isAccessibleForFree": False, "cssSelector": ".a"}, {"isAccessibleForFree": True, "cssSelector": ".b"}],
            (".a",),
            (".b",),
        ),
    ],
)
def test_parts_name_what_is_withheld(part: Any, withheld: tuple[str, ...], free: tuple[str, ...]) -> None:
    facts = read({"@type": "NewsArticle", "isAccessibleForFree": True, "hasPart": part})

    assert (facts.withheld, facts.open, facts.free()) == (withheld, free, True)


def test_a_part_counts_whichever_node_declares_it() -> None:
    part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".wall"}

    assert read(NEWS, {"@type": "Thing", "mainEntity": {"@type": "Thing", "hasPart": part}}).withheld == (".wall",)
    assert read({"@graph": [NEWS | {"hasPart": {"@id": "#w"}}, part | {"@id": "#w"}]}).withheld == (".wall",)
