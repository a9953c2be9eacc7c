"""The block ledger: a text that many articles of a site share is boilerplate. Pure; the archive persists it."""

from parvis.ledger.families import MAX_REPRESENTATIVES, Representative, family_words, root_of
from parvis.ledger.key import article_hash, block_key, own_texts
from parvis.ledger.masking import mask
from parvis.ledger.memory import Ledger, Sighting, sightings
from parvis.ledger.scoring import CAP, BlockStatus, Counts, level, score, score_at

__all__ = [
    "CAP",
    "MAX_REPRESENTATIVES",
    "BlockStatus",
    "Counts",
    "Ledger",
    "Representative",
    "Sighting",
    "article_hash",
    "block_key",
    "family_words",
    "level",
    "mask",
    "own_texts",
    "root_of",
    "score",
    "score_at",
    "sightings",
]
