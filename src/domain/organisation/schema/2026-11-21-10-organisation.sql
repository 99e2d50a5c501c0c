-- Public bodies and how they hang together.
CREATE TABLE organisation (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,             -- outside key
    ref INTEGER NOT NULL UNIQUE,           -- running number, shown as V-12
    version INTEGER NOT NULL DEFAULT 1,    -- for optimistic locking
    state TEXT NOT NULL DEFAULT 'active',  -- active, closed
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
    set_up_at INTEGER,                     -- when the first-run wizard was completed
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER
) STRICT;
CREATE INDEX organisation_parent ON organisation (parent_id);
CREATE INDEX organisation_level ON organisation (level, county_code);

-- Inhabitants on 1 January, as the register says.
CREATE TABLE organisation_population (
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    year INTEGER NOT NULL,
    population INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, year)
) STRICT;

-- Every pair of a body and one above it (itself at depth 0): visibility is a join on this table.
CREATE TABLE organisation_closure (
    ancestor_id INTEGER NOT NULL REFERENCES organisation (id),
    descendant_id INTEGER NOT NULL REFERENCES organisation (id),
    depth INTEGER NOT NULL,
    PRIMARY KEY (ancestor_id, descendant_id)
) STRICT;
CREATE INDEX organisation_closure_up ON organisation_closure (descendant_id);

-- The last running number given, by body and kind; organisation_id 0 for kinds that belong to no body.
CREATE TABLE counter (
    organisation_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    value INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, kind)
) STRICT;
