"""What an archive says, apart from how it came to say it: the same for two archives that know the same.

Every row by what it names instead of by its number, in an order that follows from the rows. Left out is what belongs to
one archive's own history: numbers and their aliases, crawls, leases, when something is due, what is derived for speed.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from parvis.archive.forgotten import digest_of

if TYPE_CHECKING:
    from parvis.archive.archive import Archive

_STATEMENTS = {
    "sites": "SELECT name, title, home, language, teaser_max_words, demo FROM site ORDER BY name",
    "urls": """
        SELECT site.name, kind, key, url, state, reason, detail, url.title, published_at, modified_at, news_access,
            section, rsl, found_on, found_in, discovered_at, fetched_at, etag, last_modified,
            (SELECT article.key FROM article WHERE article.id = url.article_id)
        FROM url JOIN site ON site.id = site_id WHERE reason IS NOT 'forgotten' ORDER BY kind, key
    """,
    "fetches": """
        SELECT url.kind, url.key, fetch.at, fetch.outcome, fetch.reason, fetch.detail, status, fetch.url, bytes,
            seconds, content_type, fetch.etag, fetch.last_modified, redirects, robots, robots_verdict, robots_digest,
            rights.terms
        FROM fetch JOIN url ON url.id = url_id LEFT JOIN rights ON rights.id = rights_id
        WHERE url.reason IS NOT 'forgotten' ORDER BY url.kind, url.key, fetch.at, fetch.outcome
    """,
    "articles": """
        SELECT article.key, site.name, article.url, version.digest, article.first_seen_at, article.last_seen_at,
            gone_at, syndicated_from
        FROM article JOIN site ON site.id = article.site_id
        LEFT JOIN version ON version.id = version_id
        ORDER BY article.key
    """,
    "names": """
        SELECT article.key, article_url.key, article_url.url, relation, article_url.first_seen_at, named_at
        FROM article_url JOIN article ON article.id = article_id ORDER BY 1, 2
    """,
    "splits": """
        SELECT article_split.key, article.key FROM article_split LEFT JOIN article ON article.id = article_id ORDER BY 1
    """,
    "rules": """
        SELECT site.name, kind, identity_rule.name FROM identity_rule JOIN site ON site.id = site_id
        WHERE dropped_at IS NULL ORDER BY 1, 2, 3
    """,
    "claims": "SELECT site.name, key, claimed FROM claim JOIN site ON site.id = site_id ORDER BY 1, 2, 3",
    "counted": """
        SELECT site.name, key, loose, counted FROM counted_key JOIN site ON site.id = site_id
        WHERE counted <> hash ORDER BY 1, 2
    """,
    "lines": """
        SELECT article.key, variant.digest, fallback, fallback_source, position, block.key, candidate.words,
            coalesce(candidate.text, block.text)
        FROM variant JOIN article ON article.id = article_id
        LEFT JOIN candidate ON candidate.variant_id = variant.id LEFT JOIN block ON block.id = block_id
        ORDER BY 1, 2, 5
    """,
    "versions": """
        SELECT article.key, version.digest, masked_digest, version.first_seen_at, version.last_seen_at, headline,
            standfirst, description, teaser, teaser_source, teaser_words, teaser_cap, authors, published_at,
            published_on, published_as, modified_at, date_quality, section, sections, tags, version.language, publisher,
            image_url, access, confidence, mechanism, vendor, remaining_percent, wall_text, evidence, signals, declared,
            rights, encoding, public_words, withheld_words, boilerplate_words, removed_words, layout.digest
        FROM version JOIN article ON article.id = article_id JOIN layout ON layout.id = layout_id
        ORDER BY article.key, version.first_seen_at, version.digest
    """,
    "anatomies": """
        SELECT article.key, version.first_seen_at, version.digest, item.key, block.key, path.key, sight.role,
            sight.words
        FROM version JOIN article ON article.id = article_id JOIN anatomy ON anatomy.id = anatomy_id
        JOIN json_each(anatomy.blocks) AS item JOIN sight ON sight.id = item.value
        JOIN path ON path.id = sight.path_id LEFT JOIN block ON block.id = sight.block_id
        ORDER BY 1, 2, 3, 4
    """,
    "looks": """
        SELECT article.key, observation.at, change, observation.status, observation.withheld_words, body_digest,
            body_changed, version.digest, version.first_seen_at, variant.digest, layout.digest, wall_layout.digest,
            url.key
        FROM observation JOIN article ON article.id = observation.article_id
        JOIN fetch ON fetch.id = fetch_id JOIN url ON url.id = fetch.url_id
        LEFT JOIN version ON version.id = observation.version_id
        LEFT JOIN variant ON variant.id = observation.variant_id
        LEFT JOIN layout ON layout.id = observation.layout_id
        LEFT JOIN wall_layout ON wall_layout.id = wall_layout_id
        ORDER BY article.key, observation.at, url.key
    """,
    "texts": """
        SELECT site.name, block.key, text, words, articles, first_seen_at, last_seen_at, path.key, role, kind, score,
            explanation.terms, prior.terms, (SELECT root.key FROM block AS root WHERE root.id = block.root_id)
        FROM block JOIN site ON site.id = block.site_id JOIN path ON path.id = path_id
        JOIN explanation ON explanation.id = explanation_id JOIN explanation AS prior ON prior.id = prior_id
        ORDER BY 1, 2
    """,
    "places": """
        SELECT site.name, block.key, path.key, article FROM block_article JOIN block ON block.id = block_id
        JOIN path ON path.id = block_article.path_id JOIN site ON site.id = block.site_id ORDER BY 1, 2, 3, 4
    """,
    "paths": """
        SELECT site.name, path.key, parent.key, path.step, path.seen, path.texts, path.level, path.settled
        FROM path JOIN site ON site.id = path.site_id LEFT JOIN path AS parent ON parent.id = path.parent_id
        ORDER BY 1, 2
    """,
    "wordings": """
        SELECT site.name, block.key, wording.text, wording.first_seen_at, wording.last_seen_at
        FROM wording JOIN block ON block.id = block_id JOIN site ON site.id = site_id ORDER BY 1, 2, 3
    """,
    "layouts": """
        SELECT site.name, digest, skeleton, first_seen_at FROM layout JOIN site ON site.id = site_id
        UNION ALL SELECT '', digest, skeleton, '' FROM wall_layout ORDER BY 1, 2
    """,
    "pairs": """
        SELECT min(one.key, other.key), max(one.key, other.key), method, jaccard, shared, near_pair.telling,
            min(size, other_size), max(size, other_size)
        FROM near_pair JOIN article AS one ON one.id = article_id JOIN article AS other ON other.id = other_id
        ORDER BY 1, 2
    """,
    "clusters": """
        SELECT article.key, (
            SELECT min(member.key) FROM near_cluster AS same JOIN article AS member ON member.id = same.article_id
            WHERE same.cluster_id = near_cluster.cluster_id
        ) FROM near_cluster JOIN article ON article.id = article_id ORDER BY 1
    """,
    "origins": """
        SELECT origin, '', '', fetched_at, status, body, problem FROM robots
        UNION ALL SELECT origin, kind, url, fetched_at, status, body, problem FROM rights_file ORDER BY 1, 2, 3
    """,
    "files": "SELECT digest, bytes, records, finished_at IS NOT NULL FROM imported_file ORDER BY 1",
    "tombstones": "SELECT kind, at, reason FROM tombstone ORDER BY 1, 2, 3",
}


def content_hash(archive: Archive) -> str:
    """One digest of all that an archive says."""
    return hashlib.sha256(json.dumps(content_digests(archive)).encode()).hexdigest()


def content_digests(archive: Archive) -> dict[str, str]:
    """A digest for each part of it, so that a difference has a name."""
    with archive.reading():
        found = {part: _digest(archive, statement) for part, statement in _STATEMENTS.items()}
        return {**found, "forgotten": _forgotten(archive)}


def _digest(archive: Archive, statement: str) -> str:
    whole = hashlib.sha256()
    for row in archive.conn.execute(statement):
        whole.update(repr(row).encode("utf-8", "surrogatepass"))
    return whole.hexdigest()


def _forgotten(archive: Archive) -> str:
    """The names that mean the same everywhere: the number of an article is one archive's own."""
    last = archive.conn.execute("SELECT seq FROM sqlite_sequence WHERE name = 'article'").fetchone()
    names = {row[0] for row in archive.conn.execute("SELECT digest FROM forgotten")}
    names -= (
        {digest_of(("article", str(number))) for number in range(1, (last[0] if last else 0) + 1)} if names else set()
    )
    return hashlib.sha256(b"".join(sorted(names))).hexdigest()
