-- Who keeps the installation: the operators of its host keep the register of all bodies.
CREATE TABLE installation (
    id INTEGER PRIMARY KEY CHECK (id = 1), -- there is one
    host_id INTEGER NOT NULL REFERENCES organisation (id)
) STRICT;

-- Where a body is in use already, its first operator was let in by whoever set the program up.
INSERT INTO installation (id, host_id)
SELECT 1, organisation_id FROM role_grant WHERE role = 'operator' ORDER BY id LIMIT 1;
