"""Which article a page belongs to, and every URL that led to it.

A page names its article by its own URL and by the one that it claims (`parvis.identity`). A claim is followed when the
titles agree; both names then lead to one article, also where they had been two.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime

from parvis.archive.events import Stored
from parvis.archive.merging import ADD_URL, merge, name_article
from parvis.archive.naming import ByRule, find_by_rule, lookup, note_claim
from parvis.archive.splitting import was_read, were_split
from parvis.archive.values import records_json, stamp
from parvis.identity import Identity, Relation, canonical_for, titles_agree, url_key
from parvis.records import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The article of a page; `page` claims no other URL than the one that was followed."""

    article_id: int
    identity: Identity
    page: Page
    rule: ByRule | None = None  # by which an unknown key has led to the article


def find_article(conn: sqlite3.Connection, site_id: int, page: Page, now: datetime) -> Found:
    """The article of a page, made when it is new."""
    identity = canonical_for(page)
    own = _own(conn, page)
    claimed = own if identity.relation is Relation.OWN else lookup(conn, identity.key)
    if claimed is not None and claimed != own and not _may_follow(conn, site_id, claimed, own, page):
        return _find_without_claim(conn, site_id, page, now)
    if claimed is not None and own is not None and claimed != own:
        merge(conn, claimed, own, at=stamp(now), evidence=records_json(identity.evidence))
    if article_id := claimed or own:
        return Found(article_id=article_id, identity=identity, page=page)
    rule = find_by_rule(conn, site_id, identity.key)
    if rule and _titles_agree(conn, rule.article_id, page):
        return Found(article_id=rule.article_id, identity=identity, page=page, rule=rule)
    return Found(article_id=_add(conn, site_id, identity, page, now), identity=identity, page=page)


def _own(conn: sqlite3.Connection, page: Page) -> int | None:
    """The article of the page's own URL. One that has this URL only from the claim of a page with another title, a
    template's mistake, loses it: so it does not matter which of the two pages comes first."""
    key = url_key(page.url) or page.url
    article_id = lookup(conn, key)
    if article_id is None or _titles_agree(conn, article_id, page) or was_read(conn, article_id, key):
        return article_id
    conn.execute("DELETE FROM article_url WHERE article_id = ? AND key = ?", (article_id, key))
    name_article(conn, article_id)
    return None


def _may_follow(conn: sqlite3.Connection, site_id: int, claimed: int, own: int | None, page: Page) -> bool:
    """Whether a claim is followed: not to another site's article, not against the titles, nor a person's decision."""
    if any(site_of(conn, article) != site_id for article in (claimed, own) if article is not None):
        return False
    return _titles_agree(conn, claimed, page) and (own is None or not were_split(conn, claimed, own))


def site_of(conn: sqlite3.Connection, article_id: int) -> int:
    return int(conn.execute("SELECT site_id FROM article WHERE id = ?", (article_id,)).fetchone()[0])


def _find_without_claim(conn: sqlite3.Connection, site_id: int, page: Page, now: datetime) -> Found:
    """A page with another title than the article that it claims to be: a template's mistake; it stands for itself."""
    alone = replace(page, metadata=replace(page.metadata, canonical_url=None, claimed_urls=()))
    identity = canonical_for(alone)
    article_id = lookup(conn, identity.key) or _add(conn, site_id, identity, alone, now)
    return Found(article_id=article_id, identity=replace(identity, evidence=canonical_for(page).evidence), page=alone)


def _titles_agree(conn: sqlite3.Connection, article_id: int, page: Page) -> bool:
    row = conn.execute(
        "SELECT version.headline FROM article JOIN version ON version.id = article.version_id WHERE article.id = ?",
        (article_id,),
    ).fetchone()
    return titles_agree(row[0] if row else None, page.metadata.headline)


def _add(conn: sqlite3.Connection, site_id: int, identity: Identity, page: Page, now: datetime) -> int:
    added = conn.execute(
        "INSERT INTO article (site_id, key, url, first_seen_at, last_seen_at) VALUES (?, ?, ?, ?, ?)",
        (site_id, identity.key, _url_of(identity, page), stamp(now), stamp(now)),
    )
    return int(added.lastrowid or 0)


def _url_of(identity: Identity, page: Page) -> str:
    """The URL behind the article's key, as the page spells it."""
    claims = (claim.url for claim in identity.evidence if url_key(claim.url) == identity.key)
    return page.url if identity.relation is Relation.OWN else next(claims, page.url)


def note_urls(conn: sqlite3.Connection, found: Found, event: Stored) -> None:
    """Every URL on the way to the page, with why it counts as the same article."""
    page, identity = event.page, found.identity
    evidence, at = records_json(identity.evidence), stamp(event.at)
    why = (str(found.rule.relation), found.rule.evidence) if found.rule else ("own", evidence)
    follows = ("canonical", evidence) if identity.relation is Relation.CANONICAL else why
    ways = [(page.url, follows), (_url_of(identity, page), why), (event.lease.url, ("requested", evidence))]
    ways += [(url, ("redirect", evidence)) for url in event.fetch.redirects]
    rows = {(url_key(url) or url): (url, *reason) for url, reason in reversed(ways)}
    conn.executemany(
        ADD_URL,
        [(found.article_id, key, *way, at, at if key == identity.key else None) for key, way in rows.items()],
    )
    conn.execute("UPDATE url SET article_id = ? WHERE id = ?", (found.article_id, event.lease.url_id))


def rename(conn: sqlite3.Connection, found: Found) -> None:
    """An article goes by the URL that its newest page gives for it, and comes from where that page says."""
    name_article(conn, found.article_id)
    if source := found.identity.syndicated_from:
        conn.execute("UPDATE article SET syndicated_from = ? WHERE id = ?", (source, found.article_id))


def note_redirect(conn: sqlite3.Connection, url: str, target: str, *, now: datetime) -> None:
    """A URL that leads to an article that is known is one more way to it."""
    article_id = lookup(conn, url_key(target) or target)
    if article_id is not None:
        conn.execute(
            """
            INSERT OR IGNORE INTO article_url (article_id, key, url, relation, first_seen_at)
            VALUES (?, ?, ?, 'redirect', ?)
            """,
            (article_id, url_key(url) or url, url, stamp(now)),
        )


def note_claims(conn: sqlite3.Connection, site_id: int, found: Found) -> None:
    """Keeps what a canonical that was followed makes of the parameters of its page's URL."""
    own, claimed = url_key(found.page.url), url_key(found.page.metadata.canonical_url or "")
    if own and claimed and found.identity.key == claimed:
        note_claim(conn, site_id, own, claimed)
