-- name: home_bodies  in which bodies has this person a role today?
SELECT o.number, CASE WHEN :nn = 1 THEN COALESCE(o.name_nn, o.name) ELSE o.name END AS name,
       o.level, o.demo, SUM(DISTINCT a.role_bit) AS roles
FROM access a
JOIN organisation o ON o.id = a.organisation_id
WHERE a.person_id = :actor
  AND (a.valid_from IS NULL OR a.valid_from <= :today)
  AND (a.valid_until IS NULL OR a.valid_until >= :today)
  AND o.in_use = 1 AND o.state = 'active' AND o.deleted_at IS NULL AND o.number IS NOT NULL
GROUP BY o.id, o.number, o.name, o.name_nn, o.level, o.demo
ORDER BY o.name COLLATE norwegian, o.id
LIMIT 1000
