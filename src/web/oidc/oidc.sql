-- name: oidc_providers_all  which providers may anybody use here?
SELECT p.uuid, p.title, o.name
FROM provider p JOIN organisation o ON o.id = p.organisation_id
WHERE p.state = 'active' AND p.deleted_at IS NULL
ORDER BY p.title, p.id LIMIT 13;
-- name: oidc_providers_of_body  which providers are the body's own, or those of a body above it?
SELECT p.uuid, p.title, o.name
FROM organisation b
JOIN organisation_closure c ON c.descendant_id = b.id
JOIN provider p ON p.organisation_id = c.ancestor_id AND p.state = 'active' AND p.deleted_at IS NULL
JOIN organisation o ON o.id = p.organisation_id
WHERE b.number = :number ORDER BY c.depth, p.title, p.id LIMIT 13;
-- name: oidc_providers_of_person  which providers may link this person, by an own wish or an invitation?
SELECT p.uuid, p.title, o.name
FROM person s
JOIN organisation_closure c ON c.descendant_id = s.organisation_id
JOIN provider p ON p.organisation_id = c.ancestor_id AND p.state = 'active' AND p.deleted_at IS NULL
JOIN organisation o ON o.id = p.organisation_id
WHERE s.id = :person AND (:invited = 0 OR p.provisioning <> 'linked')
ORDER BY c.depth, p.title, p.id LIMIT 13;
-- name: oidc_providers_linked  by which providers may this person prove once more who it is?
SELECT p.uuid, p.title, o.name
FROM person s
JOIN organisation_closure c ON c.descendant_id = s.organisation_id
JOIN provider p ON p.organisation_id = c.ancestor_id AND p.state = 'active' AND p.deleted_at IS NULL
JOIN organisation o ON o.id = p.organisation_id
WHERE s.id = :person
    AND EXISTS (SELECT 1 FROM oidc_identity i WHERE i.person_id = s.id AND i.issuer = p.issuer)
ORDER BY c.depth, p.title, p.id LIMIT 13;
-- name: oidc_client_secrets  which secrets that we share with providers rest here?
SELECT uuid, secret FROM provider WHERE secret IS NOT NULL;
-- name: oidc_client_secret_change  how does this provider's secret rest from now on?
UPDATE provider SET secret = :sealed WHERE uuid = :owner AND secret = :before;
-- name: oidc_private_keys  which keys by which we sign for providers rest here?
SELECT uuid, private_key FROM provider WHERE private_key IS NOT NULL;
-- name: oidc_private_key_change  how does the key for this provider rest from now on?
UPDATE provider SET private_key = :sealed WHERE uuid = :owner AND private_key = :before;
