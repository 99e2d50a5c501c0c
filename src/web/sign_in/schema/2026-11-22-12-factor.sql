-- What a person shows beside a password, or instead of it, and sign-ins that wait for it.
CREATE TABLE totp (
    person_id INTEGER PRIMARY KEY REFERENCES person (id),
    secret TEXT NOT NULL,              -- sealed: what the app counts with
    created_at INTEGER NOT NULL,
    confirmed_at INTEGER,              -- null until a first code was right
    used_step INTEGER NOT NULL         -- the newest half minute of which a code was taken: never twice
) STRICT;
CREATE TABLE recovery (
    person_id INTEGER PRIMARY KEY REFERENCES person (id),
    key TEXT NOT NULL,                 -- sealed: the codes are hashed with it
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE recovery_code (
    person_id INTEGER NOT NULL REFERENCES recovery (person_id),
    code_hash BLOB NOT NULL,           -- HMAC-SHA-256 of the code
    used_at INTEGER,
    PRIMARY KEY (person_id, code_hash)
) STRICT;
CREATE TABLE passkey (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES person (id),
    credential_id BLOB NOT NULL UNIQUE,
    algorithm INTEGER NOT NULL,        -- COSE: -7, -8 or -257
    public_key BLOB NOT NULL,          -- as libfido2 keeps it
    sign_count INTEGER NOT NULL,       -- as last told by the key
    name TEXT NOT NULL,                -- what its owner calls it
    created_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX passkey_person ON passkey (person_id);
CREATE TABLE passkey_challenge (
    challenge_hash BLOB PRIMARY KEY,   -- SHA-256 of the 32 bytes that were sent
    person_id INTEGER,                 -- whose key is asked for; null: whoever comes
    purpose TEXT NOT NULL,             -- add, sign-in, prove
    expires_at INTEGER NOT NULL
) STRICT;
CREATE TABLE sign_in_pending (
    token_hash BLOB PRIMARY KEY,       -- SHA-256 of the cookie's 256 random bits
    person_id INTEGER NOT NULL REFERENCES person (id),
    factors INTEGER NOT NULL,          -- what was shown so far
    provider TEXT,
    return_to TEXT,
    expires_at INTEGER NOT NULL
) STRICT;
