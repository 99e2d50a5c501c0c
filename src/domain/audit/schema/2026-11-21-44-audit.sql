-- Somebody independent looks at whether it is as it should be.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,              -- running number within the body: RV-2
    version INTEGER NOT NULL,
    state TEXT NOT NULL,               -- planned, held, closed
    title TEXT NOT NULL,
    scope TEXT,                        -- what is looked at, Markdown
    auditor TEXT,                      -- who audits: a name or a firm
    planned_on TEXT,
    held_on TEXT,
    report TEXT,                       -- Markdown
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
