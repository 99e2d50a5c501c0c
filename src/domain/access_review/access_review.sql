-- What a review of access asks.

-- name: access_review_left  how many roles that hold has the review not decided on?
SELECT count(*)
FROM role_grant g
WHERE g.organisation_id = :body AND g.deleted_at IS NULL AND g.state = 'active'
    AND (g.valid_until IS NULL OR g.valid_until >= :today)
    AND NOT EXISTS (SELECT 1 FROM access_review_row r WHERE r.access_review_id = :review AND r.grant_id = g.id);

-- name: access_review_decided  how many has the review decided in that way?
SELECT count(*) FROM access_review_row WHERE access_review_id = :review AND decision = :decision;

-- name: access_review_decide  the decision on one role; a later one takes the place of an earlier
INSERT INTO access_review_row (access_review_id, grant_id, decision, reason, decided_at, decided_by)
VALUES (:review, :grant, :decision, :reason, :now, :actor)
ON CONFLICT (access_review_id, grant_id) DO UPDATE SET decision = excluded.decision, reason = excluded.reason,
    decided_at = excluded.decided_at, decided_by = excluded.decided_by;

-- name: access_review_other_judges  how many others could judge the actor's own roles?
SELECT count(DISTINCT a.person_id)
FROM access a
WHERE a.organisation_id = :body AND a.person_id <> :actor AND (a.role_bit & :givers) <> 0
    AND (a.valid_from IS NULL OR a.valid_from <= :today) AND (a.valid_until IS NULL OR a.valid_until >= :today);

-- name: access_review_activity  which planned activity of the year wheel is the review of access?
SELECT min(id)
FROM activity
WHERE organisation_id = :body AND deleted_at IS NULL AND state = 'planned' AND template = 'access-review';
