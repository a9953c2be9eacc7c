"""Where the article stands among the lines of a page, and what the short ones among them say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from parvis.page.blocks import Fragment
from parvis.phrases import LONGEST, Hit, PhraseKind, Strength, load_phrases, normalise_all
from parvis.words import Role

__all__ = ["TAIL", "WALL_KINDS", "Found", "Place", "Spoken", "read_phrases"]

LAST = 2  # long paragraphs at the end of the article in which a prompt is looked for
END = 240  # characters of their ends
TAIL = 16  # fragments after the article's region in which its prompt may stand
ASLEEP = 4  # words of a line that is not shown, from which it may be a notice
HEAD = 3  # fragments in front of the headline that speak of it
WALL_KINDS = frozenset({PhraseKind.REMAINING, PhraseKind.WALL, PhraseKind.REGISTRATION, PhraseKind.LIMIT})
_ASKING = frozenset({*WALL_KINDS, PhraseKind.LOGIN, PhraseKind.OFFER, PhraseKind.PROMO, PhraseKind.BADGE})
_QUOTA = frozenset({PhraseKind.METER, PhraseKind.LIMIT})
_SILENT = frozenset({Role.NAVIGATION, Role.FOOTER, Role.COMMENTS, Role.SHARE})


@dataclass(frozen=True, slots=True)
class Place:
    """Where the article stands: indices of fragments."""

    headline: int
    first: int  # paragraph
    last: int  # fragment of the article
    close: int  # the last fragment that its prompt may be: the readers' comments are another matter

    @classmethod
    def of(cls, fragments: Sequence[Fragment]) -> Place | None:
        inside = [i for i, f in enumerate(fragments) if f.in_article]
        if not inside:
            return None
        headline = next((i for i in inside if fragments[i].role is Role.HEADLINE), inside[0])
        paragraphs = (
            i for i in inside if i >= headline and fragments[i].is_paragraph and fragments[i].role is Role.BODY
        )
        last = inside[-1]
        tail = fragments[last + 1 : last + 1 + TAIL]
        close = next((n for n, f in enumerate(tail) if f.role is Role.COMMENTS), TAIL)
        return cls(headline, next(paragraphs, last), last, last + close)

    def name(self, index: int) -> str:
        """head, article, tail or page: the scope of a fragment."""
        if index < self.first:
            return "head" if index >= self.headline - HEAD else "page"
        return "article" if index <= self.last else "tail" if index <= self.close else "page"


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase or element that speaks of access."""

    index: int  # of the fragment
    name: str  # of the signal: phrase.wall.strong, wall.element ...
    place: str
    value: str
    ends: bool  # the public text ends here


@dataclass(frozen=True, slots=True)
class Spoken:
    """The phrases in the short visible lines of a page."""

    hits: Mapping[int, tuple[Hit, ...]] = field(repr=False)  # by fragment
    cuts: Mapping[int, int] = field(
        default_factory=dict, repr=False
    )  # long paragraphs that end in a prompt: the characters before it
    counts: bool = False  # a line that is not shown says that articles are counted

    def asks(self, index: int) -> bool:
        """Whether a line asks for money, an account or a login."""
        return any(hit.phrase.kind in _ASKING for hit in self.hits.get(index, ()))


def read_phrases(fragments: Sequence[Fragment]) -> Spoken:
    """Look for every phrase in every short line that is not navigation or the like, and for prompts at the end of the
    text. Of lines that are not shown, only what they say of a quota is heard."""
    short = [i for i, f in enumerate(fragments) if f.words < LONGEST and _may_speak(f)]
    long = [
        i for i, f in enumerate(fragments) if f.words >= LONGEST and f.visible and f.in_article and f.role is Role.BODY
    ][-LAST:]
    texts = [fragments[i].text for i in short] + [fragments[i].text[-END:] for i in long]
    indices = short + long
    hits: dict[int, tuple[Hit, ...]] = {}
    cuts: dict[int, int] = {}
    counts = False
    for hit in load_phrases().find(normalise_all(texts)):
        index = indices[hit.index]
        if hit.index >= len(short):
            if hit.phrase.kind not in WALL_KINDS or hit.phrase.strength is not Strength.STRONG:
                continue
            hit = _in_paragraph(hit, fragments[index].text)  # noqa: PLW2901 - the same hit, counted from elsewhere
            cuts[index] = min(cuts.get(index, hit.start), hit.start)
        if fragments[index].visible:
            hits[index] = (*hits.get(index, ()), hit)
        else:
            counts = counts or hit.phrase.kind in _QUOTA
    return Spoken(hits, cuts, counts)


def _may_speak(fragment: Fragment) -> bool:
    if not fragment.visible:
        return fragment.words >= ASLEEP
    return fragment.in_article or fragment.role not in _SILENT


def _in_paragraph(hit: Hit, text: str) -> Hit:
    """A prompt in the paragraph that it cuts; its start is that in the paragraph, or a little before."""
    return replace(hit, start=max(0, len(text) - END) + hit.start)
