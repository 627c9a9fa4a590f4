-- Groups that an Admin puts people into; an approval policy may ask for one. A name has no comma.
CREATE TABLE people_groups (
    person TEXT NOT NULL REFERENCES people (id),
    name   TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 40 AND instr(name, ',') = 0),
    PRIMARY KEY (person, name)
) STRICT, WITHOUT ROWID;
