-- What was learned from an incident, an exercise or an audit, and where it was put to use.
CREATE TABLE lesson (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,              -- running number within the body: LP-5
    version INTEGER NOT NULL,
    state TEXT NOT NULL,               -- open, used, closed
    title TEXT NOT NULL,
    description TEXT,                  -- Markdown
    source TEXT NOT NULL,              -- incident, exercise, audit, other
    incident_id INTEGER REFERENCES incident (id),
    exercise_id INTEGER REFERENCES exercise (id),
    finding_id INTEGER REFERENCES finding (id),
    used_on TEXT,                      -- the day it was reported into risk assessment or improvement
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
CREATE INDEX lesson_incident ON lesson (incident_id);
CREATE INDEX lesson_exercise ON lesson (exercise_id);
CREATE INDEX lesson_finding ON lesson (finding_id);
CREATE TABLE lesson_risk (
    lesson_id INTEGER NOT NULL REFERENCES lesson (id),
    risk_id INTEGER NOT NULL REFERENCES risk (id),
    PRIMARY KEY (lesson_id, risk_id)
) STRICT;
CREATE INDEX lesson_risk_back ON lesson_risk (risk_id);
CREATE TABLE lesson_measure (
    lesson_id INTEGER NOT NULL REFERENCES lesson (id),
    measure_id INTEGER NOT NULL REFERENCES measure (id),
    PRIMARY KEY (lesson_id, measure_id)
) STRICT;
CREATE INDEX lesson_measure_back ON lesson_measure (measure_id);
