-- How long a body keeps things of a kind, and what happens then. What was decided by command before moves here: it was
-- about the wastebasket.
CREATE TABLE retention_rule (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,              -- running number within the body: SR-2
    version INTEGER NOT NULL,
    state TEXT NOT NULL,               -- in_force, stopped
    title TEXT NOT NULL,
    kind TEXT NOT NULL,                -- name of the kind of thing
    counted_from TEXT NOT NULL,        -- removed, ended
    months INTEGER NOT NULL,
    action TEXT NOT NULL,              -- erase, remove
    basis TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
INSERT INTO retention_rule (uuid, organisation_id, ref, version, state, title, kind, counted_from, months, action, basis,
    created_at, updated_at)
SELECT '00000000-0000-7000-8001-' || CAST(100000000000 + row_number() OVER (ORDER BY r.organisation_id, r.kind) AS TEXT),
    r.organisation_id, row_number() OVER (PARTITION BY r.organisation_id ORDER BY r.kind), 1, 'in_force', r.kind, r.kind,
    'removed', r.months, 'erase', 'samstyr retain', 0, 0
FROM trail_retention r;
INSERT INTO counter (organisation_id, kind, value)
SELECT organisation_id, 'retention_rule', count(*) FROM retention_rule GROUP BY organisation_id;
DROP TABLE trail_retention;
