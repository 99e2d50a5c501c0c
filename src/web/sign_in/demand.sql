-- name: demand_default  which bodies of this person have not said yet whom they demand a second factor of?
INSERT INTO sign_in_demand (organisation_id, roles, counts, grace_days, since, version)
SELECT DISTINCT g.organisation_id, CASE WHEN o.demo = 1 THEN 0 ELSE CAST(:roles AS BIGINT) END, CAST(:counts AS BIGINT),
    CAST(:grace AS BIGINT), CAST(:now AS BIGINT), 0
FROM role_grant g JOIN organisation o ON o.id = g.organisation_id
WHERE g.person_id = :person AND g.deleted_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM sign_in_demand d WHERE d.organisation_id = g.organisation_id)
ON CONFLICT (organisation_id) DO NOTHING;
-- name: demand_due  from when may this person do nothing without a second factor, if he has shown these?
SELECT min(CASE WHEN g.created_at > d.since THEN g.created_at ELSE d.since END + d.grace_days * 86400000)
FROM role_grant g JOIN sign_in_demand d ON d.organisation_id = g.organisation_id
WHERE g.person_id = :person AND (d.roles & g.role_bit) <> 0 AND (d.counts & CAST(:shown AS BIGINT)) = 0
    AND g.state = 'active' AND g.deleted_at IS NULL
    AND (g.valid_from IS NULL OR g.valid_from <= :today) AND (g.valid_until IS NULL OR g.valid_until >= :today);
-- name: demand_counts  what counts as a second factor for this person, wherever one is demanded of him?
SELECT d.counts FROM role_grant g JOIN sign_in_demand d ON d.organisation_id = g.organisation_id
WHERE g.person_id = :person AND (d.roles & g.role_bit) <> 0 AND g.state = 'active' AND g.deleted_at IS NULL
    AND (g.valid_from IS NULL OR g.valid_from <= :today) AND (g.valid_until IS NULL OR g.valid_until >= :today)
ORDER BY d.organisation_id;
-- name: demand_of_body  of whom does the body demand a second factor?
SELECT d.roles, d.counts, d.grace_days, d.since, d.version, p.name
FROM sign_in_demand d LEFT JOIN person p ON p.id = d.changed_by WHERE d.organisation_id = :body;
-- name: demand_change  the demand of the body, if it is still the one that was read
INSERT INTO sign_in_demand (organisation_id, roles, counts, grace_days, since, version, changed_by)
SELECT o.id, CAST(:roles AS BIGINT), CAST(:counts AS BIGINT), CAST(:grace AS BIGINT), CAST(:since AS BIGINT), 1, CAST(:actor AS BIGINT)
FROM organisation o WHERE o.id = :body
ON CONFLICT (organisation_id) DO UPDATE SET roles = excluded.roles, counts = excluded.counts,
    grace_days = excluded.grace_days, since = excluded.since, version = sign_in_demand.version + 1,
    changed_by = excluded.changed_by
WHERE sign_in_demand.version = :version
RETURNING organisation_id;
-- name: demand_session_after  which is the next session that the demand of the body may concern?
SELECT s.id, s.person_id, s.factors FROM session s
WHERE s.id > :after AND EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = s.person_id AND g.organisation_id = :whose)
ORDER BY s.id LIMIT 1;
-- name: demand_session_of  which is the next session of this person?
SELECT s.id, s.person_id, s.factors FROM session s WHERE s.person_id = :whose AND s.id > :after ORDER BY s.id LIMIT 1;
-- name: demand_lacking  who holds such a role in the body, and has no second factor that counts?
SELECT p.id, p.name, CAST(sum(DISTINCT g.role_bit) AS BIGINT), min(g.created_at)
FROM role_grant g JOIN person p ON p.id = g.person_id AND p.state = 'active' AND p.deleted_at IS NULL
WHERE g.organisation_id = :body AND (g.role_bit & CAST(:roles AS BIGINT)) <> 0
    AND g.state = 'active' AND g.deleted_at IS NULL
    AND (g.valid_from IS NULL OR g.valid_from <= :today) AND (g.valid_until IS NULL OR g.valid_until >= :today)
    AND NOT (:by_totp = 1 AND EXISTS (SELECT 1 FROM totp t WHERE t.person_id = p.id AND t.confirmed_at IS NOT NULL))
    AND NOT (:by_passkey = 1 AND EXISTS (SELECT 1 FROM passkey k WHERE k.person_id = p.id))
    AND NOT (:by_provider = 1 AND EXISTS (SELECT 1 FROM signed_in i WHERE i.person_id = p.id
        AND (i.factors & CAST(:strong AS BIGINT)) <> 0))
GROUP BY p.id, p.name ORDER BY p.name, p.id;
