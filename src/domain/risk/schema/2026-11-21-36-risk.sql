-- What can go wrong, how bad it is, and who has accepted it for how long.
CREATE TABLE risk (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,              -- running number within the body: R-14
    version INTEGER NOT NULL,
    state TEXT NOT NULL,               -- registered, assessed, in_treatment, accepted, closed
    title TEXT NOT NULL,               -- what can happen
    scenario TEXT,                     -- how it would go, Markdown
    cause TEXT,                        -- threat and weakness behind it, Markdown
    dimension TEXT,                    -- what is hit hardest: life_health, privacy, service, economy, trust
    service_id INTEGER REFERENCES service (id),
    owner_id INTEGER REFERENCES person (id), -- risk owner
    likelihood INTEGER,                -- before measures, 1 to 5
    consequence INTEGER,
    likelihood_after INTEGER,          -- today, with the measures that work; null: as before
    consequence_after INTEGER,
    likelihood_target INTEGER,         -- where it shall be when all measures work
    consequence_target INTEGER,
    level_before TEXT,                 -- low, moderate, high, critical, by the criteria in force
    level_after TEXT,                  -- the level today
    score INTEGER,                     -- likelihood times consequence today: for order within a level
    above_tolerance INTEGER,           -- 1 when the level today is more than the body tolerates
    treatment TEXT,                    -- reduce, avoid, share, accept
    reviewed_on TEXT,
    next_review_on TEXT,
    accepted_by_id INTEGER REFERENCES person (id),
    accepted_by_name TEXT,             -- the name as it was that day
    accepted_level TEXT,               -- what was accepted
    accepted_on TEXT,
    accepted_until TEXT,               -- last day the acceptance holds
    template TEXT,                     -- id in the starter set it came from
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
CREATE INDEX risk_score ON risk (organisation_id, deleted_at, score); -- the list's own order
CREATE INDEX risk_owner ON risk (owner_id);
CREATE INDEX risk_service ON risk (service_id);
CREATE TABLE risk_system (
    risk_id INTEGER NOT NULL REFERENCES risk (id),
    system_id INTEGER NOT NULL REFERENCES system (id),
    PRIMARY KEY (risk_id, system_id)
) STRICT;
CREATE INDEX risk_system_back ON risk_system (system_id);
CREATE TABLE risk_measure (
    risk_id INTEGER NOT NULL REFERENCES risk (id),
    measure_id INTEGER NOT NULL REFERENCES measure (id),
    PRIMARY KEY (risk_id, measure_id)
) STRICT;
CREATE INDEX risk_measure_back ON risk_measure (measure_id);
-- How a body judges risk: scales, grid, who may accept what and for how long. A change is a new row.
CREATE TABLE risk_criteria (
    id INTEGER PRIMARY KEY,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    version INTEGER NOT NULL,          -- 1, 2, 3: the highest is in force
    content TEXT NOT NULL,             -- JSON, as in the starter set's criteria
    made_at INTEGER NOT NULL,
    made_by INTEGER,
    UNIQUE (organisation_id, version)
) STRICT;
