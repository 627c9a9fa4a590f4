-- People and what they may do. A person is deactivated, never removed, so that an id in the ledger always names somebody.
CREATE TABLE people (
    id                  TEXT    PRIMARY KEY NOT NULL CHECK (length(id) = 32),
    name                TEXT    NOT NULL,
    normalized_name     TEXT    NOT NULL UNIQUE,
    active              INTEGER NOT NULL CHECK (active IN (0, 1)),
    password_hash       TEXT,
    security_stamp      TEXT    NOT NULL,
    concurrency_stamp   TEXT    NOT NULL,
    lockout_enabled     INTEGER NOT NULL CHECK (lockout_enabled IN (0, 1)),
    lockout_end         TEXT,
    access_failed_count INTEGER NOT NULL CHECK (access_failed_count >= 0),
    created_at          TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE people_roles (
    person TEXT NOT NULL REFERENCES people (id),
    role   TEXT NOT NULL,
    PRIMARY KEY (person, role)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER people_refuse_delete BEFORE DELETE ON people
BEGIN
    SELECT RAISE(ABORT, 'A person is deactivated, never removed.');
END;

CREATE TRIGGER people_refuse_new_id BEFORE UPDATE OF id ON people
BEGIN
    SELECT RAISE(ABORT, 'The id of a person never changes.');
END;
