"""The promise of public text, checked once more on the record itself, without the page and without its reader."""

from __future__ import annotations

from parvis.errors import PromiseBroken
from parvis.page.counting import count_words
from parvis.records import Page
from parvis.words import Access, Role, TeaserSource

SILENT = {Role.WITHHELD, Role.COMMENTS}  # blocks whose text is never kept
OPEN = {Access.FREE, Access.UNKNOWN, Access.CONSENT}


def check_promise(page: Page, *, teaser_max_words: int) -> None:
    """Raises PromiseBroken, naming the rule and never the text, for a page that holds more than may be kept."""
    if any(block.text for block in page.blocks if block.role in SILENT):
        raise PromiseBroken("a withheld block or a comment carries text")
    if page.access.state not in OPEN and any(block.text for block in page.blocks if block.role is Role.BODY):
        raise PromiseBroken("a page that is not free carries text past its teaser")
    words = count_words(page.teaser)
    if words > teaser_max_words:
        raise PromiseBroken(f"the teaser has {words} words, the site allows {teaser_max_words}")
    if page.teaser and (page.rights.nosnippet or page.rights.max_snippet == 0):
        raise PromiseBroken("a teaser although the page says nosnippet")
    if page.rights.withheld and (page.teaser or page.metadata.standfirst or page.metadata.description):
        raise PromiseBroken("text of an article that its rights withhold")


def check_cleaning(page: Page, shown: Page) -> None:
    """Raises PromiseBroken when the cleaned page shows a line in its teaser that the page alone does not.

    A page whose every line was taken out falls back on its standfirst or description, which is public as well.
    """
    allowed = set(page.teaser.splitlines()) | {page.metadata.standfirst, page.metadata.description}
    if shown.teaser_source is TeaserSource.BODY and not allowed.issuperset(shown.teaser.splitlines()):
        raise PromiseBroken("cleaning put a line into the teaser")
