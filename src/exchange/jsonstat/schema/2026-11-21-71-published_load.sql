-- A file of published figures as it was received: what was read can be read again, and proved.
CREATE TABLE published_load (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,              -- as in published_figure: SSB 12042
    origin TEXT NOT NULL,              -- name of the file
    hash TEXT NOT NULL,                -- SHA-256 of the payload
    loaded_at INTEGER NOT NULL,
    loaded_by INTEGER REFERENCES person (id),
    payload TEXT NOT NULL,
    UNIQUE (source, hash)
) STRICT;
