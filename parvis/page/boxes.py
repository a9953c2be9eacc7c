"""What an element's tag and attributes say of the box it opens: its kind, and the step it adds to a path.

The words are data, in boxes.toml. Everything is cached by attribute value, for a page repeats its class names and a
site repeats its pages.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from parvis.words import Role

__all__ = ["BODY", "clean_classes", "read_names", "step_of"]

BODY = "body"  # the kind of the article's own container; every other kind is the value of a Role

MAX_ATTRIBUTE = 400  # characters of a class attribute that are read; soup of utility classes goes on for kilobytes
MAX_CLASSES = 3  # class names in one step of a path
MAX_CLASS_NAME = 40

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SUSPECT = re.compile(r"\d|sc-|css-|^(?:jss|emotion|svelte|jsx|astro|tdi|tdb)[-_]")
# A name that begins so says what a box does or contains, not what it is.
_STATE = tuple(f"{word}-" for word in ("js", "is", "has", "no", "with", "without", "hide", "show", "non", "not"))
_STATE += ("u-", "l-", "o-")
_DIGITS = re.compile(r"\d.*\d")
# Names made by CSS-in-JS and CSS modules: sc-gXmSlM, css-1shl3oz, _x2Kj9, text__1FZLe, Body-sc-12y1jkx-0, jss41,
# hyperion-css-um4uop.
_HASHED = re.compile(
    r"^(?:sc|css|jss|emotion|svelte|jsx|astro|tdi|tdb)[-_]|(?:^|[-_])css-|-sc-"
    r"|(?:__|--|[-_])(?=[A-Za-z0-9]*(?:\d|[a-z][A-Z]))[A-Za-z0-9]{5,}$"
    r"|^[a-z]{1,2}\d|^(?=(?:[A-Za-z]*?[a-z][A-Z]){2})[a-zA-Z]{5,7}$"
)
_LANDMARKS = {
    "nav": Role.NAVIGATION.value,
    "footer": Role.FOOTER.value,
    "aside": Role.RELATED.value,
    "dialog": Role.OTHER.value,
    "figcaption": Role.CAPTION.value,
    "menu": Role.NAVIGATION.value,
    "address": Role.BYLINE.value,
}
_ROLES = {
    "navigation": Role.NAVIGATION.value,
    "menu": Role.NAVIGATION.value,
    "menubar": Role.NAVIGATION.value,
    "search": Role.NAVIGATION.value,
    "banner": Role.NAVIGATION.value,
    "contentinfo": Role.FOOTER.value,
    "complementary": Role.RELATED.value,
    "dialog": Role.OTHER.value,
    "alertdialog": Role.OTHER.value,
}
_PROPERTIES = {
    "articlebody": BODY,
    "headline": Role.HEADLINE.value,
    "description": Role.STANDFIRST.value,
    "alternativeheadline": Role.STANDFIRST.value,
    "author": Role.BYLINE.value,
    "datepublished": Role.BYLINE.value,
    "datemodified": Role.BYLINE.value,
    "comment": Role.COMMENTS.value,
    "caption": Role.CAPTION.value,
    "breadcrumb": Role.NAVIGATION.value,
}
# Where one name holds several kinds, the first of these decides: "related-story-body" is related.
_ORDER = (
    "comments",
    "consent",
    "login",
    "registration",
    "newsletter",
    "share",
    "advert",
    "caption",
    "related",
    "offer",
    "navigation",
    "footer",
    "standfirst",
    "byline",
    "headline",
    "body",
    "label",
    "other",
)


_BODY_RANK, _COMMENTS_RANK, _NO_RANK = _ORDER.index(BODY), _ORDER.index("comments"), len(_ORDER)


@lru_cache(maxsize=8192)
def read_names(  # noqa: PLR0917 - hot and cached: keywords would double its cost
    tag: str,
    classes: str | None,
    ident: str | None,
    test: str | None = None,
    role: str | None = None,
    itemprop: str | None = None,
) -> tuple[str | None, str]:
    """(the kind of a box: `body`, the value of a Role, or None; the step it adds to a path).

    >>> read_names("div", "article__newsletter css-1shl3oz", None)
    ('newsletter', 'div.article__newsletter')
    """
    names = " ".join(filter(None, (classes, ident)))
    kind = (_PROPERTIES.get(itemprop.lower()) if itemprop else None) or (_named(names) if names else None)
    return kind or _ROLES.get(role or "") or _LANDMARKS.get(tag), step_of(tag, classes or "")


def _named(names: str) -> str | None:
    ranks = [rank for token in names[:MAX_ATTRIBUTE].split() if (rank := _token_rank(token)) is not None]
    if not ranks:
        return None
    if _BODY_RANK in ranks and _COMMENTS_RANK not in ranks:
        return BODY  # "article-body js-share": the container of the text has other duties too
    return _ORDER[min(ranks)]


@lru_cache(maxsize=16384)
def _token_rank(token: str) -> int | None:
    """The place in _ORDER of what a class name or id says."""
    if token.startswith(_STATE):
        return None
    words, pairs = _lexicon()
    parts = _words(token)
    if words.keys().isdisjoint(parts) and pairs.keys().isdisjoint(parts):
        return None
    rank, before = _NO_RANK, ""
    for word in parts:
        rank = min(rank, words.get(word, _NO_RANK))
        if word in pairs:
            rank = min(rank, pairs[word].get(before, _NO_RANK))
        before = word
    return rank if rank < _NO_RANK else None


def _words(token: str) -> list[str]:
    """The words of a name, split at punctuation, digits and humps."""
    if token.islower() and token.isascii():
        parts = token.replace("_", "-").split("-")
        if "".join(parts).isalpha():
            return parts
    return [part.lower() for part in _WORD.findall(token)]


@cache
def _lexicon() -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """(words, pairs by their second word and then their first)."""
    data = tomllib.loads(files("parvis.page").joinpath("boxes.toml").read_text(encoding="utf-8"))
    words: dict[str, int] = {}
    pairs: dict[str, dict[str, int]] = {}
    for kind, table in data.items():
        rank = _ORDER.index(kind)
        for name in table["names"]:
            first, _, second = name.partition(" ")
            known = pairs.setdefault(second, {}) if second else words
            known[first] = min(rank, known.get(first, rank))
    return words, pairs


def step_of(tag: str, classes: str) -> str:
    """One step of a path: the tag and its class names that a template wrote.

    >>> step_of("div", "article-body css-1shl3oz post-66123"), step_of("p", "")
    ('div.article-body', 'p')
    """
    return ".".join((tag, *clean_classes(classes)))


@lru_cache(maxsize=8192)
def clean_classes(classes: str) -> tuple[str, ...]:
    """Class names without those with two digits or more and those that a build step made up; at most three."""
    kept = [name for name in classes[:MAX_ATTRIBUTE].split() if _is_written(name)]
    return tuple(kept[:MAX_CLASSES])


@lru_cache(maxsize=16384)
def _is_written(name: str) -> bool:
    if name.islower() and not _SUSPECT.search(name):
        return len(name) <= MAX_CLASS_NAME
    return len(name) <= MAX_CLASS_NAME and not _DIGITS.search(name) and not _HASHED.search(name)
