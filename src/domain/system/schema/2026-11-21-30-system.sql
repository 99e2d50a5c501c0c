-- Systems that tasks and services rest on.
CREATE TABLE system (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,              -- running number within the body: S-7
    version INTEGER NOT NULL,
    state TEXT NOT NULL,               -- in_use, retired
    name TEXT NOT NULL,
    description TEXT,                  -- Markdown
    owner_id INTEGER REFERENCES person (id), -- system owner
    supplier_id INTEGER REFERENCES supplier (id),
    hosting TEXT,                      -- own, municipal_cooperation, cloud
    criticality TEXT,                  -- low, moderate, high, critical
    own_confidentiality INTEGER,       -- lowest need whatever the services say, 1 to 4
    own_integrity INTEGER,
    own_availability INTEGER,
    confidentiality INTEGER,           -- highest of its own and of the services that use it
    integrity INTEGER,
    availability INTEGER,
    template TEXT,                     -- id in the starter set it came from
    retired_on TEXT,
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
CREATE INDEX system_owner ON system (owner_id);
CREATE INDEX system_supplier ON system (supplier_id);
