-- Queries that are cited: what was asked, when, and what it found then (Rauber et al. 2016, RDA recommendations R3-R8).

CREATE TABLE stored_query (
    name TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('search', 'sql')),
    typed TEXT NOT NULL, -- as it was typed
    normalised TEXT NOT NULL, -- what it comes down to: the same for queries that ask the same
    stored_at TEXT NOT NULL,
    as_of TEXT, -- the last look at an article that the archive had then
    rows INTEGER NOT NULL,
    content_sha256 TEXT NOT NULL
) STRICT;;

CREATE VIEW queries AS
SELECT name, kind, typed, normalised, stored_at, as_of, rows, content_sha256 FROM stored_query
