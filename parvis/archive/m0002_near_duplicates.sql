-- Near duplicates (docs/adr/0010). What is compared is an article's text of today, as shingles: pairs of words.

-- Articles whose text has changed, come or gone since they were last compared; worked off when a crawl ends.
CREATE TABLE uncompared (
    article_id INTEGER PRIMARY KEY
) STRICT;;
INSERT INTO uncompared SELECT id FROM article WHERE version_id IS NOT NULL;;

-- The shingles of an article's text as it was last compared: 8 bytes each, little-endian, in order. It outlives its
-- article until the comparison has taken the shingles out.
CREATE TABLE fingerprint (
    article_id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES site (id),
    telling INTEGER NOT NULL, -- how many of them are no template's
    whole INTEGER NOT NULL, -- one more shingle, which only a text with the very same shingles has
    shingles BLOB NOT NULL
) STRICT;;

-- Where each shingle stands. `templated`: in three articles of the site or more; so of those that are not, no site has
-- more than two rows, and a search among them costs the same in a large archive as in a small one.
CREATE TABLE shingle (
    key INTEGER NOT NULL,
    templated INTEGER NOT NULL,
    site_id INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (key, templated, site_id, article_id)
) STRICT, WITHOUT ROWID;;

-- Two articles that are alike, with the evidence. Nothing is merged or removed for it.
CREATE TABLE near_pair (
    article_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    other_id INTEGER NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    method TEXT NOT NULL,
    jaccard REAL NOT NULL,
    shared INTEGER NOT NULL, -- shingles
    telling INTEGER NOT NULL, -- of them no template's, on either site
    size INTEGER NOT NULL,
    other_size INTEGER NOT NULL,
    PRIMARY KEY (article_id, other_id),
    CHECK (article_id < other_id)
) STRICT, WITHOUT ROWID;;
CREATE INDEX near_pair_other ON near_pair (other_id);;

-- What the pairs that are alike enough hold together; a cluster goes by the smallest id of its articles.
CREATE TABLE near_cluster (
    article_id INTEGER PRIMARY KEY REFERENCES article (id) ON DELETE CASCADE,
    cluster_id INTEGER NOT NULL
) STRICT, WITHOUT ROWID;;
CREATE INDEX near_cluster_id ON near_cluster (cluster_id);;

CREATE TRIGGER uncompared_article AFTER INSERT ON article
WHEN new.version_id IS NOT NULL BEGIN
    INSERT OR IGNORE INTO uncompared (article_id) VALUES (new.id);
END;;
CREATE TRIGGER uncompared_version AFTER UPDATE OF version_id ON article
WHEN new.version_id IS NOT old.version_id BEGIN
    INSERT OR IGNORE INTO uncompared (article_id) VALUES (new.id);
END;;
CREATE TRIGGER uncompared_text AFTER UPDATE OF headline, teaser ON version
WHEN (new.headline, new.teaser) IS NOT (old.headline, old.teaser) BEGIN
    INSERT OR IGNORE INTO uncompared (article_id) SELECT id FROM article WHERE version_id = new.id;
END;;
CREATE TRIGGER uncompared_removal BEFORE DELETE ON article BEGIN
    INSERT OR IGNORE INTO uncompared (article_id)
    SELECT old.id
    UNION SELECT other_id FROM near_pair WHERE article_id = old.id
    UNION SELECT article_id FROM near_pair WHERE other_id = old.id;
END;;

CREATE VIEW near_duplicates AS
SELECT
    near_cluster.cluster_id AS cluster, article.id, site.name AS site, version.headline, version.published_at,
    max(
        coalesce((SELECT max(jaccard) FROM near_pair WHERE article_id = article.id), 0.0),
        coalesce((SELECT max(jaccard) FROM near_pair WHERE other_id = article.id), 0.0)
    ) AS jaccard,
    article.first_seen_at, article.url
FROM near_cluster
JOIN article ON article.id = near_cluster.article_id
JOIN site ON site.id = article.site_id
JOIN version ON version.id = article.version_id
