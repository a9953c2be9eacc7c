"""What makes two pages the same article, and two looks at it the same content. Pure."""

from parvis.identity.canonical import Claim, Identity, Relation, Ruling, canonical_for
from parvis.identity.digest import Digest, content_digest
from parvis.identity.host import registrable_domain
from parvis.identity.learning import IdPattern, IgnorableParameter, Named, agreeing, learn_ids, learn_parameters
from parvis.identity.naming import Rules, id_token, loose_key, parameters_of
from parvis.identity.secrets import redact, without_user
from parvis.identity.shingles import ALIKE, COMMON, jaccard, prefix, shingles
from parvis.identity.titles import titles_agree
from parvis.identity.url import host_of, is_http, join, same_site, url_key

__all__ = [
    "ALIKE",
    "COMMON",
    "Claim",
    "Digest",
    "IdPattern",
    "Identity",
    "IgnorableParameter",
    "Named",
    "Relation",
    "Rules",
    "Ruling",
    "agreeing",
    "canonical_for",
    "content_digest",
    "host_of",
    "id_token",
    "is_http",
    "jaccard",
    "join",
    "learn_ids",
    "learn_parameters",
    "loose_key",
    "parameters_of",
    "prefix",
    "redact",
    "registrable_domain",
    "same_site",
    "shingles",
    "titles_agree",
    "url_key",
    "without_user",
]
