-- name: self_check_answers  what did the body answer that year?
SELECT question, version, answer, note, answered_on, answered_by_name, id
FROM self_check_answer
WHERE organisation_id = :body AND year = :year

-- name: self_check_years  for which years has the body answered anything?
SELECT DISTINCT year FROM self_check_answer WHERE organisation_id = :body ORDER BY year DESC

-- name: self_check_add  the first answer to a question that year
INSERT INTO self_check_answer
    (organisation_id, year, question, version, answer, note, answered_on, answered_by_id, answered_by_name)
VALUES (:body, :year, :question, 1, :answer, :note, :today, :actor, :name)
ON CONFLICT (organisation_id, year, question) DO NOTHING
RETURNING id

-- name: self_check_change  another answer, unless somebody came before
UPDATE self_check_answer
SET version = version + 1, answer = :answer, note = :note, answered_on = :today, answered_by_id = :actor,
    answered_by_name = :name
WHERE organisation_id = :body AND year = :year AND question = :question AND version = :version
RETURNING id

-- name: self_check_requirements  how does the body stand to each requirement of the common norm?
SELECT q.code, CASE WHEN :lang = 'nn' THEN COALESCE(q.title_nn, q.title_nb) WHEN :lang = 'en' THEN
       COALESCE(q.title_en, q.title_nb) ELSE q.title_nb END,
       t.id, t.applicability, t.status, t.assessed_on
FROM requirement_status t
JOIN requirement q ON q.id = t.requirement_id
JOIN framework f ON f.id = q.framework_id
WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND f.urn = :framework
ORDER BY q.sort_key
