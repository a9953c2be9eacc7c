-- What many rows have in common is stored once: beginnings of paths, lists of terms, blocks as pages show them.

DROP VIEW boilerplate;;
DROP VIEW version_blocks;;

-- A path is its parent's and one step more; `key` is the hash of the whole. A row that no block stands on holds others.
CREATE TABLE path_tree (
    id INTEGER PRIMARY KEY,
    site_id INTEGER NOT NULL REFERENCES site (id),
    key INTEGER NOT NULL,
    parent_id INTEGER REFERENCES path (id),
    step TEXT NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0,
    texts INTEGER NOT NULL DEFAULT 0,
    level INTEGER NOT NULL DEFAULT 0,
    settled INTEGER DEFAULT 1,
    UNIQUE (site_id, key)
) STRICT;;

-- A list of terms, in bits.
CREATE TABLE explanation (
    id INTEGER PRIMARY KEY,
    terms TEXT NOT NULL UNIQUE
) STRICT;;
INSERT INTO explanation (terms) VALUES ('[]');;
ALTER TABLE block ADD COLUMN prior_id INTEGER NOT NULL DEFAULT 1 REFERENCES explanation (id);;
ALTER TABLE block ADD COLUMN explanation_id INTEGER NOT NULL DEFAULT 1 REFERENCES explanation (id);;

-- A text, or none, as a page shows it. Anatomies are lists of these.
CREATE TABLE sight (
    id INTEGER PRIMARY KEY,
    block_id INTEGER REFERENCES block (id),
    path_id INTEGER NOT NULL REFERENCES path (id),
    role TEXT NOT NULL,
    words INTEGER NOT NULL
) STRICT;;
CREATE UNIQUE INDEX sight_unique ON sight (coalesce(block_id, 0), path_id, words, role);;
CREATE INDEX sight_block ON sight (block_id) WHERE block_id IS NOT NULL
