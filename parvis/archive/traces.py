"""The addresses of what is forgotten, wherever they stand: in the frontier, in fetches, as evidence, in commands."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from typing import Any
from urllib.parse import urlsplit

from parvis.archive.values import as_json

FORGOTTEN = "forgotten "  # and the row's number: what stands for the key and URL of a row that stays


def erase_urls(conn: sqlite3.Connection, url_ids: Collection[int]) -> None:
    """Leaves of URLs that they were discovered, and that they are excluded."""
    ids = as_json(sorted(url_ids))
    urls = [row[0] for row in conn.execute(_URLS, {"ids": ids})]
    for statement in _ERASE:
        conn.execute(statement, {"ids": ids})
    erase_traces(conn, urls)


_URLS = """
SELECT url FROM url WHERE id IN (SELECT value FROM json_each(:ids))
UNION SELECT key FROM url WHERE id IN (SELECT value FROM json_each(:ids))
UNION SELECT url FROM fetch WHERE url_id IN (SELECT value FROM json_each(:ids)) AND url IS NOT NULL
"""
_ERASE = (
    """
    UPDATE fetch SET url = NULL, detail = NULL, etag = NULL, last_modified = NULL, redirects = NULL, robots = NULL,
        rights_id = NULL, robots_digest = NULL
    WHERE url_id IN (SELECT value FROM json_each(:ids))
    """,
    """
    UPDATE url SET key = 'forgotten ' || id, url = 'forgotten ' || id, host = '', state = 'excluded',
        reason = 'forgotten', detail = NULL, crawl_id = NULL, attempts = 0, title = NULL, published_at = NULL,
        modified_at = NULL, news_access = NULL, section = NULL, rsl = NULL, found_on = NULL, etag = NULL,
        last_modified = NULL, revisit_at = NULL, interval = NULL
    WHERE id IN (SELECT value FROM json_each(:ids))
    """,
    "DELETE FROM rights WHERE id NOT IN (SELECT rights_id FROM fetch WHERE rights_id IS NOT NULL)",
)


def erase_traces(conn: sqlite3.Connection, urls: Collection[str]) -> None:
    """Takes URLs and keys out of the rows of others that name them."""
    wanted = {"urls": as_json(sorted(urls))}
    for statement in _TRACES:
        conn.execute(statement, wanted)
    _clear_json(conn, frozenset(urls))
    for url in sorted(urls, key=len, reverse=True):
        if not url.startswith(FORGOTTEN):
            conn.execute("UPDATE crawl SET command = replace(command, ?, '...') WHERE instr(command, ?)", (url, url))


_TRACES = (
    "UPDATE fetch SET url = NULL WHERE url IN (SELECT value FROM json_each(:urls))",
    """
    UPDATE fetch SET redirects = NULL WHERE redirects IS NOT NULL AND redirects <> '[]' AND EXISTS (
        SELECT 1 FROM json_each(fetch.redirects) AS item WHERE item.value IN (SELECT value FROM json_each(:urls))
    )
    """,
    "UPDATE url SET found_on = NULL WHERE found_on IN (SELECT value FROM json_each(:urls))",
    "UPDATE article SET syndicated_from = NULL WHERE syndicated_from IN (SELECT value FROM json_each(:urls))",
    "DELETE FROM claim WHERE key IN (SELECT value FROM json_each(:urls))",
    "DELETE FROM claim WHERE claimed IN (SELECT value FROM json_each(:urls))",
    "DELETE FROM article_split WHERE key IN (SELECT value FROM json_each(:urls))",
)
# Where JSON may hold a URL: what reads it, and what puts a value without it in its place.
_EVIDENCE = (
    (
        "SELECT article_id, key, evidence FROM article_url WHERE evidence IS NOT NULL",
        "UPDATE article_url SET evidence = ? WHERE article_id = ? AND key = ?",
    ),
    ("SELECT id, 0, evidence FROM article_alias", "UPDATE article_alias SET evidence = ? WHERE id = ? AND 0 = ?"),
    ("SELECT id, 0, evidence FROM identity_rule", "UPDATE identity_rule SET evidence = ? WHERE id = ? AND 0 = ?"),
    ("SELECT id, 0, detail FROM event", "UPDATE event SET detail = ? WHERE id = ? AND 0 = ?"),
)


def _clear_json(conn: sqlite3.Connection, urls: frozenset[str]) -> None:
    for read, write in _EVIDENCE:
        rows = conn.execute(read).fetchall()
        cleared = [(_without(text, urls), one, other) for one, other, text in rows]
        conn.executemany(write, [new for new, old in zip(cleared, rows, strict=True) if new[0] != old[2]])


def _without(text: str, urls: frozenset[str]) -> str:
    value = json.loads(text)
    return as_json(_cleared(value, urls)) if any(found in urls for found in _strings(value)) else text


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def _cleared(value: Any, urls: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {key: _cleared(item, urls) for key, item in value.items()}
    if isinstance(value, list):
        return [_cleared(item, urls) for item in value]
    return "" if value in urls else value


def erase_host(conn: sqlite3.Connection, host: str) -> None:
    """What is kept of an origin, and the host in the addresses of others."""
    for origins, delete in _OF_ORIGINS:
        held = [row[0] for row in conn.execute(origins)]
        gone = as_json([origin for origin in held if urlsplit(origin).netloc.lower() == host])
        conn.execute(delete, (gone,))
    conn.execute(
        """
        DELETE FROM origin_text
        WHERE digest NOT IN (SELECT robots_digest FROM fetch WHERE robots_digest IS NOT NULL)
        """
    )
    for statement in _HOST:
        conn.execute(statement, {"host": f"//{host}", "name": host})


_OF_ORIGINS = (
    ("SELECT origin FROM robots", "DELETE FROM robots WHERE origin IN (SELECT value FROM json_each(?))"),
    (
        "SELECT DISTINCT origin FROM rights_file",
        "DELETE FROM rights_file WHERE origin IN (SELECT value FROM json_each(?))",
    ),
)
_HOST = (
    "UPDATE site SET home = NULL WHERE instr(home, :host)",
    "UPDATE url SET found_on = NULL WHERE instr(found_on, :host)",
    "UPDATE fetch SET url = NULL WHERE instr(url, :host)",
    "UPDATE fetch SET redirects = NULL WHERE instr(redirects, :host)",
    "UPDATE article SET syndicated_from = NULL WHERE instr(syndicated_from, :host)",
    "UPDATE crawl SET command = replace(command, :name, '...') WHERE instr(command, :host)",
)
