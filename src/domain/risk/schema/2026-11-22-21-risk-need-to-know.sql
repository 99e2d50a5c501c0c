-- Risks that only those named, and the roles that decide it, get to see.
ALTER TABLE risk ADD COLUMN classification TEXT NOT NULL DEFAULT 'ordinary'; -- ordinary, restricted
CREATE TABLE risk_named (
    risk_id INTEGER NOT NULL REFERENCES risk (id),
    person_id INTEGER NOT NULL REFERENCES person (id),
    PRIMARY KEY (risk_id, person_id)
) STRICT;
CREATE INDEX risk_named_back ON risk_named (person_id);
