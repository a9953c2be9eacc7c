-- What each host has answered, so that a time that it asked for holds in the next run too.

CREATE TABLE host (
    host TEXT PRIMARY KEY, -- without a port
    noted_at TEXT NOT NULL,
    until TEXT, -- it is not asked before
    why TEXT, -- asked, refusing, down, closed
    failures INTEGER NOT NULL, -- requests in a row that brought no answer
    refusals INTEGER NOT NULL, -- how far its waits have grown
    answered_at TEXT
) STRICT, WITHOUT ROWID
