-- What bodies did in a year, as far as it is not found in the history here: earlier years, bodies that
-- are only registered, and the sector of the demonstration.
CREATE TABLE yearly_fact (
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    year INTEGER NOT NULL,
    indicator INTEGER NOT NULL,        -- 1 to 5, in the order of table 12042
    value INTEGER NOT NULL,            -- 1: it was done
    source TEXT NOT NULL,              -- where it comes from
    demo INTEGER NOT NULL DEFAULT 0,   -- 1: made up for demonstration
    PRIMARY KEY (organisation_id, year, indicator)
) STRICT;
CREATE INDEX yearly_fact_year ON yearly_fact (year, indicator);
