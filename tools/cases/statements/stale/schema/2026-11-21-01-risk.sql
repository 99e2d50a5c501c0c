CREATE TABLE risk (id INTEGER PRIMARY KEY, classification TEXT) STRICT;
CREATE TABLE risk_named (risk_id INTEGER NOT NULL REFERENCES risk (id), person_id INTEGER NOT NULL) STRICT;
CREATE TABLE risk_measure (risk_id INTEGER NOT NULL REFERENCES risk (id), measure_id INTEGER NOT NULL) STRICT;
CREATE TABLE risk_criteria (organisation_id INTEGER NOT NULL) STRICT;
CREATE VIEW risk_level AS SELECT level, count(*) AS n FROM risk GROUP BY level;
