-- What the year wheel asks.

-- name: year_wheel_planned  what is planned before that day, the first first?
SELECT a.id, a.title, a.due_on, p.name, a.recurrence, a.description, a.uuid, a.version, a.updated_at
FROM activity a
LEFT JOIN person p ON p.id = a.owner_id
WHERE a.organisation_id = :body AND a.deleted_at IS NULL AND a.state = 'planned' AND a.due_on < :until
ORDER BY a.due_on, a.ref
LIMIT 500;

-- name: year_wheel_done  what was done in that time?
SELECT a.id, a.title, d.done_on, p.name
FROM activity_done d
JOIN activity a ON a.id = d.activity_id
LEFT JOIN person p ON p.id = d.done_by
WHERE a.organisation_id = :body AND a.deleted_at IS NULL AND d.done_on >= :from AND d.done_on < :until
ORDER BY d.done_on, d.id
LIMIT 500;

-- name: calendar_feed_of  whose feed of which body is this secret, if the person may still read it?
SELECT f.person_id, f.organisation_id
FROM calendar_feed f
WHERE f.secret_hash = :hash AND f.revoked_at IS NULL
    AND EXISTS (SELECT 1 FROM access a
        WHERE a.person_id = f.person_id AND a.organisation_id = f.organisation_id AND (a.role_bit & :roles) <> 0
            AND (a.valid_from IS NULL OR a.valid_from <= :today) AND (a.valid_until IS NULL OR a.valid_until >= :today));

-- name: calendar_feed_made  when was the person's working feed of the body made?
SELECT max(created_at) FROM calendar_feed
WHERE person_id = :person AND organisation_id = :body AND revoked_at IS NULL;

-- name: calendar_feed_revoke  make the person's feeds of the body stop working
UPDATE calendar_feed SET revoked_at = :now
WHERE person_id = :person AND organisation_id = :body AND revoked_at IS NULL;

-- name: calendar_feed_add  a new feed
INSERT INTO calendar_feed (organisation_id, person_id, secret_hash, created_at)
VALUES (:body, :person, :hash, :now);
