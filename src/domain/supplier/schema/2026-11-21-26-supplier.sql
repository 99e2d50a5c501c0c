-- Who delivers something that security depends on.
CREATE TABLE supplier (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,              -- running number within the body: L-4
    version INTEGER NOT NULL,
    state TEXT NOT NULL,               -- active, ended
    name TEXT NOT NULL,
    number TEXT,                       -- organisation number, nine digits
    description TEXT,                  -- what they deliver, Markdown
    owner_id INTEGER REFERENCES person (id), -- who follows them up
    contact_name TEXT,
    contact_email TEXT,
    contact_phone TEXT,                -- for the night when it burns
    is_processor INTEGER,              -- 1 when they treat personal data on our behalf
    processing_agreed_on TEXT,         -- day of the data processing agreement
    agreement_valid_until TEXT,
    certificates TEXT,                 -- which
    certificate_scope TEXT,            -- what they cover: which services, places, parts
    certificate_valid_until TEXT,
    assessed_on TEXT,                  -- the latest day their security was assessed
    next_assessment_on TEXT,
    template TEXT,                     -- id in the starter set it came from
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
CREATE INDEX supplier_owner ON supplier (owner_id);
