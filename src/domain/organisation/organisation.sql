-- What the register of bodies asks.

-- name: organisation_before  which bodies came before this one, and when did they stand? By id, since reforms cross bodies.
SELECT name, valid_from, valid_until, id
FROM organisation
WHERE deleted_at IS NULL AND id <> :id AND (id = :named OR successor_id = :id)
ORDER BY id;

-- name: organisation_after  which bodies came after this one, and when do they stand? By id, since reforms cross bodies.
SELECT name, valid_from, valid_until, id
FROM organisation
WHERE deleted_at IS NULL AND id <> :id AND (id = :named OR predecessor_id = :id)
ORDER BY id;

-- name: organisation_steered  does the body steer others that stand? By id, since steering crosses bodies.
SELECT count(*) FROM organisation WHERE parent_id = :id AND state = 'active' AND deleted_at IS NULL;

-- name: organisation_host_set  the first body taken in use hosts the installation
INSERT INTO installation (id, host_id) VALUES (1, :id) ON CONFLICT (id) DO NOTHING;

-- name: organisation_below  which bodies does it steer itself? By id, since steering crosses bodies.
SELECT name, valid_from, valid_until, id
FROM organisation
WHERE deleted_at IS NULL AND parent_id = :id
ORDER BY name COLLATE norwegian, id LIMIT 200;
