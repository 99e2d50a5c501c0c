-- What an audit or a control found, and how it is mended.
CREATE TABLE finding (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,              -- running number within the body: F-9
    version INTEGER NOT NULL,
    state TEXT NOT NULL,               -- open, correcting, corrected, closed
    title TEXT NOT NULL,
    description TEXT,                  -- Markdown
    audit_id INTEGER REFERENCES audit (id),
    requirement_id INTEGER REFERENCES requirement (id),
    severity TEXT NOT NULL,            -- observation, minor, major (nonconformity)
    owner_id INTEGER REFERENCES person (id), -- who sees to it that it is mended
    due_on TEXT,
    root_cause TEXT,
    action TEXT,                       -- corrective action, Markdown
    corrected_on TEXT,                 -- the day it was reported as mended
    corrected_by_id INTEGER REFERENCES person (id),
    verified_on TEXT,                  -- the day somebody else saw that it was
    verified_by_id INTEGER REFERENCES person (id),
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
CREATE INDEX finding_audit ON finding (audit_id);
CREATE INDEX finding_owner ON finding (owner_id);
CREATE INDEX finding_requirement ON finding (requirement_id);
CREATE TABLE finding_measure (
    finding_id INTEGER NOT NULL REFERENCES finding (id),
    measure_id INTEGER NOT NULL REFERENCES measure (id),
    PRIMARY KEY (finding_id, measure_id)
) STRICT;
CREATE INDEX finding_measure_back ON finding_measure (measure_id);
