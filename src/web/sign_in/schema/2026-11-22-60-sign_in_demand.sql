-- Of whom a body demands a second factor. A body without a row gets the program's default when somebody of it signs in.
CREATE TABLE sign_in_demand (
    organisation_id INTEGER PRIMARY KEY REFERENCES organisation (id),
    roles INTEGER NOT NULL,            -- bits of ctx/role.h: whoever holds one of them in the body
    counts INTEGER NOT NULL,           -- bits of web/sign_in/session.h: what is taken for a second factor
    grace_days INTEGER NOT NULL,       -- from since, or from when the role was given if that is later
    since INTEGER NOT NULL,            -- when the demand was last changed, or first met
    version INTEGER NOT NULL,          -- 0: still the default
    changed_by INTEGER REFERENCES person (id)
) STRICT;
-- From when the session's owner may do nothing but make a second factor: decided at sign-in, 0 is never.
ALTER TABLE session ADD COLUMN factor_due_at INTEGER NOT NULL DEFAULT 0;
