-- Who is whom at a provider of identities: by issuer and subject, never by e-mail address.
CREATE TABLE oidc_identity (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES person (id),
    issuer TEXT NOT NULL,              -- as the provider writes it in its tokens
    subject TEXT NOT NULL,             -- its name for the person: means nothing elsewhere
    provider TEXT NOT NULL,            -- what people call the provider, when it was linked
    how TEXT NOT NULL,                 -- self, invitation, created
    linked_at INTEGER NOT NULL,
    used_at INTEGER,                   -- last sign-in
    UNIQUE (issuer, subject)
) STRICT;
CREATE INDEX oidc_identity_person ON oidc_identity (person_id);
-- Answers that have been taken: each serves once.
CREATE TABLE oidc_taken (
    state_hash BLOB PRIMARY KEY,       -- SHA-256 of the state that it carried
    taken_at INTEGER NOT NULL
) STRICT;
