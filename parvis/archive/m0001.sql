-- Statements end in two semicolons, so that triggers may hold single ones.
-- Integer keys and a unique text key; times are ISO 8601 in UTC; JSON where a list is only ever read whole.

PRAGMA application_id = 1349678707;; -- "Prvs": what `file` and Parvis know an archive by

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;;

CREATE TABLE site (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    home TEXT,
    language TEXT,
    teaser_max_words INTEGER NOT NULL,
    demo INTEGER NOT NULL DEFAULT 0
) STRICT;;

CREATE TABLE crawl (
    id INTEGER PRIMARY KEY,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    reason TEXT,
    command TEXT NOT NULL,
    sites TEXT NOT NULL,
    pid INTEGER NOT NULL,
    discovered INTEGER NOT NULL DEFAULT 0,
    sources INTEGER NOT NULL DEFAULT 0
) STRICT;;

-- The frontier: every URL that is known, in exactly one state.
CREATE TABLE url (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES site (id),
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    url TEXT NOT NULL,
    host TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending',
    reason TEXT,
    detail TEXT,
    due_at TEXT NOT NULL,
    crawl_id INTEGER REFERENCES crawl (id),
    attempts INTEGER NOT NULL DEFAULT 0,
    title TEXT,
    published_at TEXT,
    modified_at TEXT,
    news_access TEXT,
    section TEXT,
    found_on TEXT,
    found_in TEXT,
    discovered_at TEXT NOT NULL,
    fetched_at TEXT,
    etag TEXT,
    last_modified TEXT,
    article_id INTEGER REFERENCES article (id),
    UNIQUE (kind, key)
) STRICT;;
CREATE INDEX url_state ON url (state, site_id, due_at);;
-- The queue of each host of a site: sources before articles, then the newest.
CREATE INDEX url_queue ON url (
    site_id, host, kind = 'article', coalesce(published_at, modified_at, discovered_at) DESC, id
) WHERE state = 'pending';;
CREATE INDEX url_article ON url (article_id) WHERE article_id IS NOT NULL;;
CREATE INDEX url_key ON url (key);;

-- One row for each lease that ended.
CREATE TABLE fetch (
    id INTEGER PRIMARY KEY,
    url_id INTEGER NOT NULL REFERENCES url (id),
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    at TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT,
    detail TEXT,
    status INTEGER,
    url TEXT,
    bytes INTEGER,
    seconds REAL,
    content_type TEXT,
    etag TEXT,
    last_modified TEXT,
    redirects TEXT,
    robots TEXT
) STRICT;;
CREATE INDEX fetch_url ON fetch (url_id);;
CREATE INDEX fetch_crawl ON fetch (crawl_id, outcome);;

CREATE TABLE article (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- an id is never given twice: people cite it
    site_id INTEGER NOT NULL REFERENCES site (id),
    key TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    version_id INTEGER REFERENCES version (id),
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    gone_at TEXT,
    syndicated_from TEXT
) STRICT;;
CREATE INDEX article_site ON article (site_id);;
CREATE INDEX article_version ON article (version_id);;

-- Every URL that led to an article, and why it counts as the same one.
CREATE TABLE article_url (
    article_id INTEGER NOT NULL REFERENCES article (id),
    key TEXT NOT NULL,
    url TEXT NOT NULL,
    relation TEXT NOT NULL,
    evidence TEXT,
    first_seen_at TEXT NOT NULL,
    named_at TEXT, -- the newest page that gives this URL as the article's
    PRIMARY KEY (article_id, key)
) STRICT, WITHOUT ROWID;;
CREATE INDEX article_url_key ON article_url (key);;

CREATE TABLE layout (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES site (id),
    digest TEXT NOT NULL,
    skeleton TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    UNIQUE (site_id, digest)
) STRICT;;

-- A page's ordered list of blocks: [block id or null, role, words, path id] each.
CREATE TABLE anatomy (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    blocks TEXT NOT NULL
) STRICT;;

-- What pages of an article showed before cleaning, each distinct content once; `fallback` stands where no line is left.
CREATE TABLE variant (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id),
    digest TEXT NOT NULL,
    fallback TEXT NOT NULL,
    fallback_source TEXT NOT NULL,
    UNIQUE (article_id, digest)
) STRICT;;

-- A run of looks at variants that are equal under today's block statuses.
CREATE TABLE version (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- an id is never given twice: people cite it
    article_id INTEGER NOT NULL REFERENCES article (id),
    digest TEXT NOT NULL,
    masked_digest TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    headline TEXT,
    standfirst TEXT,
    description TEXT,
    teaser TEXT NOT NULL,
    teaser_source TEXT NOT NULL,
    teaser_words INTEGER NOT NULL,
    teaser_cap INTEGER,
    authors TEXT NOT NULL,
    published_at TEXT,
    published_on TEXT,
    published_as TEXT,
    modified_at TEXT,
    date_quality TEXT NOT NULL,
    section TEXT,
    sections TEXT NOT NULL,
    tags TEXT NOT NULL,
    language TEXT,
    publisher TEXT,
    image_url TEXT,
    access TEXT NOT NULL,
    confidence REAL NOT NULL,
    mechanism TEXT NOT NULL,
    vendor TEXT,
    remaining_percent REAL,
    wall_text TEXT,
    evidence TEXT NOT NULL,
    signals TEXT NOT NULL,
    declared TEXT NOT NULL,
    rights TEXT NOT NULL,
    encoding TEXT NOT NULL,
    public_words INTEGER NOT NULL,
    withheld_words INTEGER NOT NULL,
    boilerplate_words INTEGER NOT NULL,
    removed_words INTEGER NOT NULL,
    anatomy_id INTEGER NOT NULL REFERENCES anatomy (id),
    layout_id INTEGER NOT NULL REFERENCES layout (id)
) STRICT;;
CREATE INDEX version_article ON version (article_id);;
CREATE INDEX version_access ON version (access);;

-- Settling merges neighbouring versions that became equal; the old id stays valid.
CREATE TABLE version_alias (
    id INTEGER PRIMARY KEY,
    version_id INTEGER NOT NULL REFERENCES version (id)
) STRICT;;
CREATE INDEX version_alias_version ON version_alias (version_id);;

CREATE TABLE observation (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES article (id),
    version_id INTEGER REFERENCES version (id),
    variant_id INTEGER REFERENCES variant (id),
    fetch_id INTEGER NOT NULL REFERENCES fetch (id),
    at TEXT NOT NULL,
    change TEXT NOT NULL,
    status INTEGER,
    withheld_words INTEGER,
    body_digest TEXT,
    body_changed INTEGER
) STRICT;;
CREATE INDEX observation_article ON observation (article_id, at);;
CREATE INDEX observation_version ON observation (version_id);;
CREATE INDEX observation_variant ON observation (variant_id);;
CREATE INDEX observation_fetch ON observation (fetch_id);;

-- `level` says how diverse the path's texts are; `settled` is null until all its blocks are judged under it.
CREATE TABLE path (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES site (id),
    path TEXT NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0,
    texts INTEGER NOT NULL DEFAULT 0,
    level INTEGER NOT NULL DEFAULT 0,
    settled INTEGER DEFAULT 1,
    UNIQUE (site_id, path)
) STRICT;;

CREATE INDEX path_unsettled ON path (site_id) WHERE settled IS NULL;;

-- The ledger. `context` is the smallest (content first, path, role, prior) the text was seen in, so that order never matters;
-- `text` and `words` are those of that sight. First and last sight are known to the hour.
CREATE TABLE block (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES site (id),
    key INTEGER NOT NULL,
    text TEXT NOT NULL,
    words INTEGER NOT NULL,
    articles INTEGER NOT NULL DEFAULT 0,
    first_seen_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    context TEXT NOT NULL,
    path_id INTEGER NOT NULL REFERENCES path (id),
    role TEXT NOT NULL,
    kind TEXT,
    score REAL NOT NULL DEFAULT 0,
    terms TEXT NOT NULL DEFAULT '[]',
    UNIQUE (site_id, key)
) STRICT;;
CREATE INDEX block_path ON block (path_id);;

-- The articles a block was seen in on a path: at most three, the smallest hashes, so that archives merge in any order.
CREATE TABLE block_article (
    block_id INTEGER NOT NULL REFERENCES block (id),
    path_id INTEGER NOT NULL REFERENCES path (id),
    article INTEGER NOT NULL,
    PRIMARY KEY (block_id, path_id, article)
) STRICT, WITHOUT ROWID;;
CREATE INDEX block_article_path ON block_article (path_id, block_id);;

-- The lines that may stand in the teaser; `text` only where it differs from the block's.
CREATE TABLE candidate (
    variant_id INTEGER NOT NULL REFERENCES variant (id),
    position INTEGER NOT NULL,
    block_id INTEGER NOT NULL REFERENCES block (id),
    words INTEGER NOT NULL,
    text TEXT,
    PRIMARY KEY (variant_id, position)
) STRICT, WITHOUT ROWID;;
CREATE INDEX candidate_block ON candidate (block_id);;

CREATE TABLE robots (
    origin TEXT PRIMARY KEY,
    fetched_at TEXT NOT NULL,
    status INTEGER,
    body BLOB,
    problem TEXT
) STRICT;;

CREATE VIRTUAL TABLE version_fts USING fts5 (
    headline, standfirst, teaser, authors,
    content = 'version', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2'
);;
CREATE TRIGGER version_added AFTER INSERT ON version BEGIN
    INSERT INTO version_fts (rowid, headline, standfirst, teaser, authors)
    VALUES (new.id, new.headline, new.standfirst, new.teaser, new.authors);
END;;
CREATE TRIGGER version_removed AFTER DELETE ON version BEGIN
    INSERT INTO version_fts (version_fts, rowid, headline, standfirst, teaser, authors)
    VALUES ('delete', old.id, old.headline, old.standfirst, old.teaser, old.authors);
END;;
CREATE TRIGGER version_edited AFTER UPDATE OF headline, standfirst, teaser, authors ON version BEGIN
    INSERT INTO version_fts (version_fts, rowid, headline, standfirst, teaser, authors)
    VALUES ('delete', old.id, old.headline, old.standfirst, old.teaser, old.authors);
    INSERT INTO version_fts (rowid, headline, standfirst, teaser, authors)
    VALUES (new.id, new.headline, new.standfirst, new.teaser, new.authors);
END;;

CREATE VIEW articles AS
SELECT
    article.id, site.name AS site, version.headline, version.published_at, version.section, version.authors,
    version.access, version.confidence, version.mechanism, version.vendor, version.remaining_percent,
    version.standfirst, version.teaser, version.teaser_source, version.teaser_words, version.withheld_words,
    version.language, article.url, article.first_seen_at, article.last_seen_at, article.gone_at,
    (SELECT count(*) FROM version AS other WHERE other.article_id = article.id) AS versions
FROM article
JOIN site ON site.id = article.site_id
JOIN version ON version.id = article.version_id;;

CREATE VIEW versions AS
SELECT version.*, site.name AS site, article.url
FROM version
JOIN article ON article.id = version.article_id
JOIN site ON site.id = article.site_id;;

CREATE VIEW walls AS
SELECT
    site.name AS site, version.access, version.mechanism, version.vendor, version.wall_text,
    count(*) AS articles, min(version.first_seen_at) AS first_seen_at, max(version.last_seen_at) AS last_seen_at
FROM version
JOIN article ON article.version_id = version.id
JOIN site ON site.id = article.site_id
WHERE version.access <> 'free'
GROUP BY site.name, version.access, version.mechanism, version.vendor, version.wall_text;;

CREATE VIEW boilerplate AS
SELECT
    site.name AS site, block.id, block.kind, block.text, block.words, block.articles,
    block.score, block.terms, block.first_seen_at, block.last_seen_at
FROM block
JOIN site ON site.id = block.site_id
WHERE block.kind IS NOT NULL AND block.kind <> 'label';;

CREATE VIEW runs AS
SELECT
    crawl.id, crawl.started_at, crawl.finished_at, crawl.reason, crawl.sites, crawl.command, crawl.discovered,
    count(fetch.id) AS fetches,
    count(fetch.id) FILTER (WHERE fetch.outcome = 'stored') AS stored,
    count(fetch.id) FILTER (WHERE fetch.outcome = 'unchanged') AS unchanged,
    count(fetch.id) FILTER (WHERE fetch.outcome = 'excluded') AS excluded,
    count(fetch.id) FILTER (WHERE fetch.outcome = 'failed') AS failed
FROM crawl
LEFT JOIN fetch ON fetch.crawl_id = crawl.id
GROUP BY crawl.id;;

CREATE VIEW quarantine AS
SELECT url.url, fetch.reason, fetch.detail, fetch.at
FROM fetch
JOIN url ON url.id = fetch.url_id
WHERE fetch.reason IN ('empty', 'not_html', 'too_large', 'too_slow', 'unreadable', 'promise')
