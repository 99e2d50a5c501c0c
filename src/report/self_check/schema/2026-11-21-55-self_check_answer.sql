-- A body's own answers to the self-check, one row a question and year. What was answered before is in the history.
CREATE TABLE self_check_answer (
    id INTEGER PRIMARY KEY,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    year INTEGER NOT NULL,
    question TEXT NOT NULL,            -- id in the question set: SC-1
    version INTEGER NOT NULL,
    answer TEXT NOT NULL,              -- yes, partly, no, unknown
    note TEXT,
    answered_on TEXT NOT NULL,
    answered_by_id INTEGER REFERENCES person (id),
    answered_by_name TEXT,             -- the name as it was that day
    UNIQUE (organisation_id, year, question)
) STRICT;
