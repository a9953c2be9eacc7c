"""What a site has taught of its URLs, applied to new ones: which article they name, as what the ledger counts them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from parvis.archive.values import as_json
from parvis.identity import Relation, Rules, loose_key, parameters_of
from parvis.ledger import article_hash

NAMING = ("own", "canonical", "article_id", "parameter")  # relations of the URLs that name an article


def lookup(conn: sqlite3.Connection, key: str) -> int | None:
    """The article that a URL key stands for; a URL that only redirected to it may lead elsewhere tomorrow."""
    row = conn.execute(
        """
        SELECT id FROM article WHERE key = :key
        UNION ALL SELECT article_id FROM article_url WHERE key = :key
            AND relation IN ('own', 'canonical', 'article_id', 'parameter')
        LIMIT 1
        """,
        {"key": key},
    ).fetchone()
    return int(row[0]) if row else None


def rules_of(conn: sqlite3.Connection, site_id: int) -> Rules:
    """The rules that hold on a site today."""
    rows = conn.execute(
        "SELECT kind, name FROM identity_rule WHERE site_id = ? AND dropped_at IS NULL", (site_id,)
    ).fetchall()
    return Rules(
        parameters=frozenset(name for kind, name in rows if kind == Relation.PARAMETER),
        shapes=frozenset(name for kind, name in rows if kind == Relation.ARTICLE_ID),
    )


class ByRule(NamedTuple):
    """An article that a key names by a rule of its site."""

    article_id: int
    relation: Relation
    evidence: str


def find_by_rule(conn: sqlite3.Connection, site_id: int, key: str) -> ByRule | None:
    """The one article that an unknown key names by what its site has taught; whether the titles agree is not asked."""
    rules = rules_of(conn, site_id)
    rule = rules.rule(key)
    if rule is None:
        return None
    relation = relation_of(rules, rule)
    keys = [rules.name(key)] if relation is Relation.PARAMETER else _alike(conn, site_id, key)
    found = {lookup(conn, other) for other in keys} - {None}
    if len(found) != 1:
        return None
    (article_id,) = found
    assert article_id is not None  # noqa: S101  taken out above
    return ByRule(article_id, relation, evidence_of(rule))


def relation_of(rules: Rules, rule: tuple[str, str]) -> Relation:
    return Relation.ARTICLE_ID if rule[0] in rules.shapes else Relation.PARAMETER


def evidence_of(rule: tuple[str, str], **more: object) -> str:
    return as_json({"rule": rule[0], "value": rule[1], **more})


def _alike(conn: sqlite3.Connection, site_id: int, key: str) -> list[str]:
    """The keys that hold the same id."""
    return [key for key, _ in _of_loose(conn, site_id, article_hash(loose_key(key)))]


def _of_loose(conn: sqlite3.Connection, site_id: int, loose: int) -> list[tuple[str, int]]:
    """The keys that may come down to a name, each with what it is counted as."""
    # Left to itself, SQLite reads all keys of the site by the table's own key.
    return conn.execute(
        "SELECT key, counted FROM counted_key INDEXED BY counted_key_loose WHERE site_id = ? AND loose = ?",
        (site_id, loose),
    ).fetchall()


def note_keys(conn: sqlite3.Connection, site_id: int, keys: Iterable[str]) -> None:
    """Keeps the keys under which a page's texts are counted, where rules may make them one with others."""
    names = {article_hash(key): (key, article_hash(loose_key(key))) for key in keys}
    names = {hash_: (key, loose) for hash_, (key, loose) in names.items() if loose != hash_}
    if not names:
        return
    rows = conn.execute(
        "SELECT hash FROM counted_key WHERE site_id = ? AND hash IN (SELECT value FROM json_each(?))",
        (site_id, as_json(list(names))),
    )
    new = names.keys() - {row[0] for row in rows.fetchall()}
    rules = rules_of(conn, site_id) if new else Rules()
    for hash_ in sorted(new):
        key, loose = names[hash_]
        conn.execute(
            "INSERT INTO counted_key (site_id, hash, key, loose, counted) VALUES (?, ?, ?, ?, ?)",
            (site_id, hash_, key, loose, _counted(conn, site_id, key, rules)),
        )


def _counted(conn: sqlite3.Connection, site_id: int, key: str, rules: Rules) -> int:
    """What a new key is counted as until the end of the crawl: what all keys of its name are, else itself."""
    own, rule = article_hash(key), rules.rule(key)
    if rule is None:
        return own
    name = rules.name(key)
    if relation_of(rules, rule) is Relation.PARAMETER:
        row = conn.execute(
            "SELECT counted FROM counted_key WHERE site_id = ? AND hash = ?", (site_id, article_hash(name))
        ).fetchone()
        return int(row[0]) if row else article_hash(name)
    counted = {as_one for _, as_one in _of_loose(conn, site_id, article_hash(name))}
    return counted.pop() if len(counted) == 1 else own


def note_claim(conn: sqlite3.Connection, site_id: int, key: str, claimed: str) -> None:
    """Keeps what the canonical of a page makes of its parameters."""
    if parameters_of(key) | parameters_of(claimed):
        conn.execute("INSERT OR IGNORE INTO claim (site_id, key, claimed) VALUES (?, ?, ?)", (site_id, key, claimed))
