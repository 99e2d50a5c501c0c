-- name: past_events  what happened to each of the body's things of a kind until that moment, in order?
SELECT thing_id, at, verb, changes
FROM event
WHERE organisation_id = :body AND kind = :kind AND at < :before
ORDER BY thing_id, at, id

-- name: past_first  when did the body's history begin?
SELECT MIN(at) FROM event WHERE organisation_id = :body
