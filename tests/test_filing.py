"""Sections and tags: what an article is filed under, in its readers' words."""

from __future__ import annotations

import pytest

from parvis.page.filing import MAX_LIST, read_sections, read_tags
from parvis.page.harvest import Harvest
from parvis.page.jsonld import JsonLd


@pytest.mark.parametrize(
    ("keywords", "tags"),
    [
        ("Rivers, Bridges", ("Rivers", "Bridges")),
        (["Rivers", "rivers", "RIVERS", "Bridges"], ("Rivers", "Bridges")),
        (["Rivers", "8f1c2d3e-0000-4a4a-9b9b-0123456789ab"], ("Rivers",)),
        (["Topic: Rivers", "Day: Monday", "Bridges"], ("Rivers", "Bridges")),
        (["Tag:Rivers", "Lite:true", "Category:Region"], ("Rivers", "Region")),
        (["Flood: what to do", "Rivers"], ("Flood: what to do", "Rivers")),
        (["", " ", "x" * 81], ()),
        ([f"tag {number}" for number in range(80)], tuple(f"tag {number}" for number in range(MAX_LIST))),
    ],
)
def test_tags_are_kept_and_notes_of_the_content_system_are_not(keywords: object, tags: tuple[str, ...]) -> None:
    assert read_tags(Harvest(), JsonLd(article={"keywords": keywords})) == tags


def test_the_old_meta_keywords_count_only_where_nothing_else_is_told() -> None:
    old = {"keywords": ["news, gazette"]}

    assert read_tags(Harvest(metas=old), JsonLd()) == ("news", "gazette")
    assert read_tags(Harvest(metas=old | {"article:tag": ["Rivers"]}), JsonLd()) == ("Rivers",)


def test_sections_end_with_the_breadcrumbs_between_home_and_article() -> None:
    jsonld = JsonLd(article={"articleSection": ["Local"]}, breadcrumbs=("Home", "Region", "local", "Bridge closed"))

    assert read_sections(Harvest(), jsonld) == ("Local", "Region")
