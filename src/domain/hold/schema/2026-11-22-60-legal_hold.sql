-- Legal holds become things of their own: a list, a page, a history. The rows that stood in the history's room move here.
-- kind null: everything of the body; thing_id null: all of the kind.
DROP INDEX trail_hold_organisation;
ALTER TABLE trail_hold RENAME TO legal_hold;
ALTER TABLE legal_hold RENAME COLUMN reason TO title;
ALTER TABLE legal_hold RENAME COLUMN placed_at TO created_at;
ALTER TABLE legal_hold RENAME COLUMN placed_by TO created_by;
ALTER TABLE legal_hold ADD COLUMN uuid TEXT;
ALTER TABLE legal_hold ADD COLUMN ref INTEGER;             -- running number within the body: SS-3
ALTER TABLE legal_hold ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE legal_hold ADD COLUMN state TEXT NOT NULL DEFAULT 'in_force'; -- in_force, lifted
ALTER TABLE legal_hold ADD COLUMN about TEXT;              -- "P-7", the reference of the one thing
ALTER TABLE legal_hold ADD COLUMN reason TEXT;             -- Markdown
ALTER TABLE legal_hold ADD COLUMN lifted_on TEXT;
ALTER TABLE legal_hold ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE legal_hold ADD COLUMN updated_by INTEGER;
ALTER TABLE legal_hold ADD COLUMN deleted_at INTEGER;
UPDATE legal_hold SET uuid = '00000000-0000-7000-8000-' || CAST(100000000000 + id AS TEXT),
    ref = (SELECT count(*) FROM legal_hold o WHERE o.organisation_id = legal_hold.organisation_id AND o.id <= legal_hold.id),
    reason = CASE WHEN length(title) > 200 THEN title END,
    title = CASE WHEN length(title) > 200 THEN substr(title, 1, 200) ELSE title END,
    updated_at = coalesce(lifted_at, created_at);
UPDATE legal_hold SET state = 'lifted', version = 2 WHERE lifted_at IS NOT NULL;
UPDATE legal_hold SET about = kind || ' ' || CAST(thing_id AS TEXT) WHERE thing_id IS NOT NULL;
UPDATE legal_hold SET about = (SELECT 'P-' || CAST(p.ref AS TEXT) FROM person p WHERE p.id = legal_hold.thing_id)
WHERE kind = 'person' AND thing_id IN (SELECT p.id FROM person p);
UPDATE legal_hold SET about = (SELECT 'H-' || CAST(i.ref AS TEXT) FROM incident i WHERE i.id = legal_hold.thing_id)
WHERE kind = 'incident' AND thing_id IN (SELECT i.id FROM incident i);
ALTER TABLE legal_hold DROP COLUMN lifted_at;
CREATE UNIQUE INDEX legal_hold_uuid ON legal_hold (uuid);
CREATE UNIQUE INDEX legal_hold_ref ON legal_hold (organisation_id, ref);
CREATE INDEX legal_hold_in_force ON legal_hold (organisation_id, state);
INSERT INTO counter (organisation_id, kind, value)
SELECT organisation_id, 'hold', count(*) FROM legal_hold GROUP BY organisation_id;
