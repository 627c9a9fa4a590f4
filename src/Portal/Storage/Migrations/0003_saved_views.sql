-- Views of the list of pairs that people keep: a name and an address. A convenience, no record: so not in the ledger.
CREATE TABLE saved_views (
    person   TEXT NOT NULL REFERENCES people (id),
    name     TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 40),
    address  TEXT NOT NULL CHECK (length(address) BETWEEN 3 AND 1000),
    saved_at TEXT NOT NULL,
    PRIMARY KEY (person, name)
) STRICT, WITHOUT ROWID;
