-- What a body has written down and decided: policy, guidelines, procedures, plans.
CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,              -- running number within the body: D-3
    version INTEGER NOT NULL,
    state TEXT NOT NULL,               -- draft, approved, superseded
    title TEXT NOT NULL,
    type TEXT NOT NULL,                -- policy, guideline, procedure, plan, agreement, report
    purpose TEXT,                      -- what it is for, in a sentence or two
    owner_id INTEGER REFERENCES person (id),
    body TEXT,                         -- the text itself, Markdown
    version_label TEXT,                -- "2", "2026": the name of the version
    next_review_on TEXT,               -- when it must be looked at again
    template TEXT,                     -- id in the starter set it came from
    approved_on TEXT,                  -- the day of the approval in force
    approved_by_id INTEGER REFERENCES person (id),
    approved_by_name TEXT,             -- the name as it was that day
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
CREATE INDEX document_owner ON document (owner_id);
-- Every approved text as it was approved. Never changed.
CREATE TABLE document_version (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES document (id),
    number INTEGER NOT NULL,           -- 1, 2, 3
    label TEXT,
    title TEXT NOT NULL,
    text TEXT NOT NULL,                -- Markdown
    approved_on TEXT NOT NULL,
    approved_by_name TEXT,
    approved_at INTEGER NOT NULL,
    UNIQUE (document_id, number)
) STRICT;
