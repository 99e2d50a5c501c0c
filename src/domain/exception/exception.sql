-- What exceptions alone ask.

-- name: exception_passed  which approved exceptions hold no longer today?
SELECT id, organisation_id
FROM exception
WHERE state = 'approved' AND deleted_at IS NULL AND valid_until < :today
ORDER BY organisation_id, id
LIMIT 64;
