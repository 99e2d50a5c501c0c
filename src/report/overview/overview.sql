-- name: overview_risks  which risks are the largest now, of all or of the actor's services?
SELECT t.id, t.ref, t.title, t.score, t.level_after, p.name, s.name,
       (SELECT count(*) FROM known_risk_measure m WHERE m.risk_id = t.id)
FROM known_risk t
LEFT JOIN person p ON p.id = t.owner_id
LEFT JOIN service s ON s.id = t.service_id
WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state <> 'closed' AND t.level_after IS NOT NULL
  AND (:own = 0 OR t.owner_id = :actor OR s.owner_id = :actor)
ORDER BY CASE t.level_after WHEN 'critical' THEN 4 WHEN 'high' THEN 3 WHEN 'moderate' THEN 2 ELSE 1 END DESC,
         t.score DESC, t.ref
LIMIT 5

-- name: overview_acceptances  which risks has this person accepted, and until when?
SELECT t.id, t.ref, t.title, t.accepted_level, t.accepted_on, t.accepted_until
FROM known_risk t
WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state = 'accepted' AND t.accepted_by_id = :actor
ORDER BY t.accepted_until, t.ref
LIMIT 50

-- name: overview_findings  which findings are not closed, the most serious first?
SELECT t.id, t.ref, t.title, t.severity, t.state, t.due_on
FROM finding t
WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state <> 'closed'
ORDER BY CASE t.severity WHEN 'major' THEN 1 WHEN 'minor' THEN 2 ELSE 3 END, t.due_on, t.ref
LIMIT 8

-- name: overview_documents  which texts in force should everybody know?
SELECT t.id, t.ref, t.title, t.type
FROM document t
WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state = 'approved'
  AND t.type IN ('policy', 'guideline', 'procedure', 'plan')
ORDER BY CASE t.type WHEN 'policy' THEN 1 WHEN 'guideline' THEN 2 WHEN 'procedure' THEN 3 ELSE 4 END, t.ref
LIMIT 8
