-- What the audit explorer looks things up in. Everything here is derived from the entries and filled by their own append; verifying compares both.

-- One index for a person alone and for a person with kinds; like each index of the table it also holds seq.
DROP INDEX ledger_actor;
CREATE INDEX ledger_actor_kind ON ledger (actor, kind);

-- Runs that held a pair. An entry of a run does not name the pair; the pair's own stream does.
CREATE TABLE ledger_pair_runs (
    run  TEXT NOT NULL,
    pair TEXT NOT NULL,
    PRIMARY KEY (run, pair)
) STRICT, WITHOUT ROWID;

-- Entries that concern a pair: of its own streams, and of the runs that held it.
CREATE TABLE ledger_pairs (
    pair  TEXT    NOT NULL,
    kind  TEXT    NOT NULL,
    seq   INTEGER NOT NULL,
    actor TEXT    NOT NULL,
    PRIMARY KEY (pair, kind, seq)
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO ledger_pair_runs (run, pair)
SELECT data ->> '$.run', substr(stream, 6) FROM ledger
WHERE kind = 'pair.run-opened' AND stream GLOB 'pair/?*' AND json_valid(data) AND data ->> '$.run' IS NOT NULL;

INSERT INTO ledger_pairs (pair, kind, seq, actor)
SELECT substr(stream, instr(stream, '/') + 1), kind, seq, actor FROM ledger
WHERE stream GLOB 'pair/?*' OR stream GLOB 'scan/?*' OR stream GLOB 'rehearsal/?*'
UNION ALL
SELECT r.pair, l.kind, l.seq, l.actor FROM ledger l JOIN ledger_pair_runs r ON r.run = substr(l.stream, 5)
WHERE l.stream GLOB 'run/?*'
ORDER BY 1, 2, 3;

CREATE TRIGGER ledger_tells_pair AFTER INSERT ON ledger
WHEN NEW.stream GLOB 'pair/?*' OR NEW.stream GLOB 'scan/?*' OR NEW.stream GLOB 'rehearsal/?*'
BEGIN
    INSERT INTO ledger_pairs (pair, kind, seq, actor) VALUES (substr(NEW.stream, instr(NEW.stream, '/') + 1), NEW.kind, NEW.seq, NEW.actor);
END;

CREATE TRIGGER ledger_tells_run AFTER INSERT ON ledger
WHEN NEW.stream GLOB 'run/?*'
BEGIN
    INSERT INTO ledger_pairs (pair, kind, seq, actor) SELECT pair, NEW.kind, NEW.seq, NEW.actor FROM ledger_pair_runs WHERE run = substr(NEW.stream, 5);
END;

-- The entry that says which run took the pair; if the run has entries already, they are told now.
CREATE TRIGGER ledger_tells_pair_run AFTER INSERT ON ledger
WHEN NEW.kind = 'pair.run-opened' AND NEW.stream GLOB 'pair/?*' AND json_valid(NEW.data)
BEGIN
    INSERT OR IGNORE INTO ledger_pair_runs (run, pair) SELECT NEW.data ->> '$.run', substr(NEW.stream, 6) WHERE NEW.data ->> '$.run' IS NOT NULL;
    INSERT OR IGNORE INTO ledger_pairs (pair, kind, seq, actor) SELECT substr(NEW.stream, 6), kind, seq, actor FROM ledger WHERE stream = 'run/' || (NEW.data ->> '$.run');
END;

CREATE TRIGGER ledger_pair_runs_refuse_update BEFORE UPDATE ON ledger_pair_runs
BEGIN
    SELECT RAISE(ABORT, 'The index of the ledger is filled by its append alone.');
END;

CREATE TRIGGER ledger_pair_runs_refuse_delete BEFORE DELETE ON ledger_pair_runs
BEGIN
    SELECT RAISE(ABORT, 'The index of the ledger is filled by its append alone.');
END;

CREATE TRIGGER ledger_pairs_refuse_update BEFORE UPDATE ON ledger_pairs
BEGIN
    SELECT RAISE(ABORT, 'The index of the ledger is filled by its append alone.');
END;

CREATE TRIGGER ledger_pairs_refuse_delete BEFORE DELETE ON ledger_pairs
BEGIN
    SELECT RAISE(ABORT, 'The index of the ledger is filled by its append alone.');
END;
