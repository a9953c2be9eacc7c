-- How URLs name articles: what a site has taught, which keys the ledger counts as one, and what people have decided.

-- What the canonical URLs of pages make of parameters: pairs of keys, kept where one has a query.
CREATE TABLE claim (
    site_id INTEGER NOT NULL REFERENCES site (id),
    key TEXT NOT NULL,
    claimed TEXT NOT NULL,
    PRIMARY KEY (site_id, key, claimed)
) STRICT, WITHOUT ROWID;;

-- `name` is the parameter that says nothing, or the shape of the tokens that are article ids.
CREATE TABLE identity_rule (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES site (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    evidence TEXT NOT NULL,
    learnt_at TEXT NOT NULL,
    dropped_at TEXT,
    reason TEXT,
    UNIQUE (site_id, kind, name)
) STRICT;;

-- Keys that rules or merges may make one article for the ledger. `hash` is theirs in block_article, `loose` that of the
-- least they may come down to, `counted` the one they are counted under today. A key without a row stands for itself.
CREATE TABLE counted_key (
    site_id INTEGER NOT NULL REFERENCES site (id),
    hash INTEGER NOT NULL,
    key TEXT NOT NULL,
    loose INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    PRIMARY KEY (site_id, hash)
) STRICT, WITHOUT ROWID;;
CREATE INDEX counted_key_loose ON counted_key (site_id, loose);;

-- Articles that were merged into another: the old id stays valid.
CREATE TABLE article_alias (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id),
    key TEXT NOT NULL,
    url TEXT NOT NULL,
    at TEXT NOT NULL,
    evidence TEXT NOT NULL
) STRICT;;
CREATE INDEX article_alias_article ON article_alias (article_id);;

-- URLs that were put apart from an article by hand, and stay so.
CREATE TABLE article_split (
    key TEXT PRIMARY KEY,
    article_id INTEGER NOT NULL,
    at TEXT NOT NULL
) STRICT;;
