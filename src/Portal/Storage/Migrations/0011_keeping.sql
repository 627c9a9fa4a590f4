-- One row that is written to learn whether writing works.
CREATE TABLE write_trial (
    id   INTEGER PRIMARY KEY CHECK (id = 1),
    at   TEXT    NOT NULL,
    room BLOB    NOT NULL
) STRICT;

INSERT INTO write_trial (id, at, room) VALUES (1, '', x'');
