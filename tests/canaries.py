"""Pages drawn by chance: a mechanism that hides canary text, its spelling, what stands in and around it."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from tests.canary import paragraphs
from tests.mechanisms import MECHANISMS, Kind, Mechanism
from tests.sheets import DECLARATIONS, NESTED, RULES, SELECTORS
from tests.twists import DECLARATION_SPELLINGS, SPELLINGS, misnest

# Elements that a browser keeps open around paragraphs, whatever stands in them.
TAGS = (
    *("div", "section", "article", "aside", "main", "nav", "header", "footer", "ul", "ol", "dl", "figure", "center"),
    *("blockquote", "pre", "form", "fieldset", "address", "label", "button", "span", "x-rest", "h2", "h4", "ins"),
    *("b", "i", "em", "strong", "font", "small", "u", "s", "tt", "big", "code", "strike"),
)
BOXES = ("div", "section", "aside", "blockquote", "form", "footer", "figure", "nav", "span", "details open", "x-box")
NAMES = ("", "newsletter", "related", "share", "caption", "author", "promo", "login", "comments", "teaser")
# A box that is named as something else keeps a few words of its own behind a prompt; no more than these.
LEAST_BEHIND_A_PROMPT = 25
# The declared part of the page cannot be told, or what hides is a field to write in: the text in front goes too.
KEEP_NOTHING = frozenset({"unreadable selector", "textarea"})
# Elements whose text ends at the first end tag of their name, whatever stands in front of it.
RAW_TEXT = frozenset({"textarea", "iframe", "noembed", "noframes"})
# Out of a drawing HTML breaks where it may: an end tag of the box around it ends both, in browsers and in lxml.
BROKEN_OUT_OF = frozenset({"svg"})
COMMENTS = frozenset({"comment", "conditional comment"})
# Pairs of spellings that change what a page says.
CLASHES = (
    {"hexadecimal entities", "decimal entities"},
    {"attributes twice", "reversed attributes"},
)

GATED = re.compile(r"zq\d+x", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """One page that hides text, and what it is made of; the same `seed` makes the same page."""

    mechanism: Mechanism
    tag: str
    style: str
    declaration: str  # how the declaration of a style attribute is spelt
    spellings: tuple[str, ...]
    public: tuple[str, ...]
    later: tuple[str, ...]  # visible again where the mechanism only hides
    gated: str

    def page(self, *, gated: str | None = None, spelt: bool = True) -> bytes:
        """The page, or the same with other gated text, or as it would be written by hand."""
        text = self.gated if gated is None else gated
        html = self.mechanism(self.public, text, self.later, tag=self.tag, style=self.style).decode()
        for name, declaration in DECLARATIONS.items():
            if self.mechanism.name == name:
                html = html.replace(f'style="{declaration}"', f'style="{self._spelt(declaration)}"')
        for spelling in self.spellings if spelt else ():
            html = SPELLINGS[spelling](html)
        return html.encode()

    def _spelt(self, declaration: str) -> str:
        return DECLARATION_SPELLINGS[self.declaration](declaration)


def draw_canary(dice: random.Random, mechanism: Mechanism | None = None) -> Canary:
    """Throw the dice for everything that makes a page, the mechanism too where none is given."""
    mechanism = mechanism or MECHANISMS[dice.choice(sorted(MECHANISMS))]
    declaration = dice.choice(sorted(DECLARATION_SPELLINGS))
    names = sorted(set(SPELLINGS) - _changing(mechanism))
    before, words = dice.randint(0, 4), dice.randint(8, 60)
    public = paragraphs("Pb", before + dice.randint(0, 2), words)
    return Canary(
        mechanism=mechanism,
        tag=dice.choice(TAGS) if mechanism.tags else "div",
        style=_draw_style(dice, mechanism, declaration) if mechanism.kind is Kind.STYLE else "",
        declaration=declaration,
        spellings=_draw_spellings(dice, names),
        public=tuple(public[:before]),
        later=tuple(public[before:]),
        gated=_draw_gated(dice, mechanism),
    )


def _draw_spellings(dice: random.Random, names: list[str]) -> tuple[str, ...]:
    """None, one, or two that may follow one another."""
    drawn = dice.sample(names, dice.randint(0, 2))
    return tuple(drawn[:1] if any(set(drawn) == pair for pair in CLASHES) else drawn)


def _changing(mechanism: Mechanism) -> set[str]:
    """The spellings under which this mechanism hides nothing any more."""
    if mechanism.name in COMMENTS:
        return {"comments between"}
    return {"white space in values"} if mechanism.kind is Kind.STYLE else set()  # [class=rest]


def _draw_style(dice: random.Random, mechanism: Mechanism, spelling: str) -> str:
    declaration = DECLARATIONS[mechanism.name.removesuffix(" by rule")]
    rule = dice.choice(NESTED) if dice.random() < 0.3 else dice.choice(RULES)
    rule = rule.replace("SELECTOR", dice.choice(SELECTORS))
    media = dice.choice(("", "", ' media="screen"', " MEDIA='all'", ' type="text/css"', ' media="print, screen"'))
    return f"<style{media}>{rule.replace('BLOCK', DECLARATION_SPELLINGS[spelling](declaration))}</style>"


def _draw_gated(dice: random.Random, mechanism: Mechanism) -> str:
    least = LEAST_BEHIND_A_PROMPT if mechanism.kind is Kind.PROMPT else 3
    text = "".join(paragraphs("Zq", dice.randint(1, 5), dice.randint(least, 70)))
    if mechanism.kind is Kind.DATA:
        return text
    for _ in range(dice.randint(0, 3)):
        tag, name = dice.choice(BOXES), dice.choice(NAMES)
        text = f'<{tag} class="{name}">{text}</{tag.split()[0]}>'
    return text if mechanism.name in RAW_TEXT | BROKEN_OUT_OF else misnest(dice, text)
