-- What a body itself answered in the questionnaire; kept beside what the facts say, never instead of it.
CREATE TABLE questionnaire_answer (
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    year INTEGER NOT NULL,
    indicator INTEGER NOT NULL,
    answer TEXT NOT NULL,              -- yes, no, unknown
    note TEXT,
    answered_at INTEGER NOT NULL,
    answered_by INTEGER REFERENCES person (id),
    PRIMARY KEY (organisation_id, year, indicator)
) STRICT;
