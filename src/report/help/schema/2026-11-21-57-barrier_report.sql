-- Barriers that people met on our pages, told by the form at /barrier.
CREATE TABLE barrier_report (
    id INTEGER PRIMARY KEY,
    page TEXT,                         -- where it was, as the sender wrote it
    text TEXT NOT NULL,                -- what got in the way
    aid TEXT,                          -- screen reader, keyboard ..., as the sender wrote it
    reply_to TEXT,                     -- e-mail for an answer; null when none is wanted
    at INTEGER NOT NULL,
    handled_at INTEGER,                -- null until an operator has dealt with it
    handled_by INTEGER REFERENCES person (id)
) STRICT;
CREATE INDEX barrier_report_open ON barrier_report (handled_at, at);
