-- The tamper-evident log: a Merkle tree for each organisation and one for the instance. What an entry commits to is
-- readable in `event` and `instance_event`, where values and salts can be erased; entries never change.
CREATE TABLE trail_log (
    id INTEGER PRIMARY KEY,
    organisation_id INTEGER NOT NULL,      -- 0: the instance's own
    generation INTEGER NOT NULL,           -- from 1; the last part of origin
    origin TEXT NOT NULL UNIQUE,           -- the log's name in entries and checkpoints
    is_open INTEGER NOT NULL DEFAULT 1,    -- 0: another generation has taken over
    size INTEGER NOT NULL DEFAULT 0,       -- entries
    signed_size INTEGER NOT NULL DEFAULT 0, -- of the latest checkpoint
    signed_at INTEGER,
    edge BLOB NOT NULL,                    -- the frontier: 32 bytes for each bit of size that is set, the largest first
    UNIQUE (organisation_id, generation)
) STRICT;

CREATE TABLE trail_entry (
    log_id INTEGER NOT NULL REFERENCES trail_log (id),
    number INTEGER NOT NULL,               -- from 0, without gaps
    event_id INTEGER,                      -- in event or instance_event; null where the log speaks of itself
    leaf BLOB NOT NULL,                    -- SHA-256(0x00 || entry)
    entry TEXT NOT NULL,
    PRIMARY KEY (log_id, number)
-- sqlite:
) STRICT, WITHOUT ROWID;
-- postgresql:
);
-- end

-- Subtrees of 256 hashes of the level below: what proofs and tiles are made from. Level 0 is in trail_entry.
CREATE TABLE trail_node (
    log_id INTEGER NOT NULL REFERENCES trail_log (id),
    level INTEGER NOT NULL,
    position INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (log_id, level, position)
-- sqlite:
) STRICT, WITHOUT ROWID;
-- postgresql:
);
-- end

-- Who is behind the pseudonym of an entry; a row that is deleted ends that for ever.
CREATE TABLE trail_actor (
    organisation_id INTEGER NOT NULL,      -- 0: in the instance's log
    person_id INTEGER NOT NULL,
    pseudonym TEXT NOT NULL UNIQUE,        -- 128 random bits
    PRIMARY KEY (organisation_id, person_id)
) STRICT;

-- Signed heads, as C2SP's signed notes.
CREATE TABLE trail_checkpoint (
    log_id INTEGER NOT NULL REFERENCES trail_log (id),
    size INTEGER NOT NULL,
    key TEXT NOT NULL,                     -- that signed it, as c2sp.org/signed-note writes public keys
    at INTEGER NOT NULL,                   -- when it was signed first
    note TEXT NOT NULL,
    PRIMARY KEY (log_id, size, key)
) STRICT;

ALTER TABLE event ADD COLUMN log_id INTEGER;   -- with number: the entry that commits to this row
ALTER TABLE event ADD COLUMN number INTEGER;
ALTER TABLE event ADD COLUMN salts BLOB;       -- 32 bytes each for reason, request and the fields of changes that are
                                               -- there, in this order; zeroes where erased

-- What happens to the installation and not in one body: sign-ins, settings, tokens.
CREATE TABLE instance_event (
    id INTEGER PRIMARY KEY,
    organisation_id INTEGER NOT NULL,      -- always 0
    kind TEXT NOT NULL,
    thing_id INTEGER NOT NULL,
    thing_version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor_id INTEGER,
    verb TEXT NOT NULL,
    reason TEXT,
    changes TEXT NOT NULL,
    request TEXT,
    log_id INTEGER,
    number INTEGER,
    salts BLOB
) STRICT;
CREATE INDEX instance_event_thing ON instance_event (kind, thing_id, id);

-- A guard rail: it stops mistakes, not one who may change the schema. The log finds that one.
-- sqlite:
CREATE TRIGGER trail_entry_stays BEFORE UPDATE ON trail_entry BEGIN SELECT RAISE(ABORT, 'entries never change'); END;
CREATE TRIGGER trail_entry_remains BEFORE DELETE ON trail_entry BEGIN SELECT RAISE(ABORT, 'entries never go'); END;
CREATE TRIGGER trail_node_stays BEFORE UPDATE ON trail_node BEGIN SELECT RAISE(ABORT, 'hashes never change'); END;
CREATE TRIGGER trail_node_remains BEFORE DELETE ON trail_node BEGIN SELECT RAISE(ABORT, 'hashes never go'); END;
CREATE TRIGGER trail_checkpoint_stays BEFORE UPDATE ON trail_checkpoint
    BEGIN SELECT RAISE(ABORT, 'checkpoints never change'); END;
CREATE TRIGGER trail_checkpoint_remains BEFORE DELETE ON trail_checkpoint
    BEGIN SELECT RAISE(ABORT, 'checkpoints never go'); END;
CREATE TRIGGER event_stays BEFORE UPDATE OF id, organisation_id, kind, thing_id, thing_version, at, verb ON event
    BEGIN SELECT RAISE(ABORT, 'events never change'); END;
CREATE TRIGGER event_remains BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'events never go'); END;
CREATE TRIGGER instance_event_stays BEFORE UPDATE OF id, kind, thing_id, thing_version, at, verb ON instance_event
    BEGIN SELECT RAISE(ABORT, 'events never change'); END;
CREATE TRIGGER instance_event_remains BEFORE DELETE ON instance_event
    BEGIN SELECT RAISE(ABORT, 'events never go'); END;
-- postgresql:
CREATE FUNCTION trail_stays() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN RAISE EXCEPTION ''the history never changes''; END';
CREATE TRIGGER trail_entry_stays BEFORE UPDATE OR DELETE ON trail_entry
    FOR EACH ROW EXECUTE FUNCTION trail_stays();
CREATE TRIGGER trail_node_stays BEFORE UPDATE OR DELETE ON trail_node
    FOR EACH ROW EXECUTE FUNCTION trail_stays();
CREATE TRIGGER trail_checkpoint_stays BEFORE UPDATE OR DELETE ON trail_checkpoint
    FOR EACH ROW EXECUTE FUNCTION trail_stays();
CREATE TRIGGER event_stays BEFORE DELETE OR UPDATE OF id, organisation_id, kind, thing_id, thing_version, at, verb
    ON event FOR EACH ROW EXECUTE FUNCTION trail_stays();
CREATE TRIGGER instance_event_stays BEFORE DELETE OR UPDATE OF id, kind, thing_id, thing_version, at, verb
    ON instance_event FOR EACH ROW EXECUTE FUNCTION trail_stays();
-- end
