-- The director's own words in the yearly report, one row a year. Earlier wordings are in the history.
CREATE TABLE council_words (
    id INTEGER PRIMARY KEY,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    year INTEGER NOT NULL,
    version INTEGER NOT NULL,
    text TEXT NOT NULL,                -- Markdown
    written_on TEXT NOT NULL,
    written_by_id INTEGER REFERENCES person (id),
    written_by_name TEXT,              -- the name as it was that day
    UNIQUE (organisation_id, year)
) STRICT;
