"""The mask: what two copies of one boilerplate line may differ in becomes one sign."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

__all__ = ["OWN", "SIGN", "mask"]

SIGN = "§"  # a number, date, URL, e-mail address, hexadecimal id
OWN = "¤"  # the page's own title, authors, section
MIN_OWN = 12  # characters; shorter texts of the page's own are common words
MIN_WORDS = 2  # fewer words left over: the text is kept, or all titles would share one key

_MONTHS = (
    "jan(?:uary|uar|vier|v)?|feb(?:ruary|ruar)?|f[ée]v(?:rier|r)?|mar(?:ch|s)?|m[äa]rz|apr(?:il)?|avr(?:il)?|ma[iy]|june?|juin|juni|july?|juil(?:let)?|juli"
    "|aug(?:ust)?|ao[uû]t|sept?(?:ember|embre)?|okt(?:ober)?|oct(?:ober|obre)?|nov(?:ember|embre)?|de[cz](?:ember)?|d[ée]c(?:embre)?"
)
_DAYS = (
    "(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche"
    "|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend"
)
_NAME = rf"\b(?:{_MONTHS}|{_DAYS})\b\.?"
_NUMBER = r"\d[\d.,:/\-  h]*\d|\d"
_NOISE = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b"
    rf"|(?:{_NAME},?\s*)*(?:[$€£¥]\s*)?(?:{_NUMBER})(?:\s*(?:[%€$£¥]|\b(?:eur|usd|gbp|chf|uhr|am|pm|er|th|st|nd|rd)\b))?(?:,?\s*{_NAME})*",
    re.IGNORECASE,
)
_SIGNS = re.compile(rf"{SIGN}(?:[\s,.;:/-]*{SIGN})+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SUSPECT = re.compile(r"[\d@]|://|www\.")


def mask(text: str, own: Sequence[str] = ()) -> str:
    """The text as it is compared: NFKC, case folded, white space collapsed, varying parts as signs.

    `own` holds the page's own title, authors and section.

    >>> mask("Noch 3 Artikel bis Montag, 5. Mai frei")
    'noch § artikel bis § frei'
    """
    return _mask(text, tuple(own))


@lru_cache(maxsize=32_768)
def _mask(text: str, own: tuple[str, ...]) -> str:
    plain = _folded(text)
    masked = _SIGNS.sub(SIGN, _NOISE.sub(SIGN, plain)) if _SUSPECT.search(plain) else plain
    for name in own:
        masked = _without(masked, _folded(name))
    return masked


def _without(masked: str, name: str) -> str:
    if len(name) < MIN_OWN or name not in masked:
        return masked
    rest = masked.replace(name, OWN)
    return rest if len(_WORD.findall(rest)) >= MIN_WORDS else masked


@lru_cache(maxsize=4_096)
def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
