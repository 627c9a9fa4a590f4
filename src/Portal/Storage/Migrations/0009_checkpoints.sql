-- Public halves of the keys that sign checkpoints; the private one stands in a file outside the database.
CREATE TABLE signing_keys (
    id         TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 32),
    spki       TEXT NOT NULL,
    at         TEXT NOT NULL,
    vouched_by TEXT REFERENCES signing_keys (id),
    signature  TEXT
) STRICT, WITHOUT ROWID;

-- What was signed, and when; anchors outside hold the same lines.
CREATE TABLE checkpoints (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    seq    INTEGER NOT NULL CHECK (seq >= 1),
    line   TEXT    NOT NULL
) STRICT;

CREATE INDEX checkpoints_seq ON checkpoints (seq);

-- How far each anchor outside has got.
CREATE TABLE anchors (
    name   TEXT    PRIMARY KEY NOT NULL CHECK (length(name) BETWEEN 1 AND 500),
    number INTEGER NOT NULL CHECK (number >= 0)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER signing_keys_refuse_update BEFORE UPDATE ON signing_keys
BEGIN
    SELECT RAISE(ABORT, 'A key is never changed.');
END;

CREATE TRIGGER signing_keys_refuse_delete BEFORE DELETE ON signing_keys
BEGIN
    SELECT RAISE(ABORT, 'A key is never removed.');
END;

CREATE TRIGGER checkpoints_refuse_update BEFORE UPDATE ON checkpoints
BEGIN
    SELECT RAISE(ABORT, 'A checkpoint is never changed.');
END;

CREATE TRIGGER checkpoints_refuse_delete BEFORE DELETE ON checkpoints
BEGIN
    SELECT RAISE(ABORT, 'A checkpoint is never removed.');
END;
