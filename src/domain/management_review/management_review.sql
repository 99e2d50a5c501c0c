-- What a management review asks of the body's own things. :from and :from_at are twelve months ago.

-- name: review_decisions  what was decided, by whom is it done, and which measure did it become?
SELECT d.id, d.text, d.responsible_id, p.name, d.due_on, d.done_on, d.measure_id, m.ref
FROM review_decision d
LEFT JOIN person p ON p.id = d.responsible_id
LEFT JOIN measure m ON m.id = d.measure_id
WHERE d.review_id = :review
ORDER BY d.id;

-- name: review_input_decisions  how many decisions of earlier reviews are there, and how many are not done?
SELECT count(*), count(CASE WHEN d.done_on IS NULL THEN 1 END), count(CASE WHEN d.done_on IS NULL AND d.due_on < :today THEN 1 END), 0
FROM review_decision d
JOIN management_review r ON r.id = d.review_id
WHERE r.organisation_id = :body AND r.deleted_at IS NULL AND r.state IN ('held', 'signed');

-- name: review_input_decisions_open  which decisions of earlier reviews are not done?
SELECT r.id, r.ref, d.text, d.due_on
FROM review_decision d
JOIN management_review r ON r.id = d.review_id
WHERE r.organisation_id = :body AND r.deleted_at IS NULL AND r.state IN ('held', 'signed') AND d.done_on IS NULL
ORDER BY CASE WHEN d.due_on IS NULL THEN 1 ELSE 0 END, d.due_on, d.id
LIMIT 20;

-- name: review_input_risks  how many risks are open, critical, high, and above what the body tolerates?
SELECT count(*), count(CASE WHEN level_after = 'critical' THEN 1 END), count(CASE WHEN level_after = 'high' THEN 1 END),
    count(CASE WHEN above_tolerance = 1 THEN 1 END)
FROM risk
WHERE organisation_id = :body AND deleted_at IS NULL AND state <> 'closed';

-- name: review_input_risks_above  which risks are above what the body tolerates and not accepted?
SELECT id, ref, title, reviewed_on
FROM ordinary_risk t
WHERE organisation_id = :body AND deleted_at IS NULL AND state NOT IN ('closed', 'accepted') AND above_tolerance = 1
ORDER BY score DESC, ref
LIMIT 20;

-- name: review_input_accepted  how many risks are accepted, and for how many has the acceptance run out?
SELECT count(*), count(CASE WHEN accepted_until < :today THEN 1 END), 0, 0
FROM risk
WHERE organisation_id = :body AND deleted_at IS NULL AND state = 'accepted';

-- name: review_input_accepted_list  which risks are accepted, and until when?
SELECT id, ref, title, accepted_until
FROM ordinary_risk t
WHERE organisation_id = :body AND deleted_at IS NULL AND state = 'accepted'
ORDER BY accepted_until, ref
LIMIT 20;

-- name: review_input_measures  how many measures are under way, overdue, new in operation and improved?
SELECT count(CASE WHEN state IN ('planned', 'in_progress') THEN 1 END),
    count(CASE WHEN state IN ('planned', 'in_progress') AND due_on < :today THEN 1 END),
    count(CASE WHEN in_operation_on >= :from THEN 1 END),
    count(CASE WHEN improved_on >= :from OR retired_on >= :from THEN 1 END)
FROM measure
WHERE organisation_id = :body AND deleted_at IS NULL;

-- name: review_input_measures_overdue  which measures are overdue?
SELECT id, ref, title, due_on
FROM measure
WHERE organisation_id = :body AND deleted_at IS NULL AND state IN ('planned', 'in_progress') AND due_on < :today
ORDER BY due_on, ref
LIMIT 20;

-- name: review_input_incidents  how many incidents were there, how many severe or with personal data, how many are open?
SELECT count(*), count(CASE WHEN severity IN ('high', 'critical') THEN 1 END),
    count(CASE WHEN personal_data IN ('ordinary', 'special') THEN 1 END), count(CASE WHEN state <> 'closed' THEN 1 END)
FROM incident
WHERE organisation_id = :body AND deleted_at IS NULL AND noticed_at >= :from_at;

-- name: review_input_incidents_severe  which incidents were severe?
SELECT id, ref, title, NULL
FROM ordinary_incident t
WHERE organisation_id = :body AND deleted_at IS NULL AND noticed_at >= :from_at AND severity IN ('high', 'critical')
ORDER BY noticed_at DESC, ref
LIMIT 20;

-- name: review_input_exercises  how many exercises were run, are not evaluated, are planned, and are overdue?
SELECT count(CASE WHEN ran_on >= :from THEN 1 END), count(CASE WHEN state = 'run' THEN 1 END),
    count(CASE WHEN state = 'planned' THEN 1 END), count(CASE WHEN state = 'planned' AND planned_on < :today THEN 1 END)
FROM exercise
WHERE organisation_id = :body AND deleted_at IS NULL;

-- name: review_input_exercises_list  which exercises were run?
SELECT id, ref, title, ran_on
FROM exercise
WHERE organisation_id = :body AND deleted_at IS NULL AND ran_on >= :from
ORDER BY ran_on DESC, ref
LIMIT 20;

-- name: review_input_lessons  how many lessons were used, how many are open?
SELECT count(CASE WHEN used_on >= :from THEN 1 END), count(CASE WHEN state = 'open' THEN 1 END), 0, 0
FROM lesson
WHERE organisation_id = :body AND deleted_at IS NULL;

-- name: review_input_lessons_open  which lessons are not used yet?
SELECT id, ref, title, NULL
FROM lesson
WHERE organisation_id = :body AND deleted_at IS NULL AND state = 'open'
ORDER BY ref
LIMIT 20;

-- name: review_input_findings  how many findings are open, major, overdue, and wait for control?
SELECT count(CASE WHEN state IN ('open', 'correcting') THEN 1 END),
    count(CASE WHEN state IN ('open', 'correcting') AND severity = 'major' THEN 1 END),
    count(CASE WHEN state IN ('open', 'correcting') AND due_on < :today THEN 1 END), count(CASE WHEN state = 'corrected' THEN 1 END)
FROM finding
WHERE organisation_id = :body AND deleted_at IS NULL;

-- name: review_input_findings_overdue  which findings are major or overdue?
SELECT id, ref, title, due_on
FROM finding
WHERE organisation_id = :body AND deleted_at IS NULL AND state IN ('open', 'correcting') AND (severity = 'major' OR due_on < :today)
ORDER BY due_on, ref
LIMIT 20;

-- name: review_input_requirements  how many requirements are assessed, in place, partly, and not started?
SELECT count(*), count(CASE WHEN status = 'in_place' THEN 1 END), count(CASE WHEN status = 'partly' THEN 1 END),
    count(CASE WHEN status = 'not_started' THEN 1 END)
FROM requirement_status
WHERE organisation_id = :body AND deleted_at IS NULL AND applicability = 'applies';

-- name: review_input_requirements_missing  which requirements are not started?
SELECT id, ref, title, assessed_on
FROM requirement_status
WHERE organisation_id = :body AND deleted_at IS NULL AND applicability = 'applies' AND status = 'not_started'
ORDER BY ref
LIMIT 20;

-- name: review_input_exceptions  how many exceptions from requirements hold, and how many wait for an answer?
SELECT count(CASE WHEN state = 'approved' AND valid_until >= :today THEN 1 END), count(CASE WHEN state = 'requested' THEN 1 END), 0, 0
FROM exception
WHERE organisation_id = :body AND deleted_at IS NULL;

-- name: review_input_exceptions_list  which exceptions hold, and until when?
SELECT id, ref, title, valid_until
FROM exception
WHERE organisation_id = :body AND deleted_at IS NULL AND state = 'approved' AND valid_until >= :today
ORDER BY valid_until, ref
LIMIT 20;

-- name: review_input_activities  how many activities of the year wheel were done, and how many are overdue?
SELECT (SELECT count(*) FROM activity_done d JOIN activity a ON a.id = d.activity_id
        WHERE a.organisation_id = :body AND a.deleted_at IS NULL AND d.done_on >= :from),
    (SELECT count(*) FROM activity WHERE organisation_id = :body AND deleted_at IS NULL AND state = 'planned' AND due_on < :today), 0, 0;

-- name: review_input_activities_overdue  which activities are overdue?
SELECT id, ref, title, due_on
FROM activity
WHERE organisation_id = :body AND deleted_at IS NULL AND state = 'planned' AND due_on < :today
ORDER BY due_on, ref
LIMIT 20;
