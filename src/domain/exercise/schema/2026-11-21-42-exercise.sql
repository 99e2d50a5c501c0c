-- What a body tries out before it is needed, and what came of it.
CREATE TABLE exercise (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,              -- running number within the body: OV-4
    version INTEGER NOT NULL,
    state TEXT NOT NULL,               -- planned, run, evaluated, cancelled
    title TEXT NOT NULL,
    form TEXT NOT NULL,                -- tabletop, simulation, functional, full_scale
    purpose TEXT,                      -- Markdown
    goals TEXT,                        -- one a line
    scenario TEXT,                     -- Markdown
    planned_on TEXT,
    leader_id INTEGER REFERENCES person (id),
    participants_text TEXT,            -- those who are not registered as persons
    ran_on TEXT,                       -- the day it was held
    results TEXT,                      -- how each goal went
    evaluation TEXT,                   -- Markdown
    evaluated_on TEXT,
    template TEXT,                     -- id of the ready scenario it came from
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
CREATE INDEX exercise_leader ON exercise (leader_id);
CREATE TABLE exercise_person (
    exercise_id INTEGER NOT NULL REFERENCES exercise (id),
    person_id INTEGER NOT NULL REFERENCES person (id),
    PRIMARY KEY (exercise_id, person_id)
) STRICT;
CREATE INDEX exercise_person_back ON exercise_person (person_id);
CREATE TABLE exercise_service (
    exercise_id INTEGER NOT NULL REFERENCES exercise (id),
    service_id INTEGER NOT NULL REFERENCES service (id),
    PRIMARY KEY (exercise_id, service_id)
) STRICT;
CREATE INDEX exercise_service_back ON exercise_service (service_id);
