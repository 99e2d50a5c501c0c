-- Evidence that only those named, and the roles that decide it, get to see.
ALTER TABLE evidence ADD COLUMN classification TEXT NOT NULL DEFAULT 'ordinary'; -- ordinary, restricted
CREATE TABLE evidence_named (
    evidence_id INTEGER NOT NULL REFERENCES evidence (id),
    person_id INTEGER NOT NULL REFERENCES person (id),
    PRIMARY KEY (evidence_id, person_id)
) STRICT;
CREATE INDEX evidence_named_back ON evidence_named (person_id);
