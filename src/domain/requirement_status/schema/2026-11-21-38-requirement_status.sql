-- How a body stands to each requirement of the norm, and of other frameworks it answers.
CREATE TABLE requirement_status (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,              -- running number within the body: KS-12
    version INTEGER NOT NULL,
    state TEXT NOT NULL,               -- active
    title TEXT,                        -- the requirement's, in the body's language form
    requirement_id INTEGER NOT NULL REFERENCES requirement (id),
    applicability TEXT NOT NULL,       -- applies, not_applicable
    reason TEXT,                       -- why it does not apply
    status TEXT NOT NULL,              -- in_place, partly, not_started
    maturity INTEGER,                  -- 0 to 5
    owner_id INTEGER REFERENCES person (id),
    assessed_on TEXT,                  -- the day it was last assessed
    next_on TEXT,                      -- the day it is to be assessed again
    note TEXT,
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
CREATE INDEX requirement_status_requirement ON requirement_status (requirement_id, organisation_id);
CREATE INDEX requirement_status_owner ON requirement_status (owner_id);
CREATE TABLE requirement_status_measure (
    requirement_status_id INTEGER NOT NULL REFERENCES requirement_status (id),
    measure_id INTEGER NOT NULL REFERENCES measure (id),
    PRIMARY KEY (requirement_status_id, measure_id)
) STRICT;
CREATE INDEX requirement_status_measure_back ON requirement_status_measure (measure_id);
CREATE TABLE requirement_status_evidence (
    requirement_status_id INTEGER NOT NULL REFERENCES requirement_status (id),
    evidence_id INTEGER NOT NULL REFERENCES evidence (id),
    PRIMARY KEY (requirement_status_id, evidence_id)
) STRICT;
CREATE INDEX requirement_status_evidence_back ON requirement_status_evidence (evidence_id);
