-- What happened, when it was known, and what was done about it.
CREATE TABLE incident (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,              -- running number within the body: H-3
    version INTEGER NOT NULL,
    state TEXT NOT NULL,               -- registered, handling, closed
    title TEXT NOT NULL,
    description TEXT NOT NULL,         -- what happened, Markdown
    noticed_at INTEGER NOT NULL,       -- awareness: starts the clocks
    occurred_at INTEGER,               -- when it happened, if known
    severity TEXT,                     -- low, moderate, high, critical
    personal_data TEXT,                -- none, ordinary, special; null: not judged yet
    high_risk_to_persons INTEGER,      -- 1: those affected must be told
    in_scope_digital_security INTEGER, -- 1: the body judges that the digital security act asks for notice
    national_security INTEGER,         -- 1: may touch national security interests
    reported_by_id INTEGER REFERENCES person (id),
    handler_id INTEGER REFERENCES person (id),
    cause TEXT,
    handling_log TEXT,                 -- what was done and when, Markdown
    cost INTEGER,                      -- øre
    closed_on TEXT,
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
CREATE INDEX incident_reported_by ON incident (reported_by_id);
CREATE INDEX incident_handler ON incident (handler_id);
CREATE TABLE incident_service (
    incident_id INTEGER NOT NULL REFERENCES incident (id),
    service_id INTEGER NOT NULL REFERENCES service (id),
    PRIMARY KEY (incident_id, service_id)
) STRICT;
CREATE INDEX incident_service_back ON incident_service (service_id);
CREATE TABLE incident_system (
    incident_id INTEGER NOT NULL REFERENCES incident (id),
    system_id INTEGER NOT NULL REFERENCES system (id),
    PRIMARY KEY (incident_id, system_id)
) STRICT;
CREATE INDEX incident_system_back ON incident_system (system_id);
-- One clock of an incident: whom to notify by when, and how it went. What is written stays.
CREATE TABLE incident_notice (
    id INTEGER PRIMARY KEY,
    incident_id INTEGER NOT NULL REFERENCES incident (id),
    kind TEXT NOT NULL,                -- data-protection, persons, digital-security-first, -update, -final, security-act
    recipient TEXT NOT NULL,           -- the authority's code, or "persons": shown as a word
    applies INTEGER NOT NULL,          -- 0: judged away before its time was out
    due_at INTEGER,                    -- null: at once, without a number of hours
    sent_at INTEGER,
    sent_by INTEGER REFERENCES person (id),
    late_reason TEXT,                  -- why it was late, or why none was sent
    reference TEXT,                    -- the receiver's case number
    explained_at INTEGER,              -- when it was written down that none is sent, and why
    explained_by INTEGER REFERENCES person (id),
    UNIQUE (incident_id, kind)
) STRICT;
