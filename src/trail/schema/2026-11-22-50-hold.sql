-- What must not be erased while a dispute or an inquiry lasts. kind null: everything of the body; thing_id null: all
-- of the kind.
CREATE TABLE trail_hold (
    id INTEGER PRIMARY KEY,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    kind TEXT,
    thing_id INTEGER,
    reason TEXT NOT NULL,
    placed_at INTEGER NOT NULL,
    placed_by INTEGER,
    lifted_at INTEGER                      -- null while it holds
) STRICT;
CREATE INDEX trail_hold_organisation ON trail_hold (organisation_id, lifted_at);

-- How long a body keeps the personal values of what was moved to the wastebasket, by kind.
CREATE TABLE trail_retention (
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    kind TEXT NOT NULL,
    months INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, kind)
) STRICT;
