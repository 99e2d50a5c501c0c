-- Frameworks and what they require: reference content that is read in from files and belongs to nobody.
CREATE TABLE framework (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    ref INTEGER NOT NULL UNIQUE,           -- running number, shown as N-2
    version INTEGER NOT NULL,
    state TEXT NOT NULL,                   -- active
    urn TEXT NOT NULL UNIQUE,              -- what the framework is called for ever
    code TEXT NOT NULL UNIQUE,             -- short name that mappings use: nist-csf-2.0
    name_nb TEXT,
    name_nn TEXT,
    name_en TEXT,
    description_nb TEXT,
    description_nn TEXT,
    description_en TEXT,
    provider TEXT,
    edition TEXT,                          -- the framework's own version
    published_on TEXT,
    licence TEXT,
    is_norm INTEGER NOT NULL DEFAULT 0,    -- 1: the common norm, which every body answers
    n_requirements INTEGER NOT NULL DEFAULT 0, -- that can be assessed and are not withdrawn
    content TEXT,                          -- metadata, groups' own text and back matter as they came, JSON
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER
) STRICT;

-- Which frameworks a body answers, beside the common norm.
CREATE TABLE framework_use (
    organisation_id INTEGER NOT NULL REFERENCES organisation (id),
    framework_id INTEGER NOT NULL REFERENCES framework (id),
    since TEXT NOT NULL,                   -- day
    PRIMARY KEY (organisation_id, framework_id)
) STRICT;

-- A node of a framework: a group, or a requirement that can be assessed.
CREATE TABLE requirement (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    ref INTEGER NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,                   -- active, withdrawn
    framework_id INTEGER NOT NULL REFERENCES framework (id),
    parent_id INTEGER REFERENCES requirement (id),
    urn TEXT NOT NULL UNIQUE,              -- the framework's urn, a colon, the code
    code TEXT NOT NULL,                    -- SN-1.1, ac-2
    sort_key TEXT NOT NULL,                -- places it in the framework's own order
    node TEXT NOT NULL,                    -- group, control, enhancement
    title_nb TEXT,                         -- code and title together, as people name it
    title_nn TEXT,
    title_en TEXT,
    text_nb TEXT,                          -- what must be in place
    text_nn TEXT,
    text_en TEXT,
    why_nb TEXT,
    why_nn TEXT,
    why_en TEXT,
    how_nb TEXT,                           -- steps, one a line, Markdown list
    how_nn TEXT,
    how_en TEXT,
    proof_nb TEXT,                         -- evidence expected, one a line, Markdown list
    proof_nn TEXT,
    proof_en TEXT,
    level TEXT,                            -- minimum, recommended, extended
    binding TEXT,                          -- duty, recommendation
    role TEXT,                             -- who owns the answer
    is_assessable INTEGER NOT NULL,
    withdrawn_on TEXT,
    replaced_by TEXT,                      -- codes of those that came in its place
    content TEXT,                          -- the original node as it came, without nodes below it, JSON
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER,
    UNIQUE (framework_id, code)
) STRICT;
CREATE INDEX requirement_order ON requirement (framework_id, sort_key);
CREATE INDEX requirement_parent ON requirement (parent_id);

-- Parts of a control: statement, items, guidance, objectives; in their order, as deep as they go.
CREATE TABLE requirement_part (
    requirement_id INTEGER NOT NULL REFERENCES requirement (id),
    position INTEGER NOT NULL,             -- within the requirement, depth first from 1
    depth INTEGER NOT NULL,
    code TEXT,                             -- the part's own id: ac-1_smt.a
    name TEXT NOT NULL,                    -- statement, item, guidance, assessment-objective ...
    label TEXT,                            -- a., 1.
    title TEXT,
    prose TEXT,                            -- with {{ insert: param, ... }} as it came
    PRIMARY KEY (requirement_id, position)
) STRICT;
CREATE TABLE requirement_param (
    requirement_id INTEGER NOT NULL REFERENCES requirement (id),
    position INTEGER NOT NULL,
    code TEXT NOT NULL,                    -- ac-1_prm_1
    label TEXT,                            -- what is to be filled in, choices joined by " / "
    PRIMARY KEY (requirement_id, position)
) STRICT;

-- How one requirement relates to one of another framework, which need not be read in yet.
CREATE TABLE requirement_mapping (
    requirement_id INTEGER NOT NULL REFERENCES requirement (id),
    framework TEXT NOT NULL,               -- code of the other framework: nist-800-53-5
    code TEXT NOT NULL,                    -- id there
    relation TEXT NOT NULL,                -- equal, subset, superset, intersects
    PRIMARY KEY (requirement_id, framework, code)
) STRICT;
CREATE INDEX requirement_mapping_back ON requirement_mapping (framework, code);

-- Guidance that exists for a requirement, by provider and title.
CREATE TABLE requirement_guidance (
    requirement_id INTEGER NOT NULL REFERENCES requirement (id),
    position INTEGER NOT NULL,
    provider TEXT NOT NULL,
    title TEXT NOT NULL,
    url TEXT,
    PRIMARY KEY (requirement_id, position)
) STRICT;

-- Laws and parts of laws, and what they demand.
CREATE TABLE legal_basis (
    id INTEGER PRIMARY KEY,
    uuid TEXT NOT NULL UNIQUE,
    ref INTEGER NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,                   -- active
    code TEXT NOT NULL UNIQUE,             -- eforvaltningsforskriften-15
    name_nb TEXT,
    name_nn TEXT,
    name_en TEXT,
    citation TEXT,
    url TEXT,
    in_force_on TEXT,
    applies_to TEXT,                       -- state, county_municipality, municipality, in_scope; parted by spaces
    scope_nb TEXT,
    scope_nn TEXT,
    scope_en TEXT,
    duty_nb TEXT,
    duty_nn TEXT,
    duty_en TEXT,
    citation_checked TEXT,                 -- source, secondary, general-knowledge
    duty_checked TEXT,
    to_check_nb TEXT,
    to_check_nn TEXT,
    to_check_en TEXT,
    created_at INTEGER NOT NULL,
    created_by INTEGER,
    updated_at INTEGER NOT NULL,
    updated_by INTEGER,
    deleted_at INTEGER
) STRICT;
CREATE TABLE legal_deadline (
    legal_basis_id INTEGER NOT NULL REFERENCES legal_basis (id),
    code TEXT NOT NULL,
    name_nb TEXT,
    name_nn TEXT,
    name_en TEXT,
    amount INTEGER,                        -- null: without delay
    unit TEXT,                             -- hours, working_days, months, years
    begins TEXT,                           -- awareness, first_notice, request_received, previous_report, previous_exercise
    recipient_nb TEXT,
    recipient_nn TEXT,
    recipient_en TEXT,
    checked TEXT,                          -- source, secondary, general-knowledge
    PRIMARY KEY (legal_basis_id, code)
) STRICT;
CREATE TABLE requirement_legal_basis (
    requirement_id INTEGER NOT NULL REFERENCES requirement (id),
    legal_basis_id INTEGER NOT NULL REFERENCES legal_basis (id),
    PRIMARY KEY (requirement_id, legal_basis_id)
) STRICT;
CREATE INDEX requirement_legal_basis_back ON requirement_legal_basis (legal_basis_id);
