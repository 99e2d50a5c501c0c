-- What shows that something was done: a file, an address, or both.
CREATE TABLE evidence (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,              -- running number within the body: B-12
    version INTEGER NOT NULL,
    state TEXT NOT NULL,               -- active
    title TEXT NOT NULL,
    description TEXT,                  -- what it shows, Markdown
    address TEXT,                      -- where it can be seen, when it is kept elsewhere
    owner_id INTEGER REFERENCES person (id),
    valid_until TEXT,                  -- the day from which it shows nothing any more
    file_name TEXT,                    -- as the sender named it: for showing, never a path
    file_type TEXT,                    -- media type as the sender said
    file_size INTEGER,                 -- bytes
    file_hash TEXT,                    -- SHA-256 in hex: which row of evidence_file is in force
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
CREATE INDEX evidence_owner ON evidence (owner_id);
-- The files themselves. One that was replaced stays: the history names it by its hash.
CREATE TABLE evidence_file (
    evidence_id INTEGER NOT NULL REFERENCES evidence (id),
    hash TEXT NOT NULL,                -- SHA-256 in hex
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    bytes BLOB NOT NULL,
    uploaded_at INTEGER NOT NULL,
    uploaded_by INTEGER,
    PRIMARY KEY (evidence_id, hash)
) STRICT;
