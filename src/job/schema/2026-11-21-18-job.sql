-- Work that does not fit in a request: a row is a piece of work, taken by a job worker.
CREATE TABLE job (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER REFERENCES organisation (id),
    person_id INTEGER REFERENCES person (id), -- on whose behalf, null for the system
    kind TEXT NOT NULL,                -- name of the job kind
    input TEXT NOT NULL DEFAULT '{}',  -- JSON
    payload BLOB,                      -- uploaded bytes, where the work reads a file
    state TEXT NOT NULL DEFAULT 'waiting', -- waiting, running, done, failed, cancelled
    done INTEGER NOT NULL DEFAULT 0,   -- how far
    total INTEGER NOT NULL DEFAULT 0,
    result TEXT,                       -- JSON
    result_blob BLOB,
    attempts INTEGER NOT NULL DEFAULT 0,
    due_at INTEGER NOT NULL,
    taken_at INTEGER,                  -- heartbeat of the worker that has it
    ended_at INTEGER,
    created_at INTEGER NOT NULL,
    lang TEXT NOT NULL DEFAULT 'nb',
    rehearsal INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX job_due ON job (state, due_at);
