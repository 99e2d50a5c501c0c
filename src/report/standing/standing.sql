-- name: standing_now  how does the body stand today?
SELECT
    (SELECT count(*) FROM risk t WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state <> 'closed'),
    (SELECT count(*) FROM risk t WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state <> 'closed'
        AND t.above_tolerance = 1),
    (SELECT count(*) FROM risk t WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state = 'accepted'),
    (SELECT count(*) FROM risk t WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state <> 'closed'
        AND t.owner_id IS NULL),
    (SELECT count(*) FROM risk t WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state = 'registered'),
    (SELECT count(*) FROM measure t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.state IN ('planned', 'in_progress')),
    (SELECT count(*) FROM measure t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.state IN ('planned', 'in_progress') AND t.due_on < :today),
    (SELECT count(*) FROM measure t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.state = 'in_operation'),
    (SELECT count(*) FROM lesson t WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state = 'open'),
    (SELECT count(*) FROM incident t WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state <> 'closed'),
    (SELECT count(*) FROM finding t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.state IN ('open', 'correcting')),
    (SELECT count(*) FROM finding t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.state IN ('open', 'correcting') AND t.due_on < :today),
    (SELECT count(*) FROM requirement_status t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.applicability = 'applies'),
    (SELECT count(*) FROM requirement_status t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.applicability = 'applies' AND t.status = 'in_place'),
    (SELECT MAX(t.ran_on) FROM exercise t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.state IN ('run', 'evaluated') AND t.ran_on <= :today),
    (SELECT MIN(t.planned_on) FROM exercise t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.state = 'planned' AND t.planned_on >= :today)
