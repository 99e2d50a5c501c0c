-- What a requirement's page asks beside its own row.

-- name: requirement_legal  which laws does it rest on?
SELECT b.id, coalesce(CASE :lang WHEN 'nn' THEN b.name_nn WHEN 'en' THEN b.name_en ELSE b.name_nb END, b.name_nb),
    b.citation, b.duty_checked
FROM requirement_legal_basis l
JOIN legal_basis b ON b.id = l.legal_basis_id AND b.deleted_at IS NULL
WHERE l.requirement_id = :requirement
ORDER BY b.ref;

-- name: requirement_guidance_of  which guidance exists for it?
SELECT provider, title, url
FROM requirement_guidance
WHERE requirement_id = :requirement
ORDER BY position;

-- name: requirement_mappings  how does it relate to other frameworks, and are those read in?
SELECT m.framework, m.code, m.relation, q.id, f.name_en
FROM requirement_mapping m
LEFT JOIN framework f ON f.code = m.framework
LEFT JOIN requirement q ON q.framework_id = f.id AND lower(q.code) = lower(m.code) AND q.deleted_at IS NULL
WHERE m.requirement_id = :requirement
ORDER BY m.framework, m.relation, m.code;

-- name: requirement_mapped_from  which requirements say how they relate to this one?
SELECT r.id, coalesce(CASE :lang WHEN 'nn' THEN r.title_nn WHEN 'en' THEN r.title_en ELSE r.title_nb END, r.title_en),
    m.relation
FROM requirement q
JOIN framework f ON f.id = q.framework_id
JOIN requirement_mapping m ON m.framework = f.code AND lower(m.code) = lower(q.code)
JOIN requirement r ON r.id = m.requirement_id AND r.deleted_at IS NULL
WHERE q.id = :requirement
ORDER BY r.framework_id, r.sort_key;

-- name: requirement_below  what stands right below it?
SELECT q.id, coalesce(CASE :lang WHEN 'nn' THEN q.title_nn WHEN 'en' THEN q.title_en ELSE q.title_nb END, q.title_en),
    q.state
FROM requirement q
WHERE q.parent_id = :requirement AND q.deleted_at IS NULL
ORDER BY q.sort_key;

-- name: requirement_parts  what does it consist of, as its framework wrote it?
SELECT depth, name, label, title, prose
FROM requirement_part
WHERE requirement_id = :requirement
ORDER BY position;

-- name: requirement_here  how do the bodies stand to it that the actor may see?
SELECT s.id, coalesce(o.number, o.code), o.name, s.applicability, s.status
FROM requirement_status s
JOIN organisation o ON o.id = s.organisation_id AND o.deleted_at IS NULL
WHERE s.requirement_id = :requirement AND s.deleted_at IS NULL AND EXISTS (
    SELECT 1 FROM access a WHERE a.person_id = :actor AND a.organisation_id = o.id AND (a.role_bit & :roles) <> 0
    AND (a.valid_from IS NULL OR a.valid_from <= :today) AND (a.valid_until IS NULL OR a.valid_until >= :today))
ORDER BY o.name
LIMIT 20;

-- name: legal_deadlines  which deadlines does this law set?
SELECT coalesce(CASE :lang WHEN 'nn' THEN name_nn WHEN 'en' THEN name_en ELSE name_nb END, name_nb),
    amount, unit, begins,
    coalesce(CASE :lang WHEN 'nn' THEN recipient_nn WHEN 'en' THEN recipient_en ELSE recipient_nb END, recipient_nb),
    checked
FROM legal_deadline
WHERE legal_basis_id = :basis
ORDER BY code;

-- name: legal_requirements  which requirements rest on this law?
SELECT q.id, coalesce(CASE :lang WHEN 'nn' THEN q.title_nn WHEN 'en' THEN q.title_en ELSE q.title_nb END, q.title_en)
FROM requirement_legal_basis l
JOIN requirement q ON q.id = l.requirement_id AND q.deleted_at IS NULL
WHERE l.legal_basis_id = :basis
ORDER BY q.framework_id, q.sort_key;
