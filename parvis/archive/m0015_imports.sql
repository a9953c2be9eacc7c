-- Files that were read instead of crawled (docs/adr/0025). A file is known by what is in it, not by its name.

CREATE TABLE imported_file (
    digest TEXT PRIMARY KEY, -- SHA-256
    name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    crawl_id INTEGER REFERENCES crawl (id), -- in which its pages count; null: it has none
    records INTEGER NOT NULL DEFAULT 0, -- of it that are dealt with: where an interrupted import goes on
    skipped TEXT NOT NULL DEFAULT '{}', -- of them, those that made no outcome, by why
    finished_at TEXT
) STRICT, WITHOUT ROWID;;
