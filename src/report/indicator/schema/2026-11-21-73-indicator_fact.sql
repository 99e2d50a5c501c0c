-- The facts that the five indicators of table 12042 rest on: one row an event that counts. An event counts
-- as long as the thing stands and no later step of the same thing took it back.
CREATE VIEW indicator_fact AS
-- 1: a management review was held, and something was decided there. Opened again: not held.
SELECT e.organisation_id, 1 AS indicator, e.id AS event_id, e.at, e.kind, e.thing_id, t.ref, t.title, e.verb, e.actor_id,
    e.reason
FROM event e
JOIN management_review t ON t.id = e.thing_id AND t.deleted_at IS NULL
WHERE e.kind = 'management_review' AND e.verb = 'hold'
    AND EXISTS (SELECT 1 FROM review_decision d WHERE d.review_id = t.id)
    AND NOT EXISTS (SELECT 1 FROM event l WHERE l.organisation_id = e.organisation_id AND l.kind = e.kind
        AND l.thing_id = e.thing_id AND l.id > e.id AND l.verb = 'reopen')
UNION ALL
-- 2: a measure was put in operation. It stays a fact when the measure is improved or retired later.
SELECT e.organisation_id, 2, e.id, e.at, e.kind, e.thing_id, t.ref, t.title, e.verb, e.actor_id, e.reason
FROM event e
JOIN measure t ON t.id = e.thing_id AND t.deleted_at IS NULL
WHERE e.kind = 'measure' AND e.verb = 'put-in-operation'
UNION ALL
-- 3: a measure in operation was improved, or removed.
SELECT e.organisation_id, 3, e.id, e.at, e.kind, e.thing_id, t.ref, t.title, e.verb, e.actor_id, e.reason
FROM event e
JOIN measure t ON t.id = e.thing_id AND t.deleted_at IS NULL
WHERE e.kind = 'measure' AND e.verb IN ('improve', 'retire')
UNION ALL
-- 4 and 5: a lesson from an incident, or from an exercise, was put to use in a risk or a measure. Opened
-- again: not used. The source is the lesson's as it stands now.
SELECT e.organisation_id, CASE t.source WHEN 'incident' THEN 4 ELSE 5 END, e.id, e.at, e.kind, e.thing_id, t.ref,
    t.title, e.verb, e.actor_id, e.reason
FROM event e
JOIN lesson t ON t.id = e.thing_id AND t.deleted_at IS NULL AND t.source IN ('incident', 'exercise')
WHERE e.kind = 'lesson' AND e.verb = 'use'
    AND NOT EXISTS (SELECT 1 FROM event l WHERE l.organisation_id = e.organisation_id AND l.kind = e.kind
        AND l.thing_id = e.thing_id AND l.id > e.id AND l.verb = 'reopen');
