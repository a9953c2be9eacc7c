-- What keeps an archive trustworthy over years: seals over its rows, and tombstones of what was removed by request.

-- Sums over the hashes of some rows of a table, kept by the writer with every change (docs/adr/0013). `placed` weighs
-- each hash with the row's place among them, so that the two together name a row that has changed.
CREATE TABLE seal (
    name TEXT NOT NULL, -- of the table
    bucket INTEGER NOT NULL,
    total INTEGER NOT NULL,
    placed INTEGER NOT NULL,
    PRIMARY KEY (name, bucket)
) STRICT, WITHOUT ROWID;;

-- What was removed by request, and why; never what it said.
CREATE TABLE tombstone (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    reason TEXT NOT NULL,
    articles INTEGER NOT NULL,
    urls INTEGER NOT NULL
) STRICT;;

-- The names by which it would come back or be asked for, as hashes: they are recognised, and cannot be read from here.
CREATE TABLE forgotten (
    digest BLOB PRIMARY KEY,
    tombstone_id INTEGER NOT NULL REFERENCES tombstone (id)
) STRICT, WITHOUT ROWID;;
CREATE INDEX forgotten_tombstone ON forgotten (tombstone_id)
