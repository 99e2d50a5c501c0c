-- Exceptions from requirements: what is not met for now, by whose decision, and until when.
CREATE TABLE exception (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,              -- running number within the body: U-3
    version INTEGER NOT NULL,
    state TEXT NOT NULL,               -- requested, approved, refused, expired, withdrawn
    title TEXT NOT NULL,               -- what is excepted
    requirement_id INTEGER NOT NULL REFERENCES requirement (id),
    reason TEXT NOT NULL,              -- why it cannot be met now, Markdown
    valid_until TEXT NOT NULL,         -- the last day it holds
    approved_by_id INTEGER REFERENCES person (id),
    approved_by_name TEXT,             -- as it was that day
    approved_on TEXT,
    n_renewals INTEGER,
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
CREATE INDEX exception_requirement ON exception (requirement_id);
CREATE INDEX exception_valid_until ON exception (state, valid_until);
CREATE TABLE exception_measure (
    exception_id INTEGER NOT NULL REFERENCES exception (id),
    measure_id INTEGER NOT NULL REFERENCES measure (id),
    PRIMARY KEY (exception_id, measure_id)
) STRICT;
CREATE INDEX exception_measure_back ON exception_measure (measure_id);
