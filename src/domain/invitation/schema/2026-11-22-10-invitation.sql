-- Invitations: a role in this body for somebody who has an account in another one.
CREATE TABLE invitation (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,              -- running number within the body
    version INTEGER NOT NULL,
    state TEXT NOT NULL,               -- sent, accepted, declined, withdrawn
    email TEXT NOT NULL,               -- whom it is meant for, in lower case
    role TEXT NOT NULL,
    subtree INTEGER NOT NULL DEFAULT 0,
    valid_until TEXT,                  -- last day of the role, null is until revoked
    reason TEXT,
    person_id INTEGER REFERENCES person (id), -- who accepted it; null before that
    answered_on TEXT,
    secret_hash BLOB,                  -- SHA-256 of what stands in the link; null without a link
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
CREATE UNIQUE INDEX invitation_secret ON invitation (secret_hash);
