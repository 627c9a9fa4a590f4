-- What left the ledger as files, and what stays of it. Rows come here only where a database is made without the entries; never by an append.

-- The files, which follow one another from entry 1 on; the ledger begins after the last of them.
CREATE TABLE archives (
    first  INTEGER PRIMARY KEY CHECK (first >= 1),
    last   INTEGER NOT NULL UNIQUE CHECK (last >= first),
    hash   BLOB    NOT NULL CHECK (length(hash) = 32),
    name   TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    sha256 TEXT    NOT NULL CHECK (length(sha256) = 64)
) STRICT;

-- Archived entries of which the present is folded, as they stood in the ledger.
CREATE TABLE archived_entries (
    seq           INTEGER PRIMARY KEY CHECK (seq >= 1),
    stream        TEXT    NOT NULL,
    version       INTEGER NOT NULL CHECK (version >= 1),
    at            TEXT    NOT NULL,
    kind          TEXT    NOT NULL,
    actor         TEXT    NOT NULL,
    data          TEXT    NOT NULL,
    body          TEXT    NOT NULL,
    previous_hash BLOB    NOT NULL CHECK (length(previous_hash) = 32),
    hash          BLOB    NOT NULL CHECK (length(hash) = 32),
    UNIQUE (stream, version)
) STRICT;

-- How many entries of each stream are archived: it goes on counting from there.
CREATE TABLE archived_streams (
    stream  TEXT    PRIMARY KEY NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1)
) STRICT, WITHOUT ROWID;

DROP TRIGGER ledger_refuses_gap;

CREATE TRIGGER ledger_refuses_gap BEFORE INSERT ON ledger
WHEN NEW.seq IS NOT COALESCE((SELECT MAX(seq) FROM ledger), (SELECT MAX(last) FROM archives), 0) + 1
  OR NEW.version IS NOT COALESCE((SELECT MAX(version) FROM ledger WHERE stream = NEW.stream), (SELECT version FROM archived_streams WHERE stream = NEW.stream), 0) + 1
  OR NEW.previous_hash IS NOT COALESCE((SELECT hash FROM ledger ORDER BY seq DESC LIMIT 1), (SELECT hash FROM archives ORDER BY last DESC LIMIT 1), zeroblob(32))
BEGIN
    SELECT RAISE(ABORT, 'The ledger only takes the entry that follows its last one.');
END;

CREATE TRIGGER archives_refuse_insert BEFORE INSERT ON archives
BEGIN
    SELECT RAISE(ABORT, 'What is archived is told by the archiving alone.');
END;

CREATE TRIGGER archives_refuse_update BEFORE UPDATE ON archives
BEGIN
    SELECT RAISE(ABORT, 'What is archived is told by the archiving alone.');
END;

CREATE TRIGGER archives_refuse_delete BEFORE DELETE ON archives
BEGIN
    SELECT RAISE(ABORT, 'What is archived is told by the archiving alone.');
END;

CREATE TRIGGER archived_entries_refuse_insert BEFORE INSERT ON archived_entries
BEGIN
    SELECT RAISE(ABORT, 'What is archived is told by the archiving alone.');
END;

CREATE TRIGGER archived_entries_refuse_update BEFORE UPDATE ON archived_entries
BEGIN
    SELECT RAISE(ABORT, 'What is archived is told by the archiving alone.');
END;

CREATE TRIGGER archived_entries_refuse_delete BEFORE DELETE ON archived_entries
BEGIN
    SELECT RAISE(ABORT, 'What is archived is told by the archiving alone.');
END;

CREATE TRIGGER archived_streams_refuse_insert BEFORE INSERT ON archived_streams
BEGIN
    SELECT RAISE(ABORT, 'What is archived is told by the archiving alone.');
END;

CREATE TRIGGER archived_streams_refuse_update BEFORE UPDATE ON archived_streams
BEGIN
    SELECT RAISE(ABORT, 'What is archived is told by the archiving alone.');
END;

CREATE TRIGGER archived_streams_refuse_delete BEFORE DELETE ON archived_streams
BEGIN
    SELECT RAISE(ABORT, 'What is archived is told by the archiving alone.');
END;
