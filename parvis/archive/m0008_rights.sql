-- What a publisher allows, with the fetch that it was read at.

ALTER TABLE fetch ADD COLUMN robots_verdict TEXT;;
ALTER TABLE fetch ADD COLUMN robots_digest TEXT;; -- the file, in `origin_text`

-- What bound a fetch, raw and parsed; once for all that say the same.
CREATE TABLE rights (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    terms TEXT NOT NULL
) STRICT;;
ALTER TABLE fetch ADD COLUMN rights_id INTEGER REFERENCES rights (id);;

ALTER TABLE crawl ADD COLUMN profile TEXT;; -- research, general

-- The last answer to a request for a file of an origin that speaks of its rights (robots.txt stands in `robots`).
CREATE TABLE rights_file (
    origin TEXT NOT NULL,
    kind TEXT NOT NULL,
    url TEXT NOT NULL,
    fetched_at TEXT NOT NULL,
    status INTEGER,
    body BLOB,
    problem TEXT,
    PRIMARY KEY (origin, kind, url)
) STRICT, WITHOUT ROWID;;

-- Every wording of such a file that was ever had, so that a verdict of last year can be checked.
CREATE TABLE origin_text (
    digest TEXT PRIMARY KEY,
    first_seen_at TEXT NOT NULL,
    body BLOB NOT NULL
) STRICT, WITHOUT ROWID;;
