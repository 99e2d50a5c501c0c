-- Which frameworks a body answers beside the common norm.

-- name: framework_use_here  in which bodies may the actor say that this framework is answered, and where is it?
SELECT coalesce(o.number, o.code), o.name, u.since
FROM organisation o
LEFT JOIN framework_use u ON u.organisation_id = o.id AND u.framework_id = :framework
WHERE o.in_use = 1 AND o.deleted_at IS NULL AND EXISTS (
    SELECT 1 FROM access a WHERE a.person_id = :actor AND a.organisation_id = o.id AND (a.role_bit & :roles) <> 0
    AND (a.valid_from IS NULL OR a.valid_from <= :today) AND (a.valid_until IS NULL OR a.valid_until >= :today))
ORDER BY o.name
LIMIT 50;
