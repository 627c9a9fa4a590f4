-- Who is signed in where. The cookie holds 128 random bits, here is only their SHA-256: a copy of the database opens nothing.
CREATE TABLE sessions (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    hash      BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),
    person    TEXT    NOT NULL REFERENCES people (id),
    browser   TEXT    NOT NULL CHECK (length(browser) BETWEEN 1 AND 60),
    address   TEXT    NOT NULL CHECK (length(address) BETWEEN 1 AND 80),
    began_at  TEXT    NOT NULL,
    seen_at   TEXT    NOT NULL,
    ended_at  TEXT,
    ended_why TEXT    CHECK ((ended_at IS NULL) = (ended_why IS NULL))
) STRICT;

CREATE INDEX sessions_person ON sessions (person, ended_at);
CREATE INDEX sessions_seen ON sessions (seen_at);

-- The one open link of a person to a password of their own; it is removed once it was used or withdrawn. The history is in the ledger.
CREATE TABLE invitations (
    person     TEXT PRIMARY KEY NOT NULL REFERENCES people (id),
    hash       BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    kind       TEXT NOT NULL CHECK (kind IN ('invitation', 'reset-link')),
    made_by    TEXT NOT NULL,
    made_at    TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
