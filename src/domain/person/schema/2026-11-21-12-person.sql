-- Persons, what they may, and how they sign in.
CREATE TABLE person (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id), -- where the person is employed
    ref INTEGER NOT NULL,                  -- running number within the body
    version INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL DEFAULT 'active',  -- active, disabled
    name TEXT NOT NULL,
    email TEXT NOT NULL UNIQUE,            -- in lower case
    title TEXT,                            -- position
    unit TEXT,                             -- part of the body
    phone TEXT,
    language TEXT,                         -- nb, nn, en: the person's choice
    password TEXT,                         -- argon2id string, null until chosen
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;

-- A role in a body, for a time; `subtree` 1 reaches the bodies below it too.
CREATE TABLE role_grant (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL DEFAULT 'active',  -- active, revoked
    name TEXT,                             -- of the person, when it was given
    person_id INTEGER NOT NULL REFERENCES person (id),
    role TEXT NOT NULL,
    role_bit INTEGER NOT NULL,             -- the same role as a bit, see ctx/role.h
    subtree INTEGER NOT NULL DEFAULT 0,
    valid_from TEXT,                       -- first day, null is always
    valid_until TEXT,                      -- last day, null is until revoked
    reason TEXT,
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
CREATE INDEX role_grant_person ON role_grant (person_id);

-- Who has which role in which body, whatever the day: the statement that asks adds the day.
CREATE VIEW access AS
SELECT g.person_id, c.descendant_id AS organisation_id, g.role_bit, g.valid_from, g.valid_until
FROM role_grant g
JOIN person p ON p.id = g.person_id AND p.state = 'active' AND p.deleted_at IS NULL
JOIN organisation_closure c ON c.ancestor_id = g.organisation_id AND (c.depth = 0 OR g.subtree = 1)
WHERE g.state = 'active' AND g.deleted_at IS NULL;
