-- name: overview_tasks  what in this body waits for somebody, and is it this person's? In no order: see tasks.c
SELECT 'notice' AS code, 'incident' AS kind, i.id AS id, i.ref AS ref, i.title AS title, '' AS due,
       COALESCE(n.due_at, i.noticed_at) AS at, CASE WHEN i.handler_id = :actor THEN 1 ELSE 0 END AS mine
FROM known_incident_notice n JOIN known_incident i ON i.id = n.incident_id
WHERE i.organisation_id = :body AND i.deleted_at IS NULL
  AND n.applies = 1 AND n.sent_at IS NULL AND n.explained_at IS NULL
UNION ALL
SELECT 'incident', 'incident', i.id, i.ref, i.title, '', i.noticed_at, CASE WHEN i.handler_id = :actor THEN 1 ELSE 0 END
FROM known_incident i
WHERE i.organisation_id = :body AND i.deleted_at IS NULL
  AND i.state = 'registered'
UNION ALL
SELECT 'review_sign', 'management_review', r.id, r.ref, r.title, COALESCE(r.held_on, ''), 0,
       CASE WHEN r.leader_id = :actor THEN 1 ELSE 0 END
FROM management_review r
WHERE r.organisation_id = :body AND r.deleted_at IS NULL AND r.state = 'held'
UNION ALL
SELECT 'decision', 'management_review', r.id, r.ref, d.text, d.due_on, 0,
       CASE WHEN d.responsible_id = :actor THEN 1 ELSE 0 END
FROM review_decision d JOIN management_review r ON r.id = d.review_id
WHERE r.organisation_id = :body AND r.deleted_at IS NULL AND d.done_on IS NULL AND d.due_on <= :soon
UNION ALL
SELECT 'acceptance', 'risk', t.id, t.ref, t.title, t.accepted_until, 0,
       CASE WHEN t.accepted_by_id = :actor OR t.owner_id = :actor THEN 1 ELSE 0 END
FROM known_risk t
WHERE t.organisation_id = :body AND t.deleted_at IS NULL
  AND t.state = 'accepted' AND t.accepted_until <= :soon
UNION ALL
SELECT 'risk_decide', 'risk', t.id, t.ref, t.title, '', 0, CASE WHEN t.owner_id = :actor THEN 1 ELSE 0 END
FROM known_risk t
WHERE t.organisation_id = :body AND t.deleted_at IS NULL
  AND t.state = 'assessed' AND t.above_tolerance = 1
UNION ALL
SELECT 'measure_overdue', 'measure', t.id, t.ref, t.title, t.due_on, 0, CASE WHEN t.owner_id = :actor THEN 1 ELSE 0 END
FROM measure t
WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state IN ('planned', 'in_progress')
  AND t.due_on < :today
UNION ALL
SELECT 'finding', 'finding', t.id, t.ref, t.title, t.due_on, 0, CASE WHEN t.owner_id = :actor THEN 1 ELSE 0 END
FROM finding t
WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state IN ('open', 'correcting') AND t.due_on <= :soon
UNION ALL
SELECT 'finding_verify', 'finding', t.id, t.ref, t.title, COALESCE(t.corrected_on, ''), 0, 0
FROM finding t
WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state = 'corrected'
UNION ALL
SELECT 'activity', 'activity', t.id, t.ref, t.title, t.due_on, 0,
       CASE WHEN t.owner_id = :actor
              OR (t.owner_id IS NULL AND ((t.role = 'top_management' AND :is_top = 1)
                  OR (t.role = 'line_manager' AND :is_line = 1) OR (t.role = 'officer' AND :is_officer = 1)
                  OR (t.role = 'auditor' AND :is_auditor = 1))) THEN 1 ELSE 0 END
FROM activity t
WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state = 'planned' AND t.due_on <= :week
UNION ALL
SELECT 'exercise_hold', 'exercise', t.id, t.ref, t.title, t.planned_on, 0,
       CASE WHEN t.leader_id = :actor THEN 1 ELSE 0 END
FROM exercise t
WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state = 'planned' AND t.planned_on < :today
UNION ALL
SELECT 'exercise_leader', 'exercise', t.id, t.ref, t.title, t.planned_on, 0, 0
FROM exercise t
WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state = 'planned' AND t.leader_id IS NULL
  AND t.planned_on >= :today AND t.planned_on <= :soon
UNION ALL
SELECT 'exercise_evaluate', 'exercise', t.id, t.ref, t.title, COALESCE(t.ran_on, ''), 0,
       CASE WHEN t.leader_id = :actor THEN 1 ELSE 0 END
FROM exercise t
WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state = 'run'
UNION ALL
SELECT 'lesson', 'lesson', t.id, t.ref, t.title, '', 0, CASE WHEN t.created_by = :actor THEN 1 ELSE 0 END
FROM lesson t
WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state = 'open' AND t.created_at < :month_ago
UNION ALL
SELECT 'risk_owner', 'risk', t.id, t.ref, t.title, '', 0, 0
FROM known_risk t
WHERE t.organisation_id = :body AND t.deleted_at IS NULL
  AND t.state <> 'closed' AND t.owner_id IS NULL
UNION ALL
SELECT 'risk_assess', 'risk', t.id, t.ref, t.title, '', 0, CASE WHEN t.owner_id = :actor THEN 1 ELSE 0 END
FROM known_risk t
WHERE t.organisation_id = :body AND t.deleted_at IS NULL
  AND t.state = 'registered'
UNION ALL
SELECT 'risk_review', 'risk', t.id, t.ref, t.title, t.next_review_on, 0,
       CASE WHEN t.owner_id = :actor THEN 1 ELSE 0 END
FROM known_risk t
WHERE t.organisation_id = :body AND t.deleted_at IS NULL
  AND t.state IN ('assessed', 'in_treatment', 'accepted')
  AND t.next_review_on <= :today
UNION ALL
SELECT 'requirement', 'requirement_status', t.id, t.ref, COALESCE(t.title, ''), COALESCE(t.next_on, ''), 0,
       CASE WHEN t.owner_id = :actor THEN 1 ELSE 0 END
FROM requirement_status t
WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND (t.assessed_on IS NULL OR t.next_on <= :today)
UNION ALL
SELECT 'document', 'document', t.id, t.ref, t.title, t.next_review_on, 0,
       CASE WHEN t.owner_id = :actor THEN 1 ELSE 0 END
FROM document t
WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state = 'approved' AND t.next_review_on <= :today
UNION ALL
SELECT 'review_prepare', 'management_review', r.id, r.ref, r.title, r.planned_on, 0,
       CASE WHEN r.leader_id = :actor THEN 1 ELSE 0 END
FROM management_review r
WHERE r.organisation_id = :body AND r.deleted_at IS NULL AND r.state = 'planned' AND r.planned_on <= :soon
UNION ALL
SELECT 'measure_soon', 'measure', t.id, t.ref, t.title, t.due_on, 0, CASE WHEN t.owner_id = :actor THEN 1 ELSE 0 END
FROM measure t
WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state IN ('planned', 'in_progress')
  AND t.due_on >= :today AND t.due_on <= :soon AND t.owner_id = :actor
