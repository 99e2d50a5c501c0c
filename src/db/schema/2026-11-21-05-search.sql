-- What can be found by its words, one row a thing; kept by db/search.c. `stemmed` holds the stems of title
-- and text and one word for the kind, k_KIND; each is there twice, the second time as ORGANISATION_stem, so
-- that the index itself narrows to a body.
-- sqlite:
CREATE TABLE search (
    id INTEGER PRIMARY KEY,
    organisation_id INTEGER NOT NULL, -- 0 for what belongs to all
    kind TEXT NOT NULL,
    thing_id INTEGER NOT NULL,
    title TEXT NOT NULL,              -- as people see it
    stemmed TEXT NOT NULL,            -- stems, one space between
    UNIQUE (kind, thing_id)
) STRICT;
CREATE VIRTUAL TABLE search_index USING fts5 (
    stemmed, content = 'search', content_rowid = 'id', detail = none, prefix = '2 3',
    tokenize = 'ascii tokenchars ''_'''
);
-- postgresql:
CREATE TABLE search (
    id INTEGER PRIMARY KEY,
    organisation_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    thing_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    stemmed tsvector NOT NULL,
    UNIQUE (kind, thing_id)
);
CREATE INDEX search_stemmed ON search USING gin (stemmed);
-- end
CREATE INDEX search_organisation ON search (organisation_id);
