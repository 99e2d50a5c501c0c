-- The year wheel: what comes back, when, and who does it.
CREATE TABLE activity (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,              -- running number within the body: A-7
    version INTEGER NOT NULL,
    state TEXT NOT NULL,               -- planned, done
    title TEXT NOT NULL,
    description TEXT,                  -- Markdown
    due_on TEXT NOT NULL,              -- next time
    recurrence TEXT NOT NULL,          -- none, monthly, quarterly, half_yearly, yearly
    role TEXT,                         -- whose task it is: a role's name
    owner_id INTEGER REFERENCES person (id),
    duration INTEGER,                  -- hours
    done_on TEXT,                      -- asked for by the step "do" only; null between
    done_note TEXT,                    -- the same
    last_done_on TEXT,
    last_note TEXT,
    template TEXT,                     -- id in the starter set it came from
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
CREATE INDEX activity_owner ON activity (owner_id);
-- Each time an activity was done.
CREATE TABLE activity_done (
    id INTEGER PRIMARY KEY,
    activity_id INTEGER NOT NULL REFERENCES activity (id),
    due_on TEXT NOT NULL,              -- when it should have been done
    done_on TEXT NOT NULL,
    done_by INTEGER REFERENCES person (id),
    note TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX activity_done_activity ON activity_done (activity_id, done_on);
-- Addresses by which a calendar program reads a person's year wheel of a body, without signing in.
CREATE TABLE calendar_feed (
    id INTEGER PRIMARY KEY,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    person_id INTEGER NOT NULL REFERENCES person (id),
    secret_hash TEXT NOT NULL UNIQUE,  -- SHA-256 of the secret in the address, hex
    created_at INTEGER NOT NULL,
    revoked_at INTEGER                 -- null while it works
) STRICT;
CREATE INDEX calendar_feed_person ON calendar_feed (person_id, organisation_id);
