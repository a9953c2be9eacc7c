"""The articles of a shard: which of them the archive knows, by the URLs that name them, and the looks that it has not.

Two articles are one when a URL names both and their titles agree, or a page was read under it in both archives. Else
it is a template's mistake, and the article that was never read under the URL loses it, as in a crawl.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from parvis.archive.ends import mend_ends
from parvis.archive.learning import age_of
from parvis.archive.merging import merge, name_article
from parvis.archive.shard_ledger import unite_anatomies
from parvis.archive.shard_rules import LOOKS
from parvis.archive.shard_tables import unite
from parvis.archive.splitting import split_url, was_read
from parvis.archive.timeline import lay_out
from parvis.errors import ArchiveError
from parvis.identity import titles_agree, url_key


def unite_articles(conn: sqlite3.Connection, *, at: str) -> None:
    """Inside the caller's transaction, when everything that articles refer to is united."""
    last_version = _last(conn, "version")
    for statement in _WANTED:
        conn.execute(statement)
    _match(conn, at=at)
    _lose_keys(conn)
    unite_anatomies(conn)
    for rule in LOOKS:
        unite(conn, rule)
    for statement in _ADD:
        conn.execute(statement)
    for (article_id,) in conn.execute(_RENAMED).fetchall():
        name_article(conn, article_id)
    for (article_id,) in conn.execute(_TOUCHED).fetchall():
        lay_out(conn, article_id)
    _split_again(conn, at=at)
    mend_ends(conn, [row[0] for row in conn.execute(_MAY_HAVE_ENDED)])
    # Versions that never had a reader: nobody cites them.
    conn.execute("DELETE FROM version_alias WHERE id > ?", (last_version,))


def _last(conn: sqlite3.Connection, table: str) -> int:
    row = conn.execute("SELECT seq FROM main.sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return int(row[0]) if row else 0


_WANTED = (
    """
    CREATE TEMP TABLE "wanted version" AS
    SELECT DISTINCT version_id AS old FROM shard.observation JOIN temp."map fetch" AS m ON m.old = fetch_id
    WHERE m.added AND version_id IS NOT NULL
    """,
    """
    CREATE TEMP TABLE "wanted variant" AS
    SELECT DISTINCT variant_id AS old FROM shard.observation JOIN temp."map fetch" AS m ON m.old = fetch_id
    WHERE m.added AND variant_id IS NOT NULL
    """,
)


def _match(conn: sqlite3.Connection, *, at: str) -> None:
    """Fills the map of articles. Where an article of the shard is two of the archive, these become one."""
    conn.create_function("titles_agree", 2, titles_agree, deterministic=True)
    conn.execute(_PAIRS)
    conn.execute("CREATE TEMP TABLE lost_key (theirs INTEGER, mine INTEGER, key TEXT)")
    for theirs, mine, key in conn.execute("SELECT theirs, mine, key FROM temp.pair WHERE NOT agree").fetchall():
        _settle_claim(conn, theirs, mine, key)
    while doubles := conn.execute(_DOUBLES).fetchall():
        _merge_doubles(conn, doubles, at=at)
    conn.execute('CREATE TEMP TABLE "map article" (old INTEGER PRIMARY KEY, new INTEGER, added INTEGER)')
    conn.execute('INSERT INTO temp."map article" SELECT theirs, min(mine), 0 FROM temp.pair WHERE agree GROUP BY 1')
    conn.execute(_NEW_ARTICLES, (_last(conn, "article"),))


_PAIRS = """
CREATE TEMP TABLE pair AS
SELECT theirs.article_id AS theirs, mine.article_id AS mine, mine.key,
    titles_agree(their_version.headline, my_version.headline) AS agree
FROM shard.article_url AS theirs
JOIN main.article_url AS mine ON mine.key = theirs.key
JOIN shard.article AS their_article ON their_article.id = theirs.article_id
JOIN main.article AS my_article ON my_article.id = mine.article_id
JOIN temp."map site" AS site ON site.old = their_article.site_id AND site.new = my_article.site_id
LEFT JOIN shard.version AS their_version ON their_version.id = their_article.version_id
LEFT JOIN main.version AS my_version ON my_version.id = my_article.version_id
WHERE theirs.relation IN ('own', 'canonical', 'article_id', 'parameter')
  AND mine.relation IN ('own', 'canonical', 'article_id', 'parameter')
"""
_DOUBLES = """
SELECT theirs, min(mine), max(mine) FROM temp.pair WHERE agree GROUP BY theirs HAVING min(mine) <> max(mine)
"""
_NEW_ARTICLES = """
INSERT INTO temp."map article"
SELECT raw.id, ? + row_number() OVER (ORDER BY raw.id), 1 FROM shard.article AS raw
WHERE raw.id NOT IN (SELECT theirs FROM temp.pair WHERE agree)
  AND raw.id IN (
    SELECT article_id FROM shard.observation JOIN temp."map fetch" AS m ON m.old = fetch_id WHERE m.added
  )
"""


def _settle_claim(conn: sqlite3.Connection, theirs: int, mine: int, key: str) -> None:
    """Two articles with different titles have one URL for a name."""
    read_there, read_here = _was_read_there(conn, theirs, key), was_read(conn, mine, key)
    if read_there and read_here:
        conn.execute("UPDATE temp.pair SET agree = 1 WHERE (theirs, mine, key) = (?, ?, ?)", (theirs, mine, key))
        return
    if read_there == read_here:
        age = conn.execute("SELECT first_seen_at, key FROM shard.article WHERE id = ?", (theirs,)).fetchone()
        read_here = age_of(conn, mine) < age
    loser = (theirs, None, key) if read_here else (None, mine, key)
    conn.execute("INSERT INTO temp.lost_key VALUES (?, ?, ?)", loser)


def _was_read_there(conn: sqlite3.Connection, article_id: int, key: str) -> bool:
    rows = conn.execute(
        """
        SELECT fetch.url, url.key FROM shard.observation JOIN shard.fetch ON fetch.id = fetch_id
        JOIN shard.url ON url.id = fetch.url_id
        WHERE observation.article_id = ? AND variant_id IS NOT NULL
        """,
        (article_id,),
    )
    return any(key == (url_key(fetched or "") or asked) for fetched, asked in rows)


def _merge_doubles(conn: sqlite3.Connection, doubles: Iterable[tuple[int, int, int]], *, at: str) -> None:
    for _, one, other in doubles:
        there = conn.execute("SELECT id FROM main.article WHERE id IN (?, ?)", (one, other)).fetchall()
        if len(there) == 2:
            kept, gone = sorted((one, other), key=lambda article: age_of(conn, article))
            merge(conn, kept, gone, at=at, evidence='{"rule":"shard"}')
            name_article(conn, kept)
            conn.execute("UPDATE temp.pair SET mine = ? WHERE mine = ?", (kept, gone))


def _lose_keys(conn: sqlite3.Connection) -> None:
    for mine, key in conn.execute("SELECT mine, key FROM temp.lost_key WHERE mine IS NOT NULL").fetchall():
        conn.execute("DELETE FROM main.article_url WHERE article_id = ? AND key = ?", (mine, key))
        name_article(conn, mine)


_RANK_THEIRS = """
    CASE theirs.relation WHEN 'own' THEN 5 WHEN 'article_id' THEN 4 WHEN 'parameter' THEN 3 WHEN 'canonical' THEN 2
        WHEN 'requested' THEN 1 ELSE 0 END
"""
_URLS = """
    SELECT m.new AS article_id, raw.key, raw.url, raw.relation, raw.evidence, raw.first_seen_at, raw.named_at
    FROM shard.article_url AS raw JOIN temp."map article" AS m ON m.old = raw.article_id
    WHERE NOT EXISTS (SELECT 1 FROM temp.lost_key WHERE theirs = raw.article_id AND lost_key.key = raw.key)
"""
_STRONGER = """
    UPDATE main.article_url AS mine SET relation = theirs.relation, evidence = theirs.evidence
    FROM temp.their_url AS theirs
    WHERE (mine.article_id, mine.key) = (theirs.article_id, theirs.key) AND (
"""
_ADD = (
    """
    INSERT INTO main.candidate (variant_id, position, block_id, words, text)
    SELECT m.new, raw.position, block.id, raw.words, nullif(coalesce(raw.text, theirs.text), block.text)
    FROM temp."map variant" AS m
    JOIN shard.candidate AS raw ON raw.variant_id = m.old
    JOIN shard.block AS theirs ON theirs.id = raw.block_id
    JOIN temp."map block" AS b ON b.old = raw.block_id
    JOIN main.block ON block.id = b.new
    WHERE m.added
    """,
    # Named for certain later: until then its key must not be another's.
    """
    INSERT INTO main.article (id, site_id, key, url, version_id, first_seen_at, last_seen_at, gone_at, syndicated_from)
    SELECT m.new, site.new,
        iif(EXISTS (SELECT 1 FROM main.article WHERE key = raw.key), 'new ' || m.new, raw.key),
        raw.url, version.new, raw.first_seen_at, raw.last_seen_at, raw.gone_at, raw.syndicated_from
    FROM temp."map article" AS m
    JOIN shard.article AS raw ON raw.id = m.old
    JOIN temp."map site" AS site ON site.old = raw.site_id
    LEFT JOIN temp."map version" AS version ON version.old = raw.version_id
    WHERE m.added ORDER BY m.new
    """,
    """
    UPDATE main.article AS mine SET syndicated_from = iif(
        raw.last_seen_at > mine.last_seen_at OR raw.last_seen_at = mine.last_seen_at
            AND coalesce(raw.syndicated_from, '') > coalesce(mine.syndicated_from, ''),
        coalesce(raw.syndicated_from, mine.syndicated_from), coalesce(mine.syndicated_from, raw.syndicated_from)
    )
    FROM temp."map article" AS m JOIN shard.article AS raw ON raw.id = m.old
    WHERE NOT m.added AND mine.id = m.new AND raw.syndicated_from IS NOT NULL
      AND raw.syndicated_from IS NOT mine.syndicated_from
    """,
    "CREATE TEMP TABLE their_url AS" + _URLS,
    """
    INSERT INTO main.article_url (article_id, key, url, relation, evidence, first_seen_at, named_at)
    SELECT * FROM temp.their_url WHERE true
    ON CONFLICT (article_id, key) DO NOTHING
    """,
    """
    UPDATE main.article_url AS mine SET
        first_seen_at = min(mine.first_seen_at, theirs.first_seen_at),
        url = iif((coalesce(theirs.named_at, ''), theirs.url) > (coalesce(mine.named_at, ''), mine.url),
            theirs.url, mine.url),
        named_at = nullif(max(coalesce(mine.named_at, ''), coalesce(theirs.named_at, '')), '')
    FROM temp.their_url AS theirs
    WHERE (mine.article_id, mine.key) = (theirs.article_id, theirs.key) AND (
        theirs.first_seen_at < mine.first_seen_at
        OR (coalesce(theirs.named_at, ''), theirs.url) > (coalesce(mine.named_at, ''), mine.url)
    )
    """,
    _STRONGER
    + _RANK_THEIRS
    + ", coalesce(theirs.evidence, '')) > ("
    + _RANK_THEIRS.replace("theirs", "mine")
    + ", coalesce(mine.evidence, ''))",
    """
    INSERT INTO main.article_split (key, article_id, at)
    SELECT raw.key, m.new, raw.at FROM shard.article_split AS raw JOIN temp."map article" AS m ON m.old = raw.article_id
    WHERE true
    ON CONFLICT (key) DO UPDATE SET at = min(at, excluded.at) WHERE excluded.at < at
    """,
    """
    UPDATE main.url AS mine SET article_id = article.new
    FROM temp."map url" AS m
    JOIN shard.url AS raw ON raw.id = m.old
    JOIN temp."map article" AS article ON article.old = raw.article_id
    WHERE mine.id = m.new AND mine.article_id IS NOT article.new
      AND (mine.article_id IS NULL OR mine.fetched_at = raw.fetched_at)
    """,
)
_RENAMED = """
SELECT new FROM temp."map article" WHERE NOT added
UNION SELECT id FROM main.article WHERE key = 'new ' || id
UNION SELECT m.new FROM temp.lost_key JOIN temp."map article" AS m ON m.old = lost_key.theirs
"""
# Known articles with a look more than before; those that are new are as the shard has laid them out.
_TOUCHED = """
SELECT DISTINCT m.new FROM temp."map observation" AS looks
JOIN shard.observation AS raw ON raw.id = looks.old
JOIN temp."map article" AS m ON m.old = raw.article_id
LEFT JOIN (SELECT new, count(*) AS parts FROM temp."map article" GROUP BY new) AS whole ON whole.new = m.new
WHERE NOT m.added OR whole.parts > 1 ORDER BY 1
"""


_MAY_HAVE_ENDED = """
SELECT new FROM temp."map article"
UNION SELECT article.id FROM temp."map fetch" AS m
JOIN main.fetch ON fetch.id = m.new AND fetch.reason = 'gone'
JOIN main.url ON url.id = fetch.url_id
JOIN main.article ON article.key = url.key
"""


def _split_again(conn: sqlite3.Connection, *, at: str) -> None:
    """What a person has put apart in one archive is apart in all."""
    for (url,) in conn.execute(_TOGETHER).fetchall():
        try:
            split_url(conn, f"https://{url}", at=at)
        except ArchiveError:  # all of the article was seen under this URL, or nothing
            continue


_TOGETHER = """
SELECT article_split.key FROM article_split
JOIN article_url ON article_url.key = article_split.key AND article_url.article_id = article_split.article_id
WHERE article_url.relation IN ('own', 'canonical', 'article_id', 'parameter')
"""
