-- Signed-in browsers, tokens for programs, and one-time sign-in links; only hashes are kept.
CREATE TABLE session (
    id INTEGER PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,   -- SHA-256 of the cookie's 256 random bits
    person_id INTEGER NOT NULL REFERENCES person (id),
    form_token TEXT NOT NULL,          -- what forms of this session carry
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,          -- written at most once a minute
    expires_at INTEGER NOT NULL,       -- absolute limit
    network TEXT,                      -- address at sign-in
    agent TEXT                         -- the browser's name at sign-in
) STRICT;
CREATE INDEX session_person ON session (person_id);
CREATE TABLE token (
    id INTEGER PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,
    person_id INTEGER NOT NULL REFERENCES person (id),
    name TEXT NOT NULL,                -- what it is for
    scopes TEXT NOT NULL,              -- "read" or "read write"
    created_at INTEGER NOT NULL,
    used_at INTEGER,
    expires_at INTEGER,
    revoked_at INTEGER
) STRICT;
CREATE TABLE sign_in_link (
    token_hash BLOB PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES person (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
-- Failed sign-ins by account and by network, so that guessing slows down.
CREATE TABLE sign_in_failure (
    subject TEXT NOT NULL,             -- "email:..." or "network:..."
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_failure_subject ON sign_in_failure (subject, at);
