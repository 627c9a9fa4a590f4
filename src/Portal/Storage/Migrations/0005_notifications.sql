-- How far the ledger was read for messages, and for which local day the digest was made; one row.
CREATE TABLE notification_position (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    seq       INTEGER NOT NULL CHECK (seq >= 0),
    digest_on TEXT
) STRICT;

-- Where a person is reached, and which messages they want. Who has no row wants the usual ones and has no address.
CREATE TABLE notification_people (
    person     TEXT PRIMARY KEY NOT NULL REFERENCES people (id),
    address    TEXT CHECK (address IS NULL OR length(address) BETWEEN 3 AND 254),
    wishes     TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Questions that nobody decided yet, with what was sent about them so far.
CREATE TABLE notification_questions (
    digest     TEXT PRIMARY KEY NOT NULL,
    run        TEXT    NOT NULL,
    asked_at   TEXT    NOT NULL,
    expires_at TEXT    NOT NULL,
    reminded   INTEGER NOT NULL DEFAULT 0,
    escalated  INTEGER NOT NULL DEFAULT 0 CHECK (escalated IN (0, 1)),
    warned     INTEGER NOT NULL DEFAULT 0 CHECK (warned IN (0, 1))
) STRICT, WITHOUT ROWID;

-- One row for each message and recipient. 'once' is what the message is about: the same is never told twice.
CREATE TABLE notification_outbox (
    number     INTEGER PRIMARY KEY,
    delivery   TEXT    NOT NULL UNIQUE CHECK (length(delivery) = 32),
    once       TEXT    NOT NULL UNIQUE CHECK (length(once) BETWEEN 1 AND 300),
    lane       TEXT    NOT NULL,
    recipient  TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    about      TEXT,
    notice     TEXT    NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('pending', 'delivered', 'given-up', 'dropped')),
    attempts   INTEGER NOT NULL CHECK (attempts >= 0),
    created_at TEXT    NOT NULL,
    due_at     TEXT    NOT NULL,
    claim      TEXT,
    held_until TEXT,
    ended_at   TEXT,
    error      TEXT    CHECK (error IS NULL OR length(error) <= 300)
) STRICT;

CREATE INDEX notification_due ON notification_outbox (state, lane, due_at);
CREATE INDEX notification_ended ON notification_outbox (state, ended_at);
