-- Reviews of access: who may what, judged one role at a time.
CREATE TABLE access_review (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,              -- running number within the body
    version INTEGER NOT NULL,
    state TEXT NOT NULL,               -- open, finished
    title TEXT NOT NULL,
    conclusion TEXT,                   -- Markdown
    n_confirmed INTEGER,
    n_revoked INTEGER,
    finished_on TEXT,
    finished_by_id INTEGER REFERENCES person (id),
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
CREATE TABLE access_review_row (
    access_review_id INTEGER NOT NULL REFERENCES access_review (id),
    grant_id INTEGER NOT NULL REFERENCES role_grant (id),
    decision TEXT NOT NULL,            -- confirmed, revoked
    reason TEXT,
    decided_at INTEGER NOT NULL,
    decided_by INTEGER NOT NULL REFERENCES person (id),
    PRIMARY KEY (access_review_id, grant_id)
) STRICT;
