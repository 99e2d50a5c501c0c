-- What the statement of applicability asks. A requirement that the body answers but has no status for is told as well.

-- name: applicability_rows  how does the body stand to each requirement it answers?
SELECT q.id, s.id, f.id,
    coalesce(CASE :lang WHEN 'nn' THEN f.name_nn WHEN 'en' THEN f.name_en ELSE f.name_nb END, f.name_en, f.name_nb),
    coalesce(CASE :lang WHEN 'nn' THEN g.title_nn WHEN 'en' THEN g.title_en ELSE g.title_nb END, g.title_en, g.title_nb),
    coalesce(CASE :lang WHEN 'nn' THEN q.title_nn WHEN 'en' THEN q.title_en ELSE q.title_nb END, q.title_en, q.title_nb),
    q.level, q.binding, s.applicability, s.reason, s.status, s.assessed_on, p.name, q.code
FROM requirement q
JOIN framework f ON f.id = q.framework_id
LEFT JOIN requirement g ON g.id = q.parent_id
LEFT JOIN requirement_status s ON s.requirement_id = q.id AND s.organisation_id = :body AND s.deleted_at IS NULL
LEFT JOIN person p ON p.id = s.owner_id
WHERE q.is_assessable = 1 AND q.state = 'active' AND q.deleted_at IS NULL
    AND (f.is_norm = 1 OR EXISTS (SELECT 1 FROM framework_use u
        WHERE u.framework_id = f.id AND u.organisation_id = :body))
ORDER BY f.is_norm DESC, f.id, q.sort_key;

-- name: applicability_measures  which of the body's measures meet which requirement, said at either end?
SELECT DISTINCT x.requirement_id, m.id, m.ref, m.title, m.state
FROM (SELECT s.requirement_id AS requirement_id, l.measure_id AS measure_id
      FROM requirement_status s JOIN requirement_status_measure l ON l.requirement_status_id = s.id
      WHERE s.organisation_id = :body AND s.deleted_at IS NULL
      UNION ALL
      SELECT l.requirement_id, l.measure_id FROM measure_requirement l) x
JOIN measure m ON m.id = x.measure_id AND m.organisation_id = :body AND m.deleted_at IS NULL
ORDER BY x.requirement_id, m.ref;

-- name: applicability_evidence  what shows how the body stands to each requirement?
SELECT s.requirement_id, e.id, e.ref, COALESCE(o.title, ''), e.state
FROM requirement_status s
JOIN requirement_status_evidence l ON l.requirement_status_id = s.id
JOIN evidence e ON e.id = l.evidence_id AND e.deleted_at IS NULL
LEFT JOIN ordinary_evidence o ON o.id = e.id
WHERE s.organisation_id = :body AND s.deleted_at IS NULL
ORDER BY s.requirement_id, e.ref;
