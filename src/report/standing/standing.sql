-- name: standing_now  how does the body stand today?
SELECT r.n, r.n_above, r.n_accepted, r.n_unowned, r.n_unassessed,
    m.n_open, m.n_overdue, m.n_in_operation,
    (SELECT count(*) FROM lesson t WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state = 'open'),
    (SELECT count(*) FROM incident t WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state <> 'closed'),
    f.n, f.n_overdue, q.n, q.n_in_place,
    r.n_low, r.n_moderate, r.n_high, r.n_critical,
    (SELECT MAX(t.ran_on) FROM exercise t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.state IN ('run', 'evaluated') AND t.ran_on <= :today),
    (SELECT MIN(t.planned_on) FROM exercise t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.state = 'planned' AND t.planned_on >= :today)
FROM (SELECT count(*) AS n,
             SUM(CASE WHEN t.above_tolerance = 1 THEN 1 ELSE 0 END) AS n_above,
             SUM(CASE WHEN t.state = 'accepted' THEN 1 ELSE 0 END) AS n_accepted,
             SUM(CASE WHEN t.owner_id IS NULL THEN 1 ELSE 0 END) AS n_unowned,
             SUM(CASE WHEN t.state = 'registered' THEN 1 ELSE 0 END) AS n_unassessed,
             SUM(CASE WHEN t.level_after = 'low' THEN 1 ELSE 0 END) AS n_low,
             SUM(CASE WHEN t.level_after = 'moderate' THEN 1 ELSE 0 END) AS n_moderate,
             SUM(CASE WHEN t.level_after = 'high' THEN 1 ELSE 0 END) AS n_high,
             SUM(CASE WHEN t.level_after = 'critical' THEN 1 ELSE 0 END) AS n_critical
      FROM risk t WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state <> 'closed') r,
     (SELECT SUM(CASE WHEN t.state <> 'in_operation' THEN 1 ELSE 0 END) AS n_open,
             SUM(CASE WHEN t.state <> 'in_operation' AND t.due_on < :today THEN 1 ELSE 0 END) AS n_overdue,
             SUM(CASE WHEN t.state = 'in_operation' THEN 1 ELSE 0 END) AS n_in_operation
      FROM measure t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.state IN ('planned', 'in_progress', 'in_operation')) m,
     (SELECT count(*) AS n, SUM(CASE WHEN t.due_on < :today THEN 1 ELSE 0 END) AS n_overdue
      FROM finding t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.state IN ('open', 'correcting')) f,
     (SELECT count(*) AS n, SUM(CASE WHEN t.status = 'in_place' THEN 1 ELSE 0 END) AS n_in_place
      FROM requirement_status t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.applicability = 'applies') q
