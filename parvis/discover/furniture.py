"""The words in URLs by which pages and sitemaps without articles are known (furniture.toml)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

_WORD = re.compile(r"[a-z]+")


@cache
def furniture(kind: str = "pages") -> frozenset[str]:
    """The words of one kind: pages, sitemaps or news."""
    text = resources.files("parvis.discover").joinpath("furniture.toml").read_text(encoding="utf-8")
    return frozenset(tomllib.loads(text)[kind])


def names_no_articles(name: str) -> bool:
    """Whether a sitemap of this name (lower case) lists something else than articles.

    >>> names_no_articles("post_tag-sitemap2.xml"), names_no_articles("post-sitemap.xml")
    (True, False)
    """
    return not _words(name).isdisjoint(furniture("sitemaps"))


def names_news(name: str) -> bool:
    """Whether a sitemap of this name (lower case) holds the articles of the last days."""
    return not _words(name).isdisjoint(furniture("news"))


def _words(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(name))
