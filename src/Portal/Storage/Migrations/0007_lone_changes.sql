-- Changes of accounts that one Admin made alone; what they gave counts once another Admin has confirmed it. The history is in the ledger.
CREATE TABLE people_lone_changes (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    person  TEXT NOT NULL REFERENCES people (id),
    kind    TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
    gave    TEXT NOT NULL,
    made_by TEXT NOT NULL,
    at      TEXT NOT NULL
) STRICT;

CREATE INDEX people_lone_changes_person ON people_lone_changes (person);
