"""What makes two pages the same article, and two looks at it the same content. Pure."""

from parvis.identity.canonical import Claim, Identity, Relation, Ruling, canonical_for
from parvis.identity.digest import Digest, content_digest
from parvis.identity.host import registrable_domain
from parvis.identity.url import host_of, is_http, join, same_site, url_key

__all__ = [
    "Claim",
    "Digest",
    "Identity",
    "Relation",
    "Ruling",
    "canonical_for",
    "content_digest",
    "host_of",
    "is_http",
    "join",
    "registrable_domain",
    "same_site",
    "url_key",
]
