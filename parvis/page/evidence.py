"""What this page alone says for or against a run being boilerplate, in bits: the prior of the block ledger's score.

Above zero speaks for boilerplate. The weights are those of the measurements in the reference (algorithms.md 1.4).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from parvis.page.surroundings import Surroundings
from parvis.page.walk import Run
from parvis.records import Term

__all__ = ["SENTENCE_END", "read_terms"]

LANDMARK, ASKING, FORM, NAME, REPEAT, FEW = 3.0, 4.0, 2.0, 1.0, 1.0, 1.5
OWN, PROSE, SENTENCE = -6.0, -2.0, -2.0
DENSITY, DENSITY_FROM = 6.0, 0.3
FEW_WORDS, PROSE_WORDS, SENTENCE_WORDS = 4, 12, 6

SENTENCE_END = tuple(".!?…。！？»”\"')]")

_NAMES = (
    ("landmark", LANDMARK),
    ("asking form", ASKING),
    ("form", FORM),
    ("name", NAME),
    ("repeat", REPEAT),
    ("few words", FEW),
    ("own description", OWN),
    ("prose", PROSE),
    ("sentence", SENTENCE),
)


def read_terms(run: Run, near: Surroundings, *, sentence: bool, repeated: bool, own: bool) -> tuple[Term, ...]:
    """The terms of a run; `own`: it equals the page's title or description."""
    words, density = run.words, run.link_density
    return _terms(
        (
            near.landmark,
            near.asking is not None,
            near.form and near.asking is None,
            near.named,
            repeated,
            words <= FEW_WORDS,
            own,
            words >= PROSE_WORDS and density < DENSITY_FROM,
            sentence and words >= SENTENCE_WORDS,
        ),
        round(DENSITY * (density - DENSITY_FROM), 1) if density > DENSITY_FROM else 0.0,
    )


@lru_cache(maxsize=4096)
def _terms(flags: Sequence[bool], links: float) -> tuple[Term, ...]:
    terms = [Term(name=name, bits=bits) for flag, (name, bits) in zip(flags, _NAMES, strict=True) if flag]
    return (*terms, Term(name="links", bits=links)) if links > 0 else tuple(terms)
