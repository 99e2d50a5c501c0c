-- What sort of information is handled, and how well it must be protected.
CREATE TABLE information_type (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,              -- running number within the body: I-5
    version INTEGER NOT NULL,
    state TEXT NOT NULL,               -- active
    name TEXT NOT NULL,
    description TEXT,                  -- Markdown
    personal_data TEXT NOT NULL,       -- none, ordinary, special
    legal_basis TEXT,                  -- why the body may handle it
    confidentiality INTEGER,           -- need, 1 to 4
    integrity INTEGER,                 -- need, 1 to 4
    availability INTEGER,              -- need, 1 to 4
    template TEXT,                     -- id in the starter set it came from
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
