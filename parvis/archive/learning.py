"""What follows at the end of a crawl from all URLs of a site together: its rules, and the articles that they make one.

Everything here is computed from the set of what was seen, never from its order, and costs as much as there are URLs.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime

from parvis.archive.counting import recount
from parvis.archive.merging import merge, name_article
from parvis.archive.naming import NAMING, evidence_of, relation_of, rules_of
from parvis.archive.values import as_json, stamp
from parvis.identity import (
    IdPattern,
    IgnorableParameter,
    Named,
    Relation,
    Rules,
    agreeing,
    learn_ids,
    learn_parameters,
    loose_key,
)
from parvis.ledger import article_hash


def learn_names(conn: sqlite3.Connection, sites: Collection[str], now: datetime) -> int:
    """Learns how the URLs of some sites name articles, and merges those that are one. Returns how many were merged."""
    rows = conn.execute("SELECT id FROM site WHERE name IN (SELECT value FROM json_each(?))", (as_json(list(sites)),))
    return sum(_learn_site(conn, row[0], stamp(now)) for row in rows.fetchall())


def _learn_site(conn: sqlite3.Connection, site_id: int, at: str) -> int:
    names = _named(conn, site_id)
    claims = conn.execute("SELECT key, claimed FROM claim WHERE site_id = ?", (site_id,)).fetchall()
    _keep_rules(conn, site_id, Relation.PARAMETER, learn_parameters(claims, names), at)
    _keep_rules(conn, site_id, Relation.ARTICLE_ID, learn_ids(names), at)
    rules = rules_of(conn, site_id)
    merged = _merge_named(conn, names, rules, at)
    count_names(conn, site_id, rules)
    return merged


def _named(conn: sqlite3.Connection, site_id: int) -> list[Named]:
    """Every key that names an article, with the titles that it has had; but those that were put apart by hand."""
    titles: defaultdict[int, set[str]] = defaultdict(set)
    for article_id, headline in conn.execute(
        "SELECT article_id, headline FROM version JOIN article ON article.id = article_id WHERE site_id = ?", (site_id,)
    ):
        titles[article_id] |= {headline} if headline else set()
    apart = _split(conn)
    return [
        Named(key=key, article=article_id, titles=frozenset(titles[article_id]))
        for key, article_id in articles_of(conn, site_id).items()
        if article_id not in apart
    ]


def articles_of(conn: sqlite3.Connection, site_id: int) -> dict[str, int]:
    """The article that each key of a site names."""
    rows = conn.execute(
        """
        SELECT article_url.key, article_id FROM article_url JOIN article ON article.id = article_id
        WHERE site_id = ? AND relation IN (SELECT value FROM json_each(?)) ORDER BY named_at IS NOT NULL
        """,
        (site_id, as_json(NAMING)),
    )
    return dict(rows.fetchall())


def _keep_rules(
    conn: sqlite3.Connection,
    site_id: int,
    kind: Relation,
    learnt: Sequence[IgnorableParameter] | Sequence[IdPattern],
    at: str,
) -> None:
    """Rules that hold are kept with their evidence. One that is contradicted is dropped for good, with the reason."""
    known = dict(
        conn.execute("SELECT name, dropped_at FROM identity_rule WHERE site_id = ? AND kind = ?", (site_id, kind))
    )
    for rule in learnt:
        about = (as_json(asdict(rule)), site_id, kind, rule.name)
        if rule.name not in known and rule.holds:
            conn.execute(
                "INSERT INTO identity_rule (evidence, site_id, kind, name, learnt_at) VALUES (?, ?, ?, ?, ?)",
                (*about, at),
            )
        elif rule.name in known and known[rule.name] is None:
            conn.execute("UPDATE identity_rule SET evidence = ? WHERE (site_id, kind, name) = (?, ?, ?)", about)
            if rule.contradiction:
                conn.execute(
                    "UPDATE identity_rule SET dropped_at = ?, reason = ? WHERE (site_id, kind, name) = (?, ?, ?)",
                    (at, rule.contradiction, *about[1:]),
                )


def _merge_named(conn: sqlite3.Connection, names: Sequence[Named], rules: Rules, at: str) -> int:
    """Makes one article of those whose keys come down to one name and whose titles agree."""
    heirs: dict[int, int] = {}
    for same in _same(names, rules):
        articles = sorted({_heir(heirs, named.article) for named in same}, key=lambda one: age_of(conn, one))
        rule = next(filter(None, (rules.rule(named.key) for named in same)))
        for other in articles[1:]:
            _merge_by_rule(conn, articles[0], other, rules=rules, rule=rule, at=at)
            heirs[other] = articles[0]
    return len(heirs)


def _same(names: Sequence[Named], rules: Rules) -> Iterator[list[Named]]:
    groups: defaultdict[str, list[Named]] = defaultdict(list)
    for named in names if rules.parameters or rules.shapes else ():
        groups[rules.name(named.key)].append(named)
    for name in sorted(groups):
        for same in agreeing(groups[name]):
            if len({named.article for named in same}) > 1:
                yield same


def _heir(heirs: dict[int, int], article_id: int) -> int:
    while article_id in heirs:
        article_id = heirs[article_id]
    return article_id


def age_of(conn: sqlite3.Connection, article_id: int) -> tuple[str, str]:
    """The article that was seen first stays, so that order leaves no trace."""
    row: tuple[str, str] = conn.execute("SELECT first_seen_at, key FROM article WHERE id = ?", (article_id,)).fetchone()
    return row


def _merge_by_rule(
    conn: sqlite3.Connection, kept: int, other: int, *, rules: Rules, rule: tuple[str, str], at: str
) -> None:
    evidence = evidence_of(rule, article=other)
    conn.execute(
        "UPDATE article_url SET relation = ?, evidence = ? WHERE article_id = ? AND relation = 'own'",
        (relation_of(rules, rule), evidence, other),
    )
    merge(conn, kept, other, at=at, evidence=evidence)
    name_article(conn, kept)


def _split(conn: sqlite3.Connection) -> frozenset[int]:
    """Articles that were put apart from others by hand: no rule speaks for them."""
    rows = conn.execute(
        """
        SELECT article_url.article_id FROM article_split CROSS JOIN article_url ON article_url.key = article_split.key
        WHERE article_url.article_id <> article_split.article_id AND relation = 'own'
        """
    )
    return frozenset(row[0] for row in rows)


def count_names(conn: sqlite3.Connection, site_id: int, rules: Rules) -> None:
    """Has the ledger count the keys of one article as one: those that name it, and those that would by the rules."""
    rows = conn.execute("SELECT key, counted FROM counted_key WHERE site_id = ?", (site_id,))
    known: dict[str, int] = dict(rows.fetchall())
    articles = articles_of(conn, site_id)
    groups: defaultdict[tuple[str, str | int], set[int]] = defaultdict(set)
    labels = dict(_labels(known.keys() | articles.keys(), articles, rules))
    for key, label in labels.items():
        groups[label].add(article_hash(key))
    counted = {key: min(groups[label]) for key, label in labels.items()}
    changed = {key for key, hash_ in counted.items() if hash_ != known.get(key, article_hash(key))}
    conn.executemany(
        """
        INSERT INTO counted_key (site_id, hash, key, loose, counted) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (site_id, hash) DO UPDATE SET counted = excluded.counted
        """,
        [(site_id, article_hash(key), key, article_hash(loose_key(key)), counted[key]) for key in sorted(changed)],
    )
    recount(conn, site_id, [article_hash(key) for key in changed])


def _labels(keys: set[str], articles: dict[str, int], rules: Rules) -> Iterator[tuple[str, tuple[str, str | int]]]:
    """What each key stands for: its article, the only article of its name, its name; else itself."""
    meant: defaultdict[str, set[int]] = defaultdict(set)
    for key, article_id in articles.items():
        meant[rules.name(key)].add(article_id)
    for key in keys | {rules.name(key) for key in keys if rules.rule(key) and not rules.names_id(key)}:
        name = rules.name(key)
        if key in articles or len(meant[name]) == 1:
            yield key, ("article", articles.get(key) or min(meant[name]))
        else:
            yield key, ("key", key) if meant[name] else ("name", name)
