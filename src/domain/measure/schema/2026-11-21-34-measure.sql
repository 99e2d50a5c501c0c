-- What a body does to bring risk down and meet requirements.
CREATE TABLE measure (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,              -- running number within the body: T-12
    version INTEGER NOT NULL,
    state TEXT NOT NULL,               -- planned, in_progress, in_operation, retired
    title TEXT NOT NULL,
    description TEXT,                  -- what is to be done, Markdown
    owner_id INTEGER REFERENCES person (id),
    due_on TEXT,                       -- when it is to be in operation
    progress INTEGER,                  -- per cent
    effect TEXT,                       -- low, moderate, high: how much it brings down risk
    cost INTEGER,                      -- øre, once
    yearly_cost INTEGER,               -- øre a year
    template TEXT,                     -- id in the starter set it came from, so that it comes once
    in_operation_on TEXT,              -- the day it was put in operation
    improved_on TEXT,                  -- the latest day it was improved
    retired_on TEXT,
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
CREATE INDEX measure_due ON measure (organisation_id, deleted_at, due_on); -- the list's own order
CREATE INDEX measure_owner ON measure (owner_id);
CREATE TABLE measure_requirement (
    measure_id INTEGER NOT NULL REFERENCES measure (id),
    requirement_id INTEGER NOT NULL REFERENCES requirement (id),
    PRIMARY KEY (measure_id, requirement_id)
) STRICT;
CREATE INDEX measure_requirement_back ON measure_requirement (requirement_id);
CREATE TABLE measure_evidence (
    measure_id INTEGER NOT NULL REFERENCES measure (id),
    evidence_id INTEGER NOT NULL REFERENCES evidence (id),
    PRIMARY KEY (measure_id, evidence_id)
) STRICT;
CREATE INDEX measure_evidence_back ON measure_evidence (evidence_id);
