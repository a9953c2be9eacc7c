-- What the archive is searched, counted and grouped by (docs/adr/0023): narrow rows beside the wide ones of `version`.
-- All of it follows from `article`, `version` and `site`, and is kept by triggers in the transaction that stores.

-- The articles that may be found, each with its current version. `day` is 20260302; 0: no date is known.
CREATE VIEW findable AS
SELECT
    version.id AS version_id, article.id AS article_id, article.site_id,
    coalesce(CAST(replace(version.published_on, '-', '') AS INTEGER), 0) AS day,
    coalesce(CAST(substr(version.published_on, 1, 4) AS INTEGER), 0) AS year,
    coalesce(version.section, '') AS section, coalesce(version.language, '') AS language, version.access,
    coalesce(version.vendor, '') AS vendor
FROM article
JOIN version ON version.id = article.version_id
WHERE instr(version.rights, '"noindex":true') = 0 -- within a text the quotation marks would be escaped
;;

-- What articles have in common: as many rows as there are combinations. Empty, or a year of 0: not known.
CREATE TABLE shelf (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES site (id),
    year INTEGER NOT NULL,
    section TEXT NOT NULL,
    language TEXT NOT NULL,
    access TEXT NOT NULL,
    vendor TEXT NOT NULL,
    articles INTEGER NOT NULL DEFAULT 0,
    UNIQUE (site_id, year, section, language, access, vendor)
) STRICT;;

CREATE TABLE catalogue (
    version_id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    shelf_id INTEGER NOT NULL REFERENCES shelf (id)
) STRICT;;
CREATE INDEX catalogue_day ON catalogue (day, article_id, shelf_id);;

-- Articles by the day and the month of their date: 20260302, 202603; 0: no date is known.
CREATE TABLE tally (
    span INTEGER NOT NULL,
    site_id INTEGER NOT NULL REFERENCES site (id),
    access TEXT NOT NULL,
    articles INTEGER NOT NULL,
    PRIMARY KEY (span, site_id, access)
) STRICT, WITHOUT ROWID;;

-- Crawls that had something of a site on a day, or in a month: where there is none, no article says nothing.
CREATE TABLE coverage (
    span INTEGER NOT NULL,
    site_id INTEGER NOT NULL REFERENCES site (id),
    crawls INTEGER NOT NULL,
    PRIMARY KEY (span, site_id)
) STRICT, WITHOUT ROWID;;

CREATE TRIGGER catalogue_added AFTER INSERT ON catalogue BEGIN
    UPDATE shelf SET articles = articles + 1 WHERE id = new.shelf_id;
    INSERT INTO tally (span, site_id, access, articles)
    SELECT span.value, site_id, access, 1
    FROM shelf JOIN json_each(json_array(new.day, new.day / 100)) AS span
    WHERE shelf.id = new.shelf_id AND (span.key = 0 OR new.day > 0)
    ON CONFLICT (span, site_id, access) DO UPDATE SET articles = articles + 1;
END;;
CREATE TRIGGER catalogue_removed AFTER DELETE ON catalogue BEGIN
    UPDATE tally SET articles = articles - 1
    WHERE span IN (old.day, old.day / 100) AND (site_id, access) = (SELECT site_id, access FROM shelf WHERE id = old.shelf_id);
    DELETE FROM tally
    WHERE span IN (old.day, old.day / 100) AND site_id = (SELECT site_id FROM shelf WHERE id = old.shelf_id) AND articles = 0;
    UPDATE shelf SET articles = articles - 1 WHERE id = old.shelf_id;
    DELETE FROM shelf WHERE id = old.shelf_id AND articles = 0;
END;;

-- The full-text index holds what the catalogue holds, and nothing else.
DROP TRIGGER version_added;;
DROP TRIGGER version_removed;;
DROP TRIGGER version_edited;;
DROP TABLE version_fts;;
CREATE VIEW searched AS
SELECT version.id, version.headline, version.standfirst, version.teaser, version.authors
FROM catalogue
JOIN version ON version.id = catalogue.version_id;;
CREATE VIRTUAL TABLE version_fts USING fts5 (
    headline, standfirst, teaser, authors,
    content = 'searched', content_rowid = 'id',
    tokenize = 'unicode61 remove_diacritics 2'
);;

INSERT INTO shelf (site_id, year, section, language, access, vendor)
SELECT DISTINCT site_id, year, section, language, access, vendor FROM findable;;
INSERT INTO catalogue (version_id, article_id, day, shelf_id)
SELECT version_id, article_id, day, shelf.id
FROM findable JOIN shelf USING (site_id, year, section, language, access, vendor);;
INSERT INTO version_fts (version_fts) VALUES ('rebuild');;
INSERT INTO coverage (span, site_id, crawls)
SELECT span.value, url.site_id, count(DISTINCT fetch.crawl_id)
FROM fetch
JOIN url ON url.id = fetch.url_id
JOIN json_each(json_array(
    CAST(replace(substr(fetch.at, 1, 10), '-', '') AS INTEGER), CAST(replace(substr(fetch.at, 1, 7), '-', '') AS INTEGER)
)) AS span
WHERE fetch.outcome IN ('stored', 'unchanged')
GROUP BY 1, 2;;

CREATE TRIGGER searched_added AFTER INSERT ON catalogue BEGIN
    INSERT INTO version_fts (rowid, headline, standfirst, teaser, authors)
    SELECT id, headline, standfirst, teaser, authors FROM version WHERE id = new.version_id;
END;;
CREATE TRIGGER searched_removed AFTER DELETE ON catalogue BEGIN
    INSERT INTO version_fts (version_fts, rowid, headline, standfirst, teaser, authors)
    SELECT 'delete', id, headline, standfirst, teaser, authors FROM version WHERE id = old.version_id;
END;;
CREATE TRIGGER searched_edited AFTER UPDATE OF headline, standfirst, teaser, authors ON version
WHEN EXISTS (SELECT 1 FROM catalogue WHERE version_id = new.id) BEGIN
    INSERT INTO version_fts (version_fts, rowid, headline, standfirst, teaser, authors)
    VALUES ('delete', old.id, old.headline, old.standfirst, old.teaser, old.authors);
    INSERT INTO version_fts (rowid, headline, standfirst, teaser, authors)
    VALUES (new.id, new.headline, new.standfirst, new.teaser, new.authors);
END;;

CREATE TRIGGER catalogue_article_added AFTER INSERT ON article WHEN new.version_id IS NOT NULL BEGIN
    INSERT INTO shelf (site_id, year, section, language, access, vendor)
    SELECT site_id, year, section, language, access, vendor FROM findable WHERE version_id = new.version_id
    ON CONFLICT DO NOTHING;
    INSERT INTO catalogue (version_id, article_id, day, shelf_id)
    SELECT version_id, article_id, day, shelf.id
    FROM findable JOIN shelf USING (site_id, year, section, language, access, vendor)
    WHERE version_id = new.version_id AND article_id = new.id;
END;;
-- A version may stand for two articles until both have been laid out: it is catalogued once.
CREATE TRIGGER catalogue_article_moved AFTER UPDATE OF version_id ON article
WHEN new.version_id IS NOT old.version_id BEGIN
    DELETE FROM catalogue WHERE version_id = old.version_id AND article_id = old.id;
    DELETE FROM catalogue WHERE version_id = new.version_id;
    INSERT INTO shelf (site_id, year, section, language, access, vendor)
    SELECT site_id, year, section, language, access, vendor FROM findable
    WHERE version_id = new.version_id AND article_id = new.id
    ON CONFLICT DO NOTHING;
    INSERT INTO catalogue (version_id, article_id, day, shelf_id)
    SELECT version_id, article_id, day, shelf.id
    FROM findable JOIN shelf USING (site_id, year, section, language, access, vendor)
    WHERE version_id = new.version_id AND article_id = new.id;
END;;
CREATE TRIGGER catalogue_article_removed BEFORE DELETE ON article BEGIN
    DELETE FROM catalogue WHERE version_id = old.version_id AND article_id = old.id;
END;;
CREATE TRIGGER catalogue_version_judged AFTER UPDATE OF published_on, section, language, access, vendor ON version
WHEN (new.published_on, new.section, new.language, new.access, new.vendor)
    IS NOT (old.published_on, old.section, old.language, old.access, old.vendor) BEGIN
    DELETE FROM catalogue WHERE version_id = new.id;
    INSERT INTO shelf (site_id, year, section, language, access, vendor)
    SELECT site_id, year, section, language, access, vendor FROM findable WHERE version_id = new.id
    ON CONFLICT DO NOTHING;
    INSERT INTO catalogue (version_id, article_id, day, shelf_id)
    SELECT version_id, article_id, day, shelf.id
    FROM findable JOIN shelf USING (site_id, year, section, language, access, vendor)
    WHERE version_id = new.id LIMIT 1;
END;;
CREATE TRIGGER coverage_noted AFTER UPDATE OF finished_at ON crawl
WHEN old.finished_at IS NULL AND new.finished_at IS NOT NULL BEGIN
    INSERT INTO coverage (span, site_id, crawls)
    SELECT DISTINCT span.value, url.site_id, 1
    FROM fetch
    JOIN url ON url.id = fetch.url_id
    JOIN json_each(json_array(
        CAST(replace(substr(fetch.at, 1, 10), '-', '') AS INTEGER),
        CAST(replace(substr(fetch.at, 1, 7), '-', '') AS INTEGER)
    )) AS span
    WHERE fetch.crawl_id = new.id AND fetch.outcome IN ('stored', 'unchanged')
    ON CONFLICT (span, site_id) DO UPDATE SET crawls = crawls + 1;
END
