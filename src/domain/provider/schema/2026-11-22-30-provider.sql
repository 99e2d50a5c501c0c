-- Providers of identities by which people of a body sign in (OpenID Connect).
CREATE TABLE provider (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    ref INTEGER NOT NULL,              -- running number within the body: I-1
    version INTEGER NOT NULL,
    state TEXT NOT NULL,               -- draft, active, closed
    title TEXT NOT NULL,               -- as people know it; stands on the button
    profile TEXT NOT NULL,             -- ansattporten, idporten, entra, other
    issuer TEXT NOT NULL,              -- as it stands in its tokens
    client_id TEXT NOT NULL,           -- what the provider calls us
    authentication TEXT NOT NULL,      -- private_key_jwt, client_secret_basic, client_secret_post
    provisioning TEXT NOT NULL,        -- who gets in: linked, invitation, create
    representation TEXT,               -- whom they must represent: orgno, resource, service
    resource TEXT,                     -- by which right in Altinn
    acr_values TEXT,                   -- levels that serve
    scopes TEXT,
    hosts TEXT,                        -- what may be reached for it
    secret_at INTEGER,                 -- when secret or key was last set
    public_key TEXT,                   -- JWK of the private key
    secret TEXT,                       -- sealed by a key that is not in the database
    private_key TEXT,                  -- JWK, sealed likewise
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (organisation_id, ref)
) STRICT;
