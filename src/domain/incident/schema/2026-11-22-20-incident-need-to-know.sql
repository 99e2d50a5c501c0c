-- Incidents that only those named, and the roles that decide it, get to see.
ALTER TABLE incident ADD COLUMN classification TEXT NOT NULL DEFAULT 'ordinary'; -- ordinary, restricted
CREATE TABLE incident_named (
    incident_id INTEGER NOT NULL REFERENCES incident (id),
    person_id INTEGER NOT NULL REFERENCES person (id),
    PRIMARY KEY (incident_id, person_id)
) STRICT;
CREATE INDEX incident_named_back ON incident_named (person_id);
