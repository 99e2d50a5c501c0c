-- What happened: one row a change, never edited; written in the change's own transaction.
CREATE TABLE event (
    id INTEGER PRIMARY KEY,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    kind TEXT NOT NULL,
    thing_id INTEGER NOT NULL,
    thing_version INTEGER NOT NULL,    -- the version that this change made
    at INTEGER NOT NULL,
    actor_id INTEGER,                  -- person, null for the system
    verb TEXT NOT NULL,                -- create, change, delete, restore, or a verb of the kind
    reason TEXT,
    changes TEXT NOT NULL,             -- JSON: {"field": [before, after], ...}
    request TEXT                       -- request id, to follow it in the log
) STRICT;
CREATE INDEX event_thing ON event (organisation_id, kind, thing_id, id);
CREATE INDEX event_time ON event (organisation_id, at);
CREATE INDEX event_last ON event (organisation_id, id);
