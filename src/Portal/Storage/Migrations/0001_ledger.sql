-- The one append-only, hash-chained table: audit trail and truth.
CREATE TABLE ledger (
    seq           INTEGER PRIMARY KEY CHECK (seq >= 1),
    stream        TEXT    NOT NULL CHECK (length(stream) BETWEEN 1 AND 200),
    version       INTEGER NOT NULL CHECK (version >= 1),
    at            TEXT    NOT NULL CHECK (length(at) = 28),
    kind          TEXT    NOT NULL CHECK (length(kind) BETWEEN 1 AND 200),
    actor         TEXT    NOT NULL CHECK (length(actor) BETWEEN 1 AND 200),
    data          TEXT    NOT NULL,
    body          TEXT    NOT NULL,
    previous_hash BLOB    NOT NULL CHECK (length(previous_hash) = 32),
    hash          BLOB    NOT NULL CHECK (length(hash) = 32),
    UNIQUE (stream, version)
) STRICT;

-- Every index also holds seq, so each of these pages newest first.
CREATE INDEX ledger_kind ON ledger (kind);
CREATE INDEX ledger_actor ON ledger (actor);
CREATE INDEX ledger_at ON ledger (at);
CREATE INDEX ledger_first_of_stream ON ledger (stream) WHERE version = 1;

CREATE TRIGGER ledger_refuses_update BEFORE UPDATE ON ledger
BEGIN
    SELECT RAISE(ABORT, 'The ledger is append-only: an entry is never changed.');
END;

CREATE TRIGGER ledger_refuses_delete BEFORE DELETE ON ledger
BEGIN
    SELECT RAISE(ABORT, 'The ledger is append-only: an entry is never removed.');
END;

-- REPLACE passes by a delete trigger unless recursive_triggers is on, so existence is asked before the insert.
CREATE TRIGGER ledger_refuses_replace BEFORE INSERT ON ledger
WHEN EXISTS (SELECT 1 FROM ledger WHERE seq = NEW.seq)
  OR EXISTS (SELECT 1 FROM ledger WHERE stream = NEW.stream AND version = NEW.version)
BEGIN
    SELECT RAISE(ABORT, 'The ledger is append-only: an entry is never replaced.');
END;

CREATE TRIGGER ledger_refuses_gap BEFORE INSERT ON ledger
WHEN NEW.seq IS NOT (SELECT COALESCE(MAX(seq), 0) + 1 FROM ledger)
  OR NEW.version IS NOT (SELECT COALESCE(MAX(version), 0) + 1 FROM ledger WHERE stream = NEW.stream)
  OR NEW.previous_hash IS NOT COALESCE((SELECT hash FROM ledger ORDER BY seq DESC LIMIT 1), zeroblob(32))
BEGIN
    SELECT RAISE(ABORT, 'The ledger only takes the entry that follows its last one.');
END;
