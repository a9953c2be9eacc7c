"""The signals of a page as a verdict asks for them: by name, by count of words, by what they declare."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from parvis.records import Signal

__all__ = ["FULL", "READABLE", "Facts"]

FULL = 250  # words of the article that are shown, from which it is taken for whole where nothing speaks against it
READABLE = 30  # words; less is no article that could be called free
_RESTRICTED = frozenset(
    [
        "jsonld.not_free",
        "tier.metered",
        "tier.locked",
        "state.paid",
        "state.metered",
        "state.registration",
        "state.locked",
        "sitemap.access",
        "inline.locked",
        "inline.registration",
        "inline.metered",
        "inline.paid",
        "part.shown",
        "part.hidden",
        "part.empty",
        "part.missing",
        "part.unreadable",
        "gate.shown",
        "gate.hidden",
    ]
)
_PROMPTS = ("phrase.wall.strong", "phrase.registration.strong", "phrase.limit", "phrase.remaining", "wall.element")
_SOFT = ("offer.after", "phrase.wall", "phrase.registration", "wall.named")
_MISSING = frozenset({"part.empty", "part.hidden", "gate.hidden"})
_FREE = frozenset({"jsonld.free", "tier.free", "state.free"})
_COUNTING = ("phrase.meter", "phrase.limit", "state.metered")


@dataclass(frozen=True, slots=True)
class Facts:
    """Signals in an order of their own, and the counts of words among them."""

    signals: tuple[Signal, ...]
    names: frozenset[str]
    words: dict[str, int] = field(repr=False)

    @classmethod
    def of(cls, signals: Iterable[Signal]) -> Facts:
        """The order and number of equal signals are lost."""
        ordered = tuple(sorted(set(signals), key=lambda s: (s.name, s.where, s.value)))
        words = {s.name.removeprefix("words."): _number(s.value) for s in ordered if s.name.startswith("words.")}
        return cls(ordered, frozenset(s.name for s in ordered), words)

    def count(self, name: str) -> int:
        """Words that are `shown`, `hidden`, `declared` ..."""
        return self.words.get(name, 0)

    @property
    def restricted(self) -> bool:
        """Whether anything declares that the article is not free."""
        return bool(self.names & _RESTRICTED)

    @property
    def prompted(self) -> bool:
        """Whether a wall's own prompt is seen at the text.

        Such a page is never called free: what is called free keeps its text.
        """
        prompts = _PROMPTS if self.names & {"jsonld.free", "tier.free"} else (*_PROMPTS, "wall.named")
        return any(s.name.startswith(prompts) and s.where in ("article", "tail") for s in self.signals)

    @property
    def asking(self) -> bool:
        """Whether something at the text or its end asks for money or an account, however softly."""
        near = (s.name for s in self.signals if s.where in ("article", "tail"))
        return any(name.startswith(_SOFT) for name in near)

    @property
    def breaks_off(self) -> bool:
        """Whether text is seen to be missing: a part that is empty or hidden, or more that is hidden than shown."""
        return bool(self.names & _MISSING) or self.count("hidden") > self.count("shown")

    @property
    def counted(self) -> bool:
        """Whether the articles that a reader opens are counted.

        A notice that waits for the day when they are used up says so too, but not of an article that is declared free.
        """
        if any(name.startswith(_COUNTING) for name in self.names):
            return True
        return "asleep.meter" in self.names and not self.names & _FREE

    @property
    def waits(self) -> bool:
        """Whether the whole text is sent and none of it shown, without a word of why: a script is to decide."""
        return self.count("shown") < READABLE and self.count("hidden") >= FULL and not self.prompted

    @property
    def refused(self) -> bool:
        """Whether another page than the article came in its place."""
        return bool(self.names & {"http.status", "redirect.login", "redirect.consent"})


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
