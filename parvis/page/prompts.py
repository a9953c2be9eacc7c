"""Wall prompts: the lines and elements that say that the text ends here for an anonymous reader."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from parvis.page.blocks import Fragment
from parvis.page.document import Document
from parvis.page.place import WALL_KINDS, Found, Place, Spoken
from parvis.page.walls import find_walls
from parvis.phrases import Hit, PhraseKind, Scope, Strength
from parvis.words import Role

if TYPE_CHECKING:
    from parvis.sites import Site

__all__ = ["find_prompts"]

_ELSEWHERE = frozenset({Role.NAVIGATION, Role.FOOTER, Role.COMMENTS, Role.SHARE, Role.CAPTION})
_MUTE = frozenset(
    {
        PhraseKind.PROMO,
        PhraseKind.LOGIN,
        PhraseKind.NEWSLETTER,
        PhraseKind.OFFER,
        PhraseKind.DONATION,
        PhraseKind.CONSENT,
        PhraseKind.TECHNICAL,
    }
)


def find_prompts(
    document: Document, fragments: Sequence[Fragment], spoken: Spoken, *, site: Site | None = None
) -> tuple[Found, ...]:
    """What visible lines and elements say of access, in document order.

    Those that `ends` holds of end the public text.
    """
    place = Place.of(fragments)
    if place is None:
        return ()
    found = [*_phrases(fragments, spoken, place)]
    found += find_walls(document.markup, fragments, spoken, place, site=site)
    return tuple(sorted(found, key=lambda f: (f.index, f.name, f.value)))


def _phrases(fragments: Sequence[Fragment], spoken: Spoken, place: Place) -> Iterator[Found]:
    for index, hits in spoken.hits.items():
        fragment, where = fragments[index], place.name(index)
        if fragment.owner is not None or index == place.headline:  # an article about walls may be called so
            continue
        for hit in hits:
            if hit.phrase.kind not in _MUTE and _is_heard(fragment, hit, where):
                value = hit.phrase.id if hit.percent is None else f"{hit.phrase.id} {hit.percent:g}"
                name = f"phrase.{hit.phrase.kind}.{hit.phrase.strength}"
                yield Found(index, name, where, value, _ends(hit, where))


def _is_heard(fragment: Fragment, hit: Hit, where: str) -> bool:
    """Whether a line speaks for the article.

    A prompt is often a link, and links in a row look like a list: strong words count there.
    """
    if fragment.role in _ELSEWHERE:
        return fragment.role is Role.NAVIGATION and where == "article" and hit.phrase.strength is Strength.STRONG
    return fragment.role is not Role.RELATED or hit.phrase.strength is Strength.STRONG


def _ends(hit: Hit, where: str) -> bool:
    """Whether a phrase is a prompt after which no article text is public."""
    phrase = hit.phrase
    if phrase.kind not in WALL_KINDS or where == "page":
        return False
    if phrase.strength is Strength.STRONG:
        return True
    return phrase.strength is Strength.MEDIUM and where != "head" and phrase.scope is not Scope.OVERLAY
