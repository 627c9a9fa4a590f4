-- What people prove themselves with besides a password. Secrets are sealed, recovery codes are hashes; what changed is in the ledger.
CREATE TABLE second_factors (
    person        TEXT    PRIMARY KEY NOT NULL REFERENCES people (id),
    totp          TEXT,
    pending       TEXT,
    pending_until TEXT,
    last_step     INTEGER NOT NULL DEFAULT 0 CHECK (last_step >= 0),
    wrong         INTEGER NOT NULL DEFAULT 0 CHECK (wrong >= 0),
    locked_until  TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_codes (
    person TEXT NOT NULL REFERENCES people (id),
    hash   BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (person, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE passkeys (
    id       BLOB PRIMARY KEY NOT NULL CHECK (length(id) BETWEEN 1 AND 1023),
    person   TEXT NOT NULL REFERENCES people (id),
    name     TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
    data     TEXT NOT NULL,
    added_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX passkeys_person ON passkeys (person);
