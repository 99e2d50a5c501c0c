-- Sessions know how they were opened and when the person last proved who it is. Nobody's session is carried over.
DROP TABLE session;
CREATE TABLE session (
    id INTEGER PRIMARY KEY,
    token_hash BLOB NOT NULL UNIQUE,   -- SHA-256 of the cookie's 256 random bits
    person_id INTEGER NOT NULL REFERENCES person (id),
    form_token TEXT NOT NULL,          -- what forms of this session carry
    factors INTEGER NOT NULL,          -- what was shown at sign-in: bits of web/sign_in/session.h
    provider TEXT,                     -- who vouched for the person; null: we did
    created_at INTEGER NOT NULL,
    proved_at INTEGER NOT NULL,        -- when a factor was last shown: decisions ask again after a while
    seen_at INTEGER NOT NULL,          -- written at most once a minute
    expires_at INTEGER NOT NULL,       -- absolute limit
    network TEXT,                      -- the network's part of the address at sign-in
    agent TEXT                         -- the browser's name at sign-in
) STRICT;
CREATE INDEX session_person ON session (person_id);
