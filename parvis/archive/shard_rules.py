"""What becomes of each table of the schema when a shard is merged. A test holds that none is forgotten.

Every rule is a join of a semilattice: sets unite, first is min, last is max, of two states the later one counts. So
shards may come in any order and any number of times. What follows from other rows is not merged but drawn anew.
"""

from __future__ import annotations

from parvis.archive.shard_tables import Rule


def _least(column: str) -> str:
    """The smaller of two values, either of which may be missing."""
    return f"min(coalesce(mine.{column}, theirs.{column}), coalesce(theirs.{column}, mine.{column}))"


def _greatest(column: str) -> str:
    return f"max(coalesce(mine.{column}, theirs.{column}), coalesce(theirs.{column}, mine.{column}))"


_SEEN = {"first_seen_at": _least("first_seen_at"), "last_seen_at": _greatest("last_seen_at")}

# The ledger: what was seen where.
LEDGER = (
    Rule(
        table="site",
        same="mine.name = theirs.name",
        wins="""(theirs.title, coalesce(theirs.home, ''), coalesce(theirs.language, ''), theirs.teaser_max_words)
            > (mine.title, coalesce(mine.home, ''), coalesce(mine.language, ''), mine.teaser_max_words)""",
    ),
    Rule(table="explanation", same="mine.terms = theirs.terms"),
    # Its counts grow with the places that are new to the archive.
    Rule(
        table="path",
        same="(mine.site_id, mine.key) = (theirs.site_id, theirs.key)",
        refs={"site_id": "site", "parent_id": "path"},
        instead={"seen": "0", "texts": "0"},
    ),
    Rule(
        table="block",
        same="(mine.site_id, mine.key) = (theirs.site_id, theirs.key)",
        refs={
            "site_id": "site",
            "path_id": "path",
            "prior_id": "explanation",
            "explanation_id": "explanation",
            "root_id": "block",
        },
        combine=_SEEN,
    ),
    Rule(
        table="wording",
        same="(mine.block_id, mine.text) = (theirs.block_id, theirs.text)",
        refs={"block_id": "block"},
        combine=_SEEN,
    ),
    Rule(
        table="sight",
        same="""coalesce(mine.block_id, 0) = coalesce(theirs.block_id, 0) AND mine.path_id = theirs.path_id
            AND mine.words = theirs.words AND mine.role = theirs.role""",
        refs={"block_id": "block", "path_id": "path"},
    ),
    Rule(
        table="layout",
        same="(mine.site_id, mine.digest) = (theirs.site_id, theirs.digest)",
        refs={"site_id": "site"},
        combine={"first_seen_at": _least("first_seen_at")},
    ),
    Rule(table="wall_layout", same="mine.digest = theirs.digest"),
    Rule(
        table="claim",
        same="(mine.site_id, mine.key, mine.claimed) = (theirs.site_id, theirs.key, theirs.claimed)",
        refs={"site_id": "site"},
    ),
    # A key stands for itself until the names of the whole site are counted.
    Rule(
        table="counted_key",
        same="(mine.site_id, mine.hash) = (theirs.site_id, theirs.hash)",
        refs={"site_id": "site"},
        instead={"counted": "raw.hash"},
    ),
    Rule(
        table="identity_rule",
        same="(mine.site_id, mine.kind, mine.name) = (theirs.site_id, theirs.kind, theirs.name)",
        refs={"site_id": "site"},
        combine={
            "learnt_at": _least("learnt_at"),
            "dropped_at": _least("dropped_at"),
            "reason": _least("reason"),
        },
    ),
)

# A URL stands where its newest answer has put it; a lease is nobody's but its own archive's.
_LATER = """(coalesce(theirs.fetched_at, ''), theirs.state, coalesce(theirs.reason, ''), theirs.due_at,
    coalesce(theirs.detail, ''), theirs.attempts, coalesce(theirs.etag, ''), coalesce(theirs.last_modified, ''))
    > (coalesce(mine.fetched_at, ''), mine.state, coalesce(mine.reason, ''), mine.due_at,
    coalesce(mine.detail, ''), mine.attempts, coalesce(mine.etag, ''), coalesce(mine.last_modified, ''))"""
_EARLIER = """iif((theirs.discovered_at, coalesce(theirs.found_on, ''), coalesce(theirs.found_in, ''))
    < (mine.discovered_at, coalesce(mine.found_on, ''), coalesce(mine.found_in, ''))"""

# The frontier and the fetches, and what origins say.
FRONTIER = (
    Rule(table="rights", same="mine.digest = theirs.digest"),
    Rule(
        table="origin_text",
        same="mine.digest = theirs.digest",
        combine={"first_seen_at": _least("first_seen_at")},
    ),
    Rule(
        table="robots",
        same="mine.origin = theirs.origin",
        wins="(theirs.fetched_at, coalesce(theirs.status, 0)) > (mine.fetched_at, coalesce(mine.status, 0))",
    ),
    Rule(
        table="rights_file",
        same="(mine.origin, mine.kind, mine.url) = (theirs.origin, theirs.kind, theirs.url)",
        wins="(theirs.fetched_at, coalesce(theirs.status, 0)) > (mine.fetched_at, coalesce(mine.status, 0))",
    ),
    Rule(
        table="host",
        same="mine.host = theirs.host",
        wins="(theirs.noted_at, theirs.failures, theirs.refusals) > (mine.noted_at, mine.failures, mine.refusals)",
    ),
    # Its end comes last: what is drawn from a crawl that ends finds its fetches.
    Rule(
        table="crawl",
        same="(mine.started_at, mine.command, mine.sites, mine.pid)"
        " = (theirs.started_at, theirs.command, theirs.sites, theirs.pid)",
        instead={"finished_at": "NULL"},
        combine={"discovered": _greatest("discovered"), "sources": _greatest("sources")},
    ),
    Rule(
        table="url",
        same="(mine.kind, mine.key) = (theirs.kind, theirs.key)",
        refs={"site_id": "site"},
        where="raw.reason IS NOT 'forgotten'",
        instead={
            "state": "iif(raw.state = 'leased', 'pending', raw.state)",
            "crawl_id": "NULL",
            "article_id": "NULL",
        },
        combine={
            "crawl_id": "mine.crawl_id",
            "article_id": "mine.article_id",
            "kind": "mine.kind",
            "key": "mine.key",
            "url": _least("url"),
            "host": "iif(theirs.url < mine.url, theirs.host, mine.host)",
            "discovered_at": _least("discovered_at"),
            "found_on": _EARLIER + ", theirs.found_on, mine.found_on)",
            "found_in": _EARLIER + ", theirs.found_in, mine.found_in)",
            **{
                name: _greatest(name)
                for name in ("title", "published_at", "modified_at", "news_access", "section", "rsl")
            },
        },
        wins=_LATER,
    ),
    Rule(
        table="fetch",
        same="mine.url_id = theirs.url_id AND mine.at = theirs.at AND mine.outcome = theirs.outcome",
        refs={"url_id": "url", "crawl_id": "crawl", "rights_id": "rights"},
    ),
    Rule(
        table="event",
        same="mine.site_id = theirs.site_id AND mine.crawl_id IS theirs.crawl_id AND mine.kind = theirs.kind"
        " AND mine.detail = theirs.detail",
        refs={"site_id": "site", "crawl_id": "crawl"},
    ),
    Rule(
        table="site_health",
        same="mine.site_id = theirs.site_id AND mine.crawl_id = theirs.crawl_id",
        refs={"site_id": "site", "crawl_id": "crawl"},
    ),
    Rule(
        table="imported_file",
        same="mine.digest = theirs.digest",
        refs={"crawl_id": "crawl"},
        combine={
            "name": _least("name"),
            "records": _greatest("records"),
            "skipped": "iif(theirs.records > mine.records, theirs.skipped, mine.skipped)",
            "finished_at": _least("finished_at"),
        },
    ),
)

_NEW_LOOK = """raw.fetch_id IN (SELECT old FROM temp."map fetch" WHERE added)"""

# The looks that the archive has not, with what they show. Versions follow from them.
LOOKS = (
    Rule(
        table="variant",
        same="(mine.article_id, mine.digest) = (theirs.article_id, theirs.digest)",
        refs={"article_id": "article"},
        where='raw.id IN (SELECT old FROM temp."wanted variant")',
    ),
    Rule(
        table="version",
        refs={"article_id": "article", "anatomy_id": "anatomy", "layout_id": "layout"},
        where='raw.id IN (SELECT old FROM temp."wanted version")',
    ),
    Rule(
        table="observation",
        refs={
            "article_id": "article",
            "version_id": "version",
            "variant_id": "variant",
            "fetch_id": "fetch",
            "layout_id": "layout",
            "wall_layout_id": "wall_layout",
        },
        where=_NEW_LOOK,
    ),
)

# What has a module of its own: `shard_ledger`, `shard_articles`, `shard_forgotten`.
BY_HAND = frozenset(
    {
        "block_article",
        "anatomy",
        "candidate",
        "article",
        "article_url",
        "article_split",
        "tombstone",
        "forgotten",
        "meta",
    }
)
# What is numbered or counted by one archive alone, and what follows from other rows.
NOT_MERGED = {
    "article_alias": "numbers of one archive",
    "version_alias": "numbers of one archive",
    "alarm": "raised and cleared by the crawls of one archive",
    "stored_query": "says what one archive found",
    "seal": "kept by the writer",
    "catalogue": "kept by triggers",
    "shelf": "kept by triggers",
    "tally": "kept by triggers",
    "coverage": "kept by triggers",
    "uncompared": "kept by triggers",
    "fingerprint": "found anew when articles are compared",
    "shingle": "found anew when articles are compared",
    "near_pair": "found anew when articles are compared",
    "near_cluster": "found anew when articles are compared",
}


def ruled() -> set[str]:
    """The tables that a merge knows of."""
    return {rule.table for rule in (*LEDGER, *FRONTIER, *LOOKS)} | BY_HAND | set(NOT_MERGED)
