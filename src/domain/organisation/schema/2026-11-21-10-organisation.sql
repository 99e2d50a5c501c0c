-- Public bodies and how they hang together.
CREATE TABLE organisation (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,             -- outside key
    version INTEGER NOT NULL DEFAULT 1,    -- for optimistic locking
    number TEXT UNIQUE,                    -- organisation number, nine digits; null where the register has none
    code TEXT,                             -- municipality or county number, or a short name of a state body
    name TEXT NOT NULL,
    name_nn TEXT,                          -- where the nynorsk name differs
    level TEXT NOT NULL,                   -- municipality, county, state, company
    language TEXT NOT NULL DEFAULT 'nb',   -- language form: nb, nn, neutral
    county_code TEXT,
    population INTEGER,                    -- latest figure known
    employees INTEGER,
    parent_id INTEGER REFERENCES organisation (id), -- steering body
    predecessor_id INTEGER REFERENCES organisation (id),
    successor_id INTEGER REFERENCES organisation (id),
    valid_from TEXT,                       -- first day as a body
    valid_until TEXT,                      -- last day, null while it stands
    in_use INTEGER NOT NULL DEFAULT 0,     -- 1 when it governs its security here, 0 when only registered
    demo INTEGER NOT NULL DEFAULT 0,       -- 1 for fictitious bodies and demonstration figures
    matrix_set INTEGER NOT NULL DEFAULT 0, -- 1 when the first-run wizard has been completed
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX organisation_parent ON organisation (parent_id);
CREATE INDEX organisation_level ON organisation (level, county_code);

-- Every pair of a body and one above it (itself at depth 0): visibility is a join on this table.
CREATE TABLE organisation_closure (
    ancestor_id INTEGER NOT NULL REFERENCES organisation (id),
    descendant_id INTEGER NOT NULL REFERENCES organisation (id),
    depth INTEGER NOT NULL,
    PRIMARY KEY (ancestor_id, descendant_id)
) STRICT;
CREATE INDEX organisation_closure_up ON organisation_closure (descendant_id);
