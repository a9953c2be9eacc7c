"""Other spellings of a word that mean the same: Straße and Strasse, œuvre and oeuvre, Müller and Mueller. Pure.

The index folds accents by itself (hôpital = hopital, Müller = Muller), but it keeps ß, œ and æ, and knows no ae for ä.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice, product

__all__ = ["spellings"]

MOST = 16  # spellings of one word or phrase
_TWINS = {
    "ß": ("ß", "ss"),
    "ss": ("ss", "ß"),
    "œ": ("œ", "oe"),
    "æ": ("æ", "ae"),
    "ø": ("ø", "oe", "o"),
    "ё": ("ё", "е"),
    "ä": ("ä", "ae"),
    "ö": ("ö", "oe"),
    "ü": ("ü", "ue"),
    "ae": ("ae", "ä", "æ"),
    "oe": ("oe", "ö", "œ"),
    "ue": ("ue", "ü"),
}
# Behind a vowel or q the e of ae, oe, ue is a letter of its own: neue, Bauer, Quelle.
_PIECE = re.compile(r"(?<![aeiouäöüq])(?:ae|oe|ue)|ss|[ßœæøёäöü]")


def spellings(text: str, *, umlauts: bool = True) -> tuple[str, ...]:
    """The text in small letters, and its other spellings; without `umlauts` ae, oe, ue are none for ä, ö, ü.

    >>> spellings("Strasse")
    ('strasse', 'straße')
    >>> spellings("Mueller"), spellings("neue"), spellings("due", umlauts=False)
    (('mueller', 'müller'), ('neue',), ('due',))
    """
    small = unicodedata.normalize("NFC", text).lower()
    choices: list[tuple[str, ...]] = []
    at = 0
    for found in _PIECE.finditer(small):
        choices += [(small[at : found.start()],), _TWINS[found[0]] if umlauts else _sure(found[0])]
        at = found.end()
    choices.append((small[at:],))
    return tuple(dict.fromkeys("".join(parts) for parts in islice(product(*choices), MOST)))


def _sure(piece: str) -> tuple[str, ...]:
    """The spellings that are one in every language; a word with an umlaut may be cited anywhere."""
    return tuple(twin for twin in _TWINS[piece] if piece not in {"ae", "oe", "ue"} or twin not in {"ä", "ö", "ü"})
