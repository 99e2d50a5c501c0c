-- name: council_words  what did the director write for the year's report?
SELECT text, version, written_on, written_by_name FROM council_words WHERE organisation_id = :body AND year = :year

-- name: council_words_add  the first wording of a year
INSERT INTO council_words (organisation_id, year, version, text, written_on, written_by_id, written_by_name)
VALUES (:body, :year, 1, :text, :today, :actor, :name)
ON CONFLICT (organisation_id, year) DO NOTHING
RETURNING id

-- name: council_words_change  another wording, unless somebody came before
UPDATE council_words
SET version = version + 1, text = :text, written_on = :today, written_by_id = :actor, written_by_name = :name
WHERE organisation_id = :body AND year = :year AND version = :version
RETURNING id

-- name: council_counts  what was done and what happened in the year?
SELECT
    (SELECT count(*) FROM measure t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.in_operation_on BETWEEN :from_day AND :to_day),
    (SELECT count(*) FROM measure t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND (t.improved_on BETWEEN :from_day AND :to_day OR t.retired_on BETWEEN :from_day AND :to_day)),
    (SELECT count(*) FROM exercise t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.ran_on BETWEEN :from_day AND :to_day),
    (SELECT count(*) FROM exercise t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.ran_on BETWEEN :before_from_day AND :before_to_day),
    (SELECT count(*) FROM lesson t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.used_on BETWEEN :from_day AND :to_day),
    (SELECT count(*) FROM lesson t WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state = 'open'),
    (SELECT count(*) FROM incident t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.noticed_at >= :from_ms AND t.noticed_at < :to_ms),
    (SELECT count(*) FROM incident t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.noticed_at >= :before_from_ms AND t.noticed_at < :before_to_ms),
    (SELECT count(*) FROM incident t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.noticed_at >= :from_ms AND t.noticed_at < :to_ms AND t.severity IN ('high', 'critical')),
    (SELECT count(*) FROM incident t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.noticed_at >= :from_ms AND t.noticed_at < :to_ms AND t.personal_data IN ('ordinary', 'special')),
    (SELECT count(*) FROM incident_notice n JOIN incident t ON t.id = n.incident_id
        WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND n.applies = 1
        AND t.noticed_at >= :from_ms AND t.noticed_at < :to_ms AND n.sent_at IS NOT NULL),
    (SELECT count(*) FROM incident_notice n JOIN incident t ON t.id = n.incident_id
        WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND n.applies = 1
        AND t.noticed_at >= :from_ms AND t.noticed_at < :to_ms AND n.due_at IS NOT NULL
        AND COALESCE(n.sent_at, :now) > n.due_at AND n.explained_at IS NULL),
    (SELECT count(*) FROM finding t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.created_at >= :from_ms AND t.created_at < :to_ms),
    (SELECT count(*) FROM finding t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.verified_on BETWEEN :from_day AND :to_day),
    (SELECT count(*) FROM finding t WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state <> 'closed'),
    (SELECT count(*) FROM finding t WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state <> 'closed'
        AND t.severity = 'major'),
    (SELECT count(*) FROM risk t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.state IN ('registered', 'assessed') AND t.above_tolerance = 1),
    (SELECT count(*) FROM risk t WHERE t.organisation_id = :body AND t.deleted_at IS NULL
        AND t.state = 'accepted' AND t.above_tolerance = 1)

-- name: council_risks  which risks are the largest today, who owns them, and who has accepted them?
SELECT t.ref, t.title, t.score, t.level_after, t.state, p.name, t.accepted_by_name, t.accepted_until,
       (SELECT count(*) FROM ordinary_risk_measure m WHERE m.risk_id = t.id)
FROM ordinary_risk t
LEFT JOIN person p ON p.id = t.owner_id
WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.state <> 'closed' AND t.level_after IS NOT NULL
ORDER BY CASE t.level_after WHEN 'critical' THEN 4 WHEN 'high' THEN 3 WHEN 'moderate' THEN 2 ELSE 1 END DESC,
         t.score DESC, t.ref
LIMIT 7

-- name: council_measures  which measures were put in operation in the year?
SELECT t.ref, t.title, t.in_operation_on
FROM measure t
WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.in_operation_on BETWEEN :from_day AND :to_day
ORDER BY t.in_operation_on DESC, t.ref
LIMIT 8

-- name: council_exercises  which exercises were held in the year?
SELECT t.ref, t.title, t.ran_on
FROM exercise t
WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.ran_on BETWEEN :from_day AND :to_day
ORDER BY t.ran_on DESC, t.ref
LIMIT 8

-- name: council_review  when did the management last go through it all in the year, and what came of it?
SELECT t.id, t.title, t.held_on, t.conclusion, t.signed_on, p.name
FROM management_review t
LEFT JOIN person p ON p.id = t.signed_by_id
WHERE t.organisation_id = :body AND t.deleted_at IS NULL AND t.held_on BETWEEN :from_day AND :to_day
ORDER BY t.held_on DESC, t.id DESC
LIMIT 1
