"""Leaving out what the policy of a crawl does not keep. The facts stay: roles, counts, verdict, layout."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from parvis.page.finishing import CAP, finish
from parvis.records import Block, Page
from parvis.rights.policy import Effect, effects
from parvis.words import Profile, Role

__all__ = ["under_policy"]

_ARTICLE = frozenset({Role.TEASER, Role.STANDFIRST, Role.BODY, Role.CAPTION})
_ALL = frozenset(Role) - {Role.HEADLINE}


def under_policy(page: Page, profile: Profile, at: datetime | None) -> Page:
    """The page as a profile lets it be kept at a moment. Never more than the page itself keeps."""
    due = effects(page.rights, profile, at)
    page = replace(page, rights=replace(page.rights, profile=profile))
    if Effect.NO_TEXT in due:
        return _without(page, "text", _ALL)
    return _without(page, "teaser", _ARTICLE) if Effect.NO_TEASER in due else page


def _without(page: Page, what: str, roles: Collection[Role]) -> Page:
    rights = replace(page.rights, withheld=what)
    blocks = tuple(_emptied(block) if block.role in roles else block for block in page.blocks)
    access = replace(page.access, wall_text=None) if Role.WALL in roles else page.access
    about = replace(page.metadata, description=None)
    return finish(replace(page, rights=rights, blocks=blocks, access=access, metadata=about), most=CAP)


def _emptied(block: Block) -> Block:
    return replace(block, text="", candidate=False)
