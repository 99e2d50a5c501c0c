-- When and from where each person has signed in: the newest twenty, so that a sign-in by someone else is seen.
CREATE TABLE signed_in (
    id INTEGER PRIMARY KEY,
    person_id INTEGER NOT NULL REFERENCES person (id),
    at INTEGER NOT NULL,
    factors INTEGER NOT NULL,          -- what was shown: bits of web/sign_in/session.h
    provider TEXT,                     -- who vouched for the person; null: we did
    refused INTEGER NOT NULL,          -- attempts on the account that failed since the sign-in before
    network TEXT,
    agent TEXT
) STRICT;
CREATE INDEX signed_in_person ON signed_in (person_id, id);
