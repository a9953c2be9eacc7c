"""The mask: what two copies of one boilerplate line may differ in becomes one sign."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

__all__ = ["OWN", "SIGN", "mask"]

SIGN = "§"  # a number, date, amount, URL, e-mail address, hexadecimal id
OWN = "¤"  # the page's own title, authors, section
MIN_OWN = 12  # characters; a shorter text of the page's own is masked only when it has the two words of a person's name
MIN_WORDS = 2  # fewer words left over: the text is kept, or all titles would share one key
MAX_CACHED = 400  # characters; a longer text is hardly ever seen on a second page

_NAMES = (  # months and days, English, French, German; Spanish and Italian ones start alike often enough
    "jan(?:uary|uar|vier|v)?|feb(?:ruary|ruar)?|f[ée]v(?:rier|r)?|mar(?:ch|s|zo)?|m[äa]rz|apr(?:il|ile)?|avr(?:il)?|abril"
    "|ma[iy]o?|june?|juni?o?|juin|giugno|july?|juil(?:let)?|julio?|luglio|aug(?:ust)?|ao[uû]t|agosto|sept?(?:ember|embre)?"
    "|septiembre|settembre|o[ck]t(?:ober|obre)?|ottobre|nov(?:ember|embre|iembre)?|de[cz](?:ember)?|d[ée]c(?:embre)?|dic(?:embre|iembre)?"
    "|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend"
    "|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche"
)
_NAME = rf"(?<!\w)(?:{_NAMES})(?!\w)\.?"
_BEFORE = rf"(?:{_NAME},?\s?(?:(?:den|the|le|der)\s)?){{0,2}}(?:[$€£¥]\s?)?"
_NUMBER = r"\d(?:(?:[.,:/' -]{0,3}|\s?h\s?)\d)*"
_UNIT = r"(?:\s?(?:[%‰$€£¥]|(?:euros?|eur|usd|gbp|chf|uhr|h|am|pm|er|th|st|nd|rd)(?!\w))){0,2}"
_AFTER = rf"(?:(?:\.|\sde)?,?\s?{_NAME}){{0,2}}"
# Every repetition is bounded or eats what it has matched, so that no text costs more than its length.
_NOISE = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
    r"|(?<!\w)(?=[a-f]{0,40}\d)[0-9a-f]{8,}(?!\w)"
    rf"|{_BEFORE}{_NUMBER}{_UNIT}{_AFTER}"
)
_SIGNS = re.compile(rf"{SIGN}(?:[\s.,;:/–-]{{0,3}}{SIGN})+")
_SUSPECT = re.compile(r"[\d@]|://|www\.")
_WORD = re.compile(r"[^\W\d_]{2,}")


def mask(text: str, own: Sequence[str] = ()) -> str:
    """The text as it is compared: NFKC, case folded, white space collapsed, varying parts as signs. Idempotent.

    `own` holds the page's own title, authors and section.

    >>> mask("Noch 3 Artikel bis Montag, 5. Mai, frei")
    'noch § artikel bis §, frei'
    >>> mask("More about Ann Example", ["Ann Example"])
    'more about ¤'
    """
    masked = _masked(text) if len(text) <= MAX_CACHED else _masked.__wrapped__(text)
    for name in _own(tuple(own)):
        if name in masked:
            masked = _without(masked, name)
    return masked


@lru_cache(maxsize=32_768)
def _masked(text: str) -> str:
    folded = _folded(text)
    return _SIGNS.sub(SIGN, _NOISE.sub(SIGN, folded)) if _SUSPECT.search(folded) else folded


def _folded(text: str) -> str:
    folded = text.casefold()
    if not folded.isascii():
        # Folding can undo the normal form, and the other way round; two rounds suffice, the loop holds the law.
        while (again := unicodedata.normalize("NFKC", folded).casefold()) != folded:
            folded = again
    return " ".join(folded.split())


@lru_cache(maxsize=512)
def _own(texts: tuple[str, ...]) -> tuple[str, ...]:
    """The page's own texts as they stand in masked text, the longest first."""
    names = {_masked(text) for text in texts}
    return tuple(sorted(filter(_is_own, names), key=lambda name: (-len(name), name)))


def _is_own(name: str) -> bool:
    return OWN not in name and (len(name) >= MIN_OWN or len(_WORD.findall(name)) >= 2)


def _without(masked: str, name: str) -> str:
    rest = "".join(_marked(masked, name))
    return rest if len(_WORD.findall(rest)) >= MIN_WORDS else masked


def _marked(masked: str, name: str) -> Iterator[str]:
    """The text in pieces, OWN for the name where it stands as words of its own. A page has new names: no pattern is
    worth compiling for them.
    """
    done, at = 0, masked.find(name)
    while at >= 0:
        end = at + len(name)
        if _in_word(masked[at - 1 : at]) or _in_word(masked[end : end + 1]):
            at = masked.find(name, at + 1)
            continue
        yield masked[done:at]
        yield OWN
        done, at = end, masked.find(name, end)
    yield masked[done:]


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"
