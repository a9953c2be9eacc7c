"""What the boxes around a run say of it: their names, landmarks, and the form that asks for something."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from parvis.page.boxes import BODY
from parvis.page.region import Region
from parvis.page.walk import Box
from parvis.words import Role

__all__ = ["Surroundings", "SurroundingsReader"]

BOX_WORDS = 120  # a box that asks for something, with the lines around its form, is no longer than this
BOX_LONGEST = 40  # nor does it hold a longer paragraph
MAX_KINDS = 30  # names of boxes in one another that are listened to
MOST, MOST_LONGEST = 0.35, 20  # share of the article's words, and words of a paragraph, that overrule a name

_APART = frozenset(
    {Role.LOGIN, Role.REGISTRATION, Role.NEWSLETTER, Role.COMMENTS, Role.OFFER, Role.CONSENT, Role.RELATED, Role.FOOTER}
)  # may be long without being the article
_TEXT = frozenset({BODY, Role.HEADLINE, Role.STANDFIRST, Role.BYLINE, Role.LABEL})
_LANDMARKS = frozenset({"nav", "footer", "aside", "dialog"})
_FRAME = frozenset({"header", "footer", "nav"})  # of the whole page; they hold a form beside other things
_SPEAKING = _LANDMARKS | {"form", "figure", "figcaption"}


class Surroundings(NamedTuple):
    """What holds for a run because of where it stands."""

    kinds: tuple[str, ...] = ()  # what the boxes are called, innermost first
    landmark: bool = False
    form: bool = False
    asking: str | None = None  # what the outermost form with fields asks for
    figure: bool = False
    named: bool = False  # one of the kinds is not a part of an article


_NOTHING = Surroundings()


class SurroundingsReader:
    """Reads each box once. The article's own box and those around it say nothing: their names speak of the whole
    page.
    """

    def __init__(self, region: Region | None, forms: Sequence[Box]) -> None:
        self._region = region
        self._around = region.around if region else frozenset[Box]()
        self._asking = {box: str(form.kind) for form in forms if (box := self._widened(form))}
        self._holding = {box for form in forms for box in form.ancestors()}
        self._known: dict[Box, Surroundings] = dict.fromkeys(self._around, _NOTHING)

    def of(self, box: Box) -> Surroundings:
        known = self._known.get(box)
        return self._read(box) if known is None else known

    def _read(self, box: Box) -> Surroundings:
        """From the outside in, as a loop: boxes may be nested deeper than calls."""
        unknown: list[Box] = []
        here: Box | None = box
        while here is not None and here not in self._known:
            unknown.append(here)
            here = here.parent
        outer = _NOTHING if here is None else self._known[here]
        for inner in reversed(unknown):
            plain = inner.kind is None and inner.tag not in _SPEAKING and inner not in self._asking
            outer = self._known[inner] = outer if plain else self._narrowed(outer, inner)
        return outer

    def _narrowed(self, outer: Surroundings, box: Box) -> Surroundings:
        kind = None if box.kind is None or self._is_most(box) else box.kind
        return Surroundings(
            (kind, *outer.kinds[:MAX_KINDS]) if kind else outer.kinds,
            outer.landmark or box.tag in _LANDMARKS,
            outer.form or box.tag == "form",
            None if self._is_menu_beside(box) else outer.asking or self._asking.get(box),
            outer.figure or box.tag in ("figure", "figcaption"),
            outer.named or (kind is not None and kind not in _TEXT),
        )

    def _is_menu_beside(self, box: Box) -> bool:
        """Whether a box is a menu that shares a larger box with a form, but does not hold one."""
        return box.tag == "nav" and box not in self._holding

    def _is_most(self, box: Box) -> bool:
        """Whether a box holds so much of the article that its name must be about something else."""
        if self._region is None or box.kind in _APART or box.kind == BODY:
            return False
        return box.longest >= MOST_LONGEST and box.words >= MOST * self._region.box.words

    def _widened(self, form: Box) -> Box | None:
        """The box that asks for something, from its form to the lines around it; None: the form is around too much
        else.
        """
        if not self._asks_only(form):
            return None
        box = form
        while box.parent is not None and box.parent.tag not in _FRAME and self._asks_only(box.parent):
            box = box.parent
        return box

    def _asks_only(self, box: Box) -> bool:
        too_long = box.words > BOX_WORDS or box.longest > BOX_LONGEST
        return not (box in self._around or box.headline or box.tag == "body" or too_long)
