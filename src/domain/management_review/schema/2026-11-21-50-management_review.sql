-- Top management goes through the state of things and decides.
CREATE TABLE management_review (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,              -- running number within the body: LG-1
    version INTEGER NOT NULL,
    state TEXT NOT NULL,               -- planned, prepared, held, signed
    title TEXT NOT NULL,
    planned_on TEXT,
    leader_id INTEGER REFERENCES person (id),
    participants_text TEXT,            -- those who are not registered as persons
    held_on TEXT,
    conclusion TEXT,                   -- Markdown
    inputs TEXT,                       -- what the program gathered, frozen, Markdown
    prepared_at INTEGER,               -- when it was gathered
    signed_on TEXT,
    signed_by_id INTEGER REFERENCES person (id),
    minutes TEXT,                      -- names, decisions and days as they were when it was signed
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
CREATE INDEX management_review_leader ON management_review (leader_id);
CREATE TABLE management_review_person (
    management_review_id INTEGER NOT NULL REFERENCES management_review (id),
    person_id INTEGER NOT NULL REFERENCES person (id),
    PRIMARY KEY (management_review_id, person_id)
) STRICT;
CREATE INDEX management_review_person_back ON management_review_person (person_id);
-- What a review decided.
CREATE TABLE review_decision (
    id INTEGER PRIMARY KEY,
    review_id INTEGER NOT NULL REFERENCES management_review (id),
    text TEXT NOT NULL,
    responsible_id INTEGER REFERENCES person (id),
    due_on TEXT,
    done_on TEXT,
    measure_id INTEGER REFERENCES measure (id), -- the measure it was made into
    created_at INTEGER NOT NULL,
    created_by INTEGER
) STRICT;
CREATE INDEX review_decision_review ON review_decision (review_id);
CREATE INDEX review_decision_due ON review_decision (due_on);
