-- What the indicators ask. :from and :until are the moments in which the year begins and ends in Norway.

-- name: indicator_facts  which facts does each indicator of this body and year rest on?
SELECT f.indicator, f.event_id, f.at, f.kind, f.thing_id, f.ref, f.title, f.verb, p.name, f.reason
FROM indicator_fact f
LEFT JOIN person p ON p.id = f.actor_id
WHERE f.organisation_id = :body AND f.at >= :from AND f.at < :until
ORDER BY f.indicator, f.at, f.event_id;

-- name: indicator_bodies  which bodies that govern their security here have a fact in this year?
SELECT DISTINCT f.organisation_id, f.indicator
FROM indicator_fact f
JOIN organisation o ON o.id = f.organisation_id AND o.in_use = 1 AND o.deleted_at IS NULL
WHERE f.at >= :from AND f.at < :until;

-- name: indicator_answers  what did this body itself answer for this year?
SELECT a.indicator, a.answer, a.note, a.answered_at, p.name
FROM questionnaire_answer a
LEFT JOIN person p ON p.id = a.answered_by
WHERE a.organisation_id = :body AND a.year = :year;

-- name: indicator_answer_put  the body's own answer
INSERT INTO questionnaire_answer (organisation_id, year, indicator, answer, note, answered_at, answered_by)
VALUES (:body, :year, :indicator, :answer, :note, :now, :actor)
ON CONFLICT (organisation_id, year, indicator) DO UPDATE SET answer = excluded.answer, note = excluded.note,
    answered_at = excluded.answered_at, answered_by = excluded.answered_by;

-- name: indicator_answer_versions  how often has this answer been given?
SELECT COUNT(*)
FROM event
WHERE organisation_id = :body AND kind = 'questionnaire_answer' AND thing_id = :thing;

-- name: indicator_first_event  when did this body begin to work here?
SELECT MIN(at)
FROM event
WHERE organisation_id = :body;
